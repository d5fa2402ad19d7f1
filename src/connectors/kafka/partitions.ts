// The partitions of a source: found at the start and, for unbounded reading, while it runs; with where each is read and ends.
//
// The order is by topic and number, so it is a function of what exists. A partition that is found later is read from its
// beginning; one that a stored position names and that no longer exists is an error, as what it held is lost.
import { MillraceError } from "../../common/errors.ts";
import type { SplitCursor } from "../connector.ts";
import type { KafkaClient, TopicInfo } from "./client.ts";
import type { Fetcher, Watched } from "./fetch/fetcher.ts";
import { type LogSettings, PartitionLog } from "./fetch/partition-log.ts";
import { modeOf, patternOf, topicsOf } from "./source-options.ts";
import { endOffsets, startOffsets, TopicOffsets } from "./start-positions.ts";

/** `offset`: of the next record. */
export interface KafkaCursor extends SplitCursor {
  /** The offset behind the last record to be read; null: without end. */
  readonly until: number | null;
  /** Records that were gone before they could be read, as far as they can be counted. */
  readonly lost: number;
  /** Times the position was moved over lost records. */
  readonly jumps: number;
}

export interface SourcePartition {
  readonly watched: Watched;
  readonly log: PartitionLog;
  readonly start: KafkaCursor;
  until: number | null;
  lost: number;
  /** Where to go on when the offset is gone and that is allowed; null: nothing is gone. */
  jumpTo: number | null;
}

type Options = Readonly<Record<string, string>>;

export class Partitions {
  readonly #client: KafkaClient;
  readonly #fetcher: Fetcher;
  readonly #options: Options;
  readonly #settings: LogSettings;
  readonly #settle: (topic: string) => Promise<void>;
  readonly #byName = new Map<string, SourcePartition>();
  /** In order of topic and number. */
  ordered: readonly SourcePartition[] = [];

  /** `settle`: before the end of a bounded read is asked. */
  constructor(
    client: KafkaClient,
    fetcher: Fetcher,
    options: Options,
    settings: LogSettings,
    settle: (topic: string) => Promise<void>,
  ) {
    this.#settle = settle;
    this.#client = client;
    this.#fetcher = fetcher;
    this.#options = options;
    this.#settings = settings;
  }

  get(split: string): SourcePartition | null {
    return this.#byName.get(split) ?? null;
  }

  /** At the start. @throws SOURCE_KAFKA_PARTITION_GONE */
  async open(cursors: ReadonlyMap<string, SplitCursor>): Promise<void> {
    await this.#add(await this.#topics(), cursors, cursors.size === 0);
    for (const [split, cursor] of cursors) {
      const { until } = cursor as KafkaCursor;
      if (this.#byName.has(split) || (until !== null && cursor.offset >= until)) continue;
      throw new MillraceError(
        "SOURCE_KAFKA_PARTITION_GONE",
        `${split} was read up to offset ${cursor.offset} and no longer exists`,
        {
          location: split,
          hint: "What it held is lost. --fresh reads what is there now, from the beginning.",
        },
      );
    }
  }

  /** Looks for new ones; true when there are. */
  async discover(): Promise<boolean> {
    const before = this.#byName.size;
    await this.#add(await this.#topics(), new Map(), false);
    return this.#byName.size > before;
  }

  async #topics(): Promise<readonly TopicInfo[]> {
    const pattern = this.#options["topic-pattern"];
    if (pattern === undefined) return (await this.#client.describe(topicsOf(this.#options["topic"]))).topics;
    const matches = patternOf(pattern)!;
    const { topics } = await this.#client.describe(null);
    // Topics of Kafka itself are meant by no pattern.
    return topics.filter(({ topic }) => !topic.startsWith("__") && matches.test(topic));
  }

  /** `isFirst`: the job has no state yet, so the startup mode counts. */
  async #add(topics: readonly TopicInfo[], cursors: ReadonlyMap<string, SplitCursor>, isFirst: boolean): Promise<void> {
    for (const topic of topics) {
      const isNew = ({ partition }: { partition: number }) => !this.#byName.has(`${topic.topic}/${partition}`);
      if (!topic.partitions.some(isNew)) continue;
      if (modeOf(this.#options, "bounded") !== null) await this.#settle(topic.topic);
      const offsets = new TopicOffsets(this.#client, topic.topic);
      const starts = isFirst ? await startOffsets(topic, offsets, this.#options) : await offsets.earliest();
      const ends = await endOffsets(topic, offsets, this.#options);
      for (const { partition } of topic.partitions.filter(isNew)) {
        const cursor = cursors.get(`${topic.topic}/${partition}`) as KafkaCursor | undefined;
        this.#addOne(topic.topic, partition, cursor, starts.get(partition) ?? 0, ends?.get(partition) ?? null);
      }
    }
    this.ordered = [...this.#byName.values()].sort((a, b) =>
      a.log.topic === b.log.topic ? a.log.partition - b.log.partition : a.log.topic < b.log.topic ? -1 : 1,
    );
  }

  #addOne(topic: string, partition: number, cursor: KafkaCursor | undefined, start: number, end: number | null): void {
    // A bounded run that was stopped goes on to its own end; one that was done reads what has come since.
    const isGoingOn = cursor !== undefined && cursor.until !== null && cursor.offset < cursor.until;
    const until = end !== null && isGoingOn ? cursor.until : end;
    const offset = cursor?.offset ?? start;
    const log = new PartitionLog(topic, partition, offset, this.#settings);
    this.#byName.set(log.name, {
      watched: this.#fetcher.watch(log),
      log,
      start: { offset, until, lost: cursor?.lost ?? 0, jumps: cursor?.jumps ?? 0 },
      until,
      lost: cursor?.lost ?? 0,
      jumpTo: null,
    });
  }
}
