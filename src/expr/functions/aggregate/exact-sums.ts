// Exact sums by group of integers, decimals (unscaled) and intervals.
//
// A sum is a double while it is a safe integer. Beyond that the double is NaN, so the hot loop's one range check sends
// every further row of the group to the slow path, and the total lies in a map as a bigint until it is safe again: the
// form of a total depends on its value alone. The range check also holds the limits of the result's type.
import { grown, isInt64 } from "../../../columnar/grow.ts";
import { exact } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { AggregateRows } from "../../aggregate-function.ts";

export interface SumLimits {
  /** Null: no limit. */
  readonly max: bigint | null;
  readonly min: bigint | null;
}

export const NO_LIMITS: SumLimits = { max: null, min: null };
const SAFE_MAX = Number.MAX_SAFE_INTEGER;

/** Answers the problem of a total that does not fit. */
export type OverflowProblem = (total: bigint, row: number) => Error;

export class ExactSums {
  sums: Float64Array = new Float64Array(0);
  /** Rows added, by group; 0: no sum. */
  counts: Float64Array = new Float64Array(0);
  readonly #wide = new Map<number, bigint>();
  readonly #limits: SumLimits;
  readonly #max: number;
  readonly #min: number;
  readonly #overflow: OverflowProblem;

  constructor(limits: SumLimits, overflow: OverflowProblem) {
    this.#limits = limits;
    this.#max = limits.max === null ? SAFE_MAX : Math.min(SAFE_MAX, Number(limits.max));
    this.#min = limits.min === null ? -SAFE_MAX : Math.max(-SAFE_MAX, Number(limits.min));
    this.#overflow = overflow;
  }

  resize(groupCount: number): void {
    this.sums = grown(this.sums, groupCount);
    this.counts = grown(this.counts, groupCount);
  }

  update(input: AggregateRows, vector: Vector): void {
    if (vector.rep === "i32" || vector.rep === "f64") {
      if (input.signs === null && vector.valid === null) this.#addAll(input, vector.values);
      else this.#addSome(input, vector.values, vector.valid);
    } else if (vector.rep === "i64" || vector.rep === "big") {
      this.#addBig(input, vector.values, vector.valid);
    }
  }

  /** See AggregateState.run. */
  run(groups: Int32Array, count: number, vector: Vector, out: Float64Array): number {
    if (vector.rep !== "f64" || vector.valid !== null) return 0;
    const { values } = vector;
    const { sums, counts } = this;
    const max = this.#max;
    const min = this.#min;
    for (let i = 0; i < count; i++) {
      const group = groups[i];
      const next = sums[group] + values[i];
      if (!(next <= max && next >= min)) return i;
      sums[group] = next;
      counts[group] += 1;
      out[i] = next;
    }
    return count;
  }

  /** The fast path: additions without NULLs. */
  #addAll(input: AggregateRows, values: Int32Array | Float64Array): void {
    for (let from = 0; ; from++) {
      from =
        values instanceof Int32Array
          ? addInts(this.sums, this.counts, input, values, from, this.#min, this.#max)
          : addDoubles(this.sums, this.counts, input, values, from, this.#min, this.#max);
      if (from === input.count) return;
      const row = input.rows[from];
      this.#add(input.groups[from], BigInt(values[row]), 1, row);
    }
  }

  #addSome(input: AggregateRows, values: Int32Array | Float64Array, valid: Uint8Array | null): void {
    const { rows, groups, signs, count } = input;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (valid !== null && valid[row] === 0) continue;
      const sign = signs === null ? 1 : signs[i];
      const group = groups[i];
      const next = this.sums[group] + sign * values[row];
      if (next <= this.#max && next >= this.#min) {
        this.sums[group] = next;
        this.counts[group] += sign;
      } else {
        this.#add(group, BigInt(values[row]), sign, row);
      }
    }
  }

  #addBig(input: AggregateRows, values: BigInt64Array | readonly bigint[], valid: Uint8Array | null): void {
    const { rows, groups, signs, count } = input;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (valid !== null && valid[row] === 0) continue;
      this.#add(groups[i], values[row], signs === null ? 1 : signs[i], row);
    }
  }

  #add(group: number, value: bigint, sign: number, row: number): void {
    const total = this.total(group) + (sign < 0 ? -value : value);
    const { max, min } = this.#limits;
    if ((max !== null && total > max) || (min !== null && total < min)) throw this.#overflow(total, row);
    this.#set(group, total);
    this.counts[group] += sign;
  }

  total(group: number): bigint {
    return this.#wide.get(group) ?? BigInt(this.sums[group]);
  }

  #set(group: number, total: bigint): void {
    const form = exact(total);
    if (typeof form === "number") {
      this.sums[group] = form;
      this.#wide.delete(group);
    } else {
      this.sums[group] = Number.NaN;
      this.#wide.set(group, form);
    }
  }

  merge(other: ExactSums, from: Int32Array, into: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const next = this.sums[into[i]] + other.sums[from[i]];
      if (next <= this.#max && next >= this.#min) {
        this.sums[into[i]] = next;
        this.counts[into[i]] += other.counts[from[i]];
      } else {
        this.#add(into[i], other.total(from[i]), 1, -1);
        this.counts[into[i]] += other.counts[from[i]] - 1;
      }
    }
  }

  /** Totals as an exact vector; NULL where nothing was added, when asked for. */
  vector(groups: Int32Array, count: number, valid: Uint8Array | null): Vector {
    if (this.#wide.size === 0 || !groups.subarray(0, count).some((group) => this.#wide.has(group))) {
      const values = new Float64Array(count);
      for (let i = 0; i < count; i++) values[i] = this.sums[groups[i]];
      return { rep: "f64", values, valid };
    }
    const totals: bigint[] = [];
    for (let i = 0; i < count; i++) totals.push(this.total(groups[i]));
    return totals.every(isInt64)
      ? { rep: "i64", values: BigInt64Array.from(totals), valid }
      : { rep: "big", values: totals, valid };
  }

  /** 0 where nothing was added; null when there is no such group. */
  validity(groups: Int32Array, count: number): Uint8Array | null {
    return validityOf(this.counts, groups, count);
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return [this.vector(groups, count, null), gathered(this.counts, groups, count)];
  }

  load(groups: Int32Array, count: number, saved: readonly Vector[]): void {
    const [totals, counts] = saved;
    for (let i = 0; i < count; i++) {
      const total = (totals as { readonly values: ArrayLike<number | bigint> }).values[i];
      this.#set(groups[i], BigInt(total));
      this.counts[groups[i]] = (counts as { readonly values: ArrayLike<number> }).values[i];
    }
  }

  clear(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      this.sums[groups[i]] = 0;
      this.counts[groups[i]] = 0;
      this.#wide.delete(groups[i]);
    }
  }
}

export function validityOf(counts: Float64Array, groups: Int32Array, count: number): Uint8Array | null {
  let valid: Uint8Array | null = null;
  for (let i = 0; i < count; i++) if (counts[groups[i]] === 0) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
  return valid;
}

export function gathered(values: Float64Array, groups: Int32Array, count: number): Vector {
  const picked = new Float64Array(count);
  for (let i = 0; i < count; i++) picked[i] = values[groups[i]];
  return { rep: "f64", values: picked, valid: null };
}

/** Adds until a sum leaves the range; answers the index of that row, or the count. */
function addInts(
  sums: Float64Array,
  counts: Float64Array,
  input: AggregateRows,
  values: Int32Array,
  from: number,
  min: number,
  max: number,
): number {
  const { rows, groups, count } = input;
  for (let i = from; i < count; i++) {
    const group = groups[i];
    const next = sums[group] + values[rows[i]];
    if (!(next <= max && next >= min)) return i;
    sums[group] = next;
    counts[group] += 1;
  }
  return count;
}

function addDoubles(
  sums: Float64Array,
  counts: Float64Array,
  input: AggregateRows,
  values: Float64Array,
  from: number,
  min: number,
  max: number,
): number {
  const { rows, groups, count } = input;
  for (let i = from; i < count; i++) {
    const group = groups[i];
    const next = sums[group] + values[rows[i]];
    if (!(next <= max && next >= min)) return i;
    sums[group] = next;
    counts[group] += 1;
  }
  return count;
}
