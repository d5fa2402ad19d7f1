// Records that are one bare Avro datum each, of one schema that is known: the decoder of the avro format in a log.
import type { RowBuffer } from "../column-buffer.ts";
import { type Chunk, type Decoder, type DecodeSpec, type DecodeStatus, RAW_BYTES_MAX } from "../format.ts";
import type { AvroType } from "./avro-type.ts";
import { Cursor } from "./cursor.ts";
import { type DatumProblem, readRowDatum, type RowReader, rowReader } from "./row-reader.ts";

export class AvroRecordDecoder implements Decoder {
  readonly #reader: RowReader;
  readonly #cursor = new Cursor();

  constructor(spec: DecodeSpec, schema: AvroType) {
    this.#reader = rowReader(schema, null, spec.columns, spec.readColumns);
  }

  start(): DecodeStatus {
    return "limit";
  }

  decode(chunk: Chunk, rows: RowBuffer): DecodeStatus {
    rows.reserveRow();
    this.#cursor.open(chunk.data, chunk.view, chunk.at, chunk.end);
    takeDatum(chunk, rows, readRowDatum(this.#reader, this.#cursor, rows));
    return "limit";
  }
}

/** Ends the row of the record that the chunk holds, or notes why it is bad. */
export function takeDatum(chunk: Chunk, rows: RowBuffer, problem: DatumProblem | null): void {
  const offset = chunk.base + chunk.at;
  if (problem === null) rows.endRow(offset);
  else {
    const raw = Uint8Array.from(chunk.data.subarray(chunk.at, Math.min(chunk.end, chunk.at + RAW_BYTES_MAX)));
    rows.bad.push({
      offset,
      line: chunk.line,
      column: problem.column,
      code: problem.code,
      message: problem.reason,
      raw,
    });
  }
  chunk.at = chunk.end;
  chunk.recordsLeft--;
}
