// inspect --replay: one batch step by step, the changes at each edge in the order in which operators ran.
import type { StateInspector, TracedEdge, Zone } from "../../index.ts";
import { instantText } from "../summary.ts";
import { countText } from "../terminal.ts";
import { runText } from "./overview.ts";
import { cell, columnsOf, named, type Section, scalarCells } from "./section.ts";

export async function replaySections(
  inspector: StateInspector,
  batchId: number,
  trace: string | null,
  limit: number,
): Promise<readonly Section[]> {
  const { zone } = inspector;
  const replayed = await inspector.replay(batchId, trace, limit);
  const { offsets, fromBatchId, agrees, edges, late, bad } = replayed;
  const how =
    agrees === null
      ? "the batch is pending: nothing is committed to compare with"
      : agrees
        ? "rows, counts and watermarks are those that were committed"
        : "WARNING: rows, counts or watermarks are not those that were committed: the query or its input has changed since";
  const head: Section = {
    key: "batch",
    title: `batch ${batchId} of ${instantText(offsets.batchTimeMs)} UTC, run again ${fromBatchId === batchId ? "from the state before it" : `with all batches from ${fromBatchId} on`}`,
    columns: named("#batch", "time", "#from_batch", "agrees", "#late", "#bad"),
    rows: [
      [
        cell(batchId),
        cell(offsets.batchTimeMs, instantText(offsets.batchTimeMs)),
        cell(fromBatchId),
        cell(agrees),
        cell(late.length),
        cell(bad.length),
      ],
    ],
    notes: [
      how,
      ...runText(offsets).map((text) => `read: ${text}`),
      ...late.map(({ row }) => `late: ${row}`),
      ...bad.map(({ message, row }) => `bad: ${message}: ${row}`),
    ],
  };
  return [head, ...edges.map((edge, i) => edgeSection(edge, i + 1, zone))];
}

function edgeSection(edge: TracedEdge, step: number, zone: Zone): Section {
  const { operatorId, label, columns, changes, rowCount, watermarkMs, inputs } = edge;
  const more = rowCount > changes.length ? [`and ${countText(rowCount - changes.length)} more`] : [];
  const mark = watermarkMs === null ? [] : [`watermark: ${instantText(watermarkMs)}`];
  const from = inputs.length === 0 ? "" : ` <- ${inputs.join(", ")}`;
  return {
    key: `${step} ${operatorId}`,
    title: `${step}. ${label} (${operatorId}${from}): ${countText(rowCount)} ${rowCount === 1 ? "change" : "changes"}`,
    columns: [{ name: "op", isRight: false }, ...columnsOf(columns)],
    rows: changes.map(({ kind, values }) => [cell(kind), ...scalarCells(columns, values, zone)]),
    notes: [...more, ...mark],
  };
}
