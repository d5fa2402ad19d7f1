// Decodes records that come one by one (messages of a log) with the decoders of formats.
//
// Records of a line format are gathered in a window, a line feed behind each, and decoded together, so that they go through
// the same scanners as files. What came out is then held against what went in: each row and each bad record must begin where
// a record began, and a record without either must be blank. Where that fails (a record with a line break in it, a quote
// that runs on into the next) the window is decoded again record by record. Formats with a decoder for records of their own
// always go record by record.
//
// A record is one row (one event, for change formats): one that holds more is bad.
import { RowBuffer } from "./column-buffer.ts";
import {
  CHUNK_SLACK_BYTES,
  type Chunk,
  type Decoder,
  type DecodeSpec,
  type Format,
  type LookAhead,
  RAW_BYTES_MAX,
} from "./format.ts";

const WINDOW_BYTES = 128 * 1024;
const PENDING_RECORDS_MAX = 8192;
const LF = 10;
const CR = 13;

export class RecordDecoder {
  readonly rows: RowBuffer;
  /** By row decoded in this flush, from firstRow on: index of its record among those added since the last flush. */
  recordOfRow = new Int32Array(1024);
  firstRow = 0;
  readonly #decoder: Decoder;
  readonly #isSingle: boolean;
  readonly #takesLineBreaks: boolean;
  readonly #chunk: Chunk;
  readonly #starts = new Int32Array(PENDING_RECORDS_MAX);
  readonly #ends = new Int32Array(PENDING_RECORDS_MAX);
  #count = 0;
  #length = 0;

  constructor(format: Format, spec: DecodeSpec) {
    this.rows = new RowBuffer(spec.readColumns.map((column) => spec.columns[column].type));
    this.#isSingle = format.createRecordDecoder !== undefined;
    this.#decoder = format.createRecordDecoder?.(spec) ?? format.createDecoder(spec);
    this.#takesLineBreaks = format.takesLineBreaks === true;
    const data = Buffer.allocUnsafe(WINDOW_BYTES + CHUNK_SLACK_BYTES);
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    this.#chunk = { data, view, at: 0, end: 0, isFinal: true, base: 0, line: 1, stopAt: 0, recordsLeft: 0 };
  }

  /** What must be asked for before records are added; null: nothing. */
  get lookAhead(): LookAhead | null {
    return this.#decoder.lookAhead ?? null;
  }

  /** Records added since the last flush. */
  get count(): number {
    return this.#count;
  }

  /** True when a record of so many bytes should wait until what is there was flushed. */
  isFull(byteCount: number): boolean {
    return this.#count === PENDING_RECORDS_MAX || (this.#count > 0 && this.#length + byteCount + 1 > WINDOW_BYTES);
  }

  /** Adds bytes [start, end) as the next record; they are copied. */
  add(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    const at = this.#length;
    if (at + length + 1 > this.#chunk.data.length - CHUNK_SLACK_BYTES) this.#grow(at + length + 1);
    const { data } = this.#chunk;
    bytes.copy(data, at, start, end);
    data[at + length] = LF;
    this.#starts[this.#count] = at;
    this.#ends[this.#count] = at + length;
    this.#count++;
    this.#length = at + length + 1;
  }

  /**
   * Decodes what was added. `offsets`: of the records added, by their index. Rows and bad records get them. `skip`: records
   * that are not decoded; null: none.
   */
  flush(offsets: Float64Array, skip: Uint8Array | null = null): void {
    const { rows } = this;
    this.firstRow = rows.rowCount;
    const badBefore = rows.bad.length;
    if (this.#isSingle || skip !== null || !this.#decodeTogether(badBefore)) {
      rows.truncate(this.firstRow, badBefore);
      for (let i = 0; i < this.#count; i++) if (skip === null || skip[i] === 0) this.#decodeOne(i);
      this.#place(badBefore, true);
    }
    for (let row = this.firstRow; row < rows.rowCount; row++) {
      rows.offsets[row] = offsets[this.recordOfRow[row - this.firstRow]];
    }
    for (let i = badBefore; i < rows.bad.length; i++) {
      rows.bad[i] = { ...rows.bad[i], offset: offsets[this.#recordAt(rows.bad[i].offset)], line: 0 };
    }
    this.#count = 0;
    this.#length = 0;
  }

  #decodeTogether(badBefore: number): boolean {
    const chunk = this.#chunk;
    chunk.at = 0;
    chunk.end = this.#length;
    chunk.stopAt = this.#length;
    chunk.recordsLeft = Number.POSITIVE_INFINITY;
    this.#decoder.decode(chunk, this.rows);
    return this.#place(badBefore, false);
  }

  /** Finds the record of each row. False: some row or bad record does not begin where a record begins, or one brought nothing. */
  #place(badBefore: number, isLoose: boolean): boolean {
    const { rows, firstRow } = this;
    const { offsets, bad } = rows;
    const starts = this.#starts;
    const count = this.#count;
    const rowCount = rows.rowCount - firstRow;
    if (this.recordOfRow.length < rowCount) this.recordOfRow = new Int32Array(rowCount * 2);
    let record = 0;
    let badAt = badBefore;
    for (let row = 0; row < rowCount; row++) {
      const start = offsets[firstRow + row];
      if (record > 0 && starts[record - 1] === start) {
        this.recordOfRow[row] = record - 1;
        continue;
      }
      for (; record < count && starts[record] < start; record++) {
        if (badAt < bad.length && bad[badAt].offset === starts[record]) badAt++;
        else if (!isLoose && !this.#isBlank(record)) return false;
      }
      if (record === count || starts[record] !== start) return false;
      this.recordOfRow[row] = record++;
    }
    for (; record < count; record++) {
      if (badAt < bad.length && bad[badAt].offset === starts[record]) badAt++;
      else if (!isLoose && !this.#isBlank(record)) return false;
    }
    return badAt === bad.length;
  }

  #decodeOne(index: number): void {
    const chunk = this.#chunk;
    const { rows } = this;
    const start = this.#starts[index];
    const end = this.#ends[index];
    const firstRow = rows.rowCount;
    const firstBad = rows.bad.length;
    // A carriage return is white space too, and as little allowed within a text.
    if (this.#takesLineBreaks) for (let i = start; i < end; i++) if (chunk.data[i] === LF) chunk.data[i] = CR;
    chunk.at = start;
    chunk.end = end;
    chunk.stopAt = end;
    chunk.recordsLeft = Number.POSITIVE_INFINITY;
    this.#decoder.decode(chunk, rows);
    chunk.data[end] = LF;
    if (this.#isOne(start, firstRow, firstBad)) return;
    rows.truncate(firstRow, firstBad);
    rows.bad.push({
      offset: start,
      line: 0,
      column: null,
      code: "DATA_MANY_IN_RECORD",
      message: "the record holds more than one row",
      raw: Uint8Array.from(chunk.data.subarray(start, Math.min(end, start + RAW_BYTES_MAX))),
    });
  }

  /** One row, one event, or one bad record; or nothing. */
  #isOne(start: number, firstRow: number, firstBad: number): boolean {
    const { rowCount, offsets, bad } = this.rows;
    if (bad.length - firstBad + (rowCount > firstRow ? 1 : 0) > 1) return false;
    for (let row = firstRow; row < rowCount; row++) if (offsets[row] !== start) return false;
    return bad.length === firstBad || bad[firstBad].offset === start;
  }

  #isBlank(index: number): boolean {
    const { data } = this.#chunk;
    for (let i = this.#starts[index]; i < this.#ends[index]; i++) if (data[i] > 32) return false;
    return true;
  }

  /** The record that begins at `start`. */
  #recordAt(start: number): number {
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= start) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #grow(length: number): void {
    const chunk = this.#chunk;
    const data = Buffer.allocUnsafe(length + CHUNK_SLACK_BYTES);
    chunk.data.copy(data, 0, 0, this.#length);
    chunk.data = data;
    chunk.view = new DataView(data.buffer, data.byteOffset, data.length);
  }
}
