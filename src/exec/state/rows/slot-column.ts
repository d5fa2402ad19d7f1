// One column of rows that are kept by slot: values are copied out of vectors into growing arrays, so that rows can come and
// go one by one while everything stays columnar. Slots are numbered by the owner (row-slots.ts) and used again.
//
//   NumberSlots   bool, i32, f64 and exact values; an exact value beyond 2^53 is NaN there and a bigint in a map
//   BytesSlots    texts and bytes in one arena; the bytes of slots that were set again are garbage, and when most of the
//                 arena is garbage it is copied together, decided by counts
//   BoxedSlots    arrays, maps, rows
//
// Order is SQL order (columnar/compare.ts) with NULL before everything.
import { createBuilder } from "../../../columnar/builders.ts";
import { compareBytes, compareNumbers, compareScalars } from "../../../columnar/compare.ts";
import { BYTES_MAX, grown, tooManyBytes } from "../../../columnar/grow.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import { type Storage, storageOf } from "../../../columnar/storage.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";

export interface SlotColumn {
  /** The values by slot where they are integers, none is NULL and none beyond 2^53; else null. A view until there is more room. */
  readonly integers: Float64Array | null;
  /** Room for slots [0, count). */
  resize(count: number): void;
  /** Slot slots[i] takes the value of row rows[i]. */
  set(slots: Int32Array, vector: Vector, rows: Int32Array, count: number): void;
  /** Slot takes the value of a row. */
  setOne(slot: number, vector: Vector, row: number): void;
  isNull(slot: number): boolean;
  /** Order of two slots. */
  compare(a: number, b: number): number;
  /** Order of a slot and a row of a vector. */
  compareToRow(slot: number, vector: Vector, row: number): number;
  /** `lent`: the vector is of use for this batch only. */
  read(slots: Int32Array, count: number, lent?: LentArrays | null): Vector;
  clear(): void;
  sizeBytes(): number;
}

export function slotColumn(type: SqlType): SlotColumn {
  const storage = storageOf(type);
  if (storage === "bytes") return new BytesSlots();
  return storage === "boxed" ? new BoxedSlots(type) : new NumberSlots(type, storage);
}

function isNullRow(vector: Vector, row: number): boolean {
  return vector.valid !== null && vector.valid[row] === 0;
}

class NumberSlots implements SlotColumn {
  readonly #type: SqlType;
  readonly #storage: Storage;
  #numbers = new Float64Array(0);
  /** Made when the first NULL comes. */
  #valid: Uint8Array | null = null;
  readonly #wide = new Map<number, bigint>();

  constructor(type: SqlType, storage: Storage) {
    this.#type = type;
    this.#storage = storage;
  }

  get integers(): Float64Array | null {
    return this.#valid !== null || this.#wide.size > 0 || this.#storage === "f64" ? null : this.#numbers;
  }

  resize(count: number): void {
    this.#numbers = grown(this.#numbers, count);
    if (this.#valid !== null) this.#valid = grown(this.#valid, this.#numbers.length);
  }

  #validity(): Uint8Array {
    return (this.#valid ??= new Uint8Array(this.#numbers.length).fill(1));
  }

  set(slots: Int32Array, vector: Vector, rows: Int32Array, count: number): void {
    const isPlain = vector.rep === "f64" || vector.rep === "i32" || vector.rep === "bool";
    if (!isPlain || this.#wide.size > 0) {
      for (let i = 0; i < count; i++) this.setOne(slots[i], vector, rows[i]);
      return;
    }
    const { values, valid } = vector;
    const numbers = this.#numbers;
    for (let i = 0; i < count; i++) numbers[slots[i]] = values[rows[i]];
    if (valid === null && this.#valid === null) return;
    const ours = this.#validity();
    for (let i = 0; i < count; i++) ours[slots[i]] = valid === null ? 1 : valid[rows[i]];
  }

  setOne(slot: number, vector: Vector, row: number): void {
    if (this.#wide.size > 0) this.#wide.delete(slot);
    if (isNullRow(vector, row)) {
      this.#validity()[slot] = 0;
      this.#numbers[slot] = 0;
      return;
    }
    if (this.#valid !== null) this.#valid[slot] = 1;
    const value = vector.rep === "i64" || vector.rep === "big" ? exact(vector.values[row]) : numberAt(vector, row);
    if (typeof value === "number") {
      this.#numbers[slot] = value;
      return;
    }
    this.#numbers[slot] = Number.NaN;
    this.#wide.set(slot, value);
  }

  isNull(slot: number): boolean {
    return this.#valid !== null && this.#valid[slot] === 0;
  }

  compare(a: number, b: number): number {
    const valid = this.#valid;
    if (valid !== null && (valid[a] & valid[b]) === 0) return valid[a] - valid[b];
    if (this.#wide.size === 0) return compareNumbers(this.#numbers[a], this.#numbers[b]);
    return compareExact(this.#valueOf(a), this.#valueOf(b));
  }

  compareToRow(slot: number, vector: Vector, row: number): number {
    const isNull = isNullRow(vector, row);
    if (isNull || this.isNull(slot)) return (this.isNull(slot) ? 0 : 1) - (isNull ? 0 : 1);
    if (vector.rep === "i64" || vector.rep === "big") return compareExact(this.#valueOf(slot), vector.values[row]);
    return compareExact(this.#valueOf(slot), numberAt(vector, row));
  }

  #valueOf(slot: number): number | bigint {
    return this.#wide.size === 0 ? this.#numbers[slot] : (this.#wide.get(slot) ?? this.#numbers[slot]);
  }

  read(slots: Int32Array, count: number, lent: LentArrays | null = null): Vector {
    if (this.#wide.size > 0) return this.#readWide(slots, count);
    const kept = this.#readValidity(slots, count, lent);
    const numbers = this.#numbers;
    if (this.#storage === "bool") {
      const values = lent?.uint8(count) ?? new Uint8Array(count);
      for (let i = 0; i < count; i++) values[i] = numbers[slots[i]];
      return { rep: "bool", values, valid: kept };
    }
    if (this.#storage === "i32") {
      const values = lent?.int32(count) ?? new Int32Array(count);
      for (let i = 0; i < count; i++) values[i] = numbers[slots[i]];
      return { rep: "i32", values, valid: kept };
    }
    const values = lent?.float64(count) ?? new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = numbers[slots[i]];
    return { rep: "f64", values, valid: kept };
  }

  /** Null: no NULL among them. */
  #readValidity(slots: Int32Array, count: number, lent: LentArrays | null): Uint8Array | null {
    const ours = this.#valid;
    if (ours === null) return null;
    const valid = lent?.uint8(count) ?? new Uint8Array(count);
    let areAllValid = 1;
    for (let i = 0; i < count; i++) areAllValid &= valid[i] = ours[slots[i]];
    return areAllValid === 1 ? null : valid;
  }

  #readWide(slots: Int32Array, count: number): Vector {
    const builder = createBuilder(this.#type, count);
    for (let i = 0; i < count; i++) builder.append(this.isNull(slots[i]) ? null : this.#valueOf(slots[i]));
    return builder.finish();
  }

  clear(): void {
    this.#wide.clear();
    this.#valid = null;
  }

  sizeBytes(): number {
    return this.#numbers.byteLength + (this.#valid?.byteLength ?? 0) + this.#wide.size * 32;
  }
}

function numberAt(vector: Vector, row: number): number {
  return (vector as { readonly values: ArrayLike<number> }).values[row];
}

function compareExact(a: number | bigint, b: number | bigint): number {
  if (typeof a === "number" && typeof b === "number") return compareNumbers(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Garbage below this is not worth a copy. */
const GARBAGE_MIN = 1 << 16;

class BytesSlots implements SlotColumn {
  readonly integers = null;
  #data = new Uint8Array(1024);
  #used = 0;
  #garbage = 0;
  #start = new Int32Array(0);
  #end = new Int32Array(0);
  #valid = new Uint8Array(0);
  #slotCount = 0;

  resize(count: number): void {
    this.#start = grown(this.#start, count);
    this.#end = grown(this.#end, count);
    this.#valid = grown(this.#valid, count);
    this.#slotCount = Math.max(this.#slotCount, count);
  }

  set(slots: Int32Array, vector: Vector, rows: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) this.setOne(slots[i], vector, rows[i]);
  }

  setOne(slot: number, vector: Vector, row: number): void {
    this.#garbage += this.#end[slot] - this.#start[slot];
    this.#end[slot] = this.#start[slot];
    if (vector.rep !== "bytes" || isNullRow(vector, row)) {
      this.#valid[slot] = 0;
      return;
    }
    const from = vector.start[row];
    const length = vector.end[row] - from;
    this.#reserve(length);
    const at = this.#used;
    const data = this.#data;
    const source = vector.data;
    if (length > 32) data.set(source.subarray(from, from + length), at);
    else for (let i = 0; i < length; i++) data[at + i] = source[from + i];
    this.#used = at + length;
    this.#start[slot] = at;
    this.#end[slot] = at + length;
    this.#valid[slot] = 1;
  }

  #reserve(length: number): void {
    if (this.#used + length <= this.#data.length) return;
    if (this.#garbage >= GARBAGE_MIN && this.#garbage > this.#used / 2) this.#compact();
    const needed = this.#used + length;
    if (needed > BYTES_MAX) throw tooManyBytes();
    if (needed <= this.#data.length) return;
    const data = new Uint8Array(Math.min(BYTES_MAX, Math.max(needed, this.#data.length * 2)));
    data.set(this.#data.subarray(0, this.#used));
    this.#data = data;
  }

  /** Copies what slots hold together. Vectors that were read share the old arena and keep it. */
  #compact(): void {
    const data = new Uint8Array(Math.max(1024, (this.#used - this.#garbage) * 2));
    let at = 0;
    for (let slot = 0; slot < this.#slotCount; slot++) {
      const from = this.#start[slot];
      const to = this.#end[slot];
      if (from === to) continue;
      data.set(this.#data.subarray(from, to), at);
      this.#start[slot] = at;
      at += to - from;
      this.#end[slot] = at;
    }
    this.#data = data;
    this.#used = at;
    this.#garbage = 0;
  }

  isNull(slot: number): boolean {
    return this.#valid[slot] === 0;
  }

  compare(a: number, b: number): number {
    if ((this.#valid[a] & this.#valid[b]) === 0) return this.#valid[a] - this.#valid[b];
    return compareBytes(this.#data, this.#start[a], this.#end[a], this.#data, this.#start[b], this.#end[b]);
  }

  compareToRow(slot: number, vector: Vector, row: number): number {
    const isNull = vector.rep !== "bytes" || isNullRow(vector, row);
    if (isNull || this.#valid[slot] === 0) return this.#valid[slot] - (isNull ? 0 : 1);
    return compareBytes(
      this.#data,
      this.#start[slot],
      this.#end[slot],
      vector.data,
      vector.start[row],
      vector.end[row],
    );
  }

  /** Shares the arena: bytes that were written are never written again, only copied elsewhere. */
  read(slots: Int32Array, count: number, lent: LentArrays | null = null): Vector {
    const start = lent?.int32(count) ?? new Int32Array(count);
    const end = lent?.int32(count) ?? new Int32Array(count);
    const valid = lent?.uint8(count) ?? new Uint8Array(count);
    let areAllValid = 1;
    for (let i = 0; i < count; i++) {
      const slot = slots[i];
      areAllValid &= valid[i] = this.#valid[slot];
      start[i] = this.#start[slot];
      end[i] = this.#end[slot];
    }
    return { rep: "bytes", data: this.#data, start, end, valid: areAllValid === 1 ? null : valid };
  }

  clear(): void {
    this.#data = new Uint8Array(1024);
    this.#used = 0;
    this.#garbage = 0;
    this.#start.fill(0);
    this.#end.fill(0);
  }

  sizeBytes(): number {
    return this.#data.byteLength + this.#start.byteLength * 2 + this.#valid.byteLength;
  }
}

class BoxedSlots implements SlotColumn {
  readonly integers = null;
  readonly #type: SqlType;
  readonly #values: (Scalar | undefined)[] = [];

  constructor(type: SqlType) {
    this.#type = type;
  }

  resize(_count: number): void {}

  set(slots: Int32Array, vector: Vector, rows: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) this.setOne(slots[i], vector, rows[i]);
  }

  setOne(slot: number, vector: Vector, row: number): void {
    this.#values[slot] = boxedAt(vector, row);
  }

  isNull(slot: number): boolean {
    return this.#values[slot] == null;
  }

  compare(a: number, b: number): number {
    return compareScalars(this.#values[a] ?? null, this.#values[b] ?? null, this.#type);
  }

  compareToRow(slot: number, vector: Vector, row: number): number {
    return compareScalars(this.#values[slot] ?? null, boxedAt(vector, row), this.#type);
  }

  read(slots: Int32Array, count: number): Vector {
    const values: unknown[] = [];
    let valid: Uint8Array | null = null;
    for (let i = 0; i < count; i++) {
      const value = this.#values[slots[i]] ?? null;
      values.push(value);
      if (value === null) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
    }
    return { rep: "boxed", values, valid };
  }

  clear(): void {
    this.#values.length = 0;
  }

  sizeBytes(): number {
    return this.#values.length * 64;
  }
}

function boxedAt(vector: Vector, row: number): Scalar {
  return isNullRow(vector, row) || vector.rep !== "boxed" ? null : (vector.values[row] as Scalar);
}
