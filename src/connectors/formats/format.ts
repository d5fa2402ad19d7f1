// What a format is: a record with its options, a decoder over byte chunks and an encoder over change batches.
//
// A decoder is fed the bytes of one split in pieces. It keeps nothing between calls but what it learned about speed: all
// position is in the Chunk, so runs of several splits may alternate. Records end where the format says, whatever the
// pieces are.

import type { ByteWriter } from "../../columnar/byte-writer.ts";
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import type { SqlType } from "../../common/types.ts";
import type { Zone } from "../../common/zone.ts";
import type { OptionSpec } from "../connector.ts";
import type { RowBuffer } from "./column-buffer.ts";

/** No record is longer: what runs on is bad or refused, so no buffer grows without end. */
export const RECORD_BYTES_MAX = 32 * 1024 * 1024;
/** Bytes of a bad record that are kept. */
export const RAW_BYTES_MAX = 4096;

export const CHUNK_SLACK_BYTES = 64;

export interface FormatColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Set for metadata that the format reads: 'value.' and the format's key. */
  readonly metadataKey?: string;
}

export interface DecodeSpec {
  /** Table, for messages. */
  readonly table: string;
  /** All columns that stand in a record, in order. */
  readonly columns: readonly FormatColumn[];
  /** Indexes into `columns` of those that are decoded, in the order of RowBuffer.columns. */
  readonly readColumns: readonly number[];
  /** Options of the table with their prefix: csv.field-delimiter. */
  readonly options: Readonly<Record<string, string>>;
  readonly zone: Zone;
  /** Relative paths in options are relative to it. */
  readonly workingDirectory?: string;
}

export interface Chunk {
  /** At least CHUNK_SLACK_BYTES longer than `end`: for a final newline, and for reads of several bytes at once. */
  data: Buffer;
  /** Over all of `data`. */
  view: DataView;
  /** Where the next record begins; the decoder moves it. */
  at: number;
  end: number;
  /** Nothing follows `end` in this split. */
  isFinal: boolean;
  /** Offset in the split of data[0]. */
  base: number;
  /** 1-based line at `at`; the decoder moves it. */
  line: number;
  /** Only records that begin before this index of data. */
  stopAt: number;
  /** Records (good and bad) that may still be read; the decoder lowers it. */
  recordsLeft: number;
}

/** "limit": a limit of the chunk is reached, or its end when it is final; "more": it needs bytes beyond `end`. */
export type DecodeStatus = "limit" | "more";

export interface Decoder {
  /**
   * What stands before the first record (a header line): moves chunk.at. @throws SOURCE_HEADER_MISMATCH
   * `where`: the file, for messages.
   */
  start(chunk: Chunk, where: string): DecodeStatus;
  decode(chunk: Chunk, rows: RowBuffer): DecodeStatus;
  /** Set where a record says only by a number how it is to be read: what it means is asked for before decode sees it. */
  readonly lookAhead?: LookAhead;
}

/** What records need that does not stand in them: schemas of a registry. */
export interface LookAhead {
  /** Notes what the record at [start, end) needs and is not there yet; true when it is something. */
  note(data: Uint8Array, start: number, end: number): boolean;
  /** Asks for all that was noted. What does not exist makes its records bad. @throws CONNECTOR_REGISTRY_ */
  fetch(): Promise<void>;
  /** Ends what is under way: fetch() fails. */
  close(): void;
}

export interface EncodeSpec {
  readonly columns: readonly FormatColumn[];
  readonly options: Readonly<Record<string, string>>;
  readonly zone: Zone;
  /** Relative paths in options are relative to it. */
  readonly workingDirectory?: string;
  /** Where in a log the rows will stand; absent: in files. */
  readonly place?: { readonly topic: string; readonly part: "key" | "value" };
}

export interface Encoder {
  /** Bytes before the first row of a file; null: none. */
  header(): Uint8Array | null;
  /** Appends the live rows of the batch. Columns as in EncodeSpec. */
  encode(batch: ChangeBatch, out: ByteWriter): void;
  /** Formats whose records are no lines: appends the live rows and, for each, out.length behind it to `ends`. */
  encodeRecords?(batch: ChangeBatch, out: ByteWriter, ends: number[]): void;
  /** Awaited before the first row: what must be known elsewhere. */
  open?(): Promise<void>;
}

export interface Format {
  readonly name: string;
  readonly summary: string;
  /** Keys without the format's prefix. */
  readonly options: readonly OptionSpec[];
  /** Name ending of files it writes. */
  readonly fileSuffix: string;
  /** Changes that its records carry; absent: only new rows. */
  readonly changelogMode?: "retract";
  /** What a record says beside its row, by key; absent: nothing. */
  readonly metadata?: Readonly<Record<string, SqlType>>;
  /** Problem of the columns with this format, or null. */
  check(columns: readonly FormatColumn[], options: Readonly<Record<string, string>>): string | null;
  createDecoder(spec: DecodeSpec): Decoder;
  /**
   * For connectors whose records come one by one (Kafka): the chunk holds one record, whatever bytes it has. Absent: a
   * record is a line without its end, and createDecoder serves.
   */
  createRecordDecoder?(spec: DecodeSpec): Decoder;
  /** True: only for connectors whose records come one by one. */
  readonly isOfRecords?: boolean;
  /** True: a line break within a record is white space, as in JSON. */
  readonly takesLineBreaks?: boolean;
  /** True: a record that is NULL is a row of NULLs; else it is no row. */
  readonly readsNull?: boolean;
  createEncoder(spec: EncodeSpec): Encoder;
}
