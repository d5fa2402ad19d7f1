// What comes out as time goes by: rows in order of the time at which the watermark lets them go, and between them the
// watermark steps of the input. A row stands before the step that passes it, so it is never late for what comes next, and
// carries that step's arrival position.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { StepList, stepArrival } from "../emission.ts";

/** `dueMs` ascends, one per row; every row is due by the last step of the input. */
export function timelyOutput(
  columns: readonly Vector[],
  dueMs: Float64Array,
  input: ChangeBatch,
  initialMs: number,
  hasArrival: boolean,
): ChangeBatch {
  const { steps } = input;
  const list = new StepList(hasArrival);
  const rowCount = dueMs.length;
  const arrival = hasArrival ? new Float64Array(rowCount) : null;
  let row = 0;
  for (let s = 0; s < steps.count; s++) {
    const markMs = steps.marks[s];
    const at = stepArrival(input, s);
    const from = row;
    while (row < rowCount && dueMs[row] <= markMs) row++;
    if (arrival !== null) arrival.fill(at, from, row);
    if (markMs > initialMs) list.push(row, markMs, at);
  }
  return { rowCount, columns, kinds: null, selection: null, steps: list.finish(), origin: null, arrival };
}

/** Rows that come at once, then the steps of the input. */
export function behindRows(
  columns: readonly Vector[],
  rowCount: number,
  input: ChangeBatch,
  hasArrival: boolean,
): ChangeBatch {
  const { steps } = input;
  const last = hasArrival ? (input.arrival?.[input.rowCount - 1] ?? -1) : -1;
  const arrival = hasArrival ? new Float64Array(rowCount).fill(last) : null;
  const list = new StepList(hasArrival);
  for (let s = 0; s < steps.count; s++) list.push(rowCount, steps.marks[s], stepArrival(input, s));
  return { rowCount, columns, kinds: null, selection: null, steps: list.finish(), origin: null, arrival };
}

/** The watermark that is kept: the last real one, or the time of the last row let go at the end of input. */
export function settledMark(input: ChangeBatch, initialMs: number, lastDueMs: number): number {
  const { marks, count } = input.steps;
  let markMs = initialMs;
  for (let s = count - 1; s >= 0; s--) {
    if (marks[s] === Number.POSITIVE_INFINITY) {
      if (lastDueMs < Number.POSITIVE_INFINITY) markMs = Math.max(markMs, lastDueMs);
      continue;
    }
    return Math.max(markMs, marks[s]);
  }
  return markMs;
}
