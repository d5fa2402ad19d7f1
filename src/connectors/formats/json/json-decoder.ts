// Decodes JSON lines: a template scanner that learned the layout of the lines, an any-order scanner for lines of another
// layout, JSON.parse for odd lines.
//
// Answers: an empty line (or only spaces) is no record; a line must be one object in valid UTF-8, else it is bad; of
// equal keys the last one counts; a missing key is NULL unless json.fail-on-missing-field; keys that are no column are
// checked and dropped; a number too great for its type (1e400) is DATA_OVERFLOW; NUL and other control characters inside
// a text are not JSON, so the line is bad; a byte order mark is skipped by the source; a last line that was cut is bad.
//
// UTF-8 is checked natively over whole stretches; one that is not valid is decoded line by line.
import { isUtf8 } from "node:buffer";
import type { RowBuffer } from "../column-buffer.ts";
import { isScannable } from "../emit-value.ts";
import { FieldProblem } from "../field-text.ts";
import { type Chunk, type Decoder, type DecodeSpec, type DecodeStatus, RAW_BYTES_MAX } from "../format.ts";
import { endOfLines, scanStretch } from "../scan-stretch.ts";
import type { Scanner } from "../scanner-scope.ts";
import { learnLayout } from "./json-layout.ts";
import { compileAnyOrder, compileTemplate, MISS, ODD } from "./json-scanner.ts";
import {
  isJsonObject,
  type JsonReading,
  type JsonValue,
  NeedsSource,
  parseJson,
  parseJsonExactly,
  readJson,
} from "./json-value.ts";

/** Which of the three ways a decoder may take; tests hold them against each other. */
export type JsonPath = "template" | "any-order" | "parse";

const TEMPLATES_MAX = 4;
/** A template is given up when more than one line in eight misses it. */
const MISSES_MIN = 16;
const MISS_SHARE = 8;
const UTF8_BLOCK_BYTES = 64 * 1024;

export class JsonDecoder implements Decoder {
  readonly #spec: DecodeSpec;
  readonly #reading: JsonReading;
  readonly #path: JsonPath;
  readonly #anyOrder: Scanner | null;
  #template: Scanner | null = null;
  #templates = 0;
  #hits = 0;
  #misses = 0;

  constructor(spec: DecodeSpec, path: JsonPath = "template") {
    this.#spec = spec;
    this.#reading = {
      zone: spec.zone,
      failOnMissing: spec.options["json.fail-on-missing-field"]?.toLowerCase() === "true",
    };
    const isFast = path !== "parse" && spec.readColumns.every((column) => isScannable(spec.columns[column].type));
    this.#path = isFast ? path : "parse";
    this.#anyOrder = isFast ? compileAnyOrder(spec, this.#reading.failOnMissing) : null;
  }

  start(): DecodeStatus {
    return "limit";
  }

  decode(chunk: Chunk, rows: RowBuffer): DecodeStatus {
    const linesEnd = endOfLines(chunk);
    // Up to here the bytes are known to be UTF-8, or known not to be.
    let checkedTo = chunk.at;
    let isValid = true;
    for (;;) {
      if (chunk.at >= chunk.stopAt || chunk.recordsLeft <= 0) return "limit";
      if (chunk.at >= linesEnd || chunk.at >= chunk.end) return chunk.isFinal ? "limit" : "more";
      rows.reserveRow();
      if (chunk.at >= checkedTo) {
        checkedTo = blockEnd(chunk, linesEnd);
        isValid = isUtf8(chunk.data.subarray(chunk.at, checkedTo));
      }
      if (isValid && this.#anyOrder !== null && !this.#scan(this.#anyOrder, chunk, checkedTo, rows)) continue;
      if (chunk.at < chunk.end) this.#decodeLine(chunk, linesEnd, rows);
    }
  }

  /** True: the line at chunk.at is odd. */
  #scan(anyOrder: Scanner, chunk: Chunk, linesEnd: number, rows: RowBuffer): boolean {
    if (this.#path === "template" && this.#template === null && this.#templates < TEMPLATES_MAX) this.#learn(chunk);
    if (this.#template === null) return scanStretch(anyOrder, chunk, linesEnd, rows) === ODD;
    const before = rows.rowCount;
    const end = scanStretch(this.#template, chunk, linesEnd, rows);
    this.#hits += rows.rowCount - before;
    if (end !== MISS) return end === ODD;
    this.#misses++;
    if (this.#misses > MISSES_MIN && this.#misses * MISS_SHARE > this.#hits) this.#template = null;
    // One line in another order; then the template again.
    return scanStretch(anyOrder, chunk, linesEnd, rows, chunk.at + 1) === ODD;
  }

  #learn(chunk: Chunk): void {
    const layout = learnLayout(chunk.data, chunk.view, chunk.at, this.#spec);
    this.#templates++;
    this.#hits = 0;
    this.#misses = 0;
    if (layout === null || (layout.missing.length > 0 && this.#reading.failOnMissing)) return;
    this.#template = compileTemplate(this.#spec, layout);
  }

  /** The line at chunk.at by JSON.parse. */
  #decodeLine(chunk: Chunk, linesEnd: number, rows: RowBuffer): void {
    const { data, at } = chunk;
    const next = Math.min(data.indexOf(10, at) + 1, linesEnd);
    const line = data.subarray(at, Math.min(next, chunk.end));
    const text = line.toString("utf8").trim();
    if (text !== "") {
      chunk.recordsLeft--;
      const problem = isUtf8(line)
        ? this.#takeObject(text, rows)
        : { column: null, code: "DATA_NOT_UTF8", reason: "the line is not valid UTF-8" };
      if (problem === null) rows.endRow(chunk.base + at);
      else {
        rows.dropRow();
        rows.bad.push({
          offset: chunk.base + at,
          line: chunk.line,
          column: problem.column,
          code: problem.code,
          message: problem.reason,
          raw: Uint8Array.from(line.subarray(0, RAW_BYTES_MAX)),
        });
      }
    }
    chunk.at = Math.min(next, chunk.end);
    chunk.line++;
  }

  #takeObject(text: string, rows: RowBuffer): Refusal | null {
    try {
      return this.#takeValue(parseJson(text), rows);
    } catch (error) {
      if (error instanceof NeedsSource) return this.#takeValue(parseJsonExactly(text), rows);
      if (!(error instanceof SyntaxError)) throw error;
      return { column: null, code: "DATA_BAD_JSON", reason: `this is no JSON: ${error.message}` };
    }
  }

  #takeValue(value: JsonValue, rows: RowBuffer): Refusal | null {
    if (!isJsonObject(value)) return { column: null, code: "DATA_BAD_JSON", reason: "this is JSON, but no object" };
    for (const [slot, index] of this.#spec.readColumns.entries()) {
      const { name, type } = this.#spec.columns[index];
      const isMissing = !Object.hasOwn(value, name);
      if (isMissing && this.#reading.failOnMissing) {
        return { column: name, code: "DATA_MISSING_FIELD", reason: "the key is missing" };
      }
      const scalar = readJson(isMissing ? null : value[name], type, this.#reading);
      if (scalar instanceof FieldProblem) return { column: name, code: scalar.code, reason: scalar.reason };
      rows.set(slot, scalar);
    }
    return null;
  }
}

/** Why a line is bad. */
interface Refusal {
  readonly column: string | null;
  readonly code: string;
  readonly reason: string;
}

/** End of the lines that begin within the next 64 KiB. */
function blockEnd(chunk: Chunk, linesEnd: number): number {
  const target = chunk.at + UTF8_BLOCK_BYTES;
  return target >= linesEnd ? linesEnd : chunk.data.indexOf(10, target - 1) + 1;
}
