// A scan reads the columns that the bound plan reads and, where the table has a watermark, whatever its expression reads:
// steps are made at the source, whether or not a query looks at the time attribute. What only the watermark needs is
// dropped by a calc just above.
import { columnOf, columnsRead, mapColumns } from "../expr-shape.ts";
import type { LogicalScan, ResolvedTable } from "../logical.ts";
import type { ChangelogMode, PhysicalNode, PhysicalScan } from "../physical.ts";
import { boundId, type Lowering } from "./lowering.ts";
import { planError } from "./plan-error.ts";
import { scanState } from "./state-bounds.ts";

export function lowerScan(node: LogicalScan, lowering: Lowering): PhysicalNode {
  const { table } = node;
  const reads = readsWithWatermark(table, node.reads);
  const columns = reads.map((index) => ({ name: table.columns[index].name, type: table.columns[index].type }));
  const watermark = scanWatermark(table, reads);
  const scan: PhysicalScan = {
    kind: "scan",
    id: boundId("scan", node, []),
    table,
    reads,
    columns: reads.length === node.reads.length ? node.columns : columns,
    watermark,
    changelogMode: scanMode(table, lowering),
    streamKey: null,
    watermarkColumns: watermark === null ? [] : [watermark.column],
    state: scanState(watermark !== null),
    isBounded: lowering.session.connectors.isBounded(table),
  };
  const facts = { hasWatermark: watermark !== null, delayMs: table.watermark?.delayMs ?? null };
  const lowered = lowering.intern(scan, facts);
  if (reads.length === node.reads.length) return lowered;
  const kept = node.reads.map((index) => columnOf(columns, reads.indexOf(index)));
  return lowering.calc(lowered, null, kept, node.columns);
}

/** A source that brings updates without the old row would need an operator that remembers it. */
function scanMode(table: ResolvedTable, lowering: Lowering): ChangelogMode {
  const mode = lowering.session.connectors.sourceMode(table);
  if (mode !== "upsert") return mode;
  throw planError(
    "PLAN_UPSERT_SOURCE",
    `table "${table.name}" (${table.connector}) brings updates by key without the old row, which queries cannot take back`,
    "Read it from a source of inserts, or of changes that carry the old row (-U before +U).",
  );
}

function readsWithWatermark(table: ResolvedTable, reads: readonly number[]): readonly number[] {
  if (table.watermark === null) return reads;
  const all = columnsRead([table.watermark.expr]);
  all.add(table.watermark.column);
  for (const index of reads) all.add(index);
  return [...all].sort((a, b) => a - b);
}

function scanWatermark(table: ResolvedTable, reads: readonly number[]): PhysicalScan["watermark"] {
  if (table.watermark === null) return null;
  const { column, expr } = table.watermark;
  return {
    column: reads.indexOf(column),
    expr: mapColumns(expr, (read) => ({ ...read, index: reads.indexOf(read.index) })),
  };
}
