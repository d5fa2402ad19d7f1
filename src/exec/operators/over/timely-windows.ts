// Rows of windows in time: a row whose window has closed by the watermark just before it is late and reported (a row of several
// windows comes once per window and is judged for each).
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PartitionWindow } from "../../../planner/over-calls.ts";
import type { BatchContext } from "../../operator.ts";
import { placeOf } from "../accounts.ts";
import { timesMs } from "../event-time.ts";
import { liveRows } from "../live-rows.ts";
import type { WindowClock } from "../window/window-clock.ts";

interface LateRow {
  readonly row: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly markMs: number;
}

export interface WindowedRows {
  /** Rows that are taken, in order. */
  readonly rows: Int32Array;
  /** Bounds of the window by physical row, ms. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

export class TimelyWindows {
  readonly #operatorId: string;
  readonly #window: PartitionWindow;
  readonly #types: readonly SqlType[];

  constructor(operatorId: string, window: PartitionWindow, types: readonly SqlType[]) {
    this.#operatorId = operatorId;
    this.#window = window;
    this.#types = types;
  }

  /** `watermarkMs`: of the operator when the batch begins. */
  take(batch: ChangeBatch, watermarkMs: number, clock: WindowClock, context: BatchContext): WindowedRows {
    const { startColumn, endColumn } = this.#window;
    const starts = timesMs(batch.columns[startColumn], this.#types[startColumn], batch.rowCount);
    const ends = timesMs(batch.columns[endColumn], this.#types[endColumn], batch.rowCount);
    const { steps } = batch;
    const rows = liveRows(batch, context.lent);
    const taken = context.lent.int32(rows.length);
    let count = 0;
    let step = 0;
    const late: LateRow[] = [];
    let markMs = watermarkMs;
    let [endMs, closingMs] = [Number.NaN, 0];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      for (; step < steps.count && steps.rows[step] <= row; step++) markMs = Math.max(markMs, steps.marks[step]);
      if (ends[row] !== endMs) {
        endMs = ends[row];
        closingMs = clock.closingMs(endMs);
      }
      if (closingMs > markMs) taken[count++] = row;
      else late.push({ row, startMs: starts[row], endMs, markMs });
    }
    const inTime = taken.subarray(0, count);
    if (late.length > 0) this.#reportLate(batch, late, inTime, context);
    return { rows: inTime, starts, ends };
  }

  /** A source row that came once per window is told once, late for all of them when none of its rows was taken. */
  #reportLate(batch: ChangeBatch, late: readonly LateRow[], inTime: Int32Array, context: BatchContext): void {
    const takenPlaces = new Set(Array.from(inTime, (row) => placeText(batch, row)));
    const told = new Set<string>();
    for (const { row, startMs, endMs, markMs } of late) {
      const place = placeText(batch, row);
      if (place !== null && told.has(place)) continue;
      if (place !== null) told.add(place);
      context.report.late({
        operatorId: this.#operatorId,
        isLateForAll: place === null || !takenPlaces.has(place),
        windowStartMs: startMs,
        windowEndMs: endMs,
        watermarkMs: markMs,
        ...placeOf(batch.origin, row),
        values: rowScalars(batch.columns, this.#types, row),
      });
    }
  }
}

/** Where a row was read, as text; null: it was made by the query. */
function placeText(batch: ChangeBatch, row: number): string | null {
  const { table, split, offset } = placeOf(batch.origin, row);
  return offset === null ? null : `${table} ${split} ${offset}`;
}
