// Where partitions begin and, for bounded reading, where they end: the modes of scan.startup and scan.bounded as offsets.
import { MillraceError } from "../../common/errors.ts";
import type { KafkaClient, TopicInfo } from "./client.ts";
import { modeOf, type StartMode } from "./source-options.ts";

type Options = Readonly<Record<string, string>>;

/** Offsets of the partitions of one topic, asked once each. */
export class TopicOffsets {
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #asked = new Map<string, Promise<ReadonlyMap<number, number>>>();

  constructor(client: KafkaClient, topic: string) {
    this.#client = client;
    this.#topic = topic;
  }

  earliest(): Promise<ReadonlyMap<number, number>> {
    return this.#once("earliest", () => this.#client.offsets(this.#topic, "earliest"));
  }

  latest(): Promise<ReadonlyMap<number, number>> {
    return this.#once("latest", () => this.#client.offsets(this.#topic, "latest"));
  }

  at(timestampMs: number): Promise<ReadonlyMap<number, number>> {
    return this.#once(`at ${timestampMs}`, () => this.#client.offsets(this.#topic, { timestampMs }));
  }

  ofGroup(groupId: string): Promise<ReadonlyMap<number, number>> {
    return this.#once("group", async () => {
      const offsets = await this.#client.groupOffsets(groupId, [this.#topic]);
      return new Map(offsets.map(({ partition, offset }) => [partition, offset]));
    });
  }

  #once(key: string, ask: () => Promise<ReadonlyMap<number, number>>): Promise<ReadonlyMap<number, number>> {
    const asked = this.#asked.get(key) ?? ask();
    this.#asked.set(key, asked);
    return asked;
  }
}

/** First offset of each partition of a topic. @throws SOURCE_KAFKA_NO_GROUP_OFFSET */
export async function startOffsets(
  topic: TopicInfo,
  of: TopicOffsets,
  options: Options,
): Promise<ReadonlyMap<number, number>> {
  const mode = modeOf(options, "startup") ?? { kind: "earliest" };
  const found = await offsetsOf(mode, of, options);
  const reset = options["properties.auto.offset.reset"]?.toLowerCase() ?? "earliest";
  const missing = topic.partitions.filter(({ partition }) => !found.has(partition));
  if (missing.length > 0 && mode.kind === "group" && reset === "none") {
    throw new MillraceError(
      "SOURCE_KAFKA_NO_GROUP_OFFSET",
      `the group ${options["properties.group.id"]} has no offset of ${topic.topic}/${missing[0].partition}`,
      { hint: "'properties.auto.offset.reset' = 'earliest' or 'latest' says where such a partition begins." },
    );
  }
  const others =
    missing.length === 0
      ? found
      : mode.kind === "group" && reset === "latest"
        ? await of.latest()
        : await of.earliest();
  return new Map(
    topic.partitions.map(({ partition }) => [partition, found.get(partition) ?? others.get(partition) ?? 0]),
  );
}

/** Where each partition ends; null: it does not. A partition without an offset in the mode is not read at all. */
export async function endOffsets(
  topic: TopicInfo,
  of: TopicOffsets,
  options: Options,
): Promise<ReadonlyMap<number, number> | null> {
  const mode = modeOf(options, "bounded");
  if (mode === null) return null;
  const found = await offsetsOf(mode, of, options);
  // What is beyond the end of the log would never come.
  const latest = await of.latest();
  return new Map(
    topic.partitions.map(({ partition }) => {
      const end = latest.get(partition) ?? 0;
      return [partition, Math.min(found.get(partition) ?? 0, end)];
    }),
  );
}

function offsetsOf(mode: StartMode, of: TopicOffsets, options: Options): Promise<ReadonlyMap<number, number>> {
  switch (mode.kind) {
    case "earliest":
      return of.earliest();
    case "latest":
      return of.latest();
    case "group":
      return of.ofGroup(options["properties.group.id"]);
    case "timestamp":
      return of.at(mode.timestampMs);
    case "specific":
      return Promise.resolve(mode.offsets);
  }
}
