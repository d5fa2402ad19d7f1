// Packed columns: the payload of state deltas and snapshots. Part of the stored format: a change needs a new version.
//
//   payload = "MRP1" | row count u32 | column count u32 | columns
//   column  = rep u8 | form u8 | has NULLs u8 | 0 u8 | [validity, 1 bit a row, low bit first] | values
//   values by rep
//     bool   1 bit a row
//     i32, f64, i64   numbers in the narrowest form that holds all: 1 i8, 2 i16, 3 i32, 4 f64, 5 i64
//     bytes  lengths as numbers (form), byte count u32, bytes one after the other
//     big, boxed   byte count u32, JSON text (values JSON has no form for are objects with one key: see boxed-json.ts)
//   All numbers are little-endian; nothing is aligned.
//
// Unpacking checks magic, counts, sizes and forms and copies, so that vectors never share the payload's memory.
import { MillraceError } from "../common/errors.ts";
import { boxedFromJson, boxedToJson } from "./boxed-json.ts";
import type { Scalar } from "./scalar.ts";
import type { BytesVector, Vector, VectorRep } from "./vector.ts";

const MAGIC = 0x3150524d;
const REPS: readonly VectorRep[] = ["bool", "i32", "f64", "i64", "big", "bytes", "boxed"];
const HEADER_BYTES = 12;
const COLUMN_HEADER_BYTES = 4;

const FORM_NONE = 0;
const FORM_I8 = 1;
const FORM_I16 = 2;
const FORM_I32 = 3;
const FORM_F64 = 4;
const FORM_I64 = 5;
const FORM_BYTES: readonly number[] = [0, 1, 2, 4, 8, 8];

export interface PackedColumns {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
}

export function packColumns(rowCount: number, columns: readonly Vector[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, rowCount, true);
  header.setUint32(8, columns.length, true);
  parts.push(new Uint8Array(header.buffer));
  for (const column of columns) packColumn(column, rowCount, parts);
  const payload = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    payload.set(part, at);
    at += part.length;
  }
  return payload;
}

function packColumn(vector: Vector, rowCount: number, parts: Uint8Array[]): void {
  const hasNulls = vector.valid !== null;
  const header = new Uint8Array(COLUMN_HEADER_BYTES);
  header[0] = REPS.indexOf(vector.rep);
  header[2] = hasNulls ? 1 : 0;
  parts.push(header);
  if (vector.valid !== null) parts.push(packBits(vector.valid, rowCount));
  switch (vector.rep) {
    case "bool":
      parts.push(packBits(vector.values, rowCount));
      return;
    case "i32":
    case "f64":
      header[1] = packNumbers(vector.values, rowCount, parts);
      return;
    case "i64":
      header[1] = FORM_I64;
      parts.push(bytesOf(vector.values.slice(0, rowCount)));
      return;
    case "bytes":
      header[1] = packBytes(vector, rowCount, parts);
      return;
    case "big":
      packText(JSON.stringify(vector.values.slice(0, rowCount).map(String)), parts);
      return;
    case "boxed":
      packText(JSON.stringify(vector.values.slice(0, rowCount).map((value) => boxedToJson(value as Scalar))), parts);
  }
}

function packBits(values: Uint8Array, rowCount: number): Uint8Array {
  const bits = new Uint8Array((rowCount + 7) >> 3);
  for (let i = 0; i < rowCount; i++) bits[i >> 3] |= (values[i] & 1) << (i & 7);
  return bits;
}

/** Writes the numbers in the narrowest form and answers it. -0 and fractions need f64. */
function packNumbers(values: Int32Array | Float64Array, rowCount: number, parts: Uint8Array[]): number {
  const form = values instanceof Int32Array ? narrowestInt(values, rowCount) : narrowestDouble(values, rowCount);
  if (form === FORM_I8) parts.push(bytesOf(Int8Array.from(values.subarray(0, rowCount))));
  else if (form === FORM_I16) parts.push(bytesOf(Int16Array.from(values.subarray(0, rowCount))));
  else if (form === FORM_I32) parts.push(bytesOf(toInt32(values, rowCount)));
  else parts.push(bytesOf(values.slice(0, rowCount)));
  return form;
}

function toInt32(values: Int32Array | Float64Array, rowCount: number): Int32Array {
  const ints = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) ints[i] = values[i];
  return ints;
}

function narrowestInt(values: Int32Array, rowCount: number): number {
  let min = 0;
  let max = 0;
  for (let i = 0; i < rowCount; i++) {
    const value = values[i];
    if (value < min) min = value;
    else if (value > max) max = value;
  }
  return narrowestFor(min, max);
}

function narrowestDouble(values: Float64Array, rowCount: number): number {
  let min = 0;
  let max = 0;
  for (let i = 0; i < rowCount; i++) {
    const value = values[i] | 0;
    if (value !== values[i] || (value === 0 && 1 / values[i] < 0)) return FORM_F64;
    if (value < min) min = value;
    else if (value > max) max = value;
  }
  return narrowestFor(min, max);
}

function narrowestFor(min: number, max: number): number {
  if (min >= -128 && max <= 127) return FORM_I8;
  return min >= -32768 && max <= 32767 ? FORM_I16 : FORM_I32;
}

/** Below this a loop is cheaper than a view and a block copy. */
const SHORT_TEXT = 32;

function packBytes(vector: BytesVector, rowCount: number, parts: Uint8Array[]): number {
  const lengths = new Int32Array(rowCount);
  let total = 0;
  for (let i = 0; i < rowCount; i++) {
    const length = vector.end[i] - vector.start[i];
    lengths[i] = length;
    total += length;
  }
  const form = packNumbers(lengths, rowCount, parts);
  const data = new Uint8Array(total);
  let at = 0;
  for (let i = 0; i < rowCount; i++) {
    const start = vector.start[i];
    const end = vector.end[i];
    if (end - start < SHORT_TEXT) {
      for (let from = start; from < end; from++) data[at++] = vector.data[from];
      continue;
    }
    data.set(vector.data.subarray(start, end), at);
    at += end - start;
  }
  parts.push(bytesOf(Uint32Array.of(total)), data);
  return form;
}

function packText(text: string, parts: Uint8Array[]): void {
  const bytes = new TextEncoder().encode(text);
  parts.push(bytesOf(Uint32Array.of(bytes.length)), bytes);
}

function bytesOf(array: Int8Array | Int16Array | Int32Array | Uint32Array | Float64Array | BigInt64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** @throws STATE_CORRUPT */
export function unpackColumns(payload: Uint8Array): PackedColumns {
  const reader = new Reader(payload);
  if (reader.uint32() !== MAGIC) throw corrupt("it does not begin as packed columns do");
  const rowCount = reader.uint32();
  const columnCount = reader.uint32();
  const columns: Vector[] = [];
  for (let c = 0; c < columnCount; c++) columns.push(unpackColumn(reader, rowCount));
  if (!reader.isAtEnd()) throw corrupt("bytes follow the last column");
  return { rowCount, columns };
}

function unpackColumn(reader: Reader, rowCount: number): Vector {
  const [repNumber, form, hasNulls] = reader.take(COLUMN_HEADER_BYTES);
  const rep = REPS[repNumber];
  if (rep === undefined || form > FORM_I64 || hasNulls > 1) throw corrupt("a column header is unknown");
  const valid = hasNulls === 1 ? reader.bits(rowCount) : null;
  switch (rep) {
    case "bool":
      return { rep, values: reader.bits(rowCount), valid };
    case "i32":
      if (form === FORM_NONE || form > FORM_I32) throw corrupt("an integer column has no integer form");
      return { rep, values: Int32Array.from(reader.numbers(form, rowCount)), valid };
    case "f64":
      if (form === FORM_NONE || form > FORM_F64) throw corrupt("a number column has no number form");
      return { rep, values: Float64Array.from(reader.numbers(form, rowCount)), valid };
    case "i64":
      if (form !== FORM_I64) throw corrupt("a long column has another form");
      return { rep, values: new BigInt64Array(reader.copy(8 * rowCount)), valid };
    case "bytes":
      return unpackBytes(reader, form, rowCount, valid);
    case "big":
      return { rep, values: parseBigs(reader.text(), rowCount), valid };
    case "boxed":
      return { rep, values: parseBoxed(reader.text(), rowCount), valid };
  }
}

function unpackBytes(reader: Reader, form: number, rowCount: number, valid: Uint8Array | null): Vector {
  if (form === FORM_NONE || form > FORM_I32) throw corrupt("text lengths have no integer form");
  const lengths = reader.numbers(form, rowCount);
  const total = reader.uint32();
  const data = new Uint8Array(reader.copy(total));
  const start = new Int32Array(rowCount);
  const end = new Int32Array(rowCount);
  let at = 0;
  for (let i = 0; i < rowCount; i++) {
    const length = lengths[i];
    if (length < 0) throw corrupt("a text length is negative");
    start[i] = at;
    at += length;
    end[i] = at;
  }
  if (at !== total) throw corrupt("text lengths and bytes disagree");
  return { rep: "bytes", data, start, end, valid };
}

function parseBigs(text: string, rowCount: number): bigint[] {
  const list = parseList(text, rowCount);
  return list.map((item) => {
    if (typeof item !== "string" || !/^-?\d+$/.test(item)) throw corrupt("a decimal is no number");
    return BigInt(item);
  });
}

function parseBoxed(text: string, rowCount: number): Scalar[] {
  try {
    return parseList(text, rowCount).map(boxedFromJson);
  } catch (error) {
    throw error instanceof MillraceError ? error : corrupt("a boxed value has an unknown form");
  }
}

function parseList(text: string, rowCount: number): readonly unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw corrupt("a value list is no JSON");
  }
  if (!Array.isArray(list) || list.length !== rowCount) throw corrupt("a value list has another row count");
  return list;
}

class Reader {
  readonly #payload: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(payload: Uint8Array) {
    this.#payload = payload;
    this.#view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  }

  isAtEnd(): boolean {
    return this.#at === this.#payload.length;
  }

  uint32(): number {
    const at = this.#advance(4);
    return this.#view.getUint32(at, true);
  }

  take(byteCount: number): Uint8Array {
    const at = this.#advance(byteCount);
    return this.#payload.subarray(at, at + byteCount);
  }

  copy(byteCount: number): ArrayBuffer {
    return new Uint8Array(this.take(byteCount)).buffer;
  }

  bits(rowCount: number): Uint8Array {
    const bits = this.take((rowCount + 7) >> 3);
    const values = new Uint8Array(rowCount);
    for (let i = 0; i < rowCount; i++) values[i] = (bits[i >> 3] >> (i & 7)) & 1;
    return values;
  }

  numbers(form: number, rowCount: number): Int8Array | Int16Array | Int32Array | Float64Array {
    const bytes = this.copy(FORM_BYTES[form] * rowCount);
    if (form === FORM_I8) return new Int8Array(bytes);
    if (form === FORM_I16) return new Int16Array(bytes);
    return form === FORM_I32 ? new Int32Array(bytes) : new Float64Array(bytes);
  }

  text(): string {
    return new TextDecoder().decode(this.take(this.uint32()));
  }

  #advance(byteCount: number): number {
    const at = this.#at;
    if (byteCount > this.#payload.length - at) throw corrupt("it ends too early");
    this.#at += byteCount;
    return at;
  }
}

function corrupt(reason: string): MillraceError {
  return new MillraceError("STATE_CORRUPT", `a stored state segment is damaged: ${reason}`, {
    hint: "Put back a copy of the state file, or start over with --fresh.",
  });
}
