// Sums by group in double-double arithmetic (about 106 bits): an unevaluated sum hi + lo of two doubles.
//
// For moments (variance, covariance): the sum of squares minus the square of the sum cancels nearly all digits, and taking
// values back must leave what was there. With twice the digits both come out right, in any order of additions, splits and
// merges, to far below the 1e-12 that is asked for. TwoSum and TwoProduct after Knuth and Dekker.
//
// What is left of a difference that should be 0 is some 2^-104 of the greatest sum there ever was (`peak`); it is taken for
// 0, so that a constant column has no variance and no slope, also after other rows were taken back.
import { grown } from "../../../columnar/grow.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { gathered } from "./exact-sums.ts";

/** 2^27 + 1: splits a double into two halves of 26 bits. */
const SPLITTER = 134217729;
/** Some thousand roundings of 2^-104. */
const NOISE = 1e-28;

export class DoubleDoubleSums {
  hi: Float64Array = new Float64Array(0);
  lo: Float64Array = new Float64Array(0);
  /** Greatest absolute value of a sum of products so far. */
  peak: Float64Array = new Float64Array(0);

  resize(groupCount: number): void {
    this.hi = grown(this.hi, groupCount);
    this.lo = grown(this.lo, groupCount);
    this.peak = grown(this.peak, groupCount);
  }

  add(group: number, value: number): void {
    addTo(this.hi, this.lo, group, value, 0);
  }

  /** Adds sign * a * b without rounding the product. */
  addProduct(group: number, a: number, b: number, sign: number): void {
    const product = a * b;
    addTo(this.hi, this.lo, group, sign * product, sign * productError(a, b, product));
    this.peak[group] = Math.max(this.peak[group], Math.abs(this.hi[group]));
  }

  merge(other: DoubleDoubleSums, from: number, into: number): void {
    addTo(this.hi, this.lo, into, other.hi[from], other.lo[from]);
    this.peak[into] = Math.max(this.peak[into], other.peak[from], Math.abs(this.hi[into]));
  }

  value(group: number): number {
    return this.hi[group] + this.lo[group];
  }

  clear(group: number): void {
    this.hi[group] = 0;
    this.lo[group] = 0;
    this.peak[group] = 0;
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return [this.hi, this.lo, this.peak].map((values) => gathered(values, groups, count));
  }

  load(group: number, hi: number, lo: number, peak: number): void {
    this.hi[group] = hi;
    this.lo[group] = lo;
    this.peak[group] = peak;
  }
}

function addTo(hi: Float64Array, lo: Float64Array, group: number, value: number, error: number): void {
  const a = hi[group];
  const sum = a + value;
  const back = sum - a;
  const rest = lo[group] + (a - (sum - back) + (value - back)) + error;
  const top = sum + rest;
  hi[group] = top;
  lo[group] = rest - (top - sum);
}

function productError(a: number, b: number, product: number): number {
  const scaledA = SPLITTER * a;
  const highA = scaledA - (scaledA - a);
  const lowA = a - highA;
  const scaledB = SPLITTER * b;
  const highB = scaledB - (scaledB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** sxy - sx * sy / n of one group: n times the covariance. */
export function centredProduct(
  sxy: DoubleDoubleSums,
  sx: DoubleDoubleSums,
  sy: DoubleDoubleSums,
  n: number,
  group: number,
): number {
  const a = sx.hi[group];
  const b = sy.hi[group];
  const product = a * b;
  const productLow = productError(a, b, product) + a * sy.lo[group] + b * sx.lo[group];
  const quotient = product / n;
  const back = quotient * n;
  const rest = product - back - productError(quotient, n, back) + productLow;
  const difference = sxy.hi[group] - quotient;
  const shift = difference - sxy.hi[group];
  const differenceLow = sxy.hi[group] - (difference - shift) + (-quotient - shift);
  const centred = difference + (differenceLow + sxy.lo[group] - rest / n);
  return Math.abs(centred) <= NOISE * sxy.peak[group] ? 0 : centred;
}
