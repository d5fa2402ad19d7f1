// Texts and bytes of a record on their way into the arena of a row buffer.
import { isUtf8 } from "node:buffer";
import type { ColumnBuffer, RowBuffer } from "../column-buffer.ts";
import { isUtf8 as isShortUtf8 } from "../utf8.ts";
import type { Cursor } from "./cursor.ts";
import { notUtf8 } from "./read-value.ts";

const SHORT_BYTES = 96;

/** No shift that there can be: the record was not copied. */
export const NOT_KEPT = -1_000_000_000_000;

/** Copies the record into the arena; what to add to a place in the cursor's bytes for its place there. */
export function keepRecord(cursor: Cursor, rows: RowBuffer): number {
  const { data, at, end } = cursor;
  const length = end - at;
  const arena = rows.reserveBytes(length);
  const start = rows.arenaLength;
  if (length > SHORT_BYTES) arena.set(data.subarray(at, end), start);
  else for (let i = 0; i < length; i++) arena[start + i] = data[at + i];
  rows.arenaLength = start + length;
  return start - at;
}

/** Copies one text or bytes. */
export function keepText(rows: RowBuffer, column: ColumnBuffer, data: Uint8Array, from: number, to: number): void {
  rows.setBytes(column, rows.rowCount, data.subarray(from, to));
}

/** A text that is not ASCII alone. @throws BadDatum */
export function takeText(data: Uint8Array, from: number, to: number): void {
  const isGood = to - from > SHORT_BYTES ? isUtf8(data.subarray(from, to)) : isShortUtf8(data, from, to);
  if (!isGood) throw notUtf8();
}

export function isAscii(view: DataView, from: number, to: number): boolean {
  let bits = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) bits |= view.getUint32(i, true);
  for (; i < to; i++) bits |= view.getUint8(i);
  return (bits & 0x80808080) === 0;
}
