// KafkaProducer by the protocol messages of @platformatic/kafka: producer id and epoch, sequence numbers, and the steps of a transaction.
// Only what passes in moments is asked again here; anything else ends the transaction, and its caller begins anew (client.ts).
import type { Connection, MessageRecord } from "@platformatic/kafka";
import { invariant } from "../../../common/invariant.ts";
import type { GroupOffset, KafkaProducer, KafkaTransaction, OutgoingRecord, ProducerOptions } from "../client.ts";
import type { KafkaConnection } from "../connection.ts";
import { offsetsByTopic } from "./offsets-by-topic.ts";
import { type Metadata, type PlatformaticCluster, untilReady } from "./platformatic-cluster.ts";
import { isProtocolError, platformaticError } from "./platformatic-errors.ts";

/** The markers of the transaction before are written after its commit returned. */
const RETRY_MS = 10;
const ACKS = { all: -1, leader: 1, none: 0 } as const;

interface Identity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** What the coordinator knows of the transaction under way. */
interface Under {
  readonly partitions: Set<string>;
  hasOffsets: boolean;
}

export class PlatformaticProducer implements KafkaProducer {
  readonly #cluster: PlatformaticCluster;
  readonly #options: ProducerOptions;
  readonly #connection: KafkaConnection;
  readonly #sequences = new Map<string, number>();
  readonly #leaders = new Map<string, Promise<Metadata>>();
  #identity: Promise<Identity> | null = null;

  constructor(cluster: PlatformaticCluster, options: ProducerOptions, connection: KafkaConnection) {
    this.#cluster = cluster;
    this.#options = options;
    this.#connection = connection;
  }

  send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    return this.#do(`writing to ${topic}`, () => this.#send(topic, records));
  }

  async begin(): Promise<KafkaTransaction> {
    invariant(this.#options.transactionalId !== null, "a transaction needs a transactional id");
    await this.#do("beginning a transaction", () => this.#identify());
    const under: Under = { partitions: new Set(), hasOffsets: false };
    return {
      send: (topic, records) =>
        this.#do(`writing to ${topic}`, async () => {
          await this.#addPartitions(under, topic, records);
          await this.#send(topic, records);
        }),
      sendOffsets: (groupId, offsets) =>
        this.#do(`adding offsets of the group ${groupId}`, () => this.#sendOffsets(under, groupId, offsets)),
      commit: () => this.#do("committing the transaction", () => this.#end(under, true)),
      abort: () => this.#do("aborting the transaction", () => this.#end(under, false)),
    };
  }

  close(): Promise<void> {
    return this.#cluster.close();
  }

  /** Asked once; with a transactional id that fences and aborts what was before. */
  #identify(): Promise<Identity> {
    const { transactionalId, transactionTimeoutMs } = this.#options;
    const { api } = this.#cluster.library.initProducerIdV4;
    this.#identity ??=
      transactionalId === null
        ? untilReady(async () => {
            const metadata = await this.#cluster.metadata([]);
            const connection = await this.#cluster.to(metadata, metadata.brokers[0]?.nodeId ?? -1);
            return api.async(connection, null, transactionTimeoutMs, undefined, undefined);
          })
        : this.#asCoordinator(transactionalId, (connection) =>
            api.async(connection, transactionalId, transactionTimeoutMs, undefined, undefined),
          );
    return this.#identity;
  }

  async #addPartitions(under: Under, topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const fresh = [...new Set(records.map(({ partition }) => partition))].filter(
      (partition) => !under.partitions.has(`${topic}:${partition}`),
    );
    if (fresh.length === 0) return;
    const transactionalId = this.#options.transactionalId!;
    const { producerId, producerEpoch } = await this.#identify();
    await this.#asCoordinator(transactionalId, (connection) =>
      this.#cluster.library.addPartitionsToTxnV3.api.async(connection, [
        { transactionalId, producerId, producerEpoch, verifyOnly: false, topics: [{ name: topic, partitions: fresh }] },
      ]),
    );
    for (const partition of fresh) under.partitions.add(`${topic}:${partition}`);
  }

  async #sendOffsets(under: Under, groupId: string, offsets: readonly GroupOffset[]): Promise<void> {
    const transactionalId = this.#options.transactionalId!;
    const { producerId, producerEpoch } = await this.#identify();
    const { addOffsetsToTxnV3, txnOffsetCommitV3 } = this.#cluster.library;
    await this.#asCoordinator(transactionalId, (connection) =>
      addOffsetsToTxnV3.api.async(connection, transactionalId, producerId, producerEpoch, groupId),
    );
    under.hasOffsets = true;
    const topics = offsetsByTopic(offsets);
    await this.#cluster.withCoordinator("group", groupId, (connection) =>
      txnOffsetCommitV3.api.async(
        connection,
        transactionalId,
        groupId,
        producerId,
        producerEpoch,
        -1,
        "",
        null,
        topics,
      ),
    );
  }

  /** The coordinator knows nothing of a transaction without records and offsets, and would refuse its end. */
  async #end(under: Under, isCommit: boolean): Promise<void> {
    if (under.partitions.size === 0 && !under.hasOffsets) return;
    const transactionalId = this.#options.transactionalId!;
    const { producerId, producerEpoch } = await this.#identify();
    await this.#asCoordinator(transactionalId, (connection) =>
      this.#cluster.library.endTxnV3.api.async(connection, transactionalId, producerId, producerEpoch, isCommit),
    );
  }

  #asCoordinator<T>(transactionalId: string, ask: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#cluster.withCoordinator("transaction", transactionalId, ask, RETRY_MS);
  }

  async #send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const identity = this.#options.acks === "all" ? await this.#identify() : null;
    const byPartition = Map.groupBy(records, ({ partition }) => partition);
    const sends = [...byPartition].map(([partition, of]) => this.#sendPartition(topic, partition, of, identity));
    // All of them settle before the first error is told: nothing is under way when the transaction is ended.
    const failed = (await Promise.allSettled(sends)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }

  #metadata(topic: string, isAnew: boolean): Promise<Metadata> {
    if (isAnew) this.#leaders.delete(topic);
    const known = this.#leaders.get(topic) ?? this.#cluster.metadata([topic]);
    this.#leaders.set(topic, known);
    return known;
  }

  async #sendPartition(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    identity: Identity | null,
  ): Promise<void> {
    const { transactionalId, acks, compression } = this.#options;
    const { library } = this.#cluster;
    const key = `${topic}:${partition}`;
    const sequence = this.#sequences.get(key) ?? 0;
    const sequences = new library.NumericMap([[key, sequence]]);
    const messages = records.map((record) => messageOf(topic, record));
    const options = { compression, ...(identity === null ? {} : { ...identity, sequences, transactionalId }) };
    await untilReady(async (isAgain) => {
      const metadata = await this.#metadata(topic, isAgain);
      const leader = metadata.topics[0].partitions.find(({ partitionIndex }) => partitionIndex === partition)?.leaderId;
      const connection = await this.#cluster.to(metadata, leader ?? -1);
      try {
        const timeoutMs = this.#connection.requestTimeoutMs;
        await library.produceV9.api.async(connection, ACKS[acks], timeoutMs, messages, options);
      } catch (error) {
        // The attempt before had written it.
        if (!isProtocolError(error, "DUPLICATE_SEQUENCE_NUMBER")) throw error;
      }
    });
    this.#sequences.set(key, (sequence + records.length) % 2 ** 31);
  }

  async #do<T>(what: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw platformaticError(error, what, this.#connection);
    }
  }
}

function messageOf(topic: string, { partition, key, value, timestampMs, headers }: OutgoingRecord): MessageRecord {
  return {
    topic,
    partition,
    ...(key === null ? {} : { key: asBuffer(key) }),
    // Its types know no tombstones, its writer does.
    value: (value === null ? null : asBuffer(value)) as Buffer,
    ...(timestampMs === null ? {} : { timestamp: BigInt(timestampMs) }),
    // By identity: a name may come twice.
    ...(headers.length === 0
      ? {}
      : { headers: new Map(headers.map(([name, of]) => [Buffer.from(name), asBuffer(of)])) }),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
