// JSON lines: the live rows of a batch as one object a line, columns in order, straight from vectors to bytes.
// With `withOp` the first key is "op": the kind of the change. Equal column names are kept as they are.
// Texts are escaped byte by byte: quote, backslash and control characters; everything else is UTF-8 as it stands.
import type { Column } from "../common/types.ts";
import type { Zone } from "../common/zone.ts";
import type { ByteWriter } from "./byte-writer.ts";
import {
  CELL_BYTES_MAX,
  CELL_DOUBLE,
  CELL_SLOW,
  CELL_TEXT,
  type Cell,
  cellOf,
  isQuotedInJson,
  slowText,
  writePlainCell,
} from "./cells.ts";
import { type ChangeBatch, KIND_TEXTS, liveRowCount } from "./change-batch.ts";
import { writeAscii } from "./number-bytes.ts";
import type { TextOptions } from "./text.ts";

export interface RowEncoding extends TextOptions {
  /** Write the kind of each change first. */
  readonly withOp: boolean;
  /** Session zone, for TIMESTAMP_LTZ. */
  readonly zone: Zone;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const CLOSE_BRACE = 0x7d;
const HEX = "0123456789abcdef";
/** Longest escape of one byte: \u001f. */
const ESCAPE_BYTES_MAX = 6;

export function encodeJsonLines(
  batch: ChangeBatch,
  columns: readonly Column[],
  encoding: RowEncoding,
  out: ByteWriter,
): void {
  const cells = columns.map((column, i) => cellOf(batch.columns[i], column.type, "json", encoding.zone, encoding));
  const keys = columns.map((column, i) => keyBytes(column.name, i === 0 && !encoding.withOp, isQuotedInJson(cells[i])));
  const nullKeys = columns.map((column, i) => keyBytes(column.name, i === 0 && !encoding.withOp, false));
  const ops = KIND_TEXTS.map((kind) => new TextEncoder().encode(`{"op":"${kind}"`));
  const rowBytes = columns.length * CELL_BYTES_MAX + keys.reduce((sum, key) => sum + key.length, 0) + 16;
  const count = liveRowCount(batch);
  const { selection, kinds } = batch;
  for (let i = 0; i < count; i++) {
    const row = selection === null ? i : selection[i];
    out.reserve(rowBytes);
    if (encoding.withOp) writeKey(out, ops[kinds === null ? 0 : kinds[row]]);
    else if (cells.length === 0) out.writeByte(0x7b);
    for (let c = 0; c < cells.length; c++) {
      const cell = cells[c];
      if (cell.valid !== null && cell.valid[row] === 0) {
        writeKey(out, nullKeys[c]);
        out.length = writeAscii(out.bytes, out.length, "null");
      } else {
        writeKey(out, keys[c]);
        writeCell(cell, row, encoding, out, rowBytes);
      }
    }
    out.bytes[out.length++] = CLOSE_BRACE;
    out.bytes[out.length++] = NEWLINE;
  }
}

/** `,"name":` or `{"name":`, with the opening quote of the value. */
function keyBytes(name: string, isFirst: boolean, isQuoted: boolean): Uint8Array {
  return new TextEncoder().encode(`${isFirst ? "{" : ","}${JSON.stringify(name)}:${isQuoted ? '"' : ""}`);
}

function writeKey(out: ByteWriter, key: Uint8Array): void {
  const { bytes } = out;
  const at = out.length;
  for (let i = 0; i < key.length; i++) bytes[at + i] = key[i];
  out.length = at + key.length;
}

function writeCell(cell: Cell, row: number, encoding: RowEncoding, out: ByteWriter, rowBytes: number): void {
  if (cell.way === CELL_TEXT) {
    const start = cell.start[row];
    const end = cell.end[row];
    out.reserve((end - start) * ESCAPE_BYTES_MAX + rowBytes);
    out.length = writeEscaped(cell.bytes, start, end, out.bytes, out.length);
    out.bytes[out.length++] = QUOTE;
  } else if (cell.way === CELL_SLOW || (cell.way === CELL_DOUBLE && !Number.isFinite(cell.doubles[row]))) {
    out.writeText(slowText(cell, row, "json", encoding.zone, encoding));
    out.reserve(rowBytes);
  } else {
    out.length = writePlainCell(cell, row, out.bytes, out.length);
    if (isQuotedInJson(cell)) out.bytes[out.length++] = QUOTE;
  }
}

function writeEscaped(data: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  let to = at;
  for (let i = start; i < end; i++) {
    const byte = data[i];
    if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) out[to++] = byte;
    else to = writeEscape(byte, out, to);
  }
  return to;
}

function writeEscape(byte: number, out: Uint8Array, at: number): number {
  switch (byte) {
    case QUOTE:
      return writeAscii(out, at, '\\"');
    case BACKSLASH:
      return writeAscii(out, at, "\\\\");
    case 0x0a:
      return writeAscii(out, at, "\\n");
    case 0x0d:
      return writeAscii(out, at, "\\r");
    case 0x09:
      return writeAscii(out, at, "\\t");
    case 0x08:
      return writeAscii(out, at, "\\b");
    case 0x0c:
      return writeAscii(out, at, "\\f");
    default:
      return writeAscii(out, at, `\\u00${HEX[byte >> 4]}${HEX[byte & 15]}`);
  }
}
