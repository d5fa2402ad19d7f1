// ChangeBatch: what flows along one edge of the plan in one micro-batch.
//
// Rows lie in arrival order. `kinds` null means all rows are inserts, the append-only fast path.
// `selection` lists the live rows in ascending order (null: all): a filter narrows it and copies nothing, so physical
// row numbers, watermark steps and origins keep their meaning until something compacts.
//
// Watermark steps ride beside the rows: from physical row `rows[i]` on, the watermark is `marks[i]`; before the first
// step it is what the edge ended the previous batch with. A step caused by row r stands at r + 1, so a row is judged by
// the watermark of the rows before it. A step at rowCount holds after the last row. Both lists ascend.
import type { Vector } from "./vector.ts";

/** Values of `kinds`. */
export const INSERT = 0;
export const UPDATE_BEFORE = 1;
export const UPDATE_AFTER = 2;
export const DELETE = 3;

/** The texts of the kinds, by their number. */
export const KIND_TEXTS = ["+I", "-U", "+U", "-D"] as const;

export interface WatermarkSteps {
  /** Physical row from which the mark holds, ascending, 0 .. rowCount. */
  readonly rows: Int32Array;
  /** Milliseconds (wall clock for TIMESTAMP, UTC for TIMESTAMP_LTZ), ascending; Infinity at the end of bounded input. */
  readonly marks: Float64Array;
  readonly count: number;
  /** Arrival position of the row that caused each step, where ChangeBatch.arrival is set: the row itself may be filtered away. */
  readonly arrivals?: Float64Array | null;
}

/** Where the rows of a source batch were read, for errors, late rows and accounting. Physical row r was read from `runs[k]` with the greatest firstRow <= r. */
export interface RowOrigin {
  readonly table: string;
  readonly runs: readonly OriginRun[];
  /** Offset of each row in its split (bytes for files, record number for generated rows). */
  readonly offsets: Float64Array;
}

export interface OriginRun {
  readonly firstRow: number;
  /** Split name: a file path, a Kafka partition, a generator. */
  readonly split: string;
  /** Set where rows of several tables are mixed (above a union); else the origin's table. */
  readonly table?: string;
}

export interface ChangeBatch {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
  readonly kinds: Uint8Array | null;
  readonly selection: Int32Array | null;
  readonly steps: WatermarkSteps;
  readonly origin: RowOrigin | null;
  /**
   * Arrival position of each physical row across all sources of the batch, ascending; null: row r has position r.
   * What fires by a step carries the position of the row that caused the step.
   * Set only in plans with an operator of several inputs.
   */
  readonly arrival: Float64Array | null;
}

export const NO_STEPS: WatermarkSteps = { rows: new Int32Array(0), marks: new Float64Array(0), count: 0 };

/** Live rows of the batch. */
export function liveRowCount(batch: ChangeBatch): number {
  return batch.selection === null ? batch.rowCount : batch.selection.length;
}

/** The watermark after the batch, or `before` when it holds no step. */
export function lastMark(steps: WatermarkSteps, before: number): number {
  return steps.count === 0 ? before : steps.marks[steps.count - 1];
}
