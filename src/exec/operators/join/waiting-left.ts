// The left rows of a temporal join (temporal-join.ts): each waits until the watermark reaches its time.
//
// Rows of the batch lie in the batch; what waits when it ends is copied into the state table. What a batch lets go is found
// and sorted at once, when its last watermark is known: a row of the batch that has not come by then is late and is passed over.
// An entry is a row that waits or may come to: the kept ones first, then those of the batch by place.
// State: "left", the rows that wait.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import { sortByNumber } from "../../../columnar/sort-by-number.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { Column, SqlType } from "../../../common/types.ts";
import type { JoinKeys } from "../../state/join-keys.ts";
import { NONE } from "../../state/join-rows.ts";
import { readMixed } from "../../state/rows/mixed-rows.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import { timesMs } from "../event-time.ts";
import { rowNumbers } from "../live-rows.ts";

/** The packed form of a side was another before. */
const LAYOUT_VERSION = 2;

/** What becomes of an entry. */
const TO_COME = 0;
const WAITS = 1;
const GONE = 2;

export class WaitingLeft {
  readonly state: RowSlots;
  readonly types: readonly SqlType[];
  readonly #timeColumn: number | null;
  readonly #keyColumns: readonly number[];
  readonly #keys: JoinKeys;
  /** By kept entry. */
  #slots: Int32Array = new Int32Array(0);
  #keptKeys: Int32Array = new Int32Array(0);
  #keptTimes: Float64Array = new Float64Array(0);
  /** By entry; keys are NONE where a NULL matches nothing. */
  keys: Int32Array = new Int32Array(0);
  #times: Float64Array = new Float64Array(0);
  #fates: Uint8Array = new Uint8Array(0);
  #live: Int32Array = new Int32Array(0);
  #columns: readonly Vector[] = [];
  #due: Int32Array = new Int32Array(0);
  #at = 0;
  #isRestored = false;

  /** `timeColumn` null: rows do not wait. */
  constructor(columns: readonly Column[], timeColumn: number | null, keyColumns: readonly number[], keys: JoinKeys) {
    this.types = columns.map((column) => column.type);
    this.state = new RowSlots("left", this.types, { layoutVersion: LAYOUT_VERSION });
    this.#timeColumn = timeColumn;
    this.#keyColumns = keyColumns;
    this.#keys = keys;
  }

  /** After a restart the rows that wait are found again. Before the keys are tidied. */
  restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const slots = this.state.live();
    const columns = this.state.read(slots, slots.length);
    this.#slots = slots;
    this.#keptKeys = new Int32Array(slots.length);
    this.#keptTimes = this.#timesOf(columns, slots.length).slice(0, slots.length);
    this.#keys.lookup(this.#keyVectors(columns), rowNumbers(slots.length), this.#keptKeys);
  }

  #keyVectors(columns: readonly Vector[]): readonly Vector[] {
    return this.#keyColumns.map((column) => columns[column]);
  }

  #timesOf(columns: readonly Vector[], rowCount: number): Float64Array {
    const index = this.#timeColumn;
    return index === null ? new Float64Array(rowCount) : timesMs(columns[index], this.types[index], rowCount);
  }

  /** Begins a batch with the rows that have a time. */
  open(batch: ChangeBatch, live: Int32Array, lent: LentArrays): void {
    const kept = this.#slots.length;
    const count = kept + live.length;
    this.#live = live;
    this.#columns = batch.columns;
    this.keys = lent.int32(count);
    this.keys.set(this.#keptKeys);
    this.#keys.lookup(this.#keyVectors(batch.columns), live, this.keys.subarray(kept));
    this.#times = lent.float64(count);
    this.#times.set(this.#keptTimes);
    const times = this.#timesOf(batch.columns, batch.rowCount);
    for (let place = 0; place < live.length; place++) this.#times[kept + place] = times[live[place]];
    this.#fates = lent.uint8(count).fill(WAITS, 0, kept).fill(TO_COME, kept);
  }

  /** When the last watermark of the batch is known. */
  prepare(markMs: number, lent: LentArrays): void {
    const due = lent.int32(this.#times.length);
    let count = 0;
    for (let entry = 0; entry < due.length; entry++) if (this.#times[entry] <= markMs) due[count++] = entry;
    this.#due = sortByNumber(due.subarray(0, count), this.#times);
    this.#at = 0;
  }

  /** The entry of a row of the batch. */
  entryOf(place: number): number {
    return this.#slots.length + place;
  }

  timeOf(entry: number): number {
    return this.#times[entry];
  }

  wait(entry: number): void {
    this.#fates[entry] = WAITS;
  }

  /** The next entry that a watermark lets go; NONE: there is none. */
  next(markMs: number): number {
    while (this.#at < this.#due.length && this.#times[this.#due[this.#at]] <= markMs) {
      const entry = this.#due[this.#at++];
      if (this.#fates[entry] !== WAITS) continue;
      this.#fates[entry] = GONE;
      return entry;
    }
    return NONE;
  }

  /** Columns of entries. */
  read(entries: Int32Array, count: number, lent: LentArrays): Vector[] {
    const kept = this.#slots.length;
    const from = lent.int32(count);
    for (let i = 0; i < count; i++) {
      const entry = entries[i];
      from[i] = entry < kept ? this.#slots[entry] : ~this.#live[entry - kept];
    }
    return readMixed(this.state, this.types, this.#columns, from, count, lent);
  }

  /** Ends a batch, when its output is read: stores what waits now. */
  close(lent: LentArrays): void {
    const kept = this.#slots.length;
    const fates = this.#fates;
    const rows = lent.int32(this.#live.length);
    let added = 0;
    let left = 0;
    for (let entry = 0; entry < kept; entry++) {
      if (fates[entry] === WAITS) left++;
      else this.state.remove(this.#slots[entry]);
    }
    for (let place = 0; place < rows.length; place++)
      if (fates[kept + place] === WAITS) rows[added++] = this.#live[place];
    const newSlots = lent.int32(added);
    this.state.add(this.#columns, rows, added, newSlots);
    const slots = new Int32Array(left + added);
    const keys = new Int32Array(left + added);
    const times = new Float64Array(left + added);
    let count = 0;
    for (let entry = 0; entry < fates.length; entry++) {
      if (fates[entry] !== WAITS) continue;
      slots[count] = entry < kept ? this.#slots[entry] : newSlots[count - left];
      keys[count] = this.keys[entry];
      times[count++] = this.#times[entry];
    }
    this.#slots = slots;
    this.#keptKeys = keys;
    this.#keptTimes = times;
    this.#columns = [];
  }

  /** Marks the keys of rows that wait; between batches. */
  markKeys(held: Uint8Array): void {
    for (const key of this.#keptKeys) if (key !== NONE) held[key] = 1;
  }

  renumberKeys(map: Int32Array): void {
    this.#keptKeys = this.#keptKeys.map((key) => (key === NONE ? NONE : map[key]));
  }
}
