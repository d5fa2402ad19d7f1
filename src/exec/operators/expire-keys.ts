// State TTL of operators that keep the rows of each key: keys that were not written for that long go with their rows.
import type { BatchContext } from "../operator.ts";
import type { RowSlots } from "../state/rows/row-slots.ts";
import type { Retracted } from "./accounts.ts";
import type { Partitions } from "./over/partitions.ts";

/** Before the rows of a batch. Nothing is said of the keys that go: their next row is the first of them. */
export function expireKeys(
  byKey: Partitions,
  rows: RowSlots,
  { operatorId, ttlMs }: Retracted,
  context: BatchContext,
): void {
  if (ttlMs === null) return;
  byKey.nowMs = context.batchTimeMs;
  const idle = byKey.idle(ttlMs);
  for (const group of idle) rows.removeAll(byKey.list(group).splice(0));
  byKey.tidy(idle);
  context.report.expired(operatorId, idle.length);
}
