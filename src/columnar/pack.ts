// Writes packed columns (packed-form.ts): sizes and forms are found first, then everything is written once.
import { boxedToJson } from "./boxed-json.ts";
import {
  COLUMN_HEADER_BYTES,
  FORM_BYTES,
  FORM_F64,
  FORM_I8,
  FORM_I16,
  FORM_I32,
  FORM_I64,
  FORM_NONE,
  HEADER_BYTES,
  MAGIC,
  type PackedColumns,
  REPS,
} from "./packed-form.ts";
import type { Scalar } from "./scalar.ts";
import type { BytesVector, Vector, VectorRep } from "./vector.ts";

/** A column that is about to be written: how its numbers are held, and what it takes. */
interface ColumnPlan {
  readonly vector: Vector;
  readonly form: number;
  /** Of what follows the column header. */
  readonly sizeBytes: number;
  /** JSON text of values that have no form of their own. */
  readonly text: Uint8Array | null;
}

interface BlockPlan {
  readonly rowCount: number;
  readonly columns: readonly ColumnPlan[];
  readonly sizeBytes: number;
}

export function packColumns(rowCount: number, columns: readonly Vector[]): Uint8Array {
  const plan = planBlock({ rowCount, columns });
  const writer = new Writer(plan.sizeBytes);
  writer.block(plan);
  return writer.bytes;
}

/** Packed payloads as the values of one packed column of bytes: parts of different shape in one payload. */
export function packBlocks(blocks: readonly PackedColumns[]): Uint8Array {
  const plans = blocks.map(planBlock);
  const lengths = Int32Array.from(plans, (plan) => plan.sizeBytes);
  const total = plans.reduce((sum, plan) => sum + plan.sizeBytes, 0);
  const form = narrowestInt(lengths, lengths.length);
  const writer = new Writer(HEADER_BYTES + COLUMN_HEADER_BYTES + FORM_BYTES[form] * lengths.length + 4 + total);
  writer.header(plans.length, 1);
  writer.columnHeader("bytes", form, false);
  writer.numbers(lengths, lengths.length, form);
  writer.uint32(total);
  for (const plan of plans) writer.block(plan);
  return writer.bytes;
}

function planBlock({ rowCount, columns }: PackedColumns): BlockPlan {
  const plans = columns.map((column) => planColumn(column, rowCount));
  const sizeBytes = plans.reduce((sum, plan) => sum + COLUMN_HEADER_BYTES + plan.sizeBytes, HEADER_BYTES);
  return { rowCount, columns: plans, sizeBytes };
}

function planColumn(vector: Vector, rowCount: number): ColumnPlan {
  const validBytes = vector.valid === null ? 0 : bitBytes(rowCount);
  switch (vector.rep) {
    case "bool":
      return { vector, form: FORM_NONE, sizeBytes: validBytes + bitBytes(rowCount), text: null };
    case "i32":
    case "f64": {
      const { values } = vector;
      const form = values instanceof Int32Array ? narrowestInt(values, rowCount) : narrowestDouble(values, rowCount);
      return { vector, form, sizeBytes: validBytes + FORM_BYTES[form] * rowCount, text: null };
    }
    case "i64":
      return { vector, form: FORM_I64, sizeBytes: validBytes + 8 * rowCount, text: null };
    case "bytes": {
      const { form, total } = planBytes(vector, rowCount);
      return { vector, form, sizeBytes: validBytes + FORM_BYTES[form] * rowCount + 4 + total, text: null };
    }
    case "big":
      return planText(vector, JSON.stringify(vector.values.slice(0, rowCount).map(String)), validBytes);
    case "boxed": {
      const values = vector.values.slice(0, rowCount).map((value) => boxedToJson(value as Scalar));
      return planText(vector, JSON.stringify(values), validBytes);
    }
  }
}

function planText(vector: Vector, json: string, validBytes: number): ColumnPlan {
  const text = new TextEncoder().encode(json);
  return { vector, form: FORM_NONE, sizeBytes: validBytes + 4 + text.length, text };
}

function planBytes({ start, end }: BytesVector, rowCount: number): { readonly form: number; readonly total: number } {
  let most = 0;
  let total = 0;
  for (let i = 0; i < rowCount; i++) {
    const length = end[i] - start[i];
    if (length > most) most = length;
    total += length;
  }
  return { form: narrowestFor(0, most), total };
}

function bitBytes(rowCount: number): number {
  return (rowCount + 7) >> 3;
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

/** -0 and fractions need f64. */
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

/** Writes plans into one array of the size they need: nothing is copied twice. */
class Writer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(sizeBytes: number) {
    this.bytes = new Uint8Array(sizeBytes);
    this.#view = new DataView(this.bytes.buffer);
  }

  block({ rowCount, columns }: BlockPlan): void {
    this.header(rowCount, columns.length);
    for (const column of columns) this.#column(column, rowCount);
  }

  header(rowCount: number, columnCount: number): void {
    this.uint32(MAGIC);
    this.uint32(rowCount);
    this.uint32(columnCount);
  }

  uint32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  columnHeader(rep: VectorRep, form: number, hasNulls: boolean): void {
    this.bytes[this.#at] = REPS.indexOf(rep);
    this.bytes[this.#at + 1] = form;
    this.bytes[this.#at + 2] = hasNulls ? 1 : 0;
    this.#at += COLUMN_HEADER_BYTES;
  }

  #column({ vector, form, text }: ColumnPlan, rowCount: number): void {
    this.columnHeader(vector.rep, form, vector.valid !== null);
    if (vector.valid !== null) this.#bits(vector.valid, rowCount);
    switch (vector.rep) {
      case "bool":
        this.#bits(vector.values, rowCount);
        return;
      case "i32":
      case "f64":
        this.numbers(vector.values, rowCount, form);
        return;
      case "i64":
        for (let i = 0; i < rowCount; i++) this.#view.setBigInt64(this.#at + 8 * i, vector.values[i], true);
        this.#at += 8 * rowCount;
        return;
      case "bytes":
        this.#texts(vector, rowCount, form);
        return;
      case "big":
      case "boxed":
        this.uint32(text?.length ?? 0);
        if (text !== null) this.bytes.set(text, this.#at);
        this.#at += text?.length ?? 0;
    }
  }

  #bits(values: Uint8Array, rowCount: number): void {
    const { bytes } = this;
    const at = this.#at;
    for (let i = 0; i < rowCount; i++) bytes[at + (i >> 3)] |= (values[i] & 1) << (i & 7);
    this.#at += bitBytes(rowCount);
  }

  numbers(values: Int32Array | Float64Array, rowCount: number, form: number): void {
    if (values instanceof Int32Array) writeInts(this.#view, this.#at, values, rowCount, form);
    else writeDoubles(this.#view, this.#at, values, rowCount, form);
    this.#at += FORM_BYTES[form] * rowCount;
  }

  #texts({ start, end, data }: BytesVector, rowCount: number, form: number): void {
    const lengths = new Int32Array(rowCount);
    let total = 0;
    for (let i = 0; i < rowCount; i++) {
      lengths[i] = end[i] - start[i];
      total += lengths[i];
    }
    this.numbers(lengths, rowCount, form);
    this.uint32(total);
    const { bytes } = this;
    let at = this.#at;
    for (let i = 0; i < rowCount; i++) {
      if (lengths[i] < SHORT_TEXT) {
        for (let from = start[i]; from < end[i]; from++) bytes[at++] = data[from];
        continue;
      }
      bytes.set(data.subarray(start[i], end[i]), at);
      at += lengths[i];
    }
    this.#at = at;
  }
}

function writeInts(view: DataView, at: number, values: Int32Array, count: number, form: number): void {
  if (form === FORM_I8) for (let i = 0; i < count; i++) view.setInt8(at + i, values[i]);
  else if (form === FORM_I16) for (let i = 0; i < count; i++) view.setInt16(at + 2 * i, values[i], true);
  else for (let i = 0; i < count; i++) view.setInt32(at + 4 * i, values[i], true);
}

function writeDoubles(view: DataView, at: number, values: Float64Array, count: number, form: number): void {
  if (form === FORM_F64) for (let i = 0; i < count; i++) view.setFloat64(at + 8 * i, values[i], true);
  else if (form === FORM_I8) for (let i = 0; i < count; i++) view.setInt8(at + i, values[i]);
  else if (form === FORM_I16) for (let i = 0; i < count; i++) view.setInt16(at + 2 * i, values[i], true);
  else for (let i = 0; i < count; i++) view.setInt32(at + 4 * i, values[i], true);
}
