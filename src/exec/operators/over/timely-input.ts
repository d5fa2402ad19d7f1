// The input of an operator that follows event time row by row: rows without a time are refused as their source says, rows at
// or behind the watermark of the rows before them are late and reported, the others are taken. Where only rows behind it are
// late, those at it are taken too and named.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { Column, SqlType } from "../../../common/types.ts";
import type { PhysicalNode } from "../../../planner/physical.ts";
import type { BatchContext } from "../../operator.ts";
import { placeOf, reportUsed } from "../accounts.ts";
import { timesMs } from "../event-time.ts";
import { liveRows } from "../live-rows.ts";
import { nullTimePolicy, rowsWithTime, type TimedInput } from "../null-times.ts";

export interface TimedRows {
  /** Rows that are taken, in order. */
  readonly rows: Int32Array;
  /** Event time by physical row, ms. */
  readonly times: Float64Array;
}

export interface TimelyRows extends TimedRows {
  /** Rows that were taken although the watermark stood at their time, in order. */
  readonly atMark: readonly number[];
}

export class TimelyInput {
  readonly #timed: TimedInput;
  readonly #types: readonly SqlType[];

  readonly #takesAtMark: boolean;

  constructor(node: PhysicalNode & { readonly input: PhysicalNode }, timeColumn: number, takesAtMark = false) {
    this.#takesAtMark = takesAtMark;
    const columns: readonly Column[] = node.input.columns;
    this.#types = columns.map((column) => column.type);
    this.#timed = { operatorId: node.id, columns, timeColumn, policy: nullTimePolicy(node) };
  }

  /** The rows that are in time; they count as used. */
  take(batch: ChangeBatch, watermarkMs: number, context: BatchContext): TimelyRows {
    const { rows: timed, times } = this.timed(batch, watermarkMs, context);
    const atMark: number[] = [];
    const rows = this.#inTime(batch, timed, times, watermarkMs, atMark, context);
    this.reportUsed(batch, rows, context);
    return { rows, times, atMark };
  }

  /** The rows that have a time. */
  timed(batch: ChangeBatch, watermarkMs: number, context: BatchContext): TimedRows {
    const { timeColumn } = this.#timed;
    const rows = rowsWithTime(this.#timed, batch, liveRows(batch, context.lent), watermarkMs, context);
    return { rows, times: timesMs(batch.columns[timeColumn], this.#types[timeColumn], batch.rowCount) };
  }

  reportUsed(batch: ChangeBatch, rows: Int32Array, context: BatchContext): void {
    reportUsed(context, this.#timed.operatorId, batch.origin, rows, rows.length);
  }

  #inTime(
    batch: ChangeBatch,
    rows: Int32Array,
    times: Float64Array,
    watermarkMs: number,
    atMark: number[],
    context: BatchContext,
  ): Int32Array {
    const { steps } = batch;
    const taken = context.lent.int32(rows.length);
    let count = 0;
    let step = 0;
    let markMs = watermarkMs;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      for (; step < steps.count && steps.rows[step] <= row; step++) markMs = Math.max(markMs, steps.marks[step]);
      if (times[row] > markMs) taken[count++] = row;
      else if (this.#takesAtMark && times[row] === markMs) {
        taken[count++] = row;
        atMark.push(row);
      } else this.reportLate(batch, row, markMs, context);
    }
    return taken.subarray(0, count);
  }

  reportLate(batch: ChangeBatch, row: number, markMs: number, context: BatchContext): void {
    context.report.late({
      operatorId: this.#timed.operatorId,
      isLateForAll: true,
      windowStartMs: null,
      windowEndMs: null,
      watermarkMs: markMs,
      ...placeOf(batch.origin, row),
      values: rowScalars(batch.columns, this.#types, row),
    });
  }
}
