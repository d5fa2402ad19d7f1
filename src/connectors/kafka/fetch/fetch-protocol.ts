// Fetch, version 11: the request for ranges of partitions and what a broker answers. Record batches stay as they came.
import { WireReader, WireWriter } from "./wire.ts";

export const FETCH_API_KEY = 1;
export const FETCH_VERSION = 11;

export interface FetchRequest {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isCommittedOnly: boolean;
  readonly partitions: readonly FetchPartition[];
}

export interface FetchPartition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes: number;
}

export interface FetchResponse {
  readonly throttleMs: number;
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches one after the other; the last one may be cut. */
  readonly records: Buffer;
}

const NO_BYTES = Buffer.alloc(0);

export function encodeFetch(request: FetchRequest): Buffer {
  const out = new WireWriter()
    .int32(-1)
    .int32(request.maxWaitMs)
    .int32(request.minBytes)
    .int32(request.maxBytes)
    .int8(request.isCommittedOnly ? 1 : 0)
    // No session: each request names all its partitions.
    .int32(0)
    .int32(-1);
  const topics = runsByTopic(request.partitions);
  out.list(topics, ([topic, partitions]) => {
    out.string(topic).list(partitions, ({ partition, offset, maxBytes }) => {
      out.int32(partition).int32(-1).int64(offset).int64(-1).int32(maxBytes);
    });
  });
  return out.int32(0).string("").finish();
}

/** Runs of one topic: the broker fills its answer in the order asked, so the order is kept. */
function runsByTopic(partitions: readonly FetchPartition[]): [string, FetchPartition[]][] {
  const runs: [string, FetchPartition[]][] = [];
  for (const partition of partitions) {
    const last = runs.at(-1);
    if (last?.[0] === partition.topic) last[1].push(partition);
    else runs.push([partition.topic, [partition]]);
  }
  return runs;
}

/** @throws WireError */
export function decodeFetch(body: Buffer): FetchResponse {
  const reader = new WireReader(body);
  const throttleMs = reader.int32();
  const errorCode = reader.int16();
  reader.int32();
  const partitions = reader.list((r) => {
    const topic = r.string() ?? "";
    return r.list((of) => decodePartition(of, topic));
  });
  return { throttleMs, errorCode, partitions: partitions.flat() };
}

function decodePartition(reader: WireReader, topic: string): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  const logStartOffset = reader.int64();
  const aborted = reader.list((r) => ({ producerId: r.bigint64(), firstOffset: r.int64() }));
  reader.int32();
  const records = reader.bytes() ?? NO_BYTES;
  return { topic, partition, errorCode, highWatermark, lastStableOffset, logStartOffset, aborted, records };
}
