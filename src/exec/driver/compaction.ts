// Deltas of a state table are replaced by one snapshot when they outweigh it, so that a restart reads at most a few times
// what is live, and writing costs at most about as much again. Runs between batches, one table at a time.
import type { StateStore } from "../state/state-store.ts";
import type { OwnedTable } from "./owners.ts";

/** Below this a restart reads deltas in no time. */
const DELTA_BYTES_MIN = 4 * 1024 * 1024;

/** Rows of state_segments per table. */
const DELTA_COUNT_MAX = 256;

/** Compacts at most one table. True when it did. */
export function compactOne(store: StateStore, tables: readonly OwnedTable[], batchId: number): boolean {
  if (!store.keepsState) return false;
  for (const { operator, table, snapshotBytes, deltaBytes, deltaCount } of store.tableSizes()) {
    const isHeavy = deltaBytes >= Math.max(DELTA_BYTES_MIN, 2 * snapshotBytes);
    if (!isHeavy && deltaCount < DELTA_COUNT_MAX) continue;
    const owned = tables.find((t) => t.ownerId === operator && t.table.name === table);
    if (owned === undefined) continue;
    store.compact(operator, table, batchId, owned.table.takeSnapshot());
    return true;
  }
  return false;
}
