// CSV as RFC 4180: the live rows of a batch straight from vectors to bytes. A cell is quoted when it holds the delimiter,
// a quote or a line break, and when it is an empty text (an unquoted empty cell is NULL). No header: csvHeader makes it.
import type { Column } from "../common/types.ts";
import type { ByteWriter } from "./byte-writer.ts";
import {
  CELL_BYTES_MAX,
  CELL_DOUBLE,
  CELL_SLOW,
  CELL_TEXT,
  type Cell,
  cellOf,
  slowText,
  writePlainCell,
} from "./cells.ts";
import { type ChangeBatch, KIND_TEXTS, liveRowCount } from "./change-batch.ts";
import type { RowEncoding } from "./json-encoder.ts";
import { writeAscii } from "./number-bytes.ts";

export interface CsvEncoding extends RowEncoding {
  /** One ASCII character; default a comma. */
  readonly delimiter?: string;
  /** One ASCII character; default a double quote. null: nothing is ever quoted. */
  readonly quote?: string | null;
  /** One ASCII character that readers take as "the next one as it is": written twice where a text holds it. */
  readonly escape?: string | null;
  /** What stands for NULL; default nothing. */
  readonly nullText?: string;
}

const CARRIAGE_RETURN = 0x0d;
const NEWLINE = 0x0a;

/** The header line, newline included. */
export function csvHeader(columns: readonly Column[], encoding: Omit<CsvEncoding, "zone">): string {
  const { delimiter = ",", quote = '"' } = encoding;
  if (quote === null) return `${[...(encoding.withOp ? ["op"] : []), ...columns.map((c) => c.name)].join(delimiter)}\n`;
  const names = [...(encoding.withOp ? ["op"] : []), ...columns.map((column) => column.name)];
  const cells = names.map((name) => {
    const isQuoted = name === "" || [delimiter, quote, "\r", "\n"].some((special) => name.includes(special));
    return isQuoted ? quote + name.replaceAll(quote, quote + quote) + quote : name;
  });
  return `${cells.join(delimiter)}\n`;
}

export function encodeCsv(
  batch: ChangeBatch,
  columns: readonly Column[],
  encoding: CsvEncoding,
  out: ByteWriter,
): void {
  const cells = columns.map((column, i) => cellOf(batch.columns[i], column.type, "csv", encoding.zone, encoding));
  const delimiter = (encoding.delimiter ?? ",").charCodeAt(0);
  const quote = encoding.quote === null ? -1 : (encoding.quote ?? '"').charCodeAt(0);
  const escapeByte = encoding.escape?.charCodeAt(0) ?? -1;
  const nullText = new TextEncoder().encode(encoding.nullText ?? "");
  const rowBytes = columns.length * (CELL_BYTES_MAX + nullText.length) + 16;
  const count = liveRowCount(batch);
  const { selection, kinds } = batch;
  for (let i = 0; i < count; i++) {
    const row = selection === null ? i : selection[i];
    out.reserve(rowBytes);
    if (encoding.withOp) {
      out.length = writeAscii(out.bytes, out.length, KIND_TEXTS[kinds === null ? 0 : kinds[row]]);
      if (cells.length > 0) out.bytes[out.length++] = delimiter;
    }
    for (let c = 0; c < cells.length; c++) {
      const cell = cells[c];
      if (c > 0) out.bytes[out.length++] = delimiter;
      if (cell.valid !== null && cell.valid[row] === 0) out.writeBytes(nullText);
      else writeCell(cell, row, encoding, delimiter, quote, escapeByte, out, rowBytes);
    }
    out.bytes[out.length++] = NEWLINE;
  }
}

function writeCell(
  cell: Cell,
  row: number,
  encoding: CsvEncoding,
  delimiter: number,
  quote: number,
  escapeByte: number,
  out: ByteWriter,
  rowBytes: number,
): void {
  if (cell.way === CELL_TEXT) {
    const start = cell.start[row];
    const end = cell.end[row];
    out.reserve((end - start) * 2 + rowBytes);
    out.length = writeText(cell.bytes, start, end, delimiter, quote, escapeByte, out.bytes, out.length);
  } else if (cell.way === CELL_SLOW || (cell.way === CELL_DOUBLE && !Number.isFinite(cell.doubles[row]))) {
    const text = new TextEncoder().encode(slowText(cell, row, "csv", encoding.zone, encoding));
    out.reserve(text.length * 2 + rowBytes);
    out.length = writeText(text, 0, text.length, delimiter, quote, escapeByte, out.bytes, out.length);
  } else {
    out.length = writePlainCell(cell, row, out.bytes, out.length);
  }
}

function writeText(
  data: Uint8Array,
  start: number,
  end: number,
  delimiter: number,
  quote: number,
  escapeByte: number,
  out: Uint8Array,
  at: number,
): number {
  let isQuoted = start === end && quote !== -1;
  let to = at;
  for (let i = start; i < end; i++) {
    const byte = data[i];
    if (quote !== -1 && (byte === delimiter || byte === quote || byte === NEWLINE || byte === CARRIAGE_RETURN)) {
      isQuoted = true;
      break;
    }
    if (byte === escapeByte) out[to++] = byte;
    out[to++] = byte;
  }
  if (!isQuoted) return to;
  to = at;
  out[to++] = quote;
  for (let i = start; i < end; i++) {
    if (data[i] === quote || data[i] === escapeByte) out[to++] = data[i];
    out[to++] = data[i];
  }
  out[to++] = quote;
  return to;
}
