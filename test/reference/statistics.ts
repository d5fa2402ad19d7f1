// Statistics the slow way, over doubles: two passes for moments, sorted lists for percentiles.

import type { Scalar } from "../../src/columnar/scalar.ts";
import { order } from "./values.ts";

/** Neumaier's compensated sum; infinities and NaN as plain addition has them. */
export function sumOf(values: readonly number[]): number {
  const plainSum = values.reduce((sum, value) => sum + value, 0);
  if (!Number.isFinite(plainSum)) return plainSum;
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

export function mean(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** Sum of products of the distances from the means. */
export function moment(xs: readonly number[], ys: readonly number[]): number {
  const meanX = mean(xs);
  const meanY = mean(ys);
  return sumOf(xs.map((x, i) => (x - meanX) * (ys[i] - meanY)));
}

/** Of pairs (y, x); null where the standard says NULL. */
export const PAIR_STATISTICS: Readonly<Record<string, (y: readonly number[], x: readonly number[]) => number | null>> =
  {
    COVAR_POP: (y, x) => moment(x, y) / x.length,
    COVAR_SAMP: (y, x) => (x.length < 2 ? null : moment(x, y) / (x.length - 1)),
    CORR: (y, x) => {
      const spread = moment(x, x) * moment(y, y);
      return x.length < 2 || spread === 0 ? null : Math.max(-1, Math.min(1, moment(x, y) / Math.sqrt(spread)));
    },
    REGR_SLOPE: slope,
    REGR_INTERCEPT: (y, x) => {
      const rise = slope(y, x);
      return rise === null ? null : mean(y) - rise * mean(x);
    },
    REGR_R2: (y, x) => {
      if (moment(x, x) === 0) return null;
      return moment(y, y) === 0 ? 1 : moment(x, y) ** 2 / (moment(x, x) * moment(y, y));
    },
    REGR_AVGX: (_, x) => mean(x),
    REGR_AVGY: (y) => mean(y),
    REGR_SXX: (_, x) => moment(x, x),
    REGR_SYY: (y) => moment(y, y),
    REGR_SXY: (y, x) => moment(x, y),
  };

function slope(y: readonly number[], x: readonly number[]): number | null {
  return x.length < 2 || moment(x, x) === 0 ? null : moment(x, y) / moment(x, x);
}

/** Interpolated between the values beside position share * (n - 1). */
export function continuousPercentile(values: readonly number[], share: number, isDescending: boolean): number {
  const inOrder = [...values].sort(order);
  if (isDescending) inOrder.reverse();
  const position = share * (inOrder.length - 1);
  const below = inOrder[Math.floor(position)];
  const above = inOrder[Math.ceil(position)];
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

/** The first value that at least the share of all values reaches. */
export function discretePercentile(values: readonly Scalar[], share: number, isDescending: boolean): Scalar {
  const inOrder = [...values].sort(order);
  if (isDescending) inOrder.reverse();
  return inOrder[Math.max(0, Math.ceil(share * inOrder.length) - 1)];
}
