// Applies the changes of a batch to a table of live rows.
import { type ChangeBatch, DELETE, UPDATE_AFTER, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import type { SqlType } from "../../common/types.ts";
import type { BatchContext } from "../operator.ts";
import type { LiveRowTable } from "../state/live-row-table.ts";
import { reportBad, reportUsed } from "./accounts.ts";
import { liveRows } from "./live-rows.ts";

/** A +U takes the place of the -U just before it; other new rows come last. Retractions of unknown rows are reported. */
export function applyChanges(
  table: LiveRowTable,
  operatorId: string,
  batch: ChangeBatch,
  types: readonly SqlType[],
  context: BatchContext,
): void {
  const rows = liveRows(batch);
  const groups = new Int32Array(rows.length);
  table.keys.lookup(batch.columns, rows, rows.length, groups);
  const bad = new Set<number>();
  let openSlot = -1;
  for (let i = 0; i < rows.length; i++) {
    const kind = batch.kinds === null ? 0 : batch.kinds[rows[i]];
    if (kind === DELETE || kind === UPDATE_BEFORE) {
      const slot = table.take(groups[i]);
      openSlot = kind === UPDATE_BEFORE ? slot : -1;
      if (slot >= 0) continue;
      reportBad(context, operatorId, batch, types, rows[i], UNKNOWN_ROW);
      bad.add(rows[i]);
      continue;
    }
    if (kind === UPDATE_AFTER && openSlot >= 0) table.put(openSlot, groups[i]);
    else table.add(groups[i]);
    openSlot = -1;
  }
  const taken = bad.size === 0 ? rows : rows.filter((row) => !bad.has(row));
  reportUsed(context, operatorId, batch.origin, taken, taken.length);
}

const UNKNOWN_ROW = {
  code: "DATA_UNKNOWN_RETRACTION",
  message: "a change takes back a row that is not there",
} as const;
