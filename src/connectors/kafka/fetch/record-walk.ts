// Walks the records of one expanded batch: where each record's key, value and headers lie, its offset and its time.
// Nothing is copied and nothing is made per record: the places go into the arrays of a block.
import { corrupt, type RecordBatch } from "./record-batch.ts";

const BLOCK_RECORDS = 4096;

/** Records of one batch, at most BLOCK_RECORDS: places in `data`. */
export class RecordBlock {
  data: Buffer = Buffer.alloc(0);
  count = 0;
  /** Bytes walked for them. */
  byteCount = 0;
  leaderEpoch = -1;
  isLogAppendTime = false;
  readonly offsets = new Float64Array(BLOCK_RECORDS);
  /** Milliseconds; -1: the record has none. */
  readonly timestampsMs = new Float64Array(BLOCK_RECORDS);
  /** -1: NULL. */
  readonly keyStarts = new Int32Array(BLOCK_RECORDS);
  readonly keyEnds = new Int32Array(BLOCK_RECORDS);
  readonly valueStarts = new Int32Array(BLOCK_RECORDS);
  readonly valueEnds = new Int32Array(BLOCK_RECORDS);
  /** Where the number of headers stands. */
  readonly headersAt = new Int32Array(BLOCK_RECORDS);
}

/** A batch that is being walked. */
export interface OpenBatch {
  readonly batch: RecordBatch;
  readonly data: Buffer;
  /** Of the next record. */
  at: number;
  readonly end: number;
  left: number;
  readonly where: string;
}

/**
 * Appends the records of `open` with offsets in [from, limit) to the empty `block`, at most `recordsMax`. What is left
 * stays in `open`. Returns true when it stopped before a record at or behind `limit`. @throws SOURCE_KAFKA_CORRUPT
 */
export function walkRecords(
  open: OpenBatch,
  block: RecordBlock,
  from: number,
  limit: number,
  recordsMax: number,
): boolean {
  const { data, end, batch } = open;
  const { baseOffset, baseTimestampMs, isLogAppendTime, maxTimestampMs } = batch;
  const max = Math.min(recordsMax, BLOCK_RECORDS);
  let count = 0;
  let at = open.at;
  let left = open.left;
  let isBeyond = false;
  while (left > 0 && count < max) {
    const start = at;
    const length = varint(data, at);
    at = behindVarint(data, at);
    const recordEnd = at + length;
    if (!(length > 0 && recordEnd <= end)) throw corrupt(open.where, baseOffset, "a record is longer than its batch");
    const timestampMs = isLogAppendTime ? maxTimestampMs : baseTimestampMs + varint(data, ++at);
    if (isLogAppendTime) at++;
    at = behindVarint(data, at);
    const offset = baseOffset + varint(data, at);
    at = behindVarint(data, at);
    if (offset >= limit) {
      isBeyond = true;
      at = start;
      break;
    }
    const keyLength = varint(data, at);
    const keyStart = (at = behindVarint(data, at));
    if (keyLength > 0) at += keyLength;
    const valueLength = at < recordEnd ? varint(data, at) : Number.NaN;
    const valueStart = (at = behindVarint(data, at));
    if (valueLength > 0) at += valueLength;
    if (!(keyLength >= -1 && valueLength >= -1 && at < recordEnd)) {
      throw corrupt(open.where, baseOffset, "a key or a value is longer than its record");
    }
    left--;
    if (offset >= from) {
      block.offsets[count] = offset;
      block.timestampsMs[count] = timestampMs;
      block.keyStarts[count] = keyLength < 0 ? -1 : keyStart;
      block.keyEnds[count] = keyStart + keyLength;
      block.valueStarts[count] = valueLength < 0 ? -1 : valueStart;
      block.valueEnds[count] = valueStart + valueLength;
      block.headersAt[count] = at;
      count++;
    }
    at = recordEnd;
  }
  block.byteCount = at - open.at;
  open.at = at;
  open.left = left;
  block.data = data;
  block.count = count;
  block.leaderEpoch = batch.leaderEpoch;
  block.isLogAppendTime = isLogAppendTime;
  return isBeyond;
}

/** The headers of a record: names may repeat. @throws SOURCE_KAFKA_CORRUPT */
export function readHeaders(
  block: RecordBlock,
  index: number,
  where: string,
): [name: string, value: Uint8Array | null][] {
  const { data } = block;
  const headers: [string, Uint8Array | null][] = [];
  let at = block.headersAt[index];
  const count = varint(data, at);
  at = behindVarint(data, at);
  const take = (): Uint8Array | null => {
    const length = varint(data, at);
    at = behindVarint(data, at);
    if (length < 0) return null;
    if (!(at + length <= data.length)) throw corrupt(where, block.offsets[index], "a header is longer than its batch");
    at += length;
    return data.subarray(at - length, at);
  };
  for (let i = 0; i < count && at < data.length; i++) {
    const name = take() ?? new Uint8Array(0);
    const value = take();
    headers.push([Buffer.from(name).toString("utf8"), value === null ? null : Uint8Array.from(value)]);
  }
  return headers;
}

/** A zigzag number of up to 64 bits; exact up to 2^53. */
function varint(data: Uint8Array, at: number): number {
  const first = data[at];
  if (first < 128) return (first >>> 1) ^ -(first & 1);
  const second = data[at + 1];
  if (second < 128) {
    const value = (first & 127) | (second << 7);
    return (value >>> 1) ^ -(value & 1);
  }
  let value = (first & 127) + (second & 127) * 128;
  let factor = 16384;
  for (let i = at + 2; i < at + 10; i++, factor *= 128) {
    const byte = data[i];
    value += (byte & 127) * factor;
    if (byte < 128) break;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function behindVarint(data: Uint8Array, at: number): number {
  if (data[at] < 128) return at + 1;
  if (data[at + 1] < 128) return at + 2;
  let behind = at + 2;
  while (data[behind] >= 128 && behind < at + 9) behind++;
  return behind + 1;
}
