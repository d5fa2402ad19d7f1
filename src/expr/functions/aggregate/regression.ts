/** Aggregates over pairs, as in the SQL standard: CORR, COVAR_* and the REGR_ family, whose arguments are (y, x). */
import { BIGINT, DOUBLE, notNull, withNullable } from "../../../common/types.ts";
import type { AggregateFunction } from "../../aggregate-function.ts";
import { aggregate, bindTo } from "./define.ts";
import { type MomentResult, MomentState } from "./moments.ts";

const PAIRS = "(CAST(2 AS DOUBLE), CAST(1 AS DOUBLE)), (4, 2), (9, 3), (NULL, 4)";

export const covarPop = pairs(
  "COVAR_POP",
  "The population covariance",
  ({ n, sxy }) => (n === 0 ? null : sxy / n),
  "2.3333333333333335",
);
export const covarSamp = pairs(
  "COVAR_SAMP",
  "The sample covariance",
  ({ n, sxy }) => (n < 2 ? null : sxy / (n - 1)),
  "3.5",
);
export const corr = pairs("CORR", "Pearson's correlation coefficient", correlation, "0.9707253433941511");
export const regrSlope = pairs(
  "REGR_SLOPE",
  "The slope of the least-squares line through the points (x, y)",
  slope,
  "3.5",
);
export const regrIntercept = pairs(
  "REGR_INTERCEPT",
  "Where the least-squares line through the points (x, y) crosses x = 0",
  (moments) => {
    const rise = slope(moments);
    return rise === null ? null : moments.meanY - rise * moments.meanX;
  },
  "-2.0",
);
export const regrR2 = pairs(
  "REGR_R2",
  "The square of the correlation coefficient; 1 when y is constant",
  ({ n, sxx, syy, sxy }) => (n === 0 || sxx === 0 ? null : syy === 0 ? 1 : (sxy * sxy) / (sxx * syy)),
  "0.9423076923076923",
);
export const regrAvgX = pairs(
  "REGR_AVGX",
  "The mean of x over pairs without NULL",
  ({ n, meanX }) => (n === 0 ? null : meanX),
  "2.0",
);
export const regrAvgY = pairs(
  "REGR_AVGY",
  "The mean of y over pairs without NULL",
  ({ n, meanY }) => (n === 0 ? null : meanY),
  "5.0",
);
export const regrSxx = pairs(
  "REGR_SXX",
  "The sum of squared distances of x from its mean",
  ({ n, sxx }) => (n === 0 ? null : sxx),
  "2.0",
);
export const regrSyy = pairs(
  "REGR_SYY",
  "The sum of squared distances of y from its mean",
  ({ n, syy }) => (n === 0 ? null : syy),
  "26.0",
);
export const regrSxy = pairs(
  "REGR_SXY",
  "The sum of products of the distances of x and y from their means",
  ({ n, sxy }) => (n === 0 ? null : sxy),
  "7.0",
);

export const regrCount = aggregate({
  name: "REGR_COUNT",
  summary: "How many pairs have no NULL",
  syntax: ["REGR_COUNT(y, x)"],
  examples: [["REGR_COUNT(x, y)", PAIRS, "3"]],
  isNeverNull: true,
  bind: (args) => bindTo(args, [DOUBLE, DOUBLE], () => notNull(BIGINT)),
  createState: () => new MomentState(({ n }) => n, true),
});

function correlation({ n, sxx, syy, sxy }: Parameters<MomentResult>[0]): number | null {
  if (n < 2 || sxx === 0 || syy === 0) return null;
  return Math.max(-1, Math.min(1, sxy / Math.sqrt(sxx * syy)));
}

function slope({ n, sxx, sxy }: Parameters<MomentResult>[0]): number | null {
  return n < 2 || sxx === 0 ? null : sxy / sxx;
}

function pairs(name: string, summary: string, result: MomentResult, example: string): AggregateFunction {
  return aggregate({
    name,
    summary,
    syntax: [`${name}(y, x)`],
    examples: [[`${name}(x, y)`, PAIRS, example]],
    bind: (args) => bindTo(args, [DOUBLE, DOUBLE], () => withNullable(DOUBLE, true)),
    createState: () => new MomentState(result, true),
  });
}
