// MATCH_RECOGNIZE to its operator: append-only rows that the watermark leads, each looked at once and in order.
import type { LogicalMatch } from "../logical.ts";
import { rowsLookedBack } from "../match.ts";
import type { PhysicalNode, StateTableSpec } from "../physical.ts";
import { durationText } from "./durations.ts";
import { updatingReason } from "./lower-aggregate.ts";
import { boundId, type Lowering } from "./lowering.ts";
import { planError } from "./plan-error.ts";

export function lowerMatch(node: LogicalMatch, lowering: Lowering): PhysicalNode {
  const input = lowering.lower(node.input);
  const { partition, order, isTimeOrder, window, spec, columns } = node;
  if (input.changelogMode !== "append") {
    throw planError(
      "PLAN_MATCH_INPUT_CHANGES",
      `MATCH_RECOGNIZE needs rows that stay, and its input changes: ${updatingReason(input)}`,
      "Match over the append-only table below, or aggregate in windows first: windows give each row once.",
    );
  }
  if (spec.isProcessing !== true && !input.watermarkColumns.includes(order[0].column)) {
    throw planError(
      "PLAN_MATCH_NO_WATERMARK",
      `MATCH_RECOGNIZE is ordered by "${input.columns[order[0].column].name}", which no watermark leads here`,
      "Order by a time attribute: a column with WATERMARK FOR, passed on unchanged.",
    );
  }
  const width = columns.length - spec.measures.length;
  const times =
    spec.isProcessing === true
      ? []
      : spec.measures.flatMap((expr, i) => (isMatchTime(node, i) && expr.kind === "column" ? [width + i] : []));
  return lowering.intern(
    {
      kind: "match",
      id: boundId("match", node, [input]),
      input,
      columns,
      partition,
      order,
      isTimeOrder,
      window,
      spec,
      changelogMode: "append",
      streamKey: null,
      watermarkColumns: times,
      state: matchState(node, input),
      isBounded: input.isBounded,
    },
    lowering.factsOf(input),
  );
}

/** MATCH_ROWTIME(): the event time of the last row of the match. */
function isMatchTime({ spec, order }: LogicalMatch, measure: number): boolean {
  const expr = spec.measures[measure];
  const slot = expr.kind === "column" ? spec.slots[expr.index] : null;
  const isLast =
    slot?.kind === "field" &&
    slot.back === undefined &&
    slot.from === "last" &&
    slot.offset === 0 &&
    slot.variables === null;
  return isLast && slot.column === order[0].column;
}

function matchState({ partition, spec }: LogicalMatch, input: PhysicalNode): readonly StateTableSpec[] {
  const names = partition.map((column) => input.columns[column].name);
  const perKey = names.length === 0 ? "" : ` of each ${names.join(", ")}`;
  const kept = spec.isProcessing === true ? "the rows" : "the rows that the watermark has not passed, and those";
  const rows =
    spec.withinMs === null
      ? `${kept}${perKey} since an open match began: without WITHIN it may stay open for ever`
      : `${kept}${perKey} since an open match began; freed ${durationText(spec.withinMs)} after its first row`;
  const back = rowsLookedBack(spec);
  const before = back === 0 ? "" : `; the last ${back === 1 ? "row" : `${back} rows`}${perKey} before, for PREV`;
  const isBounded = spec.withinMs !== null && (back === 0 || names.length === 0);
  const tables: StateTableSpec[] = [{ name: "rows", bound: rows + before, isBounded, layoutVersion: 1 }];
  if (spec.slots.some((slot) => slot.kind === "match-number")) {
    const isOne = names.length === 0;
    const bound = isOne ? "one number" : `one number per ${names.join(", ")}; grows with the number of distinct keys`;
    tables.push({ name: "numbers", bound, isBounded: isOne, layoutVersion: 1 });
  }
  return tables;
}
