// Reads packed columns (packed-form.ts). Checks magic, counts, sizes and forms and copies, so that vectors never share the
// payload's memory.
import { MillraceError } from "../common/errors.ts";
import { boxedFromJson } from "./boxed-json.ts";
import {
  COLUMN_HEADER_BYTES,
  FORM_BYTES,
  FORM_F64,
  FORM_I8,
  FORM_I16,
  FORM_I32,
  FORM_I64,
  FORM_NONE,
  MAGIC,
  type PackedColumns,
  REPS,
} from "./packed-form.ts";
import type { Scalar } from "./scalar.ts";
import type { Vector } from "./vector.ts";

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
