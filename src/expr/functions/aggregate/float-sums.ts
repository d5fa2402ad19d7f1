// Sums by group of FLOAT and DOUBLE values that can be taken back: finite values are summed and counted; NaN and both
// infinities are only counted, so that taking one back leaves what was there. The sum is exactly 0 when no finite value is
// left. Sums are plain doubles in order of arrival, as Flink's.
import { grown } from "../../../columnar/grow.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { AggregateRows } from "../../aggregate-function.ts";
import { gathered } from "./exact-sums.ts";

export class FloatSums {
  sums: Float64Array = new Float64Array(0);
  /** Finite values, by group. */
  finite: Float64Array = new Float64Array(0);
  /** Three counts a group: NaN, +Infinity, -Infinity; empty until one comes. */
  #special: Float64Array = new Float64Array(0);
  #groupCount = 0;

  resize(groupCount: number): void {
    this.#groupCount = Math.max(this.#groupCount, groupCount);
    this.sums = grown(this.sums, groupCount);
    this.finite = grown(this.finite, groupCount);
    if (this.#special.length > 0) this.#special = grown(this.#special, 3 * groupCount);
  }

  update(input: AggregateRows, vector: Vector): void {
    if (vector.rep !== "f64") return;
    const from =
      input.signs === null && vector.valid === null ? addFinite(this.sums, this.finite, input, vector.values) : 0;
    if (from < input.count) this.#addSome(input, vector.values, vector.valid, from);
  }

  #addSome(input: AggregateRows, values: Float64Array, valid: Uint8Array | null, from: number): void {
    const { rows, groups, signs, count } = input;
    for (let i = from; i < count; i++) {
      const row = rows[i];
      if (valid === null || valid[row] === 1) this.add(groups[i], values[row], signs === null ? 1 : signs[i]);
    }
  }

  add(group: number, value: number, sign: number): void {
    if (value - value === 0) {
      this.finite[group] += sign;
      this.sums[group] = this.finite[group] === 0 ? 0 : this.sums[group] + sign * value;
    } else {
      if (this.#special.length === 0) this.#special = new Float64Array(3 * Math.max(1, this.#groupCount));
      this.#special[3 * group + (Number.isNaN(value) ? 0 : value > 0 ? 1 : 2)] += sign;
    }
  }

  /** Values that are not NULL. */
  count(group: number): number {
    if (this.#special.length === 0) return this.finite[group];
    const at = 3 * group;
    return this.finite[group] + this.#special[at] + this.#special[at + 1] + this.#special[at + 2];
  }

  total(group: number): number {
    if (this.#special.length === 0) return this.sums[group];
    const at = 3 * group;
    const hasPositive = this.#special[at + 1] > 0;
    const hasNegative = this.#special[at + 2] > 0;
    if (this.#special[at] > 0 || (hasPositive && hasNegative)) return Number.NaN;
    return hasPositive ? Number.POSITIVE_INFINITY : hasNegative ? Number.NEGATIVE_INFINITY : this.sums[group];
  }

  merge(other: FloatSums, from: Int32Array, into: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      this.sums[into[i]] += other.sums[from[i]];
      this.finite[into[i]] += other.finite[from[i]];
      if (this.finite[into[i]] === 0) this.sums[into[i]] = 0;
      for (let k = 0; k < 3; k++) this.#addSpecial(into[i], k, other.#specialAt(from[i], k));
    }
  }

  #specialAt(group: number, which: number): number {
    return this.#special.length === 0 ? 0 : this.#special[3 * group + which];
  }

  #addSpecial(group: number, which: number, count: number): void {
    if (count === 0) return;
    if (this.#special.length === 0) this.#special = new Float64Array(3 * Math.max(1, this.#groupCount));
    this.#special[3 * group + which] += count;
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    const specials = [0, 1, 2].map((which): Vector => {
      const values = new Float64Array(count);
      for (let i = 0; i < count; i++) values[i] = this.#specialAt(groups[i], which);
      return { rep: "f64", values, valid: null };
    });
    return [gathered(this.sums, groups, count), gathered(this.finite, groups, count), ...specials];
  }

  load(groups: Int32Array, count: number, saved: readonly Vector[]): void {
    const columns = saved.map((vector) => (vector as { readonly values: Float64Array }).values);
    this.clear(groups, count);
    for (let i = 0; i < count; i++) {
      this.sums[groups[i]] = columns[0][i];
      this.finite[groups[i]] = columns[1][i];
      for (let k = 0; k < 3; k++) this.#addSpecial(groups[i], k, columns[2 + k][i]);
    }
  }

  clear(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      this.sums[groups[i]] = 0;
      this.finite[groups[i]] = 0;
      if (this.#special.length > 0) this.#special.fill(0, 3 * groups[i], 3 * groups[i] + 3);
    }
  }
}

/** Adds until a value is not finite; answers the index of that row, or the count. */
function addFinite(sums: Float64Array, finite: Float64Array, input: AggregateRows, values: Float64Array): number {
  const { rows, groups, count } = input;
  for (let i = 0; i < count; i++) {
    const value = values[rows[i]];
    if (value - value !== 0) return i;
    const group = groups[i];
    sums[group] += value;
    finite[group] += 1;
  }
  return count;
}
