// Telling the driver what became of rows: where a row was read, and counts by source table where tables are mixed.
import type { ChangeBatch, RowOrigin } from "../../columnar/change-batch.ts";
import { rowScalars } from "../../columnar/read.ts";
import type { SqlType } from "../../common/types.ts";
import type { BatchContext, RefusedRow } from "../operator.ts";

export interface RowPlace {
  readonly table: string | null;
  readonly split: string | null;
  readonly offset: number | null;
}

/** In a mixed origin: the row was made by the query, not read. */
export const NO_TABLE = "";

const NOWHERE: RowPlace = { table: null, split: null, offset: null };

/** Where a physical row was read. */
export function placeOf(origin: RowOrigin | null, row: number): RowPlace {
  if (origin === null) return NOWHERE;
  const run = origin.runs[runAt(origin, row)];
  const table = run?.table ?? origin.table;
  return table === NO_TABLE ? NOWHERE : { table, split: run?.split ?? null, offset: origin.offsets[row] };
}

/** Index of the last run that begins at or before `row`; -1 when there is none. */
function runAt(origin: RowOrigin, row: number): number {
  let low = 0;
  let high = origin.runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (origin.runs[middle].firstRow <= row) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Reports a row that an operator cannot take. @throws under 'fail'. */
export function reportBad(
  context: BatchContext,
  operatorId: string,
  batch: ChangeBatch,
  types: readonly SqlType[],
  row: number,
  problem: { readonly code: string; readonly message: string },
): void {
  const refused: RefusedRow = {
    operatorId,
    code: problem.code,
    message: problem.message,
    ...placeOf(batch.origin, row),
    values: rowScalars(batch.columns, types, row),
  };
  context.report.bad(refused);
}

const UNKNOWN_ROW = {
  code: "DATA_UNKNOWN_RETRACTION",
  message: "a change takes back a row that is not there",
} as const;

/** What is known of an operator that a change may take something back from. */
export interface Retracted {
  readonly operatorId: string;
  readonly types: readonly SqlType[];
  /** After which time its state expires; null: never. */
  readonly ttlMs: number | null;
}

/**
 * Reports a change that takes back a row that is not there. Where state expires, the row may have been there: the change is passed
 * over, and counted so. True: the row is refused. @throws under 'fail'.
 */
export function reportUnknown(
  context: BatchContext,
  { operatorId, types, ttlMs }: Retracted,
  batch: ChangeBatch,
  row: number,
): boolean {
  if (ttlMs === null) reportBad(context, operatorId, batch, types, row, UNKNOWN_ROW);
  else context.report.passedOver(operatorId, 1);
  return ttlMs === null;
}

/** Rows per source table. */
export type TableCounts = Map<string | null, number>;

/** Counts `rows[0 .. count)` (null: the physical rows 0 .. count) by the table they were read from. */
export function countByTable(origin: RowOrigin | null, rows: Int32Array | null, count: number): TableCounts {
  const counts: TableCounts = new Map();
  if (count === 0) return counts;
  if (origin === null || origin.runs.every((run) => run.table === undefined)) {
    return counts.set(origin?.table ?? null, count);
  }
  let run = -1;
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i];
    if (run + 1 < origin.runs.length && origin.runs[run + 1].firstRow <= row) run = runAt(origin, row);
    const table = (origin.runs[run]?.table ?? origin.table) || null;
    counts.set(table, (counts.get(table) ?? 0) + 1);
  }
  return counts;
}

/** Adds `sign` times the counts of `more` to `counts`. */
export function addCounts(counts: TableCounts, more: TableCounts, sign: 1 | -1): void {
  for (const [table, count] of more) counts.set(table, (counts.get(table) ?? 0) + sign * count);
}

/** Tells the driver about rows that a stateful operator took. */
export function reportUsed(
  context: BatchContext,
  operatorId: string,
  origin: RowOrigin | null,
  rows: Int32Array | null,
  count: number,
): void {
  for (const [table, n] of countByTable(origin, rows, count)) context.report.used(operatorId, n, table);
}

/** Tells the driver about rows that an operator dropped without fault of theirs. */
export function reportFiltered(
  context: BatchContext,
  operatorId: string,
  origin: RowOrigin | null,
  rows: Int32Array | null,
  count: number,
): void {
  for (const [table, n] of countByTable(origin, rows, count)) context.report.filtered(operatorId, n, table);
}
