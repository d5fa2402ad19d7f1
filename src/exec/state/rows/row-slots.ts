// State table of rows that come and go one by one: Top-N, deduplication, OVER, sorting by time.
//
// A row lives in a slot; slots are used again. Each row has a sequence number, the order of arrival, which orders equal
// rows and names the row in checkpoints; a row that takes the place of another (an update) takes over its number. The table
// also keeps the watermark of its operator (never Infinity) and, for each row, one mark of the operator's own.
//
// What is derived from the rows (partitions, sorted lists) belongs to the operator and is rebuilt after a restart from the
// rows in order of their numbers, so it must be a function of them alone.
// Packed form: one column of three blocks: [starts anew?, watermark, next number]; numbers of removed rows; numbers and marks of
// added rows with their columns, and, where idle rows expire, when each was last written (read with or without). When restoring,
// removals come first.
import { gather } from "../../../columnar/gather.ts";
import { grown } from "../../../columnar/grow.ts";
import { LentArrays } from "../../../columnar/lent-arrays.ts";
import { packBlocks } from "../../../columnar/pack.ts";
import { sortByNumber } from "../../../columnar/sort-by-number.ts";
import { unpackColumns } from "../../../columnar/unpack.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import { blocksOf } from "../blocks.ts";
import { corruptState } from "../corrupt-state.ts";
import { IdleTimes } from "../idle-times.ts";
import { columnsInRole, ownTimes } from "../state-columns.ts";
import type { StateTable, StateView } from "../state-table.ts";
import { type SlotColumn, slotColumn } from "./slot-column.ts";

const FREE = 0;
const STORED = 1;
const CHANGED = 2;

export interface RowSlotsOptions {
  readonly layoutVersion?: number;
  /** True where idle rows expire. */
  readonly keepsTimes?: boolean;
}

export class RowSlots implements StateTable {
  readonly name: string;
  readonly layoutVersion: number;
  readonly columns: readonly SlotColumn[];
  readonly #types: readonly SqlType[];
  /** Order of arrival of the row in each slot. */
  seqs = new Float64Array(0);
  /** One number per row for the operator. */
  marks = new Int32Array(0);
  #states = new Uint8Array(0);
  #slotCount = 0;
  /** A stack of slots that hold nothing. */
  #free = new Int32Array(0);
  #freeCount = 0;
  #liveCount = 0;
  #nextSeq = 0;
  #markMs = Number.NEGATIVE_INFINITY;
  #isHeadDirty = false;
  #startsAnew = false;
  #isTracked = true;
  /** Slots that took a row or a mark since the last checkpoint; one may be there more than once. */
  #changed = new Int32Array(0);
  #changedCount = 0;
  #removedSeqs = new Float64Array(0);
  #removedCount = 0;
  /** Number -> slot, only while segments are restored. */
  #bySeq: Map<number, number> | null = null;

  readonly #packing = new LentArrays();

  /** By slot, where idle rows expire. */
  readonly #times: IdleTimes | null;

  constructor(
    name: string,
    types: readonly SqlType[],
    { layoutVersion = 1, keepsTimes = false }: RowSlotsOptions = {},
  ) {
    this.name = name;
    this.layoutVersion = layoutVersion;
    this.columns = types.map(slotColumn);
    this.#types = types;
    this.#times = keepsTimes ? new IdleTimes() : null;
  }

  /** The time of the batch, where rows know when they were last written. */
  set nowMs(ms: number) {
    if (this.#times !== null) this.#times.nowMs = ms;
  }

  /** When the row was last written; NaN where that is not known. */
  writtenMs(slot: number): number {
    return this.#times?.at(slot) ?? Number.NaN;
  }

  /** Something that belongs to the row has changed. */
  write(slot: number): void {
    this.#times?.touchOne(slot);
    this.#change(slot);
  }

  /** The watermark of the input; never Infinity. */
  get markMs(): number {
    return this.#markMs;
  }

  set markMs(ms: number) {
    if (ms === this.#markMs) return;
    this.#markMs = ms;
    this.#isHeadDirty = true;
  }

  /** The number of the next row. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Slots given out, free ones included: the size of what is indexed by slot. */
  get slotCount(): number {
    return this.#slotCount;
  }

  /** Room for so many more rows: what is indexed by slot moves no more while they come. */
  reserve(count: number): void {
    if (count >= this.#slotCount >> 4) this.#sortFree();
    this.#room(this.#slotCount + Math.max(0, count - this.#freeCount));
    if (this.#isTracked) this.#changed = grown(this.#changed, this.#changedCount + count);
  }

  /** Takes rows in, in order; their slots go to `out`. */
  add(vectors: readonly Vector[], rows: Int32Array, count: number, out: Int32Array): void {
    this.reserve(count);
    for (let i = 0; i < count; i++) out[i] = this.#take(this.#nextSeq++);
    for (let c = 0; c < this.columns.length; c++) this.columns[c].set(out, vectors[c], rows, count);
  }

  /** Takes one row in; `seq` null: as the last one. */
  addOne(vectors: readonly Vector[], row: number, seq: number | null): number {
    const slot = this.#take(seq ?? this.#nextSeq++);
    for (let c = 0; c < this.columns.length; c++) this.columns[c].setOne(slot, vectors[c], row);
    return slot;
  }

  /** Takes one row in as the last one, so far only with its columns `keys`; the others are to be filled in. */
  addKeys(vectors: readonly Vector[], row: number, keys: readonly number[]): number {
    const slot = this.#take(this.#nextSeq++);
    for (let k = 0; k < keys.length; k++) this.columns[keys[k]].setOne(slot, vectors[keys[k]], row);
    return slot;
  }

  /** As addKeys, in the place of a row that came since `nextSeq` was this batch's first: the old one was never there. */
  renewKeys(slot: number, vectors: readonly Vector[], row: number, keys: readonly number[]): void {
    this.seqs[slot] = this.#nextSeq++;
    for (let k = 0; k < keys.length; k++) this.columns[keys[k]].setOne(slot, vectors[keys[k]], row);
  }

  /** Rows come in the place of those in the slots, as the last ones. */
  replace(vectors: readonly Vector[], rows: Int32Array, count: number, slots: Int32Array): void {
    for (let i = 0; i < count; i++) {
      const slot = slots[i];
      this.write(slot);
      this.seqs[slot] = this.#nextSeq++;
    }
    for (let c = 0; c < this.columns.length; c++) this.columns[c].set(slots, vectors[c], rows, count);
  }

  /** The columns that addKeys left out. */
  fillIn(
    vectors: readonly Vector[],
    slots: Int32Array,
    rows: Int32Array,
    count: number,
    keys: readonly number[],
  ): void {
    for (let c = 0; c < this.columns.length; c++) {
      if (!keys.includes(c)) this.columns[c].set(slots, vectors[c], rows, count);
    }
  }

  /** Free slots in order, so that rows that come together lie together. */
  #sortFree(): void {
    const states = this.#states;
    let count = 0;
    for (let slot = this.#slotCount - 1; slot >= 0 && count < this.#freeCount; slot--) {
      if (states[slot] === FREE) this.#free[count++] = slot;
    }
  }

  #take(seq: number): number {
    this.#bySeq = null;
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#newSlot();
    this.seqs[slot] = seq;
    this.marks[slot] = 0;
    this.#times?.touchOne(slot);
    this.#states[slot] = CHANGED;
    if (this.#isTracked) this.#noteChanged(slot);
    this.#liveCount++;
    return slot;
  }

  #noteChanged(slot: number): void {
    if (this.#changedCount === this.#changed.length) this.#changed = grown(this.#changed, this.#changedCount + 64);
    this.#changed[this.#changedCount++] = slot;
  }

  #noteRemoved(seq: number): void {
    if (this.#removedCount === this.#removedSeqs.length) {
      this.#removedSeqs = grown(this.#removedSeqs, this.#removedCount + 64);
    }
    this.#removedSeqs[this.#removedCount++] = seq;
  }

  #newSlot(): number {
    const slot = this.#slotCount++;
    if (slot >= this.#states.length) this.#room(slot + 1);
    return slot;
  }

  #room(count: number): void {
    if (count <= this.#states.length) return;
    const size = Math.max(64, count, this.#states.length * 2);
    this.seqs = grown(this.seqs, size);
    this.marks = grown(this.marks, size);
    this.#states = grown(this.#states, size);
    for (const column of this.columns) column.resize(this.#states.length);
  }

  setMark(slot: number, mark: number): void {
    this.marks[slot] = mark;
    this.#change(slot);
  }

  #change(slot: number): void {
    if (!this.#isTracked || this.#states[slot] === CHANGED) return;
    this.#states[slot] = CHANGED;
    this.#noteChanged(slot);
    this.#noteRemoved(this.seqs[slot]);
  }

  /** The slot's values must not be read any more. */
  remove(slot: number): void {
    if (this.#isTracked && this.#states[slot] === STORED) this.#noteRemoved(this.seqs[slot]);
    this.#states[slot] = FREE;
    if (this.#freeCount === this.#free.length) this.#free = grown(this.#free, this.#freeCount + 64);
    this.#free[this.#freeCount++] = slot;
    this.#liveCount--;
  }

  /** The last of them is the first to be used again. */
  removeAll(slots: ArrayLike<number>): void {
    for (let i = 0; i < slots.length; i++) this.remove(slots[i]);
  }

  /** Live slots in order of arrival. */
  live(): Int32Array {
    const slots = new Int32Array(this.#liveCount);
    let count = 0;
    for (let slot = 0; slot < this.#slotCount; slot++) if (this.#states[slot] !== FREE) slots[count++] = slot;
    return sortByNumber(slots, this.seqs);
  }

  /** `lent`: the vectors are of use for this batch only. */
  read(slots: Int32Array, count: number, lent: LentArrays | null = null): Vector[] {
    return this.columns.map((column) => column.read(slots, count, lent));
  }

  takeDelta(): Uint8Array | null {
    if (this.#startsAnew) return this.takeSnapshot();
    if (this.#changedCount === 0 && this.#removedCount === 0 && !this.#isHeadDirty) return null;
    const added = this.#settleChanged().sort();
    const payload = this.#pack(added, this.#removedSeqs.subarray(0, this.#removedCount), false);
    this.#settle();
    return payload;
  }

  /** Every changed slot that holds a row, once; they count as stored from now on. */
  #settleChanged(): Int32Array {
    const changed = this.#changed;
    const states = this.#states;
    let count = 0;
    for (let i = 0; i < this.#changedCount; i++) {
      const slot = changed[i];
      if (states[slot] !== CHANGED) continue;
      states[slot] = STORED;
      changed[count++] = slot;
    }
    return changed.subarray(0, count);
  }

  /** Called where nothing is stored: from now on changes are not tracked. */
  discardDelta(): void {
    this.#settle();
    this.#isTracked = false;
  }

  takeSnapshot(): Uint8Array {
    const payload = this.#pack(this.live(), new Float64Array(0), true);
    this.#settle();
    return payload;
  }

  #settle(): void {
    this.#settleChanged();
    this.#changedCount = 0;
    this.#removedCount = 0;
    this.#isHeadDirty = false;
    this.#startsAnew = false;
  }

  #pack(slots: Int32Array, removed: Float64Array, startsAnew: boolean): Uint8Array {
    const lent = this.#packing;
    lent.begin();
    const head = Float64Array.of(startsAnew ? 1 : 0, this.#markMs, this.#nextSeq);
    return packBlocks([
      { rowCount: head.length, columns: [{ rep: "f64", values: head, valid: null }] },
      { rowCount: removed.length, columns: [{ rep: "f64", values: removed, valid: null }] },
      {
        rowCount: slots.length,
        columns: [
          gather({ rep: "f64", values: this.seqs, valid: null }, slots, slots.length, lent),
          gather({ rep: "i32", values: this.marks, valid: null }, slots, slots.length, lent),
          ...this.read(slots, slots.length, lent),
          ...(this.#times === null ? [] : [gather(this.#times.vector(), slots, slots.length)]),
        ],
      },
    ]);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    if (rowCount !== 3 || columns.length !== 1) throw corruptState(this.name);
    const [head, removed, added] = blocksOf(columns[0], this.name).map(unpackColumns);
    const [startsAnew, markMs, nextSeq] = this.#numbersOf(head.columns[0]);
    const extraCount = added.columns.length - this.columns.length;
    if (extraCount !== 2 && extraCount !== 3) throw corruptState(this.name);
    if (startsAnew === 1) this.clear();
    const bySeq = this.#bySeq ?? new Map(Array.from(this.live(), (slot) => [this.seqs[slot], slot]));
    for (const seq of this.#numbersOf(removed.columns[0]).subarray(0, removed.rowCount)) {
      const slot = bySeq.get(seq);
      if (slot === undefined) continue;
      this.remove(slot);
      bySeq.delete(seq);
    }
    const seqs = this.#numbersOf(added.columns[0]);
    const [, marks, ...values] = added.columns;
    const times = extraCount === 3 ? this.#numbersOf(values[this.columns.length]) : null;
    if (marks.rep !== "i32") throw corruptState(this.name);
    for (let row = 0; row < added.rowCount; row++) {
      const slot = this.addOne(values, row, seqs[row]);
      this.marks[slot] = marks.values[row];
      this.#times?.set(slot, times === null ? Number.NaN : times[row]);
      bySeq.set(seqs[row], slot);
    }
    this.#markMs = markMs;
    this.#nextSeq = nextSeq;
    this.#bySeq = bySeq;
    this.#settle();
  }

  #numbersOf(vector: Vector): Float64Array {
    if (vector.rep !== "f64") throw corruptState(this.name);
    return vector.values;
  }

  /** Forgets all rows. */
  clear(): void {
    this.#states.fill(FREE);
    this.#slotCount = 0;
    this.#freeCount = 0;
    this.#liveCount = 0;
    this.#changedCount = 0;
    this.#removedCount = 0;
    this.#startsAnew = true;
    this.#bySeq = null;
    for (const column of this.columns) column.clear();
  }

  view(): StateView {
    const slots = this.live();
    const times = this.#times;
    return {
      rowCount: slots.length,
      columns: [
        ...columnsInRole("row", this.#types, this.read(slots, slots.length)),
        ...(times === null
          ? []
          : [
              ownTimes(
                "written_ms",
                Array.from(slots, (slot) => times.at(slot)),
              ),
            ]),
      ],
    };
  }

  rowCount(): number {
    return this.#liveCount;
  }

  sizeBytes(): number {
    return this.columns.reduce((sum, column) => sum + column.sizeBytes(), this.seqs.byteLength + this.marks.byteLength);
  }
}
