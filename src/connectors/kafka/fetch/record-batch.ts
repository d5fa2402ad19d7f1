// Record batches, version 2, as they lie in a log and in a Fetch response.
//
// header (61 bytes): base offset, length, leader epoch, magic, CRC-32C of what follows it, attributes, last offset delta,
// base and max timestamp, producer id and epoch, base sequence, count; then the records, compressed as a whole.
// record: length, attributes, timestamp delta, offset delta, key, value, headers: lengths and deltas are zigzag varints.
// Compaction leaves gaps and batches without records; the last offset delta says where the next batch begins.
import { MillraceError } from "../../../common/errors.ts";
import { CodecError } from "./codec-error.ts";
import { CODECS, decompress } from "./decompress.ts";

export const BATCH_HEADER_BYTES = 61;
/** Base offset and length: what a batch's length does not count. */
const LENGTH_FROM = 12;
const MAGIC_AT = 16;
const CRC_FROM = 21;

export interface RecordBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly recordCount: number;
  readonly codec: number;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  readonly producerId: bigint;
  readonly leaderEpoch: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  /** The broker's time of arrival counts for all records: maxTimestampMs. */
  readonly isLogAppendTime: boolean;
  /** Where its records begin and end in the data. */
  readonly start: number;
  readonly end: number;
}

/** The batch at `at`; null when it is cut there. @throws SOURCE_KAFKA_CORRUPT */
export function readBatch(data: Buffer, at: number, where: string): RecordBatch | null {
  if (data.length - at <= MAGIC_AT) return null;
  const magic = data.readInt8(at + MAGIC_AT);
  const baseOffset = int64At(data, at);
  if (magic !== 2) {
    throw corrupt(where, baseOffset, `its format is version ${magic}, which brokers before 0.11 wrote`, {
      hint: "Copy the topic to a new one, by any client, to have it in the present format.",
    });
  }
  const length = data.readInt32BE(at + 8);
  if (length < BATCH_HEADER_BYTES - LENGTH_FROM) throw corrupt(where, baseOffset, `its length is ${length}`);
  const end = at + LENGTH_FROM + length;
  if (end > data.length) return null;
  const attributes = data.readInt16BE(at + 21);
  const lastOffset = baseOffset + data.readInt32BE(at + 23);
  const recordCount = data.readInt32BE(at + 57);
  if (lastOffset < baseOffset || recordCount < 0) throw corrupt(where, baseOffset, "its counts cannot be");
  return {
    baseOffset,
    lastOffset,
    recordCount,
    codec: attributes & 7,
    isLogAppendTime: (attributes & 8) !== 0,
    isTransactional: (attributes & 16) !== 0,
    isControl: (attributes & 32) !== 0,
    leaderEpoch: data.readInt32BE(at + 12),
    baseTimestampMs: int64At(data, at + 27),
    maxTimestampMs: int64At(data, at + 35),
    producerId: data.readBigInt64BE(at + 43),
    start: at + BATCH_HEADER_BYTES,
    end,
  };
}

export type Crc32c = (data: Uint8Array, view: DataView, start: number, end: number) => number;

/** @throws SOURCE_KAFKA_CORRUPT */
export function checkCrc(crc32c: Crc32c, data: Buffer, view: DataView, batch: RecordBatch, where: string): void {
  const at = batch.start - BATCH_HEADER_BYTES;
  if (crc32c(data, view, at + CRC_FROM, batch.end) === data.readUInt32BE(at + 17)) return;
  throw corrupt(where, batch.baseOffset, "its checksum does not fit its bytes");
}

/** The bytes of its records. @throws SOURCE_KAFKA_CORRUPT */
export function expandBatch(data: Buffer, batch: RecordBatch, where: string): Buffer {
  const payload = data.subarray(batch.start, batch.end);
  try {
    return decompress(batch.codec, payload);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    throw corrupt(where, batch.baseOffset, `(${CODECS[batch.codec] ?? batch.codec}) ${error.message}`);
  }
}

/** A marker of a control batch: true when it ends a transaction that was aborted. */
export function isAbortMarker(data: Buffer, batch: RecordBatch): boolean {
  // length, attributes, timestamp delta, offset delta, key length, then the key: version and type, 0 is abort.
  let at = batch.start;
  for (let field = 0; field < 5; field++) {
    if (field === 1) at++;
    else while (at < batch.end && data[at++] >= 128);
  }
  return at + 4 <= batch.end && data.readInt16BE(at + 2) === 0;
}

export function corrupt(where: string, offset: number, reason: string, details: { hint?: string } = {}): MillraceError {
  return new MillraceError("SOURCE_KAFKA_CORRUPT", `the record batch at offset ${offset} cannot be read: ${reason}`, {
    location: where,
    hint:
      details.hint ??
      "The log is damaged, or something between changes its bytes. To go on behind it: another topic or a later 'scan.startup.mode' with --fresh.",
  });
}

function int64At(data: Buffer, at: number): number {
  return data.readInt32BE(at) * 2 ** 32 + data.readUInt32BE(at + 4);
}
