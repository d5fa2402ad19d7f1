// KafkaProducer by kafkajs. Transactions retry quickly: the markers of the one before are written after its commit returned,
// and with the default of 300 ms every transaction would wait that long.
import { CompressionTypes, type Kafka, type Message, type Producer, type Transaction } from "kafkajs";
import { invariant } from "../../../common/invariant.ts";
import type { GroupOffset, KafkaProducer, KafkaTransaction, OutgoingRecord, ProducerOptions } from "../client.ts";
import type { KafkaConnection } from "../connection.ts";
import { kafkaError } from "../kafka-errors.ts";

const RETRY_MS = 10;
const ACKS = { all: -1, leader: 1, none: 0 } as const;

export class KafkajsProducer implements KafkaProducer {
  readonly #producer: Producer;
  readonly #options: ProducerOptions;
  readonly #connection: KafkaConnection;
  #connected: Promise<void> | null = null;

  constructor(kafka: Kafka, options: ProducerOptions, connection: KafkaConnection) {
    const { transactionalId, transactionTimeoutMs } = options;
    this.#options = options;
    this.#connection = connection;
    this.#producer = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
      retry: { initialRetryTime: RETRY_MS, retries: 10, maxRetryTime: 2000 },
      // Without it a send that is tried again may double its records; it takes acks of all.
      ...(options.acks === "all" ? { idempotent: true, maxInFlightRequests: 1 } : {}),
      ...(transactionalId === null ? {} : { transactionalId, transactionTimeout: transactionTimeoutMs }),
    });
  }

  send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    return this.#do(`writing to ${topic}`, () => this.#send(this.#producer, topic, records));
  }

  async begin(): Promise<KafkaTransaction> {
    invariant(this.#options.transactionalId !== null, "a transaction needs a transactional id");
    const transaction = await this.#do("beginning a transaction", () => this.#producer.transaction());
    return this.#transaction(transaction);
  }

  async close(): Promise<void> {
    if (this.#connected === null) return;
    await this.#connected.catch(() => {});
    await this.#producer.disconnect();
  }

  #transaction(transaction: Transaction): KafkaTransaction {
    return {
      send: (topic, records) => this.#do(`writing to ${topic}`, () => this.#send(transaction, topic, records)),
      sendOffsets: (groupId, offsets) =>
        this.#do(`adding offsets of the group ${groupId}`, () =>
          transaction.sendOffsets({ consumerGroupId: groupId, topics: offsetsByTopic(offsets) }),
        ),
      commit: () => this.#do("committing the transaction", () => transaction.commit()),
      abort: () => this.#do("aborting the transaction", () => transaction.abort()),
    };
  }

  async #send(to: Producer | Transaction, topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const { acks, compression } = this.#options;
    await to.send({
      topic,
      messages: records.map(messageOf),
      acks: ACKS[acks],
      compression: compression === "gzip" ? CompressionTypes.GZIP : CompressionTypes.None,
    });
  }

  async #do<T>(what: string, act: () => Promise<T>): Promise<T> {
    try {
      this.#connected ??= this.#producer.connect();
      await this.#connected;
      return await act();
    } catch (error) {
      throw kafkaError(error, what, this.#connection);
    }
  }
}

function messageOf({ partition, key, value, timestampMs, headers }: OutgoingRecord): Message {
  return {
    partition,
    key: asBuffer(key),
    value: asBuffer(value),
    ...(timestampMs === null ? {} : { timestamp: String(timestampMs) }),
    ...(headers.length === 0 ? {} : { headers: headersOf(headers) }),
  };
}

function headersOf(headers: OutgoingRecord["headers"]): Record<string, Buffer[]> {
  const byName = Object.create(null) as Record<string, Buffer[]>;
  for (const [name, value] of headers) (byName[name] ??= []).push(asBuffer(value)!);
  return byName;
}

function asBuffer(bytes: Uint8Array | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function offsetsByTopic(offsets: readonly GroupOffset[]) {
  return [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, of]) => ({
    topic,
    partitions: of.map(({ partition, offset, metadata }) => ({ partition, offset: String(offset), metadata })),
  }));
}
