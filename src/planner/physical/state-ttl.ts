// State TTL: how long state that no watermark frees stays without being written, and how EXPLAIN says it.
//
// As in Flink it is 'table.exec.state.ttl' for the whole job or a STATE_TTL hint for an aggregate or a side of a join, counts
// by processing time, is refreshed by writing, and what has expired is never seen again. 0 is for ever.
import { parseDurationMs } from "../../common/duration.ts";
import type { StateTableSpec } from "../physical.ts";
import { settingValue } from "../settings.ts";
import { durationText } from "./durations.ts";
import type { Lowering } from "./lowering.ts";

/** `hintMs` undefined: there is no hint. Null: for ever. */
export function stateTtlMs(lowering: Lowering, hintMs?: number): number | null {
  const ms = hintMs ?? parseDurationMs(settingValue(lowering.session.settings, "table.exec.state.ttl")) ?? 0;
  return ms > 0 ? ms : null;
}

/** A table whose entries expire: bounded by the time that they stay, whatever was to be said of its growth. */
export function expiring(
  table: StateTableSpec,
  ttlMs: number | null,
  what: string,
  isBounded = true,
): StateTableSpec {
  if (ttlMs === null) return table;
  const parts = table.bound.split("; ").filter((part) => !part.startsWith("grows with"));
  const bound = [...parts, `freed when ${what} was not written for ${durationText(ttlMs)}`].join("; ");
  return { ...table, bound, isBounded };
}
