// The columns of one batch while a decoder fills them: typed arrays written at a row number, arenas for text.
//
// Decoders write into the arrays directly (generated code) or through set and setNull (odd rows). A row that turns out
// to be bad is undone with clear(): its slots are as if never written, so the next row may take the same number.
// `valid` is always there and filled with 1; a vector gets it only when a NULL was written.
// Exact 64-bit values that are no safe integers lie beside the column in `wide`; finish() makes an i64 or big vector.
import { exact, type Scalar } from "../../columnar/scalar.ts";
import { storageOf } from "../../columnar/storage.ts";
import type { Vector } from "../../columnar/vector.ts";
import { MillraceError } from "../../common/errors.ts";
import type { SqlType } from "../../common/types.ts";

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const ARENA_BYTES_MAX = 2 ** 31 - 1;

const NO_BYTES = new Uint8Array(0);
const NO_INTS = new Int32Array(0);
const NO_DOUBLES = new Float64Array(0);

export class ColumnBuffer {
  readonly type: SqlType;
  readonly storage: ReturnType<typeof storageOf>;
  bool: Uint8Array = NO_BYTES;
  i32: Int32Array = NO_INTS;
  f64: Float64Array = NO_DOUBLES;
  start: Int32Array = NO_INTS;
  end: Int32Array = NO_INTS;
  boxed: Scalar[] = [];
  valid: Uint8Array = NO_BYTES;
  hasNull = false;
  wide: Map<number, bigint> | null = null;

  constructor(type: SqlType) {
    this.type = type;
    this.storage = storageOf(type);
  }

  /** For the next batch. Null: with the arrays it has, what was finished before is overwritten. */
  reset(capacity: number | null): void {
    if (capacity === null && this.hasNull) this.valid.fill(1);
    this.hasNull = false;
    this.wide = null;
    this.boxed = [];
    if (capacity === null) return;
    this.valid = new Uint8Array(capacity).fill(1);
    if (this.storage === "bool") this.bool = new Uint8Array(capacity);
    else if (this.storage === "i32") this.i32 = new Int32Array(capacity);
    else if (this.storage === "f64" || this.storage === "exact") this.f64 = new Float64Array(capacity);
    else if (this.storage === "bytes") {
      this.start = new Int32Array(capacity);
      this.end = new Int32Array(capacity);
    }
  }

  grow(capacity: number): void {
    const before = this.valid.length;
    this.valid = copied(this.valid, new Uint8Array(capacity)).fill(1, before);
    if (this.storage === "bool") this.bool = copied(this.bool, new Uint8Array(capacity));
    else if (this.storage === "i32") this.i32 = copied(this.i32, new Int32Array(capacity));
    else if (this.storage === "f64" || this.storage === "exact")
      this.f64 = copied(this.f64, new Float64Array(capacity));
    else if (this.storage === "bytes") {
      this.start = copied(this.start, new Int32Array(capacity));
      this.end = copied(this.end, new Int32Array(capacity));
    }
  }

  setNull(row: number): void {
    this.clear(row);
    this.valid[row] = 0;
    this.hasNull = true;
  }

  /** Undoes whatever was written at `row`. */
  clear(row: number): void {
    this.valid[row] = 1;
    this.wide?.delete(row);
    if (this.storage === "bool") this.bool[row] = 0;
    else if (this.storage === "i32") this.i32[row] = 0;
    else if (this.storage === "f64" || this.storage === "exact") this.f64[row] = 0;
    else if (this.storage === "bytes") this.start[row] = this.end[row] = 0;
    else this.boxed[row] = null;
  }

  /** A value that is neither NULL nor text (see RowBuffer.setBytes). */
  set(row: number, value: Scalar): void {
    this.valid[row] = 1;
    if (this.storage === "bool") this.bool[row] = value === true ? 1 : 0;
    else if (this.storage === "i32") this.i32[row] = value as number;
    else if (this.storage === "boxed") this.boxed[row] = value;
    else if (typeof value === "bigint") this.setWide(row, value);
    else {
      this.wide?.delete(row);
      this.f64[row] = value as number;
    }
  }

  setWide(row: number, value: bigint): void {
    const canonical = exact(value);
    this.valid[row] = 1;
    if (typeof canonical === "number") {
      this.f64[row] = canonical;
      this.wide?.delete(row);
      return;
    }
    this.f64[row] = 0;
    (this.wide ??= new Map()).set(row, value);
  }

  finish(rowCount: number, arena: Uint8Array): Vector {
    const valid = this.hasNull ? this.valid : null;
    switch (this.storage) {
      case "bool":
        return { rep: "bool", values: this.bool, valid };
      case "i32":
        return { rep: "i32", values: this.i32, valid };
      case "f64":
        return { rep: "f64", values: this.f64, valid };
      case "exact":
        return this.#finishExact(rowCount, valid);
      case "bytes":
        return { rep: "bytes", data: arena, start: this.start, end: this.end, valid };
      case "boxed":
        this.boxed.length = rowCount;
        return { rep: "boxed", values: this.boxed, valid };
    }
  }

  #finishExact(rowCount: number, valid: Uint8Array | null): Vector {
    const wide = this.wide;
    if (wide === null || wide.size === 0) return { rep: "f64", values: this.f64, valid };
    let fits = true;
    for (const value of wide.values()) if (value < INT64_MIN || value > INT64_MAX) fits = false;
    if (!fits) {
      const values = Array.from({ length: rowCount }, (_, row) => wide.get(row) ?? BigInt(this.f64[row]));
      return { rep: "big", values, valid };
    }
    const values = new BigInt64Array(rowCount);
    for (let row = 0; row < rowCount; row++) values[row] = wide.get(row) ?? BigInt(this.f64[row]);
    return { rep: "i64", values, valid };
  }
}

/** A record that could not be decoded, before the source adds its split. */
export interface UndecodedRow {
  readonly offset: number;
  readonly line: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
  readonly raw: Uint8Array;
}

const FIRST_CAPACITY = 1024;
const FIRST_ARENA_BYTES = 16 * 1024;

/** Texts are picked out when they are less than one in so many bytes. */
const PICK_SHARE = 3;

/** Arrays so many times longer than the last batch needed are given back. */
const UNUSED_SHARE_MAX = 8;

/**
 * All columns of one batch. The arrays are used again for the next one, unless far too long: garbage outside the heap is
 * collected late, and costs more memory than all the rest of a job. Texts get a fresh arena, as gathered vectors share it.
 */
export class RowBuffer {
  readonly columns: readonly ColumnBuffer[];
  /** True when a column lies in the arena. */
  readonly hasText: boolean;
  offsets: Float64Array = NO_DOUBLES;
  rowCount = 0;
  arena: Uint8Array = NO_BYTES;
  arenaLength = 0;
  bad: UndecodedRow[] = [];
  /** True when texts are few among the bytes: see scan-stretch.ts. */
  picksTexts = false;
  #aside: Uint8Array = NO_BYTES;
  /** Rows that are no inserts, with their kinds. */
  #changes: [row: number, kind: number][] = [];
  /** Where the last scan stopped and why; see Scanner. */
  readonly scanEnd: Int32Array = new Int32Array(2);
  #arenaCapacity = FIRST_ARENA_BYTES;

  constructor(types: readonly SqlType[]) {
    this.columns = types.map((type) => new ColumnBuffer(type));
    this.hasText = this.columns.some((column) => column.storage === "bytes");
  }

  get capacity(): number {
    return this.offsets.length;
  }

  reset(): void {
    if (this.arenaLength > 0) this.#arenaCapacity = Math.max(FIRST_ARENA_BYTES, Math.ceil(this.arenaLength * 1.125));
    const capacity = this.#nextCapacity();
    for (const column of this.columns) column.reset(capacity);
    if (capacity !== null) this.offsets = new Float64Array(capacity);
    this.arena = this.hasText ? new Uint8Array(Math.min(this.#arenaCapacity, ARENA_BYTES_MAX)) : NO_BYTES;
    this.rowCount = 0;
    this.arenaLength = 0;
    this.bad = [];
    this.#changes = [];
  }

  /** Null: what is there will do. */
  #nextCapacity(): number | null {
    if (this.capacity === 0) return FIRST_CAPACITY;
    if (this.rowCount === 0 || this.capacity <= Math.max(FIRST_CAPACITY, this.rowCount * UNUSED_SHARE_MAX)) return null;
    return Math.max(FIRST_CAPACITY, Math.ceil(this.rowCount * 1.125));
  }

  /** Makes room for at least one more row. */
  reserveRow(): void {
    if (this.rowCount < this.capacity) return;
    const capacity = this.capacity * 2;
    for (const column of this.columns) column.grow(capacity);
    this.offsets = copied(this.offsets, new Float64Array(capacity));
  }

  /** Makes room for so many more bytes of text. @throws DATA_BATCH_TOO_LARGE */
  reserveBytes(byteCount: number): Uint8Array {
    const needed = this.arenaLength + byteCount;
    if (needed <= this.arena.length) return this.arena;
    if (needed > ARENA_BYTES_MAX) {
      throw new MillraceError("DATA_BATCH_TOO_LARGE", "the texts of one batch exceed 2 GiB", {
        hint: "Make batches smaller: --batch-rows, or SET 'execution.batch-rows'.",
      });
    }
    const capacity = Math.min(ARENA_BYTES_MAX, Math.max(needed, this.arena.length * 2));
    this.arena = copied(this.arena.subarray(0, this.arenaLength), new Uint8Array(capacity));
    return this.arena;
  }

  /** A place for a stretch of which only the texts are kept. */
  aside(byteCount: number): Uint8Array {
    if (this.#aside.length < byteCount) this.#aside = new Uint8Array(byteCount + (byteCount >> 2));
    return this.#aside;
  }

  /** Takes over what a scanner left of a stretch, `byteCount` long: the texts of rows from `firstRow` on. */
  keepTexts(firstRow: number, byteCount: number, isAside: boolean): void {
    let textBytes = 0;
    for (const { storage, start, end } of this.columns) {
      if (storage === "bytes") for (let row = firstRow; row < this.rowCount; row++) textBytes += end[row] - start[row];
    }
    if (!isAside) this.arenaLength += byteCount;
    else {
      const arena = this.reserveBytes(textBytes);
      for (const { storage, start, end } of this.columns) {
        if (storage !== "bytes") continue;
        this.arenaLength = copyTexts(this.#aside, arena, this.arenaLength, start, end, firstRow, this.rowCount);
      }
    }
    if (this.rowCount > firstRow) this.picksTexts = textBytes * PICK_SHARE < byteCount;
  }

  /** Copies bytes into the arena and points a text column's row at them. */
  setBytes(column: ColumnBuffer, row: number, bytes: Uint8Array): void {
    this.reserveBytes(bytes.length);
    this.arena.set(bytes, this.arenaLength);
    column.valid[row] = 1;
    column.start[row] = this.arenaLength;
    this.arenaLength += bytes.length;
    column.end[row] = this.arenaLength;
  }

  /** Any value at the row being written. */
  set(columnIndex: number, value: Scalar): void {
    const column = this.columns[columnIndex];
    if (value === null) column.setNull(this.rowCount);
    else if (column.storage === "bytes") {
      this.setBytes(
        column,
        this.rowCount,
        typeof value === "string" ? Buffer.from(value, "utf8") : (value as Uint8Array),
      );
    } else column.set(this.rowCount, value);
  }

  /** Ends the row being written. */
  endRow(offset: number): void {
    this.offsets[this.rowCount++] = offset;
  }

  /** Ends the row being written, which is a change of this kind. */
  endChange(offset: number, kind: number): void {
    if (kind !== 0) this.#changes.push([this.rowCount, kind]);
    this.endRow(offset);
  }

  /** Kinds of the rows; null: all are inserts. */
  finishKinds(): Uint8Array | null {
    if (this.#changes.length === 0) return null;
    const kinds = new Uint8Array(this.rowCount);
    for (const [row, kind] of this.#changes) kinds[row] = kind;
    return kinds;
  }

  /** Takes back the rows from `rowCount` on, and the bad ones from `badCount` on. */
  truncate(rowCount: number, badCount: number): void {
    for (let row = this.rowCount - 1; row >= rowCount; row--) for (const column of this.columns) column.clear(row);
    this.rowCount = rowCount;
    this.bad.length = badCount;
    this.#changes = this.#changes.filter(([row]) => row < rowCount);
  }

  /** Drops the row being written. */
  dropRow(): void {
    if (this.rowCount < this.capacity) for (const column of this.columns) column.clear(this.rowCount);
  }

  finish(): readonly Vector[] {
    // What lies behind rowCount may have been written by a row that was dropped.
    return this.columns.map((column) => column.finish(this.rowCount, this.arena));
  }
}

/** Texts [from, to) of a column, one after the other from `at` on; returns the place behind them. */
function copyTexts(
  source: Uint8Array,
  target: Uint8Array,
  at: number,
  start: Int32Array,
  end: Int32Array,
  from: number,
  to: number,
): number {
  for (let row = from; row < to; row++) {
    const first = at;
    const last = end[row];
    for (let i = start[row]; i < last; i++) target[at++] = source[i];
    start[row] = first;
    end[row] = at;
  }
  return at;
}

function copied<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}
