// Moments by group of pairs (x, y) of doubles, or of single values: count, sums, sums of products. A pair with a NULL does
// not count; one that is not finite makes the results NaN until it is taken back.
import { grown } from "../../../columnar/grow.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { AggregateRows, AggregateState } from "../../aggregate-function.ts";
import { centredProduct, DoubleDoubleSums } from "./double-double.ts";
import { gathered } from "./exact-sums.ts";

/** What is known of one group: sums of centred products and means. */
export interface Moments {
  /** Pairs without NULL. */
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  /** Sum of (x - mean)^2, and so on. */
  readonly sxx: number;
  readonly syy: number;
  readonly sxy: number;
}

/** Null: NULL. */
export type MomentResult = (moments: Moments) => number | null;

export class MomentState implements AggregateState {
  readonly #result: MomentResult;
  /** Finite pairs, and others, by group. */
  #finite: Float64Array = new Float64Array(0);
  #special: Float64Array = new Float64Array(0);
  readonly #x = new DoubleDoubleSums();
  readonly #xx = new DoubleDoubleSums();
  readonly #y: DoubleDoubleSums;
  readonly #yy: DoubleDoubleSums;
  readonly #xy: DoubleDoubleSums;
  readonly #sums: readonly DoubleDoubleSums[];

  constructor(result: MomentResult, isPair: boolean) {
    this.#result = result;
    this.#y = isPair ? new DoubleDoubleSums() : this.#x;
    this.#yy = isPair ? new DoubleDoubleSums() : this.#xx;
    this.#xy = isPair ? new DoubleDoubleSums() : this.#xx;
    this.#sums = isPair ? [this.#x, this.#xx, this.#y, this.#yy, this.#xy] : [this.#x, this.#xx];
  }

  resize(groupCount: number): void {
    this.#finite = grown(this.#finite, groupCount);
    this.#special = grown(this.#special, groupCount);
    for (const sum of this.#sums) sum.resize(groupCount);
  }

  /** Arguments: x, or y and x in the order of REGR_SLOPE(y, x). */
  update(input: AggregateRows, args: readonly Vector[]): void {
    const x = args[args.length - 1];
    const y = args[0];
    if (x.rep !== "f64" || y.rep !== "f64") return;
    const { rows, groups, signs, count } = input;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if ((x.valid !== null && x.valid[row] === 0) || (y.valid !== null && y.valid[row] === 0)) continue;
      this.#add(groups[i], x.values[row], y.values[row], signs === null ? 1 : signs[i]);
    }
  }

  #add(group: number, x: number, y: number, sign: number): void {
    if (x - x !== 0 || y - y !== 0) {
      this.#special[group] += sign;
      return;
    }
    this.#finite[group] += sign;
    if (this.#finite[group] === 0) {
      for (const sum of this.#sums) sum.clear(group);
      return;
    }
    this.#x.add(group, sign * x);
    this.#xx.addProduct(group, x, x, sign);
    if (this.#y === this.#x) return;
    this.#y.add(group, sign * y);
    this.#yy.addProduct(group, y, y, sign);
    this.#xy.addProduct(group, x, y, sign);
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    const theirs = other as MomentState;
    for (let i = 0; i < count; i++) {
      this.#finite[into[i]] += theirs.#finite[from[i]];
      this.#special[into[i]] += theirs.#special[from[i]];
      for (let s = 0; s < this.#sums.length; s++) this.#sums[s].merge(theirs.#sums[s], from[i], into[i]);
    }
  }

  values(groups: Int32Array, count: number): Vector {
    const values = new Float64Array(count);
    let valid: Uint8Array | null = null;
    for (let i = 0; i < count; i++) {
      const result = this.#result(this.#momentsOf(groups[i]));
      if (result === null) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
      else values[i] = result;
    }
    return { rep: "f64", values, valid };
  }

  #momentsOf(group: number): Moments {
    const n = this.#finite[group];
    if (this.#special[group] > 0) {
      const nan = Number.NaN;
      return { n: n + this.#special[group], meanX: nan, meanY: nan, sxx: nan, syy: nan, sxy: nan };
    }
    if (n === 0) return { n, meanX: 0, meanY: 0, sxx: 0, syy: 0, sxy: 0 };
    return {
      n,
      meanX: this.#x.value(group) / n,
      meanY: this.#y.value(group) / n,
      sxx: Math.max(0, centredProduct(this.#xx, this.#x, this.#x, n, group)),
      syy: Math.max(0, centredProduct(this.#yy, this.#y, this.#y, n, group)),
      sxy: centredProduct(this.#xy, this.#x, this.#y, n, group),
    };
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return [
      gathered(this.#finite, groups, count),
      gathered(this.#special, groups, count),
      ...this.#sums.flatMap((sum) => sum.save(groups, count)),
    ];
  }

  load(groups: Int32Array, count: number, saved: readonly Vector[]): void {
    const columns = saved.map((vector) => (vector as { readonly values: Float64Array }).values);
    for (let i = 0; i < count; i++) {
      this.#finite[groups[i]] = columns[0][i];
      this.#special[groups[i]] = columns[1][i];
      this.#sums.forEach((sum, s) => {
        sum.load(groups[i], columns[2 + 3 * s][i], columns[3 + 3 * s][i], columns[4 + 3 * s][i]);
      });
    }
  }

  clear(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#finite[groups[i]] = 0;
      this.#special[groups[i]] = 0;
      for (const sum of this.#sums) sum.clear(groups[i]);
    }
  }
}
