// The aggregates of a node: fresh states for a table of groups, and what may be done with them.
import type { SqlType } from "../../common/types.ts";
import type { AggregateCall } from "../../expr/expr.ts";
import { aggregateOf } from "../../expr/functions/aggregate/index.ts";
import type { GroupLayout } from "../state/group-table.ts";

export function groupLayout(
  tableName: string,
  keyTypes: readonly SqlType[],
  calls: readonly AggregateCall[],
  needsRetract: boolean,
  keepsTimes = false,
): GroupLayout {
  const functions = calls.map((call) => aggregateOf(call));
  return {
    tableName,
    keyTypes,
    resultTypes: calls.map((call) => call.type),
    createStates: () => calls.map((call, i) => functions[i].createState(call, needsRetract)),
    countsRows: needsRetract,
    keepsTimes,
  };
}

/** True when windows may be merged from slices: no result depends on the order of arrival. */
export function isMergeable(calls: readonly AggregateCall[]): boolean {
  return calls.every((call) => !aggregateOf(call).isOrderSensitive);
}
