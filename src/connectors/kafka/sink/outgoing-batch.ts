// The records of one micro-batch that wait to be sent: encoded as they come, cut into sends that brokers take.
import { type ChangeBatch, DELETE, liveRowCount, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { SqlMap } from "../../../columnar/scalar.ts";
import type { TableSpec } from "../../connector.ts";
import type { OutgoingRecord } from "../client.ts";
import { murmur2 } from "./murmur2.ts";
import type { RecordEncoder } from "./record-encoder.ts";
import type { Partitioner } from "./sink-options.ts";

/** What stands around a record in its batch, at most. */
const RECORD_OVERHEAD_BYTES = 70;
/** Of one request to all partitions. */
const SEND_BYTES_MAX = 8 * 1024 * 1024;

export interface OutgoingSetup {
  readonly table: TableSpec;
  readonly key: RecordEncoder | null;
  readonly value: RecordEncoder;
  /** True: rows that go become records with a NULL value. */
  readonly isUpsert: boolean;
  readonly partitioner: Partitioner;
  readonly partitionCount: number;
}

interface WaitingRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly timestampMs: number | null;
  readonly headers: OutgoingRecord["headers"];
}

export class OutgoingBatch {
  readonly #setup: OutgoingSetup;
  readonly #timestampColumn: number;
  readonly #headersColumn: number;
  #records: WaitingRecord[] = [];

  constructor(setup: OutgoingSetup) {
    this.#setup = setup;
    const columnOf = (key: string) => setup.table.columns.findIndex(({ metadataKey }) => metadataKey === key);
    this.#timestampColumn = columnOf("timestamp");
    this.#headersColumn = columnOf("headers");
  }

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  clear(): void {
    this.#records = [];
  }

  add(batch: ChangeBatch): void {
    const { key, value, isUpsert } = this.#setup;
    const keys = key?.encode(batch) ?? null;
    const values = value.encode(batch);
    const count = liveRowCount(batch);
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      const kind = batch.kinds === null ? 0 : batch.kinds[row];
      // The update that follows takes the place of the row.
      if (isUpsert && kind === UPDATE_BEFORE) continue;
      this.#records.push({
        key: keys?.[i] ?? null,
        value: isUpsert && kind === DELETE ? null : values[i],
        timestampMs: this.#timestampOf(batch, row),
        headers: this.#headersOf(batch, row),
      });
    }
  }

  /**
   * The records, in order, as one list per send. The partition of a row without a key depends on the batch's id alone, so that a batch
   * that is sent again goes where it went; its time is that of the batch where no column says another.
   */
  *sends(batchId: number, batchTimeMs: number, batchBytesMax: number): Generator<readonly OutgoingRecord[]> {
    const { partitionCount } = this.#setup;
    const bytes = new Float64Array(partitionCount);
    let send: OutgoingRecord[] = [];
    let sendBytes = 0;
    for (let i = 0; i < this.#records.length; i++) {
      const record = this.#records[i];
      const partition = this.#partitionOf(record, batchId, i);
      const size = sizeOf(record);
      if (send.length > 0 && (bytes[partition] + size > batchBytesMax || sendBytes + size > SEND_BYTES_MAX)) {
        yield send;
        send = [];
        sendBytes = 0;
        bytes.fill(0);
      }
      bytes[partition] += size;
      sendBytes += size;
      send.push({ ...record, partition, timestampMs: record.timestampMs ?? batchTimeMs });
    }
    if (send.length > 0) yield send;
  }

  #partitionOf({ key }: WaitingRecord, batchId: number, index: number): number {
    const { partitioner, partitionCount } = this.#setup;
    switch (partitioner) {
      case "fixed":
        return 0;
      case "round-robin":
        return (batchId + index) % partitionCount;
      case "default":
        return key === null ? batchId % partitionCount : (murmur2(key) & 0x7fffffff) % partitionCount;
    }
  }

  #timestampOf(batch: ChangeBatch, row: number): number | null {
    if (this.#timestampColumn === -1) return null;
    const value = scalarAt(
      batch.columns[this.#timestampColumn],
      this.#setup.table.columns[this.#timestampColumn].type,
      row,
    );
    return value === null ? null : Number(value);
  }

  #headersOf(batch: ChangeBatch, row: number): OutgoingRecord["headers"] {
    if (this.#headersColumn === -1) return [];
    const value = scalarAt(
      batch.columns[this.#headersColumn],
      this.#setup.table.columns[this.#headersColumn].type,
      row,
    );
    if (value === null) return [];
    return (value as SqlMap).entries.map(
      ([name, bytes]) => [String(name), bytes === null ? new Uint8Array(0) : (bytes as Uint8Array)] as const,
    );
  }
}

function sizeOf({ key, value, headers }: WaitingRecord): number {
  const headerBytes = headers.reduce((sum, [name, bytes]) => sum + 3 * name.length + bytes.length + 8, 0);
  return RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0) + headerBytes;
}
