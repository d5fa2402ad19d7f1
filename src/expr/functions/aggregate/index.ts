// The registry of aggregates. An aggregate is one record and one line here.
import type { AggregateFunction, AggregateState } from "../../aggregate-function.ts";
import type { AggregateCall } from "../../expr.ts";
import { avg } from "./avg.ts";
import { count } from "./count.ts";
import { DistinctState } from "./distinct.ts";
import { max, min } from "./min-max.ts";
import { sum } from "./sum.ts";

const AGGREGATES: readonly AggregateFunction[] = [count, sum, avg, min, max].map(withDistinct);

const BY_NAME: ReadonlyMap<string, AggregateFunction> = new Map(
  AGGREGATES.flatMap((record) => [record.name, ...(record.aliases ?? [])].map((name) => [name, record] as const)),
);

/** The record of an aggregate by its name or an alias, in any case. */
export function findAggregate(name: string): AggregateFunction | null {
  return BY_NAME.get(name.toUpperCase()) ?? null;
}

export function allAggregates(): readonly AggregateFunction[] {
  return AGGREGATES;
}

/** A call with DISTINCT gets the record's state behind one that lets each value through once. */
function withDistinct(record: AggregateFunction): AggregateFunction {
  return {
    ...record,
    createState(call: AggregateCall, needsRetract: boolean): AggregateState {
      const state = record.createState(call, needsRetract);
      return call.isDistinct
        ? new DistinctState(
            call.args.map((arg) => arg.type),
            state,
          )
        : state;
    },
  };
}
