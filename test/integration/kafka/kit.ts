// What the Kafka tests share: topics of their own on the broker of the run, records in them, and SQL over them.
// scripts/test-integration.mjs starts the broker and the schema registry and gives their addresses in MILLRACE_KAFKA and
// MILLRACE_REGISTRY.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CompressionTypes, type Kafka, type Message, type Producer } from "kafkajs";
import { KIND_TEXTS } from "../../../src/columnar/change-batch.ts";
import { rowScalars } from "../../../src/columnar/read.ts";
import { MillraceError } from "../../../src/common/errors.ts";
import { connectionOf } from "../../../src/connectors/kafka/connection.ts";
import { loadKafkajs } from "../../../src/connectors/kafka/kafkajs/load-kafkajs.ts";
import { openClient } from "../../../src/connectors/kafka/open-client.ts";
import { type JobSummary, type PreparedJob, type RunOptions, Session } from "../../../src/engine/index.ts";

/** The library that the tables of this run use; the tests are the same. scripts/test-integration.mjs runs some over each. */
const CLIENT = process.env["MILLRACE_KAFKA_CLIENT"] ?? "kafkajs";

export const BROKER = process.env["MILLRACE_KAFKA"] ?? "127.0.0.1:19092";

/** The registry of the run: the base URL of its Confluent API. */
export const REGISTRY = process.env["MILLRACE_REGISTRY"] ?? "http://127.0.0.1:18081/apis/ccompat/v7";

/** The listener with SASL_SSL, and the certificate of its broker. */
export const SASL_BROKER = `127.0.0.1:${Number(BROKER.split(":")[1]) + 2}`;
export const CA_FILE = `${brokersFolder()}/ca.pem`;

/** Where the brokers keep what they need, and each in a folder of its port what it holds. */
export function brokersFolder(): string {
  const home = process.env["MILLRACE_SERVERS_HOME"] ?? fileURLToPath(new URL("../../../.servers", import.meta.url));
  return `${home}/kafka`;
}

const TOPIC_TRIES = 200;

export class Broker {
  readonly kafka: Kafka;
  readonly admin: ReturnType<Kafka["admin"]>;
  #producer: Producer | null = null;
  #topics = 0;

  constructor(address = BROKER) {
    const { Kafka: Client, logLevel } = loadKafkajs();
    this.kafka = new Client({ brokers: [address], clientId: "tests", logLevel: logLevel.NOTHING });
    this.admin = this.kafka.admin();
  }

  async topic(partitions = 1, config: Readonly<Record<string, string>> = {}, name?: string): Promise<string> {
    const topic = name ?? `t-${process.pid}-${Math.random().toString(36).slice(2, 8)}-${this.#topics++}`;
    const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    await this.admin.connect();
    await this.admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic, numPartitions: partitions, configEntries }],
    });
    await this.#leaders(topic);
    return topic;
  }

  /** Until a topic that was just made has leaders; what kafkajs waits for fails while the broker does not know of it. */
  async #leaders(topic: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const { topics } = await this.admin.fetchTopicMetadata({ topics: [topic] });
        if (topics[0].partitions.length > 0 && topics[0].partitions.every(({ leader }) => leader >= 0)) return;
      } catch (error) {
        if (tries > TOPIC_TRIES) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Texts are values. */
  async produce(topic: string, records: readonly (string | Message)[], isGzip = false): Promise<void> {
    // Idempotent: a retry on a topic that has just been made must not write what some partitions have taken.
    this.#producer ??= this.kafka.producer({
      createPartitioner: byPartition,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await this.#producer.connect();
    const messages = records.map((record) => (typeof record === "string" ? { value: record } : record));
    await this.#producer.send({ topic, messages, compression: isGzip ? CompressionTypes.GZIP : CompressionTypes.None });
  }

  /** Records of one transaction, committed, aborted, or left open: then the producer is returned to be ended. */
  async transaction(topic: string, records: readonly string[], how: "commit" | "abort"): Promise<void> {
    const transactionalId = `tx-${topic}`;
    const producer = this.kafka.producer({
      createPartitioner: byPartition,
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
      retry: { initialRetryTime: 10 },
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: records.map((value) => ({ value })) });
    await (how === "commit" ? transaction.commit() : transaction.abort());
    await producer.disconnect();
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect();
    await this.admin.disconnect();
  }
}

const byPartition =
  () =>
  ({ message }: { message: Message }) =>
    message.partition ?? 0;

export interface Ran {
  /** Kind (when it is no +I) and values of each changed row. */
  readonly rows: readonly string[];
  readonly summary: JobSummary;
  readonly warnings: readonly string[];
}

/** WITH (...) of a table on the broker. */
export function withOptions(topic: string, options: Readonly<Record<string, string>> = {}): string {
  const all = {
    connector: "kafka",
    client: CLIENT,
    topic,
    "properties.bootstrap.servers": BROKER,
    format: "json",
    ...options,
  };
  const texts = Object.entries(all).flatMap(([key, value]) =>
    value === "" ? [] : [`'${key}' = '${value.replaceAll("'", "''")}'`],
  );
  return `WITH (${texts.join(", ")})`;
}

/** Read to what is there now. */
export const BOUNDED = { "scan.startup.mode": "earliest-offset", "scan.bounded.mode": "latest-offset" } as const;

/**
 * Waits until no transaction on a topic is open: a commit returns before its markers are written, and what it wrote is not read
 * before. Nobody may be writing.
 */
export async function settled(topic: string, broker = BROKER): Promise<void> {
  const ends = async (isolation: string) => {
    const options = { "properties.bootstrap.servers": broker, "properties.isolation.level": isolation };
    const client = await openClient(connectionOf(options, "."));
    const offsets = await client.offsets(topic, "latest");
    await client.close();
    return JSON.stringify([...offsets].sort());
  };
  for (let tries = 1; (await ends("read_committed")) !== (await ends("read_uncommitted")); tries++) {
    if (tries > TOPIC_TRIES) throw new Error(`a transaction on ${topic} stays open`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs the last statement, a SELECT, after the others; the rows it gave, in order. */
export async function run(sql: string, options: RunOptions = {}): Promise<Ran> {
  const job = await prepare(sql);
  const rows: string[] = [];
  const warnings: string[] = [];
  const types = job.columns.map(({ type }) => type);
  const summary = await job.run({
    checksInvariants: true,
    ...options,
    onRows: (batch, id) => {
      for (let i = 0; i < (batch.selection?.length ?? batch.rowCount); i++) {
        const row = batch.selection?.[i] ?? i;
        const kind = batch.kinds === null || batch.kinds[row] === 0 ? "" : `${KIND_TEXTS[batch.kinds[row] as 1]} `;
        rows.push(kind + rowScalars(batch.columns, types, row).map(textOf).join("|"));
      }
      return options.onRows?.(batch, id);
    },
    onWarning: (text) => warnings.push(text),
  });
  return { rows, summary, warnings };
}

export async function prepare(sql: string): Promise<PreparedJob> {
  const session = new Session({ settings: { "table.local-time-zone": "UTC" }, stdout: { write: () => true } });
  const step = (await session.compile([{ name: "test", text: sql }])).findLast(({ kind }) => kind === "job");
  if (step?.kind !== "job") throw new Error("no job");
  return step.job;
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (typeof value !== "object" || value === null) return String(value);
  if (!("entries" in value) || Array.isArray(value)) return JSON.stringify(value);
  return (value.entries as [unknown, unknown][]).map(([key, of]) => `${textOf(key)}=${textOf(of)}`).join(",");
}

/** The error that a run ends with. */
export async function failure(running: Promise<unknown>): Promise<MillraceError> {
  try {
    await running;
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

export function caText(): string {
  return readFileSync(CA_FILE, "utf8");
}
