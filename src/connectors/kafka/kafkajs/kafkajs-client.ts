// KafkaClient by kafkajs. Its admin client hides what is needed here: offsets under an isolation level, and a commit to a
// group without members. Both are asked of its Cluster, which the pinned version gives through a private symbol.
import type { Kafka } from "kafkajs";
import type {
  ClusterInfo,
  GroupOffset,
  KafkaClient,
  KafkaProducer,
  OffsetAt,
  ProducerOptions,
  TopicInfo,
} from "../client.ts";
import type { KafkaConnection } from "../connection.ts";
import { kafkaError } from "../kafka-errors.ts";
import { type Coordinator, clusterOf, type KafkajsCluster } from "./kafkajs-cluster.ts";
import { KafkajsProducer } from "./kafkajs-producer.ts";
import { loadKafkajs } from "./load-kafkajs.ts";

const READ_UNCOMMITTED = 0;
const READ_COMMITTED = 1;

const CONNECT_TIMEOUT_MS = 10_000;

/** Its connections look for time-outs ten times a second, so one that is not needed is closed. */
const IDLE_MS = 1000;

export class KafkajsClient implements KafkaClient {
  readonly #connection: KafkaConnection;
  readonly #kafka: Kafka;
  readonly #cluster: KafkajsCluster;
  #connected: Promise<void> | null = null;
  #closing: Promise<void> = Promise.resolve();
  #underWay = 0;
  #idleTimer: NodeJS.Timeout | null = null;

  constructor(connection: KafkaConnection) {
    const { brokers, clientId, tls, sasl, requestTimeoutMs, isolation } = connection;
    const kafkajs = loadKafkajs();
    this.#connection = connection;
    this.#kafka = new kafkajs.Kafka({
      brokers: brokers.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`),
      clientId,
      ...(tls === null ? {} : { ssl: tls }),
      ...(sasl === null
        ? {}
        : {
            sasl: {
              mechanism: sasl.mechanism.toLowerCase() as "plain",
              username: sasl.username,
              password: sasl.password,
            },
          }),
      connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      retry: { initialRetryTime: 50, retries: 8, maxRetryTime: 2000 },
      logLevel: kafkajs.logLevel.NOTHING,
    });
    this.#cluster = clusterOf(this.#kafka, isolation === "read_committed" ? READ_COMMITTED : READ_UNCOMMITTED);
  }

  describe(topics: readonly string[] | null): Promise<ClusterInfo> {
    const what = topics === null ? "listing the topics" : `looking up ${topics.join(", ")}`;
    return this.#do(what, async (cluster) => {
      const found = await cluster.metadata({ topics: topics === null ? [] : [...topics] });
      return {
        brokers: found.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
        topics: found.topicMetadata.map(topicOf),
      };
    });
  }

  offsets(topic: string, at: OffsetAt): Promise<ReadonlyMap<number, number>> {
    return this.#do(`reading the offsets of ${topic}`, async (cluster) => {
      await cluster.addTargetTopic(topic);
      await cluster.refreshMetadata();
      const partitions = cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => ({ partition: partitionId }));
      const ask = async (by: { fromBeginning: boolean } | { fromTimestamp: number }) => {
        const found = await untilReady(async (isAgain) => {
          if (isAgain) await cluster.refreshMetadata();
          return cluster.fetchTopicsOffset([{ topic, partitions, ...by }]);
        });
        return new Map((found.at(0)?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)]));
      };
      if (typeof at === "string") return ask({ fromBeginning: at === "earliest" });
      const [byTime, ends] = [await ask({ fromTimestamp: at.timestampMs }), await ask({ fromBeginning: false })];
      return new Map(
        [...byTime].map(([partition, offset]) => [partition, offset >= 0 ? offset : ends.get(partition)!]),
      );
    });
  }

  groupOffsets(groupId: string, topics: readonly string[]): Promise<readonly GroupOffset[]> {
    return this.#do(`reading the offsets of the group ${groupId}`, async (cluster) => {
      await cluster.addMultipleTargetTopics([...topics]);
      const asked = topics.map((topic) => ({
        topic,
        partitions: cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId })),
      }));
      const { responses } = await withCoordinator(cluster, groupId, (coordinator) =>
        coordinator.offsetFetch({ groupId, topics: asked }),
      );
      return responses.flatMap(({ topic, partitions }) =>
        partitions
          .map((p) => ({ topic, partition: p.partition, offset: Number(p.offset), metadata: p.metadata ?? "" }))
          .filter(({ offset }) => offset >= 0),
      );
    });
  }

  commitGroupOffsets(groupId: string, offsets: readonly GroupOffset[]): Promise<void> {
    return this.#do(`committing offsets to the group ${groupId}`, async (cluster) => {
      const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, of]) => ({
        topic,
        partitions: of.map(({ partition, offset, metadata }) => ({ partition, offset: String(offset), metadata })),
      }));
      // No member: the group is only a place for the offsets.
      await withCoordinator(cluster, groupId, (coordinator) =>
        coordinator.offsetCommit({ groupId, groupGenerationId: -1, memberId: "", topics }),
      );
    });
  }

  producer(options: ProducerOptions): KafkaProducer {
    return new KafkajsProducer(this.#kafka, options, this.#connection);
  }

  async close(): Promise<void> {
    this.#stopIdling();
    const connected = this.#connected;
    this.#connected = null;
    // What fails to close is closed by its broker.
    if (connected !== null) this.#closing = connected.then(() => this.#cluster.disconnect()).catch(() => {});
    await this.#closing;
  }

  #stopIdling(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
  }

  async #do<T>(what: string, act: (cluster: KafkajsCluster) => Promise<T>): Promise<T> {
    this.#underWay++;
    this.#stopIdling();
    try {
      await this.#closing;
      this.#connected ??= this.#cluster.connect();
      await this.#connected;
      return await act(this.#cluster);
    } catch (error) {
      if (!this.#cluster.isConnected()) this.#connected = null;
      throw kafkaError(error, what, this.#connection);
    } finally {
      if (--this.#underWay === 0) this.#idleTimer = setTimeout(() => void this.close(), IDLE_MS);
    }
  }
}

function topicOf(found: {
  readonly topic: string;
  readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
}): TopicInfo {
  const partitions = found.partitionMetadata.map(({ partitionId, leader }) => ({ partition: partitionId, leader }));
  return { topic: found.topic, partitions: partitions.sort((a, b) => a.partition - b.partition) };
}

const READY_TRIES = 20;
const READY_WAIT_MS = 100;
/** A coordinator that is still loading, a coordinator or leader that is another one by now. */
const READY_SOON: ReadonlySet<unknown> = new Set([
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
  "NOT_LEADER_FOR_PARTITION",
  "LEADER_NOT_AVAILABLE",
]);

/** The first use of a group, and its first use after a broker began, wait until its coordinator is ready. */
function withCoordinator<T>(
  cluster: KafkajsCluster,
  groupId: string,
  ask: (coordinator: Coordinator) => Promise<T>,
): Promise<T> {
  return untilReady(async () => ask(await cluster.findGroupCoordinator({ groupId })));
}

async function untilReady<T>(ask: (isAgain: boolean) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(tries > 1);
    } catch (error) {
      if (!READY_SOON.has((error as { type?: unknown }).type) || tries >= READY_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, READY_WAIT_MS));
    }
  }
}
