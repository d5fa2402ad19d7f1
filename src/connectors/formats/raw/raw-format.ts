// The raw format: each line is the value of the one column, as it stands. Lines end at LF or CRLF; an empty line is an
// empty value; a text that is not UTF-8 is bad, bytes are taken whatever they are. A record that comes by itself is the
// value as a whole, line breaks included.
import { isUtf8 } from "node:buffer";
import type { ByteWriter } from "../../../columnar/byte-writer.ts";
import { type ChangeBatch, liveRowCount } from "../../../columnar/change-batch.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { SqlType } from "../../../common/types.ts";
import type { RowBuffer } from "../column-buffer.ts";
import { type Chunk, type Decoder, type DecodeSpec, type DecodeStatus, type Format, RAW_BYTES_MAX } from "../format.ts";

export const rawFormat: Format = {
  name: "raw",
  summary: "Each line as it stands is the value of one STRING or BYTES column",
  options: [],
  fileSuffix: ".txt",
  check(columns) {
    if (columns.length !== 1) return `raw holds one column, this table has ${columns.length}`;
    return isRaw(columns[0].type)
      ? null
      : `raw holds a STRING or BYTES column, not '${columns[0].name}' of another type`;
  },
  readsNull: true,
  createDecoder: (spec) => new RawDecoder(spec),
  createRecordDecoder: (spec) => new RawDecoder(spec, true),
  createEncoder: ({ columns }) => ({
    header: () => null,
    encode: (batch, out) => encodeRaw(batch, columns[0].type, out),
  }),
};

function isRaw({ kind }: SqlType): boolean {
  return kind === "VARCHAR" || kind === "CHAR" || kind === "VARBINARY" || kind === "BINARY";
}

class RawDecoder implements Decoder {
  readonly #isRead: boolean;
  readonly #name: string;
  readonly #isText: boolean;
  readonly #isWhole: boolean;

  /** `isWhole`: the chunk is one record. */
  constructor(spec: DecodeSpec, isWhole = false) {
    this.#isWhole = isWhole;
    const { name, type } = spec.columns[0];
    this.#isRead = spec.readColumns.length > 0;
    this.#name = name;
    this.#isText = type.kind === "VARCHAR" || type.kind === "CHAR";
  }

  start(): DecodeStatus {
    return "limit";
  }

  decode(chunk: Chunk, rows: RowBuffer): DecodeStatus {
    const { data, end } = chunk;
    if (this.#isWhole) {
      this.#take(chunk, data.subarray(chunk.at, end), rows);
      chunk.at = end;
      return "limit";
    }
    for (;;) {
      if (chunk.at >= chunk.stopAt || chunk.recordsLeft <= 0) return "limit";
      if (chunk.at >= end) return chunk.isFinal ? "limit" : "more";
      const lineFeed = data.subarray(0, end).indexOf(10, chunk.at);
      if (lineFeed === -1 && !chunk.isFinal) return "more";
      const next = lineFeed === -1 ? end : lineFeed + 1;
      let to = lineFeed === -1 ? end : lineFeed;
      if (to > chunk.at && data[to - 1] === 13) to--;
      this.#take(chunk, data.subarray(chunk.at, to), rows);
      chunk.at = next;
      chunk.line++;
      chunk.recordsLeft--;
    }
  }

  #take(chunk: Chunk, value: Uint8Array, rows: RowBuffer): void {
    const offset = chunk.base + chunk.at;
    if (this.#isRead && this.#isText && !isUtf8(value)) {
      const raw = Uint8Array.from(value.subarray(0, RAW_BYTES_MAX));
      rows.bad.push({
        offset,
        line: chunk.line,
        column: this.#name,
        code: "DATA_NOT_UTF8",
        message: "the line is not valid UTF-8",
        raw,
      });
      return;
    }
    rows.reserveRow();
    if (this.#isRead) rows.set(0, value);
    rows.endRow(offset);
  }
}

function encodeRaw(batch: ChangeBatch, type: SqlType, out: ByteWriter): void {
  const count = liveRowCount(batch);
  for (let i = 0; i < count; i++) {
    const value = scalarAt(batch.columns[0], type, batch.selection === null ? i : batch.selection[i]);
    if (typeof value === "string") out.writeText(value);
    else if (value instanceof Uint8Array) out.writeBytes(value);
    out.writeByte(10);
  }
}
