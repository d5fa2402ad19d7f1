// Rows whose event time is NULL, where a window or another time-driven operator needs it: 'rowtime.null' of the source says
// whether that is an error (the default), or the row is dropped, or counted as late.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import { rowScalars } from "../../columnar/read.ts";
import type { Column, SqlType } from "../../common/types.ts";
import type { PhysicalNode } from "../../planner/physical.ts";
import { inputsOf } from "../../planner/physical-tree.ts";
import type { BatchContext } from "../operator.ts";
import { placeOf, reportBad, reportFiltered } from "./accounts.ts";
import { watermarkBefore } from "./step-questions.ts";

export type NullTimePolicy = "fail" | "drop" | "late";

/** Of the sources below a node; where they differ, the strictest. */
export function nullTimePolicy(node: PhysicalNode): NullTimePolicy {
  const policies = policiesBelow(node);
  // Rows that a query writes down itself have no source to be at fault.
  if (policies.size === 0) return "drop";
  if (policies.has("fail")) return "fail";
  return policies.has("late") ? "late" : "drop";
}

function policiesBelow(node: PhysicalNode): Set<NullTimePolicy> {
  if (node.kind === "scan") {
    const policy = node.table.options["rowtime.null"]?.toLowerCase();
    return new Set([policy === "drop" || policy === "late" ? policy : "fail"]);
  }
  return new Set(inputsOf(node).flatMap((input) => [...policiesBelow(input)]));
}

/** What deals with NULL times of one operator's input. */
export interface TimedInput {
  readonly operatorId: string;
  readonly columns: readonly Column[];
  readonly timeColumn: number;
  readonly policy: NullTimePolicy;
}

/** The rows that have an event time; the others are reported. @throws under 'fail' */
export function rowsWithTime(
  input: TimedInput,
  batch: ChangeBatch,
  rows: Int32Array,
  watermarkMs: number,
  context: BatchContext,
): Int32Array {
  const { valid } = batch.columns[input.timeColumn];
  if (valid === null) return rows;
  const types = input.columns.map((column) => column.type);
  const without = rows.filter((row) => valid[row] === 0);
  if (without.length === 0) return rows;
  if (input.policy === "drop") reportFiltered(context, input.operatorId, batch.origin, without, without.length);
  else for (const row of without) refuse(input, batch, row, types, watermarkMs, context);
  return rows.filter((row) => valid[row] === 1);
}

function refuse(
  input: TimedInput,
  batch: ChangeBatch,
  row: number,
  types: readonly SqlType[],
  watermarkMs: number,
  context: BatchContext,
): void {
  if (input.policy === "late") {
    context.report.late({
      operatorId: input.operatorId,
      isLateForAll: true,
      windowStartMs: null,
      windowEndMs: null,
      watermarkMs: watermarkBefore(batch.steps, row, watermarkMs),
      ...placeOf(batch.origin, row),
      values: rowScalars(batch.columns, types, row),
    });
    return;
  }
  const { name } = input.columns[input.timeColumn];
  reportBad(context, input.operatorId, batch, types, row, {
    code: "DATA_NULL_EVENT_TIME",
    message: `the event time "${name}" is NULL`,
  });
}
