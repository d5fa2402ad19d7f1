// Aggregates the slow way: the list of a group's rows in order of arrival, looked through anew for every result.
import { exact, type Scalar } from "../../src/columnar/scalar.ts";
import { isApproximate, type SqlType } from "../../src/common/types.ts";
import type { AggregateCall, SortKey } from "../../src/expr/expr.ts";
import { DataProblem, type EvalContext } from "../../src/expr/function.ts";
import { evaluate, holds } from "./expressions.ts";
import { continuousPercentile, discretePercentile, moment, PAIR_STATISTICS, sumOf } from "./statistics.ts";
import { keyText, order, orderWithNulls, type Row } from "./values.ts";

/** The result of a call over rows of its input. @throws DataProblem */
export function aggregate(call: AggregateCall, rows: readonly Row[], context: EvalContext): Scalar {
  const passed = rows.filter((row) => holds(call.filter, row, context));
  const ordered = call.orderBy.length === 0 ? passed : sorted(passed, call.orderBy, context);
  let argumentRows = ordered.map((row) => call.args.map((arg) => evaluate(arg, row, context)));
  if (call.isDistinct) argumentRows = distinct(argumentRows);
  const compute = AGGREGATES[call.fn];
  if (compute === undefined) throw new Error(`the reference has no aggregate ${call.fn}`);
  return compute(argumentRows, call);
}

export function isKnownAggregate(name: string): boolean {
  return AGGREGATES[name] !== undefined;
}

export function sorted(rows: readonly Row[], keys: readonly SortKey[], context: EvalContext): readonly Row[] {
  const keyed = rows.map((row) => ({ row, values: keys.map((key) => evaluate(key.expr, row, context)) }));
  keyed.sort((a, b) => {
    for (const [i, key] of keys.entries()) {
      const by = orderByKey(a.values[i], b.values[i], key);
      if (by !== 0) return by;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function orderByKey(a: Scalar, b: Scalar, key: SortKey): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === key.isNullsFirst ? -1 : 1;
  }
  return key.isDescending ? -order(a, b) : order(a, b);
}

function distinct(rows: readonly Row[]): Scalar[][] {
  const seen = new Map<string, Scalar[]>();
  for (const row of rows) if (!seen.has(keyText(row))) seen.set(keyText(row), [...row]);
  return [...seen.values()];
}

type Compute = (rows: readonly Row[], call: AggregateCall) => Scalar;

/** Of rows whose arguments are all there. */
function overValues(compute: (rows: readonly Row[], call: AggregateCall) => Scalar): Compute {
  return (rows, call) => {
    const present = rows.filter((row) => !row.includes(null));
    return present.length === 0 ? null : compute(present, call);
  };
}

const AGGREGATES: Readonly<Record<string, Compute | undefined>> = {
  COUNT: (rows) => rows.filter((row) => !row.includes(null)).length,
  SUM: overValues((rows, call) => fitted(total(firsts(rows), call.args[0].type), call.type, "SUM")),
  AVG: overValues(average),
  MIN: overValues((rows) => firsts(rows).reduce((least, value) => (order(value, least) < 0 ? value : least))),
  MAX: overValues((rows) => firsts(rows).reduce((greatest, value) => (order(value, greatest) > 0 ? value : greatest))),
  ARG_MIN: extremeOf((by) => by < 0),
  ARG_MAX: extremeOf((by) => by > 0),
  FIRST_VALUE: placed((values) => values[0]),
  LAST_VALUE: placed((values) => values[values.length - 1]),
  ANY_VALUE: placed((values) => values[0]),
  BIT_AND: bits((a, b) => a & b),
  BIT_OR: bits((a, b) => a | b),
  BIT_XOR: bits((a, b) => a ^ b),
  COLLECT: collected,
  MEDIAN: overValues((rows) => continuousPercentile(firsts(rows).map(Number), 0.5, false)),
  PERCENTILE: overRepeated,
  PERCENTILE_CONT: overRepeated,
  PERCENTILE_DISC: overValues((rows, call) =>
    discretePercentile(firsts(rows), Number(rows[0][1]), call.options?.["descending"] === true),
  ),
  BOOL_AND: overValues((rows) => firsts(rows).every((value) => value === true)),
  BOOL_OR: overValues((rows) => firsts(rows).some((value) => value === true)),
  LISTAGG: overTexts,
  ARRAY_AGG: (rows, call) => {
    const values = firsts(rows).filter((value) => value !== null || call.options?.["nulls"] !== "IGNORE");
    return values.length === 0 ? null : values;
  },
  STDDEV_POP: overValues((rows, call) => Math.sqrt(variance(rows, call, 0) ?? 0)),
  STDDEV_SAMP: overValues((rows, call) => root(variance(rows, call, 1))),
  VAR_POP: overValues((rows, call) => variance(rows, call, 0)),
  VAR_SAMP: overValues((rows, call) => variance(rows, call, 1)),
  REGR_COUNT: (rows) => rows.filter((row) => !row.includes(null)).length,
  ...Object.fromEntries(Object.keys(PAIR_STATISTICS).map((name) => [name, overPairs(name)])),
};

function firsts(rows: readonly Row[]): readonly Scalar[] {
  return rows.map((row) => row[0]);
}

function extremeOf(isBetter: (order: number) => boolean): Compute {
  return (rows) => {
    let best: Row | null = null;
    for (const row of rows) {
      if (row[1] === null) continue;
      if (best === null || isBetter(orderWithNulls(row[1], best[1]))) best = row;
    }
    return best === null ? null : best[0];
  };
}

function overTexts(rows: readonly Row[]): Scalar {
  const texts = rows.filter((row) => row[0] !== null).map((row) => row[0] as string);
  if (texts.length === 0) return null;
  const separator = rows[0][1] === undefined ? "," : (rows[0][1] as string);
  return texts.join(separator);
}

/** Exact for exact types; bigints count in units of the type. */
function total(values: readonly Scalar[], type: SqlType): number | bigint {
  if (!isApproximate(type)) return values.reduce((sum: bigint, value) => sum + BigInt(value as number | bigint), 0n);
  return sumOf(values.map(Number));
}

const INTEGER_BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32 };

function fitted(value: number | bigint, type: SqlType, name: string): Scalar {
  if (typeof value === "number") return type.kind === "FLOAT" ? Math.fround(value) : value;
  const limit =
    type.kind === "DECIMAL" ? 10n ** BigInt(type.precision) : 2n ** BigInt((INTEGER_BITS[type.kind] ?? 64) - 1);
  const least = type.kind === "DECIMAL" ? 1n - limit : -limit;
  if (value >= limit || value < least) throw new DataProblem("DATA_OVERFLOW", `${name}: ${value} does not fit`);
  return exact(value);
}

/** Integers truncate, decimals round half up at the result's scale. */
function average(rows: readonly Row[], call: AggregateCall): Scalar {
  const from = call.args[0].type;
  const sum = total(firsts(rows), from);
  if (typeof sum === "number") return fitted(sum / rows.length, call.type, "AVG");
  const count = BigInt(rows.length);
  if (call.type.kind !== "DECIMAL") return fitted(sum / count, call.type, "AVG");
  const fromScale = from.kind === "DECIMAL" ? from.scale : 0;
  const numerator = sum * 10n ** BigInt(call.type.scale - fromScale);
  const twice = (numerator < 0n ? -numerator : numerator) * 2n + count;
  const rounded = twice / (count * 2n);
  return fitted(numerator < 0n ? -rounded : rounded, call.type, "AVG");
}

function numbersOf(values: readonly Scalar[], type: SqlType): readonly number[] {
  const scale = type.kind === "DECIMAL" ? type.scale : 0;
  return values.map((value) => Number(value) / 10 ** scale);
}

/** `lessBy` 1: of a sample; null when there are too few rows. */
function variance(rows: readonly Row[], call: AggregateCall, lessBy: number): number | null {
  const values = numbersOf(firsts(rows), call.args[0].type);
  return values.length <= lessBy ? null : moment(values, values) / (values.length - lessBy);
}

function overPairs(name: string): Compute {
  return overValues((rows, call) => {
    const [y, x] = [0, 1].map((i) =>
      numbersOf(
        rows.map((row) => row[i]),
        call.args[i].type,
      ),
    );
    return PAIR_STATISTICS[name](y, x);
  });
}

function overPercentiles(call: AggregateCall, values: readonly Scalar[]): Scalar {
  const share = call.args[1];
  const shares = share.kind === "literal" ? share.value : null;
  const isDescending = call.options?.["descending"] === true;
  const one = (at: Scalar): number => continuousPercentile(values.map(Number), Number(at), isDescending);
  return Array.isArray(shares) ? shares.map(one) : one(shares);
}

/** PERCENTILE(x, share, frequency): each value so often. */
function repeated(rows: readonly Row[]): readonly Scalar[] {
  return rows.flatMap((row) => {
    const times = row.length < 3 ? 1 : Math.max(0, Number(row[2] ?? 0));
    return row[0] === null ? [] : Array.from({ length: times }, () => row[0]);
  });
}

function overRepeated(rows: readonly Row[], call: AggregateCall): Scalar {
  const values = repeated(rows);
  return values.length === 0 ? null : overPercentiles(call, values);
}

function bits(combine: (a: bigint, b: bigint) => bigint): Compute {
  return overValues((rows) =>
    exact(
      firsts(rows)
        .map((v) => BigInt(v as number | bigint))
        .reduce(combine),
    ),
  );
}

/** A multiset: each value and how often. */
function collected(rows: readonly Row[]): Scalar {
  const counts = new Map<string, [Scalar, number]>();
  for (const [value] of rows) {
    if (value === null) continue;
    const name = keyText([value]);
    counts.set(name, [value, (counts.get(name)?.[1] ?? 0) + 1]);
  }
  return { entries: [...counts.values()] };
}

/** NULLs are passed over unless RESPECT NULLS is written. */
function placed(pick: (values: readonly Scalar[]) => Scalar): Compute {
  return (rows, call) => {
    const keepsNulls = call.options?.["nulls"] === "RESPECT";
    const values = firsts(rows).filter((value) => keepsNulls || value !== null);
    return values.length === 0 ? null : pick(values);
  };
}

function root(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value);
}
