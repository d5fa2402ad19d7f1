// Rows that wait for the watermark: a list of slots of a RowSlots table with their event times.
import type { SqlType } from "../../../common/types.ts";
import { grown } from "../../../columnar/grow.ts";
import type { RowSlots } from "../../state/rows/row-slots.ts";
import { timesMs } from "../event-time.ts";

/** Mark of a row that waits. */
export const WAITS = 0;

export class PendingRows {
  readonly #rows: RowSlots;
  readonly #timeColumn: number;
  readonly #timeType: SqlType;
  /** Event time by slot, ms. */
  times = new Float64Array(0);
  #slots = new Int32Array(64);
  #count = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #isRestored = false;

  constructor(rows: RowSlots, timeColumn: number, types: readonly SqlType[]) {
    this.#rows = rows;
    this.#timeColumn = timeColumn;
    this.#timeType = types[timeColumn];
  }

  /** Call first in every batch: after a restart it finds the rows again. Answers all live slots then. */
  restored(): Int32Array | null {
    if (this.#isRestored) return null;
    this.#isRestored = true;
    const live = this.#rows.live();
    const times = timesMs(this.#rows.columns[this.#timeColumn].read(live, live.length), this.#timeType, live.length);
    this.times = grown(this.times, this.#rows.slotCount);
    live.forEach((slot, i) => {
      this.times[slot] = times[i];
      if (this.#rows.marks[slot] === WAITS) this.#push(slot, times[i]);
    });
    return live;
  }

  #push(slot: number, ms: number): void {
    if (this.#count === this.#slots.length) this.#slots = grown(this.#slots, this.#count + 1);
    this.#slots[this.#count++] = slot;
    if (ms < this.#minMs) this.#minMs = ms;
  }

  /** Slots of new rows with the times of their rows. */
  add(slots: Int32Array, rows: Int32Array, times: Float64Array): void {
    this.times = grown(this.times, this.#rows.slotCount);
    for (let i = 0; i < slots.length; i++) {
      const ms = times[rows[i]];
      this.times[slots[i]] = ms;
      this.#push(slots[i], ms);
    }
  }

  /** Takes out what the watermark passes, in order of arrival. */
  due(markMs: number): Int32Array {
    if (this.#minMs > markMs) return new Int32Array(0);
    const due = new Int32Array(this.#count);
    const slots = this.#slots;
    let dueCount = 0;
    let kept = 0;
    let minMs = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#count; i++) {
      const slot = slots[i];
      const ms = this.times[slot];
      if (ms <= markMs) due[dueCount++] = slot;
      else {
        slots[kept++] = slot;
        if (ms < minMs) minMs = ms;
      }
    }
    this.#count = kept;
    this.#minMs = minMs;
    return due.subarray(0, dueCount);
  }
}
