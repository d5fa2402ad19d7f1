// One side of a join whose input only adds rows: rows stay in slots (rows/row-slots.ts) and need not be found by value, so equal
// rows stand apart. The marks of the slots are the matches.
//
// Links of a row lie beside each other: the next and the one before of its key, its key, whether it is live. The rows of a
// key are chained in order of arrival. Keys and links follow from the rows and are rebuilt from them after a restart.
import { concatVectors, gather, repeat } from "../../columnar/gather.ts";
import { grown } from "../../columnar/grow.ts";
import type { LentArrays } from "../../columnar/lent-arrays.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import type { JoinKeys } from "./join-keys.ts";
import { type JoinRows, NONE } from "./join-rows.ts";
import { RowSlots } from "./rows/row-slots.ts";

/** Places among the links of a row. */
const NEXT = 0;
const BEFORE = 1;
const KEY = 2;
const IS_LIVE = 3;
const WIDTH_BITS = 2;

/** The packed form of a side was another before. */
const LAYOUT_VERSION = 2;

export class AppendJoinRows implements JoinRows {
  readonly state: RowSlots;
  readonly #types: readonly SqlType[];
  readonly #keyColumns: readonly number[];
  readonly #keys: JoinKeys;
  #links = new Int32Array(64);
  /** By key: its first and last row, or NONE. */
  #ends = new Int32Array(64).fill(NONE);
  /** Rows of the batch. */
  #assigned: Int32Array = new Int32Array(0);
  /** Rows that went in the batch. */
  #gone: number[] = [];
  #isRestored = false;

  constructor(name: string, types: readonly SqlType[], keyColumns: readonly number[], keys: JoinKeys) {
    this.state = new RowSlots(name, types, { layoutVersion: LAYOUT_VERSION });
    this.#types = types;
    this.#keyColumns = keyColumns;
    this.#keys = keys;
  }

  get rowLimit(): number {
    return this.state.slotCount;
  }

  assign(columns: readonly Vector[], rows: Int32Array, out: Int32Array, keysOut: Int32Array): void {
    this.#restore();
    this.state.add(columns, rows, rows.length, out);
    this.#number(columns, rows, out, keysOut);
    this.#assigned = out;
  }

  #number(columns: readonly Vector[], rows: Int32Array, slots: Int32Array, keys: Int32Array): void {
    this.#keys.lookup(
      this.#keyColumns.map((column) => columns[column]),
      rows,
      keys,
    );
    this.#roomForKeys();
    this.#links = grown(this.#links, this.state.slotCount << WIDTH_BITS);
    const links = this.#links;
    for (let i = 0; i < rows.length; i++) {
      const at = slots[i] << WIDTH_BITS;
      links[at + KEY] = keys[i];
      links[at + IS_LIVE] = 0;
    }
  }

  #roomForKeys(): void {
    const had = this.#ends.length;
    const needed = this.#keys.count << 1;
    if (needed > had) this.#ends = grown(this.#ends, needed).fill(NONE, had);
  }

  add(row: number): void {
    const links = this.#links;
    const at = row << WIDTH_BITS;
    const key = links[at + KEY];
    links[at + NEXT] = NONE;
    links[at + BEFORE] = NONE;
    links[at + IS_LIVE] = 1;
    if (key === NONE) return;
    const end = key << 1;
    const last = this.#ends[end + 1];
    if (last === NONE) this.#ends[end] = row;
    else links[(last << WIDTH_BITS) + NEXT] = row;
    links[at + BEFORE] = last;
    this.#ends[end + 1] = row;
  }

  remove(row: number): void {
    const links = this.#links;
    const at = row << WIDTH_BITS;
    links[at + IS_LIVE] = 0;
    this.#gone.push(row);
    const key = links[at + KEY];
    if (key === NONE) return;
    const before = links[at + BEFORE];
    const next = links[at + NEXT];
    if (before === NONE) this.#ends[key << 1] = next;
    else links[(before << WIDTH_BITS) + NEXT] = next;
    if (next === NONE) this.#ends[(key << 1) + 1] = before;
    else links[(next << WIDTH_BITS) + BEFORE] = before;
  }

  removeAll(row: number): void {
    if (this.countOf(row) === 1) this.remove(row);
  }

  countOf(row: number): number {
    return this.#links[(row << WIDTH_BITS) + IS_LIVE];
  }

  matchesOf(row: number): number {
    return this.state.marks[row];
  }

  setMatches(row: number, count: number): void {
    this.state.setMark(row, count);
  }

  keyOf(row: number): number {
    return this.#links[(row << WIDTH_BITS) + KEY];
  }

  orderOf(row: number): number {
    return this.state.seqs[row];
  }

  firstOf(key: number): number {
    return key << 1 < this.#ends.length ? this.#ends[key << 1] : NONE;
  }

  nextOf(row: number): number {
    return this.#links[(row << WIDTH_BITS) + NEXT];
  }

  read(rows: Int32Array, count: number, lent: LentArrays | null = null): Vector[] {
    let isPadded = false;
    for (let i = 0; i < count && !isPadded; i++) isPadded = rows[i] === NONE;
    return isPadded ? this.#readPadded(rows, count) : this.state.read(rows, count, lent);
  }

  #readPadded(rows: Int32Array, count: number): Vector[] {
    const real = new Int32Array(count);
    const places = new Int32Array(count);
    let realCount = 0;
    for (let i = 0; i < count; i++) {
      if (rows[i] === NONE) continue;
      places[i] = realCount;
      real[realCount++] = rows[i];
    }
    for (let i = 0; i < count; i++) if (rows[i] === NONE) places[i] = realCount;
    return this.state.read(real, realCount).map((vector, c) => {
      const one = { vector: repeat(this.#types[c], null, 1), count: 1 };
      return gather(concatVectors(this.#types[c], [{ vector, count: realCount }, one]), places, count);
    });
  }

  liveRows(): Int32Array {
    this.#restore();
    return this.state.live().filter((row) => this.countOf(row) === 1);
  }

  /** Rows of the batch that were not kept go with those that were let go. */
  endBatch(): void {
    const links = this.#links;
    for (const row of this.#gone) links[(row << WIDTH_BITS) + KEY] = FREED;
    this.state.removeAll(this.#gone);
    this.#gone = [];
    for (const row of this.#assigned) {
      const at = row << WIDTH_BITS;
      if (links[at + IS_LIVE] === 0 && links[at + KEY] !== FREED) this.state.remove(row);
    }
    this.#assigned = new Int32Array(0);
  }

  /** Nothing waits: rows are freed at the end of their batch, and keep their numbers. */
  tidy(): boolean {
    this.#restore();
    return false;
  }

  renumberKeys(map: Int32Array): void {
    this.#ends.fill(NONE);
    this.#roomForKeys();
    const links = this.#links;
    for (const row of this.state.live()) {
      const at = (row << WIDTH_BITS) + KEY;
      if (links[at] !== NONE) links[at] = map[links[at]];
      this.add(row);
    }
  }

  #restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const rows = this.state.live();
    if (rows.length === 0) return;
    const places = new Int32Array(rows.length);
    for (let i = 0; i < places.length; i++) places[i] = i;
    this.#number(this.state.read(rows, rows.length), places, rows, new Int32Array(rows.length));
    for (const row of rows) this.add(row);
  }
}

/** As a key: the row was freed in this batch. */
const FREED = -2;
