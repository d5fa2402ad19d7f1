// Single values out of vectors: for borders, tests and slow paths.
import { isString, type SqlType } from "../common/types.ts";
import { exact, type Scalar } from "./scalar.ts";
import type { Vector } from "./vector.ts";

const SHORT_TEXT_BYTES = 24;

export function isNullAt(vector: Vector, row: number): boolean {
  return vector.valid !== null && vector.valid[row] === 0;
}

/** The value in the form of scalar.ts; the type tells text from bytes. */
export function scalarAt(vector: Vector, type: SqlType, row: number): Scalar {
  if (vector.valid !== null && vector.valid[row] === 0) return null;
  switch (vector.rep) {
    case "bool":
      return vector.values[row] === 1;
    case "i32":
    case "f64":
      return vector.values[row];
    case "i64":
    case "big":
      return exact(vector.values[row]);
    case "bytes":
      return isString(type)
        ? textOf(vector.data, vector.start[row], vector.end[row])
        : vector.data.slice(vector.start[row], vector.end[row]);
    case "boxed":
      return vector.values[row] as Scalar;
  }
}

export function rowScalars(columns: readonly Vector[], types: readonly SqlType[], row: number): Scalar[] {
  return columns.map((column, i) => scalarAt(column, types[i], row));
}

/** UTF-8 bytes [start, end) as a string. */
export function textOf(data: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT_TEXT_BYTES) {
    let text = "";
    let i = start;
    for (; i < end; i++) {
      const byte = data[i];
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (i === end) return text;
  }
  return Buffer.from(data.buffer, data.byteOffset + start, end - start).toString("utf8");
}
