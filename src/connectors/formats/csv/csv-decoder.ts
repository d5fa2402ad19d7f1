// Decodes csv: stretches of usual records by the generated scanner, the others one by one.
//
// Answers where RFC 4180 has none: an empty line is no record; a record with another number of fields than the table has
// columns is bad; an empty field is NULL unless its column is text, then it is the empty text; the null literal is NULL
// quoted or not (as Flink); text that is not UTF-8 is bad where it is read; a byte order mark is skipped by the source;
// NUL is a character like any other; the last record needs no line break.
import type { Scalar } from "../../../columnar/scalar.ts";
import { MillraceError } from "../../../common/errors.ts";
import type { SqlType } from "../../../common/types.ts";
import type { RowBuffer } from "../column-buffer.ts";
import { bad, FieldProblem, quoted, readText } from "../field-text.ts";
import {
  type Chunk,
  type Decoder,
  type DecodeSpec,
  type DecodeStatus,
  type FormatColumn,
  RAW_BYTES_MAX,
} from "../format.ts";
import { endOfLines, scanStretch } from "../scan-stretch.ts";
import type { Scanner } from "../scanner-scope.ts";
import { isUtf8 } from "../utf8.ts";
import { CsvFields, fieldBytes, splitRecord } from "./csv-record.ts";
import { compileCsvScanner } from "./csv-scanner.ts";
import { type CsvSyntax, csvSyntax } from "./csv-syntax.ts";

export class CsvDecoder implements Decoder {
  readonly #spec: DecodeSpec;
  readonly #syntax: CsvSyntax;
  readonly #scan: Scanner | null;
  readonly #fields = new CsvFields();

  constructor(spec: DecodeSpec, isScannerUsed = true) {
    this.#spec = spec;
    this.#syntax = csvSyntax(spec.options);
    this.#scan = isScannerUsed ? compileCsvScanner(spec, this.#syntax) : null;
  }

  start(chunk: Chunk, where: string): DecodeStatus {
    if (!this.#syntax.hasHeader || chunk.at >= chunk.end)
      return chunk.isFinal || !this.#syntax.hasHeader ? "limit" : "more";
    if (!splitRecord(chunk.data, chunk.at, chunk.end, chunk.isFinal, this.#syntax, this.#fields)) return "more";
    const names = Array.from({ length: this.#fields.count }, (_, i) => this.#text(chunk.data, i).trim());
    checkHeader(names, this.#spec.columns, where);
    chunk.at = this.#fields.next;
    chunk.line += this.#fields.lineBreaks;
    return "limit";
  }

  decode(chunk: Chunk, rows: RowBuffer): DecodeStatus {
    const linesEnd = endOfLines(chunk);
    for (;;) {
      if (chunk.at >= chunk.stopAt || chunk.recordsLeft <= 0) return "limit";
      if (chunk.at >= chunk.end) return chunk.isFinal ? "limit" : "more";
      rows.reserveRow();
      if (this.#scan !== null && chunk.at < linesEnd && scanStretch(this.#scan, chunk, linesEnd, rows) === 0) continue;
      if (chunk.at >= chunk.end || this.#decodeRecord(chunk, rows)) continue;
      rows.dropRow();
      return "more";
    }
  }

  /** The record at chunk.at, whatever it is. False: its end is not in the chunk. */
  #decodeRecord(chunk: Chunk, rows: RowBuffer): boolean {
    const { data, at, end } = chunk;
    const fields = this.#fields;
    if (this.#syntax.allowComments && data[at] === 35) {
      const lineFeed = data.indexOf(10, at);
      const isFound = lineFeed !== -1 && lineFeed < end;
      if (!isFound && !chunk.isFinal) return false;
      chunk.at = isFound ? lineFeed + 1 : end;
      chunk.line++;
      return true;
    }
    if (!splitRecord(data, at, end, chunk.isFinal, this.#syntax, fields)) return false;
    const isEmptyLine =
      fields.problem === null && fields.count === 1 && fields.starts[0] === fields.ends[0] && fields.flags[0] === 0;
    if (!isEmptyLine) {
      chunk.recordsLeft--;
      this.#takeRecord(chunk, rows);
    }
    chunk.at = fields.next;
    chunk.line += fields.lineBreaks;
    return true;
  }

  #takeRecord(chunk: Chunk, rows: RowBuffer): void {
    const problem = this.#readRecord(chunk.data, rows);
    if (problem === null) {
      rows.endRow(chunk.base + chunk.at);
      return;
    }
    rows.dropRow();
    const raw = Uint8Array.from(chunk.data.subarray(chunk.at, Math.min(this.#fields.next, chunk.at + RAW_BYTES_MAX)));
    const { column, code, reason } = problem;
    rows.bad.push({ offset: chunk.base + chunk.at, line: chunk.line, column, code, message: reason, raw });
  }

  /** Writes the record last split; returns why it is bad. */
  #readRecord(data: Uint8Array, rows: RowBuffer): { column: string | null; code: string; reason: string } | null {
    const { columns, readColumns } = this.#spec;
    const fields = this.#fields;
    if (fields.problem !== null) return { column: null, ...fields.problem };
    if (fields.count !== columns.length) {
      const reason = `${count(fields.count, "field")} where ${columns.length} are expected`;
      return { column: null, code: "DATA_ROW_LENGTH", reason };
    }
    for (const [slot, index] of readColumns.entries()) {
      const { name, type } = columns[index];
      const problem = this.#takeField(data, slot, index, type, rows);
      if (problem !== null) return { column: name, code: problem.code, reason: problem.reason };
    }
    return null;
  }

  #takeField(data: Uint8Array, slot: number, index: number, type: SqlType, rows: RowBuffer): FieldProblem | null {
    const bytes = fieldBytes(data, this.#fields, index, this.#syntax);
    const isText = type.kind === "VARCHAR" || type.kind === "CHAR";
    if (isText && !isUtf8(bytes, 0, bytes.length)) {
      return new FieldProblem("DATA_NOT_UTF8", `${quoted(asText(bytes))} is not valid UTF-8`);
    }
    const text = asText(bytes);
    if (text === this.#syntax.nullLiteral || (!isText && text.trim() === "")) {
      if (!type.nullable) return new FieldProblem("DATA_NULL", "NULL in a NOT NULL column");
      rows.set(slot, null);
    } else if (isText) {
      rows.set(slot, bytes);
    } else {
      const value = this.#value(text, type);
      if (value instanceof FieldProblem) return value;
      rows.set(slot, value);
    }
    return null;
  }

  #value(text: string, type: SqlType): Scalar | FieldProblem {
    if (type.kind !== "ARRAY" && type.kind !== "ROW") return readText(text, type, this.#spec.zone);
    const parts = text.split(this.#syntax.elementDelimiter);
    if (type.kind === "ROW" && parts.length !== type.fields.length) return bad(text, type);
    const values: Scalar[] = [];
    for (const [i, part] of parts.entries()) {
      const partType = type.kind === "ROW" ? type.fields[i].type : type.element;
      const isNull =
        part === this.#syntax.nullLiteral ||
        (part.trim() === "" && partType.kind !== "VARCHAR" && partType.kind !== "CHAR");
      const value = isNull ? null : readText(part, partType, this.#spec.zone);
      if (value instanceof FieldProblem) return value;
      values.push(value);
    }
    return values;
  }

  #text(data: Uint8Array, index: number): string {
    return asText(fieldBytes(data, this.#fields, index, this.#syntax));
  }
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function checkHeader(names: readonly string[], columns: readonly FormatColumn[], where: string): void {
  const wanted = columns.map((column) => column.name);
  const isEqual =
    names.length === wanted.length && names.every((name, i) => name.toLowerCase() === wanted[i].toLowerCase());
  if (isEqual) return;
  const at = names.findIndex((name, i) => name.toLowerCase() !== wanted[i]?.toLowerCase());
  const first =
    at === -1
      ? "it has fewer names than the table has columns"
      : `name ${at + 1} is '${names[at]}', the table says ${wanted[at] === undefined ? "nothing" : `'${wanted[at]}'`}`;
  throw new MillraceError("SOURCE_HEADER_MISMATCH", `the header line does not match the table's columns: ${first}`, {
    location: `${where}:1`,
    hint: `Header: ${names.join(", ")}\nColumns: ${wanted.join(", ")}\nColumns are taken by position: declare them as the file has them, or set 'csv.header' = 'false' when the first line is no header.`,
  });
}
