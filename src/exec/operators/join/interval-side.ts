// One side of an inner interval join of rows that only come (interval-join.ts): its rows by key, those of the batch among them.
//
// Rows are numbered as they come, and those of a key chained in that order. A row is of use until the watermark passes what it can
// match; that follows from its time alone, so rows that are over stay in the chains until one walks past them or `compact`
// numbers the live ones anew. Rows of the batch lie in the batch; those that outlive it are copied into the state table.
// State: rows that are of use; numbers and chains are rebuilt from them.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
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
/** Rows that are over, below this, are not worth numbering anew. */
const OVER_MIN = 1024;

export class IntervalSide {
  readonly state: RowSlots;
  readonly types: readonly SqlType[];
  /** A row is of use while the watermark is below its time and this. */
  readonly usefulMs: number;
  readonly #timeColumn: number;
  readonly #keyColumns: readonly number[];
  readonly #keys: JoinKeys;
  /** By row: the next of its key, its key, event time, and its slot in the state table (NONE: it lies in the batch, or is over). */
  next = new Int32Array(64);
  times = new Float64Array(64);
  #keyOf = new Int32Array(64);
  #slots = new Int32Array(64);
  count = 0;
  /** The first row of the batch. */
  firstNew = 0;
  /** Live rows of the batch's input, their keys (NONE: matches nothing) and the times of physical rows. */
  live: Int32Array = new Int32Array(0);
  keys: Int32Array = new Int32Array(0);
  batchTimes: Float64Array = new Float64Array(0);
  /** Physical rows of the batch by number, from firstNew on. */
  #batchRows: Int32Array = new Int32Array(0);
  #leastMs = Number.POSITIVE_INFINITY;
  #storedCount = 0;

  constructor(
    name: "left" | "right",
    columns: readonly Column[],
    timeColumn: number,
    keyColumns: readonly number[],
    keys: JoinKeys,
    usefulMs: number,
  ) {
    this.types = columns.map((column) => column.type);
    this.state = new RowSlots(name, this.types, { layoutVersion: LAYOUT_VERSION });
    this.usefulMs = usefulMs;
    this.#timeColumn = timeColumn;
    this.#keyColumns = keyColumns;
    this.#keys = keys;
  }

  /** Begins a batch; `live`: its rows that have a time. */
  open(batch: ChangeBatch, live: Int32Array, lent: LentArrays): void {
    this.live = live;
    this.keys = lent.int32(live.length);
    this.batchTimes = timesMs(batch.columns[this.#timeColumn], this.types[this.#timeColumn], batch.rowCount);
    this.#keys.lookup(
      this.#keyColumns.map((column) => batch.columns[column]),
      live,
      this.keys,
    );
    this.firstNew = this.count;
    this.#batchRows = lent.int32(live.length);
    this.#room(this.count + live.length);
  }

  #room(count: number): void {
    this.next = grown(this.next, count);
    this.times = grown(this.times, count);
    this.#keyOf = grown(this.#keyOf, count);
    this.#slots = grown(this.#slots, count);
  }

  /** Numbers a row of the batch; it is to be chained, but for one without a key, which is not kept. */
  add(row: number, key: number, timeMs: number): number {
    const number = this.count++;
    this.#batchRows[number - this.firstNew] = row;
    this.#slots[number] = NONE;
    this.#keyOf[number] = key;
    this.times[number] = timeMs;
    this.next[number] = NONE;
    return number;
  }

  /** Columns of rows by number. */
  read(numbers: Int32Array, count: number, columns: readonly Vector[], lent: LentArrays): Vector[] {
    const from = lent.int32(count);
    const { firstNew } = this;
    for (let i = 0; i < count; i++) {
      const number = numbers[i];
      from[i] = number < firstNew ? this.#slots[number] : ~this.#batchRows[number - firstNew];
    }
    return readMixed(this.state, this.types, columns, from, count, lent);
  }

  /** Ends a batch: stores what is of use at the watermark, frees what is not. */
  close(columns: readonly Vector[], markMs: number, lent: LentArrays): void {
    this.#free(markMs);
    const kept = lent.int32(this.count - this.firstNew);
    const rows = lent.int32(kept.length);
    let count = 0;
    for (let number = this.firstNew; number < this.count; number++) {
      const untilMs = this.times[number] + this.usefulMs;
      if (untilMs <= markMs || this.#keyOf[number] === NONE) continue;
      if (untilMs < this.#leastMs) this.#leastMs = untilMs;
      kept[count] = number;
      rows[count++] = this.#batchRows[number - this.firstNew];
    }
    const slots = lent.int32(count);
    this.state.add(columns, rows, count, slots);
    for (let i = 0; i < count; i++) this.#slots[kept[i]] = slots[i];
    this.#storedCount += count;
  }

  #free(markMs: number): void {
    if (this.#leastMs > markMs) return;
    this.#leastMs = Number.POSITIVE_INFINITY;
    for (let number = 0; number < this.firstNew; number++) {
      const slot = this.#slots[number];
      if (slot === NONE) continue;
      const untilMs = this.times[number] + this.usefulMs;
      if (untilMs > markMs) {
        if (untilMs < this.#leastMs) this.#leastMs = untilMs;
        continue;
      }
      this.state.remove(slot);
      this.#slots[number] = NONE;
      this.#storedCount--;
    }
  }

  /** Between batches: true when most rows are over, and more than there are keys. */
  get isSparse(): boolean {
    const overCount = this.count - this.#storedCount;
    return overCount > Math.max(OVER_MIN, this.#storedCount, this.#keys.count);
  }

  /** Between batches: numbers the live rows anew, in order of arrival; they are to be chained. */
  compact(): void {
    let count = 0;
    for (let number = 0; number < this.count; number++) {
      if (this.#slots[number] === NONE) continue;
      this.#slots[count] = this.#slots[number];
      this.#keyOf[count] = this.#keyOf[number];
      this.times[count++] = this.times[number];
    }
    this.count = count;
  }

  /** Marks the keys that rows have; after `compact`. */
  markKeys(held: Uint8Array): void {
    for (let number = 0; number < this.count; number++) held[this.#keyOf[number]] = 1;
  }

  renumberKeys(map: Int32Array): void {
    for (let number = 0; number < this.count; number++) this.#keyOf[number] = map[this.#keyOf[number]];
  }

  keyAt(number: number): number {
    return this.#keyOf[number];
  }

  /** After a restart: numbers the rows that are there; they are to be chained. */
  restore(): void {
    const slots = this.state.live();
    const columns = this.state.read(slots, slots.length);
    const times = timesMs(columns[this.#timeColumn], this.types[this.#timeColumn], slots.length);
    const keyColumns = this.#keyColumns.map((column) => columns[column]);
    this.#room(slots.length);
    this.#keys.lookup(keyColumns, rowNumbers(slots.length), this.#keyOf.subarray(0, slots.length));
    for (let number = 0; number < slots.length; number++) {
      this.#slots[number] = slots[number];
      this.times[number] = times[number];
      this.#leastMs = Math.min(this.#leastMs, times[number] + this.usefulMs);
    }
    this.count = slots.length;
    this.#storedCount = slots.length;
  }
}
