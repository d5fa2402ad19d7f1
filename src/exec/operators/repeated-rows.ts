// What goes with the rows of a batch when each is given out several times, in order: steps, origin, numbers. `rows` names the
// input row of each output row.
import type { OriginRun, RowOrigin, WatermarkSteps } from "../../columnar/change-batch.ts";

/** A step keeps its place before the first of the rows at or after it. */
export function repeatedSteps(steps: WatermarkSteps, rows: Int32Array, count: number): WatermarkSteps {
  const places = new Int32Array(steps.count);
  let at = 0;
  for (let s = 0; s < steps.count; s++) {
    while (at < count && rows[at] < steps.rows[s]) at++;
    places[s] = at;
  }
  return { ...steps, rows: places };
}

export function repeatedOrigin(origin: RowOrigin, rows: Int32Array, count: number): RowOrigin {
  const runs: OriginRun[] = [];
  let run = 0;
  let lastRun = -1;
  for (let i = 0; i < count; i++) {
    while (run + 1 < origin.runs.length && origin.runs[run + 1].firstRow <= rows[i]) run++;
    if (run === lastRun || run >= origin.runs.length) continue;
    runs.push({ ...origin.runs[run], firstRow: i });
    lastRun = run;
  }
  return { table: origin.table, runs, offsets: gatherNumbers(origin.offsets, rows, count) };
}

export function gatherNumbers(values: Float64Array, rows: Int32Array, count: number): Float64Array {
  const gathered = new Float64Array(count);
  for (let i = 0; i < count; i++) gathered[i] = values[rows[i]];
  return gathered;
}
