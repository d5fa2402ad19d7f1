// Options of tables that are written to Kafka, with Flink's names, and what they say as values.
import { MillraceError } from "../../../common/errors.ts";
import { badOption, type OptionProblem } from "../../check-options.ts";
import type { OptionSpec, TableSpec } from "../../connector.ts";
import { topicsOf } from "../source-options.ts";

export type DeliveryGuarantee = "none" | "at-least-once" | "exactly-once";
export type Partitioner = "default" | "fixed" | "round-robin";

export interface SinkSettings {
  readonly topic: string;
  readonly guarantee: DeliveryGuarantee;
  /** Null: made of the job's id. */
  readonly transactionalIdPrefix: string | null;
  readonly partitioner: Partitioner;
  readonly acks: "all" | "leader" | "none";
  readonly compression: "none" | "gzip";
  readonly transactionTimeoutMs: number;
  /** So long a batch is tried again. */
  readonly deliveryTimeoutMs: number;
  /** Of one record batch. */
  readonly batchBytesMax: number;
}

const TRANSACTION_TIMEOUT_MS = 60_000;
const DELIVERY_TIMEOUT_MS = 120_000;
/** Brokers take 1 MiB by default; the rest is room for what stands around the records. */
const BATCH_BYTES_MAX = 900_000;

export const SINK_OPTIONS: readonly OptionSpec[] = [
  {
    key: "sink.delivery-guarantee",
    type: { oneOf: ["none", "at-least-once", "exactly-once"] },
    defaultText: "exactly-once",
    summary:
      "exactly-once: each micro-batch is one transaction, seen by readers with read_committed. Flink's default is at-least-once",
  },
  {
    key: "sink.transactional-id-prefix",
    type: "string",
    summary:
      "For exactly-once: begins the transactional ids, for ACLs and for fencing an earlier job of this name. Made of the job's id when it is not set",
  },
  {
    key: "sink.partitioner",
    type: { oneOf: ["default", "fixed", "round-robin"] },
    defaultText: "default",
    summary:
      "default: by the hash of the key as the Java client, without a key one partition per batch in turn; fixed: the first partition; round-robin: row by row",
  },
  {
    key: "properties.acks",
    type: { oneOf: ["all", "-1", "1", "0"] },
    defaultText: "all",
    summary: "Who must have a record before it counts as written; exactly-once always waits for all",
  },
  {
    key: "properties.compression.type",
    type: { oneOf: ["none", "gzip"] },
    defaultText: "none",
    summary: "How record batches are compressed",
  },
  {
    key: "properties.transaction.timeout.ms",
    type: "int",
    isPositive: true,
    defaultText: String(TRANSACTION_TIMEOUT_MS),
    summary:
      "After this time without an end the broker aborts a transaction. It begins when the batch is computed, so it lasts only as long as sending",
  },
  {
    key: "properties.delivery.timeout.ms",
    type: "int",
    isPositive: true,
    defaultText: String(DELIVERY_TIMEOUT_MS),
    summary: "So long a batch is sent again when brokers do not answer; then the job ends, and the next start sends it",
  },
  {
    key: "properties.max.request.size",
    type: "int",
    isPositive: true,
    defaultText: String(BATCH_BYTES_MAX),
    summary: "Bytes of records in one record batch; the topic's max.message.bytes must be larger",
  },
];

export function sinkSettingsOf({ options }: TableSpec): SinkSettings {
  const guarantee = (options["sink.delivery-guarantee"]?.toLowerCase() ?? "exactly-once") as DeliveryGuarantee;
  const acks = options["properties.acks"] ?? "all";
  return {
    topic: onlyTopic(options["topic"]),
    guarantee,
    transactionalIdPrefix: options["sink.transactional-id-prefix"] ?? null,
    partitioner: (options["sink.partitioner"]?.toLowerCase() ?? "default") as Partitioner,
    acks: acks === "0" ? "none" : acks === "1" ? "leader" : "all",
    compression: (options["properties.compression.type"]?.toLowerCase() ?? "none") as "none" | "gzip",
    transactionTimeoutMs: Number(options["properties.transaction.timeout.ms"] ?? TRANSACTION_TIMEOUT_MS),
    deliveryTimeoutMs: Number(options["properties.delivery.timeout.ms"] ?? DELIVERY_TIMEOUT_MS),
    batchBytesMax: Number(options["properties.max.request.size"] ?? BATCH_BYTES_MAX),
  };
}

/** Rules over several options. */
export function sinkProblems({ options }: TableSpec): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const guarantee = options["sink.delivery-guarantee"]?.toLowerCase() ?? "exactly-once";
  const acks = options["properties.acks"];
  if (acks !== undefined && (acks === "0" || acks === "1") && guarantee === "exactly-once") {
    problems.push(
      badOption(
        "properties.acks",
        "exactly-once waits for all replicas",
        "Leave 'properties.acks' out, or lower 'sink.delivery-guarantee'.",
      ),
    );
  }
  if (options["sink.partitioner"]?.toLowerCase() === "round-robin" && options["key.format"] !== undefined) {
    problems.push(
      badOption(
        "sink.partitioner",
        "round-robin would spread the rows of one key over the partitions",
        "Leave it out: rows go by the hash of their key.",
      ),
    );
  }
  return problems;
}

/** @throws CONNECTOR_BAD_OPTION: a table that is read may have several */
function onlyTopic(text: string | undefined): string {
  const topics = topicsOf(text ?? "");
  if (topics.length === 1) return topics[0];
  throw new MillraceError("CONNECTOR_BAD_OPTION", "a table that is written names one 'topic'", {
    hint:
      topics.length === 0
        ? "Add 'topic' = '...'; a pattern is for reading."
        : `It names ${topics.join(", ")}: make a table for each.`,
  });
}
