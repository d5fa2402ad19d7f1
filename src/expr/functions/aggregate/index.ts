// The registry of aggregates. An aggregate is one record and one line here.
import { invariant } from "../../../common/invariant.ts";
import type { AggregateFunction, AggregateState } from "../../aggregate-function.ts";
import type { AggregateCall } from "../../expr.ts";
import { expressionKey } from "../../expression-key.ts";
import { approxCountDistinct } from "./approx-count-distinct.ts";
import { approxPercentile } from "./approx-percentile.ts";
import { argMax, argMin } from "./arg-extreme.ts";
import { arrayAgg } from "./array-agg.ts";
import { avg } from "./avg.ts";
import { bitAnd, bitOr, bitXor } from "./bit-logic.ts";
import { boolAnd, boolOr } from "./bool-logic.ts";
import { collect } from "./collect.ts";
import { count } from "./count.ts";
import { DistinctState } from "./distinct.ts";
import { anyValue, firstValue, lastValue } from "./first-last.ts";
import { jsonArrayAgg, jsonObjectAgg } from "./json-aggregates.ts";
import { listagg } from "./listagg.ts";
import { max, min } from "./min-max.ts";
import { median, percentile, percentileCont, percentileDisc } from "./percentile.ts";
import {
  corr,
  covarPop,
  covarSamp,
  regrAvgX,
  regrAvgY,
  regrCount,
  regrIntercept,
  regrR2,
  regrSlope,
  regrSxx,
  regrSxy,
  regrSyy,
} from "./regression.ts";
import { singleValue } from "./single-value.ts";
import { sum } from "./sum.ts";
import { stddevPop, stddevSamp, varPop, varSamp } from "./variance.ts";

const AGGREGATES: readonly AggregateFunction[] = [
  count,
  sum,
  avg,
  min,
  max,
  stddevPop,
  stddevSamp,
  varPop,
  varSamp,
  firstValue,
  lastValue,
  anyValue,
  listagg,
  arrayAgg,
  collect,
  jsonArrayAgg,
  jsonObjectAgg,
  median,
  percentile,
  percentileCont,
  percentileDisc,
  approxPercentile,
  argMin,
  argMax,
  approxCountDistinct,
  corr,
  covarPop,
  covarSamp,
  regrCount,
  regrSlope,
  regrIntercept,
  regrR2,
  regrAvgX,
  regrAvgY,
  regrSxx,
  regrSyy,
  regrSxy,
  boolAnd,
  boolOr,
  bitAnd,
  bitOr,
  bitXor,
  singleValue,
].map(withDistinct);

const BY_NAME: ReadonlyMap<string, AggregateFunction> = new Map(
  AGGREGATES.flatMap((record) => [record.name, ...(record.aliases ?? [])].map((name) => [name, record] as const)),
);

/** The record of an aggregate by its name or an alias, in any case. */
export function findAggregate(name: string): AggregateFunction | null {
  return BY_NAME.get(name.toUpperCase()) ?? null;
}

/** The record that a bound call carries or names. */
export function aggregateOf(call: Pick<AggregateCall, "fn" | "record">): AggregateFunction {
  const record = (call.record as AggregateFunction | undefined) ?? findAggregate(call.fn);
  invariant(record !== null, `a bound call names the aggregate ${call.fn}`);
  return record;
}

export function allAggregates(): readonly AggregateFunction[] {
  return AGGREGATES;
}

/** A call with DISTINCT gets the record's state behind one that lets each value through once. */
export function withDistinct(record: AggregateFunction): AggregateFunction {
  return {
    ...record,
    createState(call: AggregateCall, needsRetract: boolean): AggregateState {
      const state = record.createState(call, needsRetract);
      if (!call.isDistinct) return state;
      const keys = call.args.map(expressionKey);
      const orderColumns = call.orderBy.map((key) => keys.indexOf(expressionKey(key.expr)));
      const types = call.args.map((arg) => arg.type);
      return new DistinctState(types, orderColumns, state);
    },
  };
}
