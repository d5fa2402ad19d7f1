// Rows of a side of an interval join that have an event time; 'rowtime.null' of their source says what becomes of the others.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { BatchContext } from "../../operator.ts";
import { nullTimePolicy, rowsWithTime } from "../null-times.ts";
import { asofColumns } from "./asof-columns.ts";

export function timedRows(
  node: PhysicalJoin,
  side: "left" | "right",
  batch: ChangeBatch,
  rows: Int32Array,
  watermarkMs: number,
  context: BatchContext,
): Int32Array {
  const { time } = node;
  if (time === null || time.kind === "window" || time.kind === "latest") return rows;
  if (time.kind === "asof" && !time.isEventTime) return rows;
  const times = time.kind === "asof" ? asofColumns(time) : [time.leftTime, time.rightTime];
  const timeColumn = times[side === "left" ? 0 : 1];
  if (batch.columns[timeColumn].valid === null) return rows;
  const input = node[side];
  const timed = { operatorId: node.id, columns: input.columns, timeColumn, policy: nullTimePolicy(input) };
  return rowsWithTime(timed, batch, rows, watermarkMs, context);
}
