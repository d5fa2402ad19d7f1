// Records as Confluent's serializers write them: the byte 0, the id of the writer's schema (32 bits, highest byte first), the
// Avro datum. Each writer's schema is resolved once, and its program kept.
import type { RowBuffer } from "../../column-buffer.ts";
import type { Chunk, Decoder, DecodeSpec, DecodeStatus, LookAhead } from "../../format.ts";
import { takeDatum } from "../avro-decoder.ts";
import type { AvroType } from "../avro-type.ts";
import { Cursor } from "../cursor.ts";
import { type DatumProblem, readRowDatum, type RowReader, rowReader } from "../row-reader.ts";
import type { SchemaStore } from "./schema-store.ts";

const HEADER_BYTES = 5;
const MAGIC = 0;

export class ConfluentDecoder implements Decoder {
  readonly #spec: DecodeSpec;
  readonly #reader: AvroType | null;
  readonly #store: SchemaStore;
  readonly #byId = new Map<number, RowReader>();
  readonly #cursor = new Cursor();
  readonly lookAhead: LookAhead;
  #lastId = -1;
  #lastNoted = -1;
  #last: RowReader | null = null;

  /** `reader`: the table's own schema, null: as the columns say. */
  constructor(spec: DecodeSpec, reader: AvroType | null, store: SchemaStore) {
    this.#spec = spec;
    this.#reader = reader;
    this.#store = store;
    this.lookAhead = {
      note: (data, start, end) => hasHeader(data, start, end) && this.#note(idAt(data, start)),
      fetch: () => store.fetch(),
      close: () => store.close(),
    };
  }

  #note(id: number): boolean {
    // Records of one schema mostly follow each other.
    if (id === this.#lastNoted) return false;
    const isNew = this.#store.note(id);
    if (!isNew) this.#lastNoted = id;
    return isNew;
  }

  start(): DecodeStatus {
    return "limit";
  }

  decode(chunk: Chunk, rows: RowBuffer): DecodeStatus {
    rows.reserveRow();
    takeDatum(chunk, rows, this.#read(chunk, rows));
    return "limit";
  }

  #read(chunk: Chunk, rows: RowBuffer): DatumProblem | null {
    const { data, at, end } = chunk;
    if (!hasHeader(data, at, end)) {
      const reason = `it does not begin with the byte 0 and the id of a schema, but is ${end - at} bytes${
        end > at ? ` from ${data[at]} on` : ""
      }`;
      return { column: null, code: "DATA_BAD_AVRO", reason };
    }
    const id = idAt(data, at);
    if (id !== this.#lastId || this.#last === null) {
      const found = this.#readerOf(id);
      if ("reason" in found) return found;
      this.#last = found;
      this.#lastId = id;
    }
    this.#cursor.open(data, chunk.view, at + HEADER_BYTES, end);
    const problem = readRowDatum(this.#last, this.#cursor, rows);
    return problem?.code === "DATA_AVRO_SCHEMA"
      ? { ...problem, reason: `the schema ${id}: ${problem.reason}` }
      : problem;
  }

  #readerOf(id: number): RowReader | DatumProblem {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const schema = this.#store.get(id);
    if ("reason" in schema) return { column: null, code: "DATA_AVRO_SCHEMA", reason: schema.reason };
    const { columns, readColumns } = this.#spec;
    const reader = rowReader(schema.type, this.#reader, columns, readColumns);
    this.#byId.set(id, reader);
    return reader;
  }
}

function hasHeader(data: Uint8Array, start: number, end: number): boolean {
  return end - start >= HEADER_BYTES && data[start] === MAGIC;
}

function idAt(data: Uint8Array, start: number): number {
  return ((data[start + 1] << 24) | (data[start + 2] << 16) | (data[start + 3] << 8) | data[start + 4]) >>> 0;
}
