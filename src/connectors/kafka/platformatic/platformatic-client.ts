// KafkaClient by @platformatic/kafka.
import type { ClusterInfo, GroupOffset, KafkaClient, KafkaProducer, OffsetAt, ProducerOptions } from "../client.ts";
import type { KafkaConnection } from "../connection.ts";
import type { Platformatic } from "./load-platformatic.ts";
import { offsetsByTopic } from "./offsets-by-topic.ts";
import { PlatformaticCluster, untilReady } from "./platformatic-cluster.ts";
import { platformaticError } from "./platformatic-errors.ts";
import { PlatformaticProducer } from "./platformatic-producer.ts";

const LATEST = -1n;
const EARLIEST = -2n;
const NO_REPLICA = -1;

export class PlatformaticClient implements KafkaClient {
  readonly #library: Platformatic;
  readonly #connection: KafkaConnection;
  #cluster: PlatformaticCluster | null = null;

  constructor(library: Platformatic, connection: KafkaConnection) {
    this.#library = library;
    this.#connection = connection;
  }

  describe(topics: readonly string[] | null): Promise<ClusterInfo> {
    const what = topics === null ? "listing the topics" : `looking up ${topics.join(", ")}`;
    return this.#do(what, async (cluster) => {
      const found = await cluster.metadata(topics);
      return {
        brokers: found.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
        topics: found.topics.map(({ name, partitions }) => ({
          topic: name ?? "",
          partitions: partitions
            .map(({ partitionIndex, leaderId }) => ({ partition: partitionIndex, leader: leaderId }))
            .sort((a, b) => a.partition - b.partition),
        })),
      };
    });
  }

  offsets(topic: string, at: OffsetAt): Promise<ReadonlyMap<number, number>> {
    return this.#do(`reading the offsets of ${topic}`, async (cluster) => {
      if (typeof at === "string") return this.#listOffsets(cluster, topic, at === "latest" ? LATEST : EARLIEST);
      const byTime = await this.#listOffsets(cluster, topic, BigInt(at.timestampMs));
      const ends = await this.#listOffsets(cluster, topic, LATEST);
      return new Map(
        [...byTime].map(([partition, offset]) => [partition, offset >= 0 ? offset : ends.get(partition)!]),
      );
    });
  }

  groupOffsets(groupId: string, topics: readonly string[]): Promise<readonly GroupOffset[]> {
    return this.#do(`reading the offsets of the group ${groupId}`, async (cluster) => {
      const metadata = await cluster.metadata(topics);
      const asked = metadata.topics.map(({ name, partitions }) => ({
        name: name ?? "",
        partitionIndexes: partitions.map(({ partitionIndex }) => partitionIndex),
      }));
      const { groups } = await cluster.withCoordinator("group", groupId, (connection) =>
        this.#library.offsetFetchV8.api.async(connection, [{ groupId, memberEpoch: -1, topics: asked }], false),
      );
      return groups
        .flatMap((group) => group.topics)
        .flatMap(({ name, partitions }) =>
          partitions.map(({ partitionIndex, committedOffset, metadata: text }) => ({
            topic: name,
            partition: partitionIndex,
            offset: Number(committedOffset),
            metadata: text ?? "",
          })),
        )
        .filter(({ offset }) => offset >= 0);
    });
  }

  commitGroupOffsets(groupId: string, offsets: readonly GroupOffset[]): Promise<void> {
    return this.#do(`committing offsets to the group ${groupId}`, async (cluster) => {
      // No member: the group is only a place for the offsets.
      await cluster.withCoordinator("group", groupId, (connection) =>
        this.#library.offsetCommitV8.api.async(connection, groupId, -1, "", null, offsetsByTopic(offsets)),
      );
    });
  }

  producer(options: ProducerOptions): KafkaProducer {
    return new PlatformaticProducer(
      new PlatformaticCluster(this.#library, this.#connection),
      options,
      this.#connection,
    );
  }

  async close(): Promise<void> {
    const cluster = this.#cluster;
    this.#cluster = null;
    // What fails to close is closed by its broker.
    await cluster?.close().catch(() => {});
  }

  #listOffsets(cluster: PlatformaticCluster, topic: string, timestamp: bigint): Promise<ReadonlyMap<number, number>> {
    const isolation = this.#connection.isolation === "read_committed" ? 1 : 0;
    return untilReady(async () => {
      const metadata = await cluster.metadata([topic]);
      const byLeader = Map.groupBy(metadata.topics[0].partitions, ({ leaderId }) => leaderId);
      const answers = await Promise.all(
        [...byLeader].map(async ([leader, partitions]) => {
          const asked = partitions.map(({ partitionIndex }) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp }));
          const connection = await cluster.to(metadata, leader);
          const { topics } = await this.#library.listOffsetsV7.api.async(connection, NO_REPLICA, isolation, [
            { name: topic, partitions: asked },
          ]);
          return topics.flatMap((found) => found.partitions);
        }),
      );
      return new Map(answers.flat().map(({ partitionIndex, offset }) => [partitionIndex, Number(offset)]));
    });
  }

  async #do<T>(what: string, act: (cluster: PlatformaticCluster) => Promise<T>): Promise<T> {
    try {
      this.#cluster ??= new PlatformaticCluster(this.#library, this.#connection);
      return await act(this.#cluster);
    } catch (error) {
      throw platformaticError(error, what, this.#connection);
    }
  }
}
