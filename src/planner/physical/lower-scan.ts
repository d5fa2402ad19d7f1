// A scan reads the columns that the bound plan reads and, where the table has a watermark, whatever its expression reads:
// steps are made at the source, whether or not a query looks at the time attribute. What only the watermark needs is
// dropped by a calc just above.
//
// A table that brings changes by key, or changes that are not believed, gets a normalize node above its scan, which needs
// the primary key too. So does one whose changes are read with metadata: that of an event is not that of the row it takes back. Filters stay above it: a row that an update takes out of a filter must be found to be taken back.
import { columnOf, columnsRead, mapColumns } from "../expr-shape.ts";
import type { LogicalScan, ResolvedTable } from "../logical.ts";
import type { PhysicalNode, PhysicalScan } from "../physical.ts";
import { booleanSetting } from "../settings.ts";
import { boundId, type Lowering } from "./lowering.ts";
import { planError } from "./plan-error.ts";
import { stateTtlMs } from "./state-ttl.ts";
import { keyedState, scanState } from "./state-bounds.ts";

const VERIFY = "changelog.verify";
const DUPLICATES = "table.exec.source.cdc-events-duplicate";

export function lowerScan(node: LogicalScan, lowering: Lowering): PhysicalNode {
  const { table } = node;
  const changelogMode = lowering.session.connectors.sourceMode(table);
  const keeping = keepingOf(node, changelogMode, lowering);
  const reads = readsWith(table, node.reads, keeping === "none" ? [] : keyIndexes(table));
  const columns = reads.map((index) => ({ name: table.columns[index].name, type: table.columns[index].type }));
  const watermark = scanWatermark(table, reads);
  const scan: PhysicalScan = {
    kind: "scan",
    id: boundId("scan", node, []),
    table,
    reads,
    columns: reads.length === node.reads.length ? node.columns : columns,
    watermark,
    changelogMode,
    streamKey: changelogMode === "append" ? null : readKey(table, reads),
    watermarkColumns: watermark === null ? [] : [watermark.column],
    state: scanState(watermark !== null),
    isBounded: lowering.session.connectors.isBounded(table),
  };
  const facts = { hasWatermark: watermark !== null, delayMs: table.watermark?.delayMs ?? null };
  let lowered = lowering.intern(scan, facts);
  if (keeping !== "none") lowered = normalized(lowered, node, keeping === "verified", lowering);
  if (reads.length === node.reads.length) return lowered;
  const kept = node.reads.map((index) => columnOf(columns, reads.indexOf(index)));
  return lowering.calc(lowered, null, kept, node.columns);
}

/** Whether the last row per key is kept: updates come without the old row, or events are checked, or may come twice, or are told apart. */
function keepingOf(
  { table, reads }: LogicalScan,
  mode: PhysicalScan["changelogMode"],
  lowering: Lowering,
): "none" | "kept" | "verified" {
  if (mode === "append") return "none";
  const isVerified = table.options[VERIFY]?.toLowerCase() === "true";
  const mayRepeat = booleanSetting(lowering.session.settings, DUPLICATES);
  const metadata = metadataRead(table, reads);
  if (mode === "retract" && !isVerified && !mayRepeat && metadata === null) return "none";
  if (table.primaryKey !== null) return mode === "retract" && isVerified ? "verified" : "kept";
  if (mode === "upsert") {
    throw planError(
      "PLAN_UPSERT_SOURCE",
      `table "${table.name}" (${table.connector}) brings updates by key without the old row, and it has no PRIMARY KEY`,
      `Add PRIMARY KEY (...) NOT ENFORCED to CREATE TABLE ${table.name}: the last row of each key is then kept.`,
    );
  }
  if (!isVerified && !mayRepeat) {
    throw planError(
      "PLAN_CHANGES_NEED_KEY",
      `"${metadata}" is metadata of the event that changes a row of table "${table.name}", and not what it was when the row came: the row that is taken back can only be found by a PRIMARY KEY`,
      `Add PRIMARY KEY (...) NOT ENFORCED to CREATE TABLE ${table.name}, or leave the column out.`,
    );
  }
  throw planError(
    "PLAN_CHANGES_NEED_KEY",
    `the changes of table "${table.name}" (${table.connector}) can only be checked against kept rows by a PRIMARY KEY`,
    `Add PRIMARY KEY (...) NOT ENFORCED to CREATE TABLE ${table.name}, or leave out '${isVerified ? VERIFY : DUPLICATES}'.`,
  );
}

/** A column read that is metadata, or is computed of it; null: none. */
function metadataRead({ columns }: ResolvedTable, reads: readonly number[]): string | null {
  const isMetadata = (index: number): boolean => {
    const column = columns[index];
    return column.kind === "metadata" || (column.kind === "computed" && [...columnsRead([column.expr])].some(isMetadata));
  };
  const found = reads.find(isMetadata);
  return found === undefined ? null : columns[found].name;
}

function normalized(scan: PhysicalNode, node: LogicalScan, verifies: boolean, lowering: Lowering): PhysicalNode {
  const { columns, watermarkColumns, isBounded } = scan;
  const keys = scan.streamKey ?? [];
  const ttlMs = stateTtlMs(lowering);
  return lowering.intern(
    {
      kind: "normalize",
      id: boundId(verifies ? "normalize-checked" : "normalize", node, [scan]),
      input: scan,
      columns,
      keys,
      verifies,
      ttlMs,
      changelogMode: "retract",
      streamKey: keys,
      watermarkColumns,
      state: keyedState(
        keys.map((key) => columns[key].name),
        isBounded,
        ttlMs,
      ),
      isBounded,
    },
    lowering.factsOf(scan),
  );
}

function keyIndexes(table: ResolvedTable): readonly number[] {
  return (table.primaryKey ?? []).map((name) => table.columns.findIndex((column) => column.name === name));
}

/** The primary key among the columns read; null when one of it is not. */
function readKey(table: ResolvedTable, reads: readonly number[]): readonly number[] | null {
  if (table.primaryKey === null) return null;
  const key = keyIndexes(table).map((index) => reads.indexOf(index));
  return key.includes(-1) ? null : key;
}

function readsWith(table: ResolvedTable, wanted: readonly number[], keys: readonly number[]): readonly number[] {
  if (table.watermark === null && keys.every((key) => wanted.includes(key))) return wanted;
  const all = new Set([...wanted, ...keys]);
  if (table.watermark !== null) {
    for (const index of columnsRead([table.watermark.expr])) all.add(index);
    all.add(table.watermark.column);
  }
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
