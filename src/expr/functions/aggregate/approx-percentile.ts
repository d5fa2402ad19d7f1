// APPROX_PERCENTILE: percentiles within 1 % of their value, in bounded memory, by DDSketch (Masson, Rim, Lee 2019).
//
// A value falls into bucket ceil(log_gamma |x|) of its sign, gamma = 1.01 / 0.99; the middle of a bucket is within 1 % of
// every value in it. Only counts by bucket are kept (about 71 000 buckets span all doubles), so rows can be taken back
// and states merged exactly. Zero is exact; infinities have buckets of their own; NaN comes last.
import { DOUBLE, isNumeric, type SqlType, withNullable } from "../../../common/types.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { aggregate } from "./define.ts";
import { ObjectState } from "./object-state.ts";
import { bindContinuous, sharesOf, valueAt } from "./percentile.ts";
import { ValueCounts } from "./value-counts.ts";

const GAMMA_LOG = Math.log(1.01 / 0.99);
/** Sets negative buckets apart from positive ones: greater than any |ceil(log_gamma x)|. */
const OFFSET = 1e6;
const NAN_BUCKET = 1e9;
const BUCKET: SqlType = DOUBLE;

export const approxPercentile = aggregate({
  name: "APPROX_PERCENTILE",
  summary: "The value at a share of the sorted values, within 1 % of it, in bounded memory",
  syntax: ["APPROX_PERCENTILE(x, share)"],
  examples: [
    ["APPROX_PERCENTILE(x, 0.5)", "(0), (0), (10)", "0.0"],
    ["ROUND(APPROX_PERCENTILE(x, 0.5) / 100, 1)", "(1), (100), (1000)", "1.0"],
  ],
  bind(args) {
    if (args.length !== 2 || !isNumeric(args[0].type)) return "it takes a number and a share";
    const bound = bindContinuous(args);
    if (typeof bound === "string") return bound;
    return args[1].type.kind === "ARRAY" ? bound : { ...bound, type: withNullable(DOUBLE, args[0].type.nullable) };
  },
  createState(call) {
    const shares = sharesOf(call);
    const isList = call.type.kind === "ARRAY";
    return new ObjectState<ValueCounts>(call.type, {
      create: () => new ValueCounts(),
      add(group, [vector], row, sign) {
        if (vector.rep !== "f64" || (vector.valid !== null && vector.valid[row] === 0)) return;
        group.add(bucketOf(vector.values[row]), sign);
      },
      merge: (group, other) => group.addAll(other),
      result(group): Scalar {
        const buckets = group.sorted(BUCKET);
        const total = buckets.reduce((sum, { count }) => sum + count, 0);
        if (total === 0) return null;
        const results = shares.map((share) => middleOf(valueAt(buckets, Math.round(share * (total - 1))) as number));
        return isList ? results : results[0];
      },
      save: (group) => group.save(),
      load: (saved) => ValueCounts.load(saved),
    });
  },
});

/** Buckets ascend with their values; 0 holds zero. */
function bucketOf(value: number): number {
  if (Number.isNaN(value)) return NAN_BUCKET;
  if (value === 0) return 0;
  const size =
    Math.abs(value) === Number.POSITIVE_INFINITY ? OFFSET / 2 : Math.ceil(Math.log(Math.abs(value)) / GAMMA_LOG);
  return value > 0 ? size + OFFSET : -size - OFFSET;
}

function middleOf(bucket: number): number {
  if (bucket === NAN_BUCKET) return Number.NaN;
  if (bucket === 0) return 0;
  const size = Math.abs(bucket) - OFFSET;
  if (size === OFFSET / 2) return bucket > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const upper = Math.exp(size * GAMMA_LOG);
  return Math.sign(bucket) * upper * (2 / (1 + 1.01 / 0.99));
}
