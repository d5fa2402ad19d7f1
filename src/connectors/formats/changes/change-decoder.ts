// Reads change events, one JSON object a line, into rows with kinds. All rows of an event are read before one is taken: an event is
// good or bad as a whole. Rows of one event have its offset, and a batch never ends within an event.
// By JSON.parse per event: a row lies two levels deep, and an update is two rows.
import { isUtf8 } from "node:buffer";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { RowBuffer } from "../column-buffer.ts";
import { FieldProblem } from "../field-text.ts";
import { type Chunk, type Decoder, type DecodeSpec, type DecodeStatus, RAW_BYTES_MAX } from "../format.ts";
import {
  isJsonObject,
  type JsonValue,
  NeedsSource,
  parseJson,
  parseJsonExactly,
  readJson,
} from "../json/json-value.ts";
import { formatKey } from "../value-metadata.ts";
import type { EventReader, JsonObject } from "./change-events.ts";
import { type EventFields, readEventField, unwrapped } from "./event-metadata.ts";

interface Refusal {
  readonly column: string | null;
  readonly code: string;
  readonly reason: string;
}

interface ReadRow {
  readonly kind: number;
  readonly values: readonly Scalar[];
}

export class ChangeDecoder implements Decoder {
  readonly #spec: DecodeSpec;
  readonly #readEvent: EventReader;
  readonly #fields: EventFields;
  /** Some column is metadata. */
  readonly #readsFields: boolean;

  constructor(spec: DecodeSpec, readEvent: EventReader, fields: EventFields) {
    this.#spec = spec;
    this.#readEvent = readEvent;
    this.#fields = fields;
    this.#readsFields = spec.readColumns.some((index) => spec.columns[index].metadataKey !== undefined);
  }

  start(): DecodeStatus {
    return "limit";
  }

  decode(chunk: Chunk, rows: RowBuffer): DecodeStatus {
    const { data, end } = chunk;
    for (;;) {
      if (chunk.at >= chunk.stopAt || chunk.recordsLeft <= 0) return "limit";
      if (chunk.at >= end) return chunk.isFinal ? "limit" : "more";
      const lineFeed = data.subarray(0, end).indexOf(10, chunk.at);
      if (lineFeed === -1 && !chunk.isFinal) return "more";
      const next = lineFeed === -1 ? end : lineFeed + 1;
      this.#take(chunk, data.subarray(chunk.at, next), rows);
      chunk.at = next;
      chunk.line++;
    }
  }

  #take(chunk: Chunk, line: Buffer, rows: RowBuffer): void {
    const text = line.toString("utf8").trim();
    // Nothing, or null: what a deletion leaves in a compacted log.
    if (text === "" || text === "null") return;
    chunk.recordsLeft--;
    const offset = chunk.base + chunk.at;
    const read = isUtf8(line)
      ? this.#readText(text)
      : { column: null, code: "DATA_NOT_UTF8", reason: "the line is not valid UTF-8" };
    if ("code" in read) {
      const { column, code, reason: message } = read;
      rows.bad.push({
        offset,
        line: chunk.line,
        column,
        code,
        message,
        raw: Uint8Array.from(line.subarray(0, RAW_BYTES_MAX)),
      });
      return;
    }
    for (const { kind, values } of read) {
      rows.reserveRow();
      for (let slot = 0; slot < values.length; slot++) rows.set(slot, values[slot]);
      rows.endChange(offset, kind);
    }
  }

  #readText(text: string): readonly ReadRow[] | Refusal {
    try {
      return this.#readValue(parseJson(text));
    } catch (error) {
      if (error instanceof NeedsSource) return this.#readValue(parseJsonExactly(text));
      if (!(error instanceof SyntaxError)) throw error;
      return { column: null, code: "DATA_BAD_JSON", reason: `this is no JSON: ${error.message}` };
    }
  }

  #readValue(value: JsonValue): readonly ReadRow[] | Refusal {
    if (!isJsonObject(value)) return { column: null, code: "DATA_BAD_JSON", reason: "this is JSON, but no object" };
    const changes = this.#readEvent(value, this.#spec.options);
    if (typeof changes === "string") return { column: null, code: "DATA_BAD_CHANGE_EVENT", reason: changes };
    const event = this.#readsFields ? unwrapped(value) : value;
    const read: ReadRow[] = [];
    for (const { kind, row } of changes) {
      const values: Scalar[] = [];
      for (const index of this.#spec.readColumns) {
        const scalar = this.#column(index, row, event);
        if (scalar instanceof FieldProblem) {
          return { column: this.#spec.columns[index].name, code: scalar.code, reason: scalar.reason };
        }
        values.push(scalar);
      }
      read.push({ kind, values });
    }
    return read;
  }

  #column(index: number, row: JsonObject, event: JsonObject): Scalar | FieldProblem {
    const { name, type, metadataKey } = this.#spec.columns[index];
    const { zone } = this.#spec;
    if (metadataKey !== undefined) return readEventField(event, this.#fields[formatKey(metadataKey)], zone);
    return readJson(Object.hasOwn(row, name) ? row[name] : null, type, { zone, failOnMissing: false });
  }
}
