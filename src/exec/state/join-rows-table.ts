// State table of one side of a join: its live rows, found by value (a retraction) and by key (a match).
//
// Different rows are groups of a key table over all columns, equal rows are counted. The rows of a key are chained in order
// of first arrival; a row that went and came back stands last. `matches` counts the rows of the other side that match,
// where the join pads or asks for existence. Keys are numbered by a table that both sides share and that is not stored.
// Saved form, one row per row in order of arrival: columns, count (0: gone), matches, whether it is new at the end, and, where
// idle rows expire, when it was last written. A saved form with or without that column is read by both.
// Rows that are gone are freed before the next batch, so that what goes and comes within a batch is one row.
import { concatVectors, gather, repeat } from "../../columnar/gather.ts";
import { grown } from "../../columnar/grow.ts";
import { KeyTable } from "../../columnar/key-table.ts";
import { packColumns } from "../../columnar/pack.ts";
import { unpackColumns } from "../../columnar/unpack.ts";
import type { Vector } from "../../columnar/vector.ts";
import { BIGINT, type SqlType } from "../../common/types.ts";
import { corruptState } from "./corrupt-state.ts";
import { IdleTimes } from "./idle-times.ts";
import type { JoinKeys } from "./join-keys.ts";
import { type JoinRows, NONE } from "./join-rows.ts";
import { columnsInRole, ownColumn, ownTimes } from "./state-columns.ts";
import type { StateTable, StateView } from "./state-table.ts";

const EXTRA_COLUMNS = 3;

/** What a table may keep beside its rows. */
export interface JoinRowsOptions {
  /** True where idle rows expire. */
  readonly keepsTimes?: boolean;
}

export class JoinRowsTable implements JoinRows, StateTable {
  readonly name: string;
  readonly layoutVersion = 1;
  readonly #types: readonly SqlType[];
  readonly #keyColumns: readonly number[];
  readonly #keys: JoinKeys;
  readonly #rows: KeyTable;
  /** By row: how many equal rows are live. */
  counts = new Float64Array(16);
  matches = new Float64Array(16);
  /** By row: the next one of its key, or NONE. */
  next = new Int32Array(16);
  #before = new Int32Array(16);
  #keyOf = new Int32Array(16);
  /** By row: when it came, as a number that grows. */
  #order = new Float64Array(16);
  /** By key: its first and last row, or NONE. */
  first = new Int32Array(16).fill(NONE);
  #last = new Int32Array(16).fill(NONE);
  #isDirty = new Uint8Array(16);
  #dirty: number[] = [];
  #loose: number[] = [];
  #nextOrder = 0;
  /** Rows with an order from here on are new since the last checkpoint. */
  #savedOrder = 0;
  #liveCount = 0;
  readonly #times: IdleTimes | null;

  constructor(
    name: string,
    types: readonly SqlType[],
    keyColumns: readonly number[],
    keys: JoinKeys,
    { keepsTimes = false }: JoinRowsOptions = {},
  ) {
    this.name = name;
    this.#types = types;
    this.#keyColumns = keyColumns;
    this.#keys = keys;
    this.#rows = new KeyTable(types);
    this.#times = keepsTimes ? new IdleTimes() : null;
  }

  /** The time of the batch, where rows know when they were last written. */
  set nowMs(ms: number) {
    if (this.#times !== null) this.#times.nowMs = ms;
  }

  /** Live rows that were not written for `ttlMs` go; answers how many. */
  expire(ttlMs: number): number {
    const idle = this.#times?.idle(ttlMs, this.#rows.groupCount, (row) => this.counts[row] > 0) ?? [];
    for (const row of idle) this.removeAll(row);
    return idle.length;
  }

  get state(): StateTable {
    return this;
  }

  get rowLimit(): number {
    return this.#rows.groupCount;
  }

  countOf(row: number): number {
    return this.counts[row];
  }

  matchesOf(row: number): number {
    return this.matches[row];
  }

  setMatches(row: number, count: number): void {
    this.matches[row] = count;
    if (this.counts[row] > 0) this.write(row);
  }

  nextOf(row: number): number {
    return this.next[row];
  }

  /** Rows that are gone wait until the next batch begins. */
  endBatch(): void {}

  /** Numbers of rows; new ones are not live yet. `keysOut`: their keys, NONE for a NULL that matches nothing. */
  assign(columns: readonly Vector[], rows: Int32Array, out: Int32Array, keysOut: Int32Array): void {
    const known = this.#rows.groupCount;
    this.#rows.lookup(columns, rows, rows.length, out);
    this.#makeRoom();
    for (let id = known; id < this.#rows.groupCount; id++) this.#loose.push(id);
    const keyVectors = this.#keyColumns.map((column) => columns[column]);
    this.#keys.lookup(keyVectors, rows, keysOut);
    for (let i = 0; i < rows.length; i++) this.#keyOf[out[i]] = keysOut[i];
    this.#roomForKeys();
  }

  /** One more of a row. */
  add(row: number): void {
    if (this.counts[row]++ === 0) this.#link(row);
    this.write(row);
  }

  /** One more of a row, which stands last of its key from now on. */
  addLast(row: number): void {
    if (this.counts[row] > 0) this.#unlink(row);
    this.counts[row]++;
    this.#link(row);
    this.markDirty(row);
  }

  /** One less of a row that is live. */
  remove(row: number): void {
    if (--this.counts[row] === 0) this.#unlink(row);
    this.write(row);
  }

  /** A row, or what is kept beside it, has changed. */
  write(row: number): void {
    this.#times?.touchOne(row);
    this.markDirty(row);
  }

  /** All equal ones of a row go. */
  removeAll(row: number): void {
    if (this.counts[row] === 0) return;
    this.counts[row] = 0;
    this.#unlink(row);
    this.markDirty(row);
  }

  markDirty(row: number): void {
    if (this.#isDirty[row] === 1) return;
    this.#isDirty[row] = 1;
    this.#dirty.push(row);
  }

  keyOf(row: number): number {
    return this.#keyOf[row];
  }

  orderOf(row: number): number {
    return this.#order[row];
  }

  #link(row: number): void {
    this.#order[row] = this.#nextOrder++;
    this.#liveCount++;
    const key = this.#keyOf[row];
    this.next[row] = NONE;
    this.#before[row] = NONE;
    if (key === NONE) return;
    const last = this.#last[key];
    this.#before[row] = last;
    if (last === NONE) this.first[key] = row;
    else this.next[last] = row;
    this.#last[key] = row;
  }

  #unlink(row: number): void {
    this.#liveCount--;
    this.#loose.push(row);
    const key = this.#keyOf[row];
    if (key === NONE) return;
    const before = this.#before[row];
    const next = this.next[row];
    if (before === NONE) this.first[key] = next;
    else this.next[before] = next;
    if (next === NONE) this.#last[key] = before;
    else this.#before[next] = before;
  }

  #makeRoom(): void {
    const needed = this.#rows.groupCount;
    this.counts = grown(this.counts, needed);
    this.matches = grown(this.matches, needed);
    this.next = grown(this.next, needed);
    this.#before = grown(this.#before, needed);
    this.#keyOf = grown(this.#keyOf, needed);
    this.#order = grown(this.#order, needed);
    this.#isDirty = grown(this.#isDirty, needed);
  }

  #roomForKeys(): void {
    const had = this.first.length;
    const needed = this.#keys.count;
    if (needed <= had) return;
    this.first = grown(this.first, needed).fill(NONE, had);
    this.#last = grown(this.#last, needed).fill(NONE, had);
  }

  /** The first row of a key; keys that only the other side knows have none. */
  firstOf(key: number): number {
    return key < this.first.length ? this.first[key] : NONE;
  }

  /** Columns of rows; NULL where the row is NONE. */
  read(rows: Int32Array, count: number): Vector[] {
    let isPadded = false;
    for (let i = 0; i < count && !isPadded; i++) isPadded = rows[i] === NONE;
    if (!isPadded) return this.#rows.keys(rows, count);
    const real = new Int32Array(count);
    const places = new Int32Array(count);
    let realCount = 0;
    for (let i = 0; i < count; i++) {
      if (rows[i] === NONE) continue;
      places[i] = realCount;
      real[realCount++] = rows[i];
    }
    for (let i = 0; i < count; i++) if (rows[i] === NONE) places[i] = realCount;
    return this.#rows.keys(real, realCount).map((vector, c) => padded(vector, realCount, places, this.#types[c]));
  }

  /** Live rows in order of arrival. */
  liveRows(): Int32Array {
    const rows: number[] = [];
    for (let row = 0; row < this.#rows.groupCount; row++) if (this.counts[row] > 0) rows.push(row);
    return Int32Array.from(rows.sort((a, b) => this.#order[a] - this.#order[b]));
  }

  /** Frees rows that are gone. Between batches: rows may be renumbered. True when they were. */
  tidy(): boolean {
    if (this.#loose.length === 0) return false;
    const gone = Int32Array.from(new Set(this.#loose)).filter((row) => this.counts[row] === 0);
    this.#loose = [];
    this.#rows.free(gone, gone.length);
    const map = this.#rows.compactMap();
    if (map === null) return false;
    this.#renumber(map);
    return true;
  }

  #renumber(map: Int32Array): void {
    const order = this.#order;
    const rows = Array.from(map.keys())
      .filter((row) => map[row] !== NONE)
      .sort((a, b) => order[a] - order[b]);
    this.#order = new Float64Array(16);
    this.#times?.renumber(map, rows.length);
    const state = { counts: this.counts, matches: this.matches, keyOf: this.#keyOf };
    this.counts = new Float64Array(16);
    this.matches = new Float64Array(16);
    this.#keyOf = new Int32Array(16);
    this.#isDirty = new Uint8Array(16);
    this.#dirty = [];
    this.#makeRoom();
    this.first.fill(NONE);
    this.#last.fill(NONE);
    this.#liveCount = 0;
    for (const old of rows) {
      const row = map[old];
      this.counts[row] = state.counts[old];
      this.matches[row] = state.matches[old];
      this.#keyOf[row] = state.keyOf[old];
      this.#link(row);
    }
    this.#savedOrder = this.#nextOrder;
  }

  /** Follows a renumbering of the keys. */
  renumberKeys(map: Int32Array): void {
    this.first.fill(NONE);
    this.#last.fill(NONE);
    this.#liveCount = 0;
    for (const row of this.liveRows()) {
      if (this.#keyOf[row] !== NONE) this.#keyOf[row] = map[this.#keyOf[row]];
      this.#link(row);
    }
    this.#savedOrder = this.#nextOrder;
  }

  takeDelta(): Uint8Array | null {
    if (this.#dirty.length === 0) return null;
    const rows = Int32Array.from(this.#dirty.sort((a, b) => this.#order[a] - this.#order[b]));
    const payload = this.#pack(rows);
    this.discardDelta();
    return payload;
  }

  discardDelta(): void {
    for (const row of this.#dirty) this.#isDirty[row] = 0;
    this.#dirty = [];
    this.#savedOrder = this.#nextOrder;
  }

  takeSnapshot(): Uint8Array {
    this.discardDelta();
    return this.#pack(this.liveRows());
  }

  #pack(rows: Int32Array): Uint8Array {
    const count = rows.length;
    const isNew = Uint8Array.from(rows, (row) => (this.#order[row] >= this.#savedOrder ? 1 : 0));
    const numbers = (values: Float64Array): Vector => gather({ rep: "f64", values, valid: null }, rows, count);
    return packColumns(count, [
      ...this.#rows.keys(rows, count),
      numbers(this.counts),
      numbers(this.matches),
      { rep: "bool", values: isNew, valid: null },
      ...(this.#times === null ? [] : [gather(this.#times.vector(), rows, count)]),
    ]);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    const width = this.#types.length;
    const extraCount = columns.length - width;
    if (extraCount !== EXTRA_COLUMNS && extraCount !== EXTRA_COLUMNS + 1) throw corruptState(this.name);
    const [counts, matches, isNew, times] = columns.slice(width);
    if (counts.rep !== "f64" || matches.rep !== "f64" || isNew.rep !== "bool") throw corruptState(this.name);
    const places = new Int32Array(rowCount);
    for (let i = 0; i < rowCount; i++) places[i] = i;
    const rows = new Int32Array(rowCount);
    this.assign(columns.slice(0, width), places, rows, new Int32Array(rowCount));
    for (let i = 0; i < rowCount; i++) {
      const row = rows[i];
      const isMoved = counts.values[i] === 0 || isNew.values[i] === 1;
      if (isMoved && this.counts[row] > 0) this.#unlink(row);
      const wasLive = !isMoved && this.counts[row] > 0;
      this.counts[row] = counts.values[i];
      this.matches[row] = matches.values[i];
      if (!wasLive && this.counts[row] > 0) this.#link(row);
    }
    if (!(this.#times?.load(rows, times) ?? true)) throw corruptState(this.name);
    this.discardDelta();
  }

  view(): StateView {
    const rows = this.liveRows();
    const times = this.#times;
    return {
      rowCount: rows.length,
      columns: [
        ...columnsInRole("row", this.#types, this.#rows.keys(rows, rows.length)),
        ownColumn(
          "count",
          BIGINT,
          Array.from(rows, (row) => this.counts[row]),
        ),
        ownColumn(
          "matches",
          BIGINT,
          Array.from(rows, (row) => this.matches[row]),
        ),
        ...(times === null
          ? []
          : [
              ownTimes(
                "written_ms",
                Array.from(rows, (row) => times.at(row)),
              ),
            ]),
      ],
    };
  }

  rowCount(): number {
    return this.#liveCount;
  }

  sizeBytes(): number {
    return this.#rows.sizeBytes() + this.#rows.groupCount * 40;
  }
}

/** Rows of `vector` at `places`; the place `realCount` is NULL. */
function padded(vector: Vector, realCount: number, places: Int32Array, type: SqlType): Vector {
  const withNull = concatVectors(type, [
    { vector, count: realCount },
    { vector: repeat(type, null, 1), count: 1 },
  ]);
  return gather(withNull, places, places.length);
}
