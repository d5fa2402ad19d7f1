// What Millrace asks of a Kafka client library: metadata, offsets, groups, a producer with transactions. Two adapters stand
// behind it (open-client.ts); the bytes of records are fetched by fetch/, without either of them.
//
// Every method rejects with MillraceError: CONNECTOR_KAFKA_ codes, see kafka-errors.ts.

/** Offsets of a partition by name: where its log begins, where it ends (the last stable offset under read_committed). */
export type OffsetAt = "earliest" | "latest" | { readonly timestampMs: number };

export interface BrokerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

export interface PartitionInfo {
  readonly partition: number;
  /** Broker id; -1: none at the moment. */
  readonly leader: number;
}

export interface TopicInfo {
  readonly topic: string;
  /** In order of their numbers. */
  readonly partitions: readonly PartitionInfo[];
}

export interface ClusterInfo {
  readonly brokers: readonly BrokerAddress[];
  readonly topics: readonly TopicInfo[];
}

export interface GroupOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string;
}

export interface KafkaClient {
  /** `topics` null: all there are. @throws CONNECTOR_KAFKA_UNKNOWN_TOPIC when one that is named does not exist. */
  describe(topics: readonly string[] | null): Promise<ClusterInfo>;
  /** By partition. A time after the last record gives the end of the log. */
  offsets(topic: string, at: OffsetAt): Promise<ReadonlyMap<number, number>>;
  /** Committed offsets; partitions without one are left out. */
  groupOffsets(groupId: string, topics: readonly string[]): Promise<readonly GroupOffset[]>;
  /** For monitoring: the group needs no members. */
  commitGroupOffsets(groupId: string, offsets: readonly GroupOffset[]): Promise<void>;
  producer(options: ProducerOptions): KafkaProducer;
  close(): Promise<void>;
}

export interface ProducerOptions {
  /** Null: no transactions. */
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly acks: "all" | "leader" | "none";
  readonly compression: "none" | "gzip";
}

export interface OutgoingRecord {
  readonly partition: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Null: the time of sending. */
  readonly timestampMs: number | null;
  readonly headers: readonly (readonly [name: string, value: Uint8Array])[];
}

/**
 * One connection that writes. After an error of a transaction it is of no use any more: close it, make a new one with the
 * same transactional id (which fences this one), ask the group what was committed, and do the batch again.
 */
export interface KafkaProducer {
  /** One record batch per partition: the caller keeps it below the topic's max.message.bytes. */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  /** The first one fences earlier producers of the transactional id and aborts what they left open. */
  begin(): Promise<KafkaTransaction>;
  close(): Promise<void>;
}

export interface KafkaTransaction {
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  /** After the records: two transactions with only offsets block each other. */
  sendOffsets(groupId: string, offsets: readonly GroupOffset[]): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}
