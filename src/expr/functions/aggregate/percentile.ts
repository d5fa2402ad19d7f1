// Percentiles over all values that are not NULL. State: the multiset of values; a result sorts its distinct values.
//
// PERCENTILE_CONT (also PERCENTILE, MEDIAN) interpolates between the two values beside position p * (n - 1), as DOUBLE;
// PERCENTILE_DISC answers the first value whose share of the rows reaches p, of the values' own type.
// WITHIN GROUP (ORDER BY x [DESC]) is bound to the call (x, p): DESC counts from the other end (options.descending).
import { scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { DOUBLE, isNumeric, type SqlType, withNullable } from "../../../common/types.ts";
import type { AggregateState } from "../../aggregate-function.ts";
import type { AggregateCall } from "../../expr.ts";
import { exactDigits } from "../../coerce.ts";
import type { ArgumentInfo, BoundSignature } from "../../function.ts";
import { aggregate, bindTo, plainText } from "./define.ts";
import { isComparable } from "./min-max.ts";
import { type Accumulator, ObjectState } from "./object-state.ts";
import { type CountedValue, ValueCounts } from "./value-counts.ts";

const DOUBLES: SqlType = { kind: "ARRAY", element: DOUBLE, nullable: true };

export const median = aggregate({
  name: "MEDIAN",
  summary: "The value in the middle; the mean of the two in the middle when there is an even number",
  syntax: ["MEDIAN([DISTINCT] x)"],
  examples: [["MEDIAN(x)", "(1), (2), (10), (NULL)", "2.0"]],
  bind: (args) => bindTo(args, [DOUBLE], ([type]) => type),
  createState: (call) => continuousState(call, [0.5]),
});

export const percentile = aggregate({
  name: "PERCENTILE",
  summary: "The value at a share of the sorted values, interpolated; an array of shares gives an array",
  syntax: ["PERCENTILE([DISTINCT] x, share [, frequency])"],
  examples: [
    ["PERCENTILE(x, 0.5)", "(1), (2), (10)", "2.0"],
    ["PERCENTILE(x, 0.25)", "(1), (2)", "1.25"],
  ],
  bind(args) {
    if (args.length < 2 || args.length > 3) return `it takes 2 or 3 arguments, not ${args.length}`;
    const bound = bindContinuous(args.slice(0, 2));
    if (typeof bound === "string" || args.length === 2) return bound;
    const { type } = args[2];
    if (!isNumeric(type) || exactDigits(type).scale > 0) return `the frequency is ${plainText(type)}, not an integer`;
    const frequency = withNullable({ kind: "BIGINT", nullable: true } as SqlType, type.nullable);
    return { argTypes: [...bound.argTypes, frequency], type: bound.type };
  },
  createState: (call) => continuousState(call, sharesOf(call)),
});

export const percentileCont = aggregate({
  name: "PERCENTILE_CONT",
  summary: "The value at a share of the sorted values, interpolated between neighbours",
  syntax: ["PERCENTILE_CONT(share) WITHIN GROUP (ORDER BY x [DESC])"],
  examples: [["PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY x)", "(1), (2)", "1.25"]],
  isOrderedSet: true,
  bind: bindContinuous,
  createState: (call) => continuousState(call, sharesOf(call)),
});

export const percentileDisc = aggregate({
  name: "PERCENTILE_DISC",
  summary: "The first of the sorted values that at least a share of them reaches",
  syntax: ["PERCENTILE_DISC(share) WITHIN GROUP (ORDER BY x [DESC])"],
  examples: [["PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY x)", "(1), (2), (10)", "2"]],
  isOrderedSet: true,
  bind(args) {
    if (args.length !== 2) return "it takes a share and WITHIN GROUP (ORDER BY x)";
    const problem = shareProblem(args[1]);
    if (problem !== null) return problem;
    if (args[1].type.kind === "ARRAY") return "it takes one share, not an array";
    if (!isComparable(args[0].type)) return `it takes a comparable value, not ${plainText(args[0].type)}`;
    return { argTypes: [args[0].type, DOUBLE], type: args[0].type };
  },
  createState(call) {
    const [share] = sharesOf(call);
    return percentileState(call, (values, total) => discrete(values, total, share, isDescending(call)));
  },
});

export function bindContinuous(args: readonly ArgumentInfo[]): BoundSignature | string {
  if (args.length !== 2) return "it takes a value and a share";
  const [value, share] = args;
  if (!isNumeric(value.type) && value.type.kind !== "NULL") return `it takes a number, not ${plainText(value.type)}`;
  const problem = shareProblem(share);
  if (problem !== null) return problem;
  const isList = share.type.kind === "ARRAY";
  const { nullable } = value.type;
  return {
    argTypes: [withNullable(DOUBLE, nullable), isList ? DOUBLES : DOUBLE],
    type: isList ? withNullable(DOUBLES, nullable) : withNullable(DOUBLE, nullable),
  };
}

function shareProblem({ type, constant }: ArgumentInfo): string | null {
  const element = type.kind === "ARRAY" ? type.element : type;
  if (!isNumeric(element)) return `the share is ${plainText(type)}, not a number`;
  if (constant === undefined || constant === null) return "the share must be a constant from 0 to 1";
  const unit = element.kind === "DECIMAL" ? 10 ** element.scale : 1;
  const shares = Array.isArray(constant) ? constant : [constant];
  const isGood = shares.every((share) => share !== null && Number(share) >= 0 && Number(share) <= unit);
  return isGood ? null : "the share must be a constant from 0 to 1";
}

export function sharesOf(call: AggregateCall): readonly number[] {
  const share = call.args[1];
  const value = share.kind === "literal" ? share.value : null;
  return Array.isArray(value) ? value.map(Number) : [Number(value)];
}

function isDescending(call: AggregateCall): boolean {
  return call.options?.["descending"] === true;
}

function continuousState(call: AggregateCall, shares: readonly number[]): AggregateState {
  const isList = call.type.kind === "ARRAY";
  return percentileState(call, (values, total) => {
    const results = shares.map((share) => continuous(values, total, share, isDescending(call)));
    return isList ? results : results[0];
  });
}

function percentileState(
  call: AggregateCall,
  result: (values: readonly CountedValue[], total: number) => Scalar,
): AggregateState {
  const type = call.args[0].type;
  const accumulator: Accumulator<ValueCounts> = {
    create: () => new ValueCounts(),
    add(group, args, row, sign) {
      const [vector, , frequency] = args;
      if (vector.valid !== null && vector.valid[row] === 0) return;
      const times = call.args.length < 3 ? 1 : Number(scalarAt(frequency, call.args[2].type, row) ?? 0);
      if (times > 0) group.add(scalarAt(vector, type, row), sign * times);
    },
    merge: (group, other) => group.addAll(other),
    result(group) {
      const values = group.sorted(type);
      const total = values.reduce((sum, { count }) => sum + count, 0);
      return total === 0 ? null : result(values, total);
    },
    save: (group) => group.save(),
    load: (saved) => ValueCounts.load(saved),
  };
  return new ObjectState(call.type, accumulator);
}

function continuous(values: readonly CountedValue[], total: number, share: number, isDescending: boolean): number {
  const position = (isDescending ? 1 - share : share) * (total - 1);
  const below = Math.floor(position);
  const lower = valueAt(values, below) as number;
  const fraction = position - below;
  if (fraction === 0) return lower;
  const upper = valueAt(values, below + 1) as number;
  return lower === upper ? lower : lower + (upper - lower) * fraction;
}

function discrete(values: readonly CountedValue[], total: number, share: number, isDescending: boolean): Scalar {
  const rank = Math.max(1, Math.ceil(share * total));
  return valueAt(values, isDescending ? total - rank : rank - 1);
}

/** The value at a position, counted from 0, of sorted values. */
export function valueAt(values: readonly CountedValue[], position: number): Scalar {
  let before = 0;
  for (const { value, count } of values) {
    before += count;
    if (position < before) return value;
  }
  return values[values.length - 1].value;
}
