// The Kafka sink. Rows of a micro-batch are encoded as they come and sent when the batch is computed:
//   exactly-once   in one transaction with the batch's id, before the state's own (commitOrder "first")
//   at-least-once  and acknowledged by the brokers before the state's transaction: a crash between the two sends them again
//   none           without waiting; what fails is a warning
// A batch without rows sends nothing.

import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { systemClock } from "../../../common/clock.ts";
import { MillraceError } from "../../../common/errors.ts";
import { zoneFor } from "../../../common/zone.ts";
import type { Sink, SinkContext, SinkManifest, TableSpec } from "../../connector.ts";
import type { Format } from "../../formats/format.ts";
import type { KafkaClient, KafkaProducer, OutgoingRecord } from "../client.ts";
import { connectionOf } from "../connection.ts";
import { openClient } from "../open-client.ts";
import type { RecordLayout } from "../record-layout.ts";
import { optionsOfFormat } from "../source-options.ts";
import { OutgoingBatch } from "./outgoing-batch.ts";
import { RecordEncoder } from "./record-encoder.ts";
import { type SinkSettings, sinkSettingsOf } from "./sink-options.ts";
import { retrying, Transactions } from "./transactions.ts";

export interface KafkaSinkSetup {
  readonly table: TableSpec;
  readonly context: SinkContext;
  readonly layout: RecordLayout;
  readonly valueFormat: Format;
  readonly valuePrefix: string;
  readonly keyFormat: Format | null;
  readonly isUpsert: boolean;
}

/** Metadata that a writer may set. */
const WRITABLE = ["timestamp", "headers"];

export class KafkaSink implements Sink {
  readonly commitOrder: "first" | "none";
  readonly #setup: KafkaSinkSetup;
  readonly #settings: SinkSettings;
  #client: KafkaClient | null = null;
  #transactions: Transactions | null = null;
  #producer: KafkaProducer | null = null;
  #batch: OutgoingBatch | null = null;
  #heldBatchId: number | null = null;
  #batchTimeMs = 0;
  /** With "none": what is under way. */
  #sending: Promise<void> = Promise.resolve();

  /** @throws CONNECTOR_BAD_OPTION, SINK_METADATA */
  constructor(setup: KafkaSinkSetup) {
    this.#setup = setup;
    this.#settings = sinkSettingsOf(setup.table);
    this.commitOrder = this.#settings.guarantee === "exactly-once" ? "first" : "none";
    const readOnly = setup.table.columns.find(
      ({ metadataKey }) => metadataKey !== undefined && !WRITABLE.includes(metadataKey),
    );
    if (readOnly !== undefined) {
      throw new MillraceError(
        "SINK_METADATA",
        `column ${readOnly.name} of ${setup.table.name} is metadata that only Kafka sets`,
        {
          hint: `Declare it VIRTUAL, then it is left out when the table is written. Writable are ${WRITABLE.join(" and ")}.`,
        },
      );
    }
  }

  async open(lastManifest: SinkManifest | null, pendingBatchId: number | null = null): Promise<void> {
    const { table, context, isUpsert } = this.#setup;
    const { topic, guarantee, partitioner } = this.#settings;
    const client = await openClient(connectionOf(table.options, context.workingDirectory));
    this.#client = client;
    const { topics } = await client.describe([topic]);
    const partitionCount = topics[0].partitions.length;
    const encoders = this.#encoders();
    await encoders.value.open();
    await encoders.key?.open();
    this.#batch = new OutgoingBatch({ table, ...encoders, isUpsert, partitioner, partitionCount });
    if (guarantee !== "exactly-once") return;
    const own = `${context.jobId}-${context.sinkId}`;
    const prefix = this.#settings.transactionalIdPrefix;
    const groupId = `${prefix ?? "millrace"}-${own}`;
    this.#transactions = new Transactions({
      client,
      settings: this.#settings,
      transactionalId: prefix === null ? `millrace-${own}` : `${prefix}-${context.sinkId}`,
      groupId,
      clock: systemClock,
      warn: (text) => context.warn?.(text),
    });
    this.#heldBatchId = await this.#transactions.recover();
    const written = (lastManifest?.["batchId"] as number | undefined) ?? null;
    if (written !== null && (this.#heldBatchId ?? 0) < written) this.#meetForgotten(groupId, written, pendingBatchId);
  }

  /** Kafka no longer knows of a batch that was written: what it says of a batch that was begun after it is not known either. */
  #meetForgotten(groupId: string, written: number, pendingBatchId: number | null): void {
    const { topic } = this.#settings;
    const what = `the group ${groupId} no longer holds batch ${written} of ${topic}: it was deleted, or offsets.retention.minutes ran over it`;
    if (pendingBatchId === null) {
      this.#setup.context.warn?.(`${what}; no batch was under way, so the job goes on`);
      return;
    }
    throw new MillraceError(
      "SINK_KAFKA_FORGOTTEN",
      `${what}. Batch ${pendingBatchId} was under way, and only the group could say whether it is in the topic`,
      {
        hint: `Look whether the topic ends with its rows, and set the group's offset of ${topic}:0 (kafka-consumer-groups.sh --reset-offsets --to-offset): to ${pendingBatchId} if it does, to ${written} if not.`,
      },
    );
  }

  lastBatchId(): number | null {
    return this.#heldBatchId;
  }

  write(batch: ChangeBatch): void {
    this.#batch!.add(batch);
  }

  async prepare(batchId: number, batchTimeMs: number): Promise<SinkManifest | null> {
    this.#batchTimeMs = batchTimeMs;
    if (this.#batch!.isEmpty) return null;
    if (this.#transactions !== null) return { batchId };
    await this.#sending;
    const sending = this.#sendPlainly([...this.#sends(batchId)]);
    this.#batch!.clear();
    if (this.#settings.guarantee === "at-least-once") await sending;
    else {
      this.#sending = sending.catch((error: unknown) =>
        this.#setup.context.warn?.(
          `${this.#settings.topic}: rows of batch ${batchId} are lost: ${error instanceof Error ? error.message : error}`,
        ),
      );
    }
    return null;
  }

  async commit(batchId: number): Promise<void> {
    const batch = this.#batch!;
    if (batch.isEmpty) return;
    await this.#transactions!.write(batchId, () => this.#sends(batchId));
    batch.clear();
  }

  async close(): Promise<void> {
    await this.#sending;
    await this.#transactions?.close();
    await this.#producer?.close().catch(() => {});
    await this.#client?.close();
    this.#client = null;
  }

  #sends(batchId: number) {
    return this.#batch!.sends(batchId, this.#batchTimeMs, this.#settings.batchBytesMax);
  }

  async #sendPlainly(sends: readonly (readonly OutgoingRecord[])[]): Promise<void> {
    const { topic, acks, compression, transactionTimeoutMs } = this.#settings;
    const setup = {
      clock: systemClock,
      settings: this.#settings,
      warn: (text: string) => this.#setup.context.warn?.(text),
    };
    let next = 0;
    await retrying(
      setup,
      async () => {
        this.#producer ??= this.#client!.producer({ transactionalId: null, transactionTimeoutMs, acks, compression });
        for (; next < sends.length; next++) await this.#producer.send(topic, sends[next]);
      },
      async () => {
        const producer = this.#producer;
        this.#producer = null;
        await producer?.close().catch(() => {});
      },
    );
  }

  #encoders(): { readonly key: RecordEncoder | null; readonly value: RecordEncoder } {
    const { table, context, layout, valueFormat, valuePrefix, keyFormat } = this.#setup;
    const zone = zoneFor(context.zone);
    const { columns, options } = table;
    const { workingDirectory } = context;
    const { topic } = this.#settings;
    const value = new RecordEncoder({
      format: valueFormat,
      columns: layout.value.map((index) => columns[index]),
      places: layout.value,
      options: optionsOfFormat(options, valuePrefix),
      zone,
      workingDirectory,
      place: { topic, part: "value" },
    });
    if (keyFormat === null) return { key: null, value };
    const keyColumns = layout.key.map((index, i) => ({ name: layout.keyNames[i], type: columns[index].type }));
    const key = new RecordEncoder({
      format: keyFormat,
      columns: keyColumns,
      places: layout.key,
      options: optionsOfFormat(options, "key."),
      zone,
      workingDirectory,
      place: { topic, part: "key" },
    });
    return { key, value };
  }
}
