// One partition as far as it is known here: what was fetched and not yet read, where the next fetch begins, where the log
// ends. Filled by the fetcher, emptied by the source.
//
// `position` is the next offset to be read. It moves over what no record stands at: markers of transactions, records of
// aborted ones (read_committed), gaps that compaction left; so a range [from, until) is done when position reaches until,
// whether or not a record came. `fetchOffset` is never below it.
//
// Aborted transactions: the answer to a fetch lists those that touch it, by producer and first offset. While its batches
// are walked, a producer is in `abortedNow` from that offset on up to its abort marker.
import type { FetchedPartition } from "./fetch-protocol.ts";
import {
  BATCH_HEADER_BYTES,
  type Crc32c,
  checkCrc,
  expandBatch,
  isAbortMarker,
  readBatch,
  type RecordBatch,
} from "./record-batch.ts";
import { type OpenBatch, type RecordBlock, walkRecords } from "./record-walk.ts";

interface Segment {
  readonly data: Buffer;
  readonly view: DataView;
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: number }[];
  /** How many of `aborted` have begun. */
  begun: number;
  readonly abortedNow: Set<bigint>;
  at: number;
  /** Called when it was read to its end. */
  readonly release: () => void;
}

/** Why next() stopped: a full block, the limit, or nothing more is here. */
export type ReadStatus = "block" | "limit" | "dry";

export interface LogSettings {
  readonly isCommittedOnly: boolean;
  /** Null: checksums are not looked at. */
  readonly crc32c: Crc32c | null;
}

export class PartitionLog {
  readonly topic: string;
  readonly partition: number;
  /** For messages and as the name of the split. */
  readonly name: string;
  position: number;
  fetchOffset: number;
  bufferedBytes = 0;
  /** The end of what may be read: last stable offset or high watermark; -1: not known yet. */
  endOffset = -1;
  readonly #settings: LogSettings;
  #segments: Segment[] = [];
  #open: OpenBatch | null = null;

  constructor(topic: string, partition: number, offset: number, settings: LogSettings) {
    this.topic = topic;
    this.partition = partition;
    this.name = `${topic}/${partition}`;
    this.position = offset;
    this.fetchOffset = offset;
    this.#settings = settings;
  }

  /** True when reading on moves the position. */
  get hasData(): boolean {
    return this.fetchOffset > this.position;
  }

  /** Drops what was fetched and goes on elsewhere. */
  seek(offset: number): void {
    this.position = offset;
    this.fetchOffset = offset;
    this.#segments = [];
    this.#open = null;
    this.bufferedBytes = 0;
  }

  /**
   * Takes an answer to a fetch from fetchOffset. Returns the number of whole batches. `release`: called when its bytes are
   * not looked at any more (not after a seek). @throws SOURCE_KAFKA_CORRUPT
   */
  append(fetched: FetchedPartition, release: () => void): number {
    const { records: data, aborted } = fetched;
    this.endOffset = this.#settings.isCommittedOnly ? fetched.lastStableOffset : fetched.highWatermark;
    let at = 0;
    let count = 0;
    for (let batch = readBatch(data, at, this.name); batch !== null; batch = readBatch(data, at, this.name)) {
      at = batch.end;
      this.fetchOffset = Math.max(this.fetchOffset, batch.lastOffset + 1);
      count++;
    }
    if (at === 0) {
      release();
      return 0;
    }
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const sorted = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
    this.#segments.push({
      data: data.subarray(0, at),
      view,
      aborted: sorted,
      begun: 0,
      abortedNow: new Set(),
      at: 0,
      release,
    });
    this.bufferedBytes += at;
    return count;
  }

  /** The broker has nothing between fetchOffset and the end: what stood there is gone by compaction. */
  skipToEnd(): void {
    if (this.endOffset > this.fetchOffset) this.fetchOffset = this.endOffset;
  }

  /** Fills `block` with records before `limit`, all of one batch. @throws SOURCE_KAFKA_CORRUPT */
  next(block: RecordBlock, limit: number, recordsMax: number): ReadStatus {
    block.count = 0;
    while (this.position < limit) {
      this.#open ??= this.#openBatch(limit);
      if (this.#open === null) {
        this.position = Math.max(this.position, Math.min(limit, this.fetchOffset));
        return this.position >= limit ? "limit" : "dry";
      }
      const open = this.#open;
      if (open.batch.baseOffset >= limit) {
        this.position = limit;
        break;
      }
      const isBeyond = walkRecords(open, block, this.position, limit, recordsMax);
      if (isBeyond) this.position = limit;
      else if (open.left === 0) {
        this.position = Math.min(limit, Math.max(this.position, open.batch.lastOffset + 1));
        this.#open = null;
      } else if (block.count > 0) this.position = block.offsets[block.count - 1] + 1;
      if (block.count > 0) return "block";
    }
    return "limit";
  }

  /** The next batch with records to read; what lies before it is passed over. */
  #openBatch(limit: number): OpenBatch | null {
    for (;;) {
      const segment = this.#segments[0];
      if (segment === undefined) return null;
      const batch = readBatch(segment.data, segment.at, this.name);
      if (batch === null) {
        this.#segments.shift();
        segment.release();
        continue;
      }
      // A turn ends here: what follows is not looked at before it is its turn.
      if (batch.baseOffset >= limit && this.position < limit) {
        this.position = limit;
        return null;
      }
      segment.at = batch.end;
      this.bufferedBytes -= batch.end - batch.start + BATCH_HEADER_BYTES;
      const isWanted = this.#isWanted(segment, batch) && batch.lastOffset >= this.position && batch.recordCount > 0;
      if (!isWanted) continue;
      const { crc32c } = this.#settings;
      if (crc32c !== null) checkCrc(crc32c, segment.data, segment.view, batch, this.name);
      const isPlain = batch.codec === 0;
      const data = isPlain ? segment.data : expandBatch(segment.data, batch, this.name);
      const [at, end] = isPlain ? [batch.start, batch.end] : [0, data.length];
      return { batch, data, at, end, left: batch.recordCount, where: this.name };
    }
  }

  #isWanted(segment: Segment, batch: RecordBatch): boolean {
    if (!this.#settings.isCommittedOnly) return !batch.isControl;
    const { aborted, abortedNow } = segment;
    while (segment.begun < aborted.length && aborted[segment.begun].firstOffset <= batch.lastOffset) {
      abortedNow.add(aborted[segment.begun++].producerId);
    }
    if (batch.isControl) {
      if (isAbortMarker(segment.data, batch)) abortedNow.delete(batch.producerId);
      return false;
    }
    return !(batch.isTransactional && abortedNow.has(batch.producerId));
  }
}
