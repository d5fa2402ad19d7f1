// Builds record batches of Kafka (version 2) byte by byte, for tests of what reads them.
import { crc32c } from "../../src/connectors/kafka/fetch/crc32c.ts";

export interface BatchRecord {
  readonly offset: number;
  readonly key?: string | null;
  readonly value?: string | Uint8Array | null;
  readonly timestampMs?: number;
  readonly headers?: readonly (readonly [string, string | null])[];
}

export interface BatchOptions {
  readonly baseOffset?: number;
  /** Greater than that of the last record: what compaction leaves. */
  readonly lastOffset?: number;
  readonly codec?: number;
  readonly compress?: (records: Buffer) => Uint8Array;
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  readonly isLogAppendTime?: boolean;
  readonly producerId?: number;
  readonly magic?: number;
}

export function recordBatch(records: readonly BatchRecord[], options: BatchOptions = {}): Buffer {
  const baseOffset = options.baseOffset ?? records[0]?.offset ?? 0;
  const lastOffset = options.lastOffset ?? records.at(-1)?.offset ?? baseOffset;
  const baseMs = records[0]?.timestampMs ?? 0;
  const maxMs = Math.max(baseMs, ...records.map(({ timestampMs }) => timestampMs ?? 0));
  const plain = Buffer.concat(records.map((record) => encodeRecord(record, baseOffset, baseMs)));
  const payload = options.compress?.(plain) ?? plain;
  const out = Buffer.alloc(61 + payload.length);
  out.writeBigInt64BE(BigInt(baseOffset), 0);
  out.writeInt32BE(out.length - 12, 8);
  out.writeInt32BE(3, 12);
  out.writeInt8(options.magic ?? 2, 16);
  const flags = (options.isLogAppendTime ? 8 : 0) + (options.isTransactional ? 16 : 0) + (options.isControl ? 32 : 0);
  out.writeInt16BE((options.codec ?? 0) + flags, 21);
  out.writeInt32BE(lastOffset - baseOffset, 23);
  out.writeBigInt64BE(BigInt(baseMs), 27);
  out.writeBigInt64BE(BigInt(maxMs), 35);
  out.writeBigInt64BE(BigInt(options.producerId ?? -1), 43);
  out.writeInt16BE(0, 51);
  out.writeInt32BE(0, 53);
  out.writeInt32BE(records.length, 57);
  out.set(payload, 61);
  return signed(out);
}

/** Writes the checksum anew. */
export function signed(batch: Buffer): Buffer {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.length);
  batch.writeUInt32BE(crc32c(batch, view, 21, batch.length), 17);
  return batch;
}

/** A marker that ends a transaction. */
export function marker(offset: number, producerId: number, kind: "abort" | "commit"): Buffer {
  const key = String.fromCharCode(0, 0, 0, kind === "abort" ? 0 : 1);
  return recordBatch([{ offset, key, value: "\0\0\0\0\0\0" }], { isTransactional: true, isControl: true, producerId });
}

function encodeRecord(record: BatchRecord, baseOffset: number, baseMs: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varint((record.timestampMs ?? baseMs) - baseMs),
    varint(record.offset - baseOffset),
    text(record.key ?? null),
    text(record.value === undefined ? "" : record.value),
    varint(record.headers?.length ?? 0),
    ...(record.headers ?? []).flatMap(([name, value]) => [text(name), text(value)]),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function text(value: string | Uint8Array | null): Buffer {
  if (value === null) return varint(-1);
  const bytes = Buffer.from(value as string);
  return Buffer.concat([varint(bytes.length), bytes]);
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
