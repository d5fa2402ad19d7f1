// Windows over processing time: the time of the batch takes the place of the watermark. Rows of a batch carry its time, which
// is logged, and before them everything that ended by that time closes; so no row is late, and a replay gives the same rows.
// At the end of bounded input all windows close, as everywhere.
import { type ChangeBatch, lastMark } from "../../columnar/change-batch.ts";
import type { WindowSpec } from "../../planner/logical.ts";
import type { BatchContext } from "../operator.ts";

/** The batch as a window of `spec` sees it. */
export function timedBatch(batch: ChangeBatch, spec: WindowSpec, context: BatchContext): ChangeBatch {
  if (spec.isProcessing !== true) return batch;
  const isEnd = lastMark(batch.steps, Number.NEGATIVE_INFINITY) === Number.POSITIVE_INFINITY;
  const rows = Int32Array.from(isEnd ? [0, batch.rowCount] : [0]);
  const marks = Float64Array.from(
    isEnd ? [context.batchTimeMs - 1, Number.POSITIVE_INFINITY] : [context.batchTimeMs - 1],
  );
  const arrivals = batch.arrival === null ? null : Float64Array.from(rows, (row) => lastArrival(batch.arrival, row));
  return { ...batch, steps: { rows, marks, count: rows.length, arrivals } };
}

/** The batch as what follows processing time row by row sees it: when its rows have come, its time has. */
export function passedAtEnd(batch: ChangeBatch, context: BatchContext): ChangeBatch {
  const isEnd = lastMark(batch.steps, Number.NEGATIVE_INFINITY) === Number.POSITIVE_INFINITY;
  const marks = Float64Array.from(isEnd ? [context.batchTimeMs, Number.POSITIVE_INFINITY] : [context.batchTimeMs]);
  const rows = new Int32Array(marks.length).fill(batch.rowCount);
  const arrivals = batch.arrival === null ? null : Float64Array.from(rows, (row) => lastArrival(batch.arrival, row));
  return { ...batch, steps: { rows, marks, count: marks.length, arrivals } };
}

/** Behind the rows before `row`. */
function lastArrival(arrival: Float64Array | null, row: number): number {
  return arrival === null || row === 0 ? -1 : arrival[row - 1];
}
