// The Kafka source: each partition is a split, and its own watermark group; offsets are those of the log.
//
// Bytes are fetched in the background (fetch/), so planning and reading a batch never wait; the driver waits in prepare()
// where it must. The position of a split moves over what no record stands at, and a range is done when it is reached.
//
// An offset that is gone: 'scan.on-data-loss' = fail ends the job; earliest moves the position in a run of its own without
// rows, which is logged and replayed as any other.
import { systemClock } from "../../common/clock.ts";
import { invariant } from "../../common/invariant.ts";
import type {
  BadRow,
  ReplayRun,
  RunLimit,
  RunResult,
  Source,
  SourceRows,
  SplitCursor,
  SplitLag,
  SplitState,
} from "../connector.ts";
import { BatchRows, type RowsSetup } from "./batch-rows.ts";
import type { KafkaClient } from "./client.ts";
import { connectionOf, type KafkaConnection } from "./connection.ts";
import { dataLoss } from "./data-loss.ts";
import { createCrc32c } from "./fetch/crc32c-wasm.ts";
import { Fetcher } from "./fetch/fetcher.ts";
import { RecordScout } from "./fetch/look-ahead.ts";
import { RecordBlock } from "./fetch/record-walk.ts";
import { GroupCommitter } from "./group-committer.ts";
import { openClient } from "./open-client.ts";
import { type KafkaCursor, Partitions, type SourcePartition } from "./partitions.ts";
import { discoveryMsOf, fetchSettingsOf, modeOf } from "./source-options.ts";
import { untilStable } from "./stable-end.ts";

/** Records of one turn where partitions are read side by side. */
const TURN_RECORDS = 1024;
const LOOK_AGAIN_MS = 250;
/** A bounded job, or a replay, that gets nothing for so long gives up. */
const GIVE_UP_MS = 60_000;

export class KafkaSource implements Source {
  readonly isBounded: boolean;
  readonly turnLength = TURN_RECORDS;
  readonly #setup: RowsSetup;
  readonly #connection: KafkaConnection;
  readonly #rows: BatchRows;
  readonly #block = new RecordBlock();
  #client: KafkaClient | null = null;
  #fetcher!: Fetcher;
  #partitions!: Partitions;
  #committer: GroupCommitter | null = null;
  #states: readonly SplitState[] = [];
  #statesOf: readonly SourcePartition[] | null = null;
  #discovery: NodeJS.Timeout | null = null;
  #isTroubleTold = false;

  constructor(setup: RowsSetup) {
    this.#setup = setup;
    const { options } = setup.table;
    this.isBounded = modeOf(options, "bounded") !== null;
    this.#connection = connectionOf(options, setup.context.workingDirectory);
    this.#rows = new BatchRows(setup);
  }

  async open(cursors: ReadonlyMap<string, SplitCursor>): Promise<void> {
    const { options } = this.#setup.table;
    const client = await openClient(this.#connection);
    this.#client = client;
    const { needs } = this.#rows;
    const scout = needs === null ? null : new RecordScout(needs);
    this.#fetcher = new Fetcher(client, this.#connection, fetchSettingsOf(options), scout);
    const settings = {
      isCommittedOnly: this.#connection.isolation === "read_committed",
      crc32c: options["properties.check.crcs"]?.toLowerCase() === "false" ? null : createCrc32c(),
    };
    this.#partitions = new Partitions(client, this.#fetcher, options, settings, (topic) => this.#settle(topic));
    await this.#partitions.open(cursors);
    await this.#fetcher.start();
    const groupId = options["properties.group.id"];
    if (groupId !== undefined && options["properties.commit.offsets.on.checkpoint"]?.toLowerCase() !== "false") {
      this.#committer = new GroupCommitter(client, groupId, (text) => this.#warn(text));
    }
    if (!this.isBounded) this.#discoverLater();
  }

  async #settle(topic: string): Promise<void> {
    if (this.#connection.isolation !== "read_committed") return;
    const uncommitted = await openClient({ ...this.#connection, isolation: "read_uncommitted" });
    const setup = {
      committed: this.#client!,
      uncommitted,
      clock: systemClock,
      warn: (text: string) => this.#warn(text),
    };
    await untilStable(topic, setup).finally(() => uncommitted.close());
  }

  #warn(text: string): void {
    this.#setup.context.warn?.(`${this.#setup.table.name}: ${text}`);
  }

  #discoverLater(): void {
    const intervalMs = discoveryMsOf(this.#setup.table.options);
    if (intervalMs === 0) return;
    this.#discovery = setTimeout(() => {
      this.#partitions
        .discover()
        .then((hasNew) => (hasNew ? this.#fetcher.start() : undefined))
        .catch((error: unknown) =>
          this.#warn(`${error instanceof Error ? error.message : String(error)}; tried again later`),
        )
        .finally(() => {
          if (this.#discovery !== null) this.#discoverLater();
        });
    }, intervalMs);
  }

  async prepare(signal: AbortSignal | undefined): Promise<void> {
    this.#tellTrouble();
    if (!this.isBounded) {
      await this.#check();
      return;
    }
    await this.#waitFor(signal, () =>
      this.#partitions.ordered.every(
        ({ log, until, jumpTo }) => log.hasData || log.position >= (until ?? 0) || jumpTo !== null,
      ),
    );
  }

  prepareReplay(runs: readonly ReplayRun[], signal: AbortSignal | undefined): Promise<boolean> {
    const needed: SourcePartition[] = [];
    for (const [split, of] of Map.groupBy(runs, (run) => run.split)) {
      const reading = of.filter(
        (run) => !isJump(run.from as KafkaCursor, run.to as KafkaCursor) && run.to.offset > run.from.offset,
      );
      if (reading.length === 0) continue;
      const partition = this.#known(split);
      if (partition.log.position !== reading[0].from.offset) partition.log.seek(reading[0].from.offset);
      partition.watched.needTo = reading.at(-1)!.to.offset;
      needed.push(partition);
    }
    this.#fetcher.wake();
    return this.#waitFor(signal, () => {
      const gone = needed.find(({ watched }) => watched.isOutOfRange);
      if (gone !== undefined) {
        throw dataLoss(gone.log.name, gone.log.fetchOffset, "a batch that was begun reads it again, and it is gone");
      }
      return needed.every(({ log, watched }) => log.fetchOffset >= watched.needTo);
    });
  }

  /** Until something is so; false: `signal` aborted before. */
  async #waitFor(signal: AbortSignal | undefined, isSo: () => boolean): Promise<boolean> {
    let troubleFromMs: number | null = null;
    for (;;) {
      await this.#check();
      if (isSo()) return true;
      if (signal?.aborted === true) return false;
      const { trouble } = this.#fetcher;
      if (trouble === null) troubleFromMs = null;
      else {
        troubleFromMs ??= systemClock.nowMs();
        if (systemClock.nowMs() - troubleFromMs > GIVE_UP_MS) throw trouble;
      }
      this.#tellTrouble();
      await this.#fetcher.arrived.wait(LOOK_AGAIN_MS);
    }
  }

  #tellTrouble(): void {
    const { trouble } = this.#fetcher;
    if (trouble !== null && !this.#isTroubleTold) this.#warn(`${trouble.message}; trying again`);
    if (trouble === null && this.#isTroubleTold) this.#warn("Kafka answers again");
    this.#isTroubleTold = trouble !== null;
  }

  /** Throws what fetching met; finds out where to go on where an offset is gone. */
  async #check(): Promise<void> {
    for (const partition of this.#partitions.ordered) {
      const { watched, log } = partition;
      if (watched.error !== null) throw watched.error;
      if (watched.isOutOfRange && partition.jumpTo === null && !log.hasData) await this.#meetLoss(partition);
    }
  }

  async #meetLoss(partition: SourcePartition): Promise<void> {
    const { log, watched } = partition;
    const { topic, partition: number, name, position } = log;
    const earliest = (await this.#client!.offsets(topic, "earliest")).get(number) ?? 0;
    const latest = (await this.#client!.offsets(topic, "latest")).get(number) ?? 0;
    if (position >= earliest && position <= latest) {
      // It was there a moment later: a new leader that had not caught up.
      watched.isOutOfRange = false;
      this.#fetcher.wake();
      return;
    }
    const reason =
      position < earliest
        ? `the log begins at ${earliest} now: retention removed what was not read`
        : `the log ends at ${latest}: the topic was made anew, or its broker lost it`;
    if (this.#setup.table.options["scan.on-data-loss"]?.toLowerCase() !== "earliest")
      throw dataLoss(name, position, reason);
    this.#warn(`${name}: offset ${position} is gone, ${reason}; reading goes on at ${earliest}`);
    partition.jumpTo = earliest;
    if (partition.until !== null) partition.until = Math.min(partition.until, latest);
  }

  whenReady(): Promise<void> {
    return this.#fetcher.arrived.wait();
  }

  discover(): readonly SplitState[] {
    const { ordered } = this.#partitions;
    if (ordered !== this.#statesOf) {
      this.#statesOf = ordered;
      this.#states = ordered.map((partition) => this.#stateOf(partition));
    }
    return this.#states;
  }

  #stateOf(partition: SourcePartition): SplitState {
    const { log } = partition;
    return {
      split: log.name,
      start: partition.start,
      hasMore: ({ offset }) =>
        partition.until === null ? log.fetchOffset > offset || partition.jumpTo !== null : offset < partition.until,
      isEnded: ({ offset }) => partition.until !== null && offset >= partition.until,
      watermarkGroup: log.name,
    };
  }

  beginBatch(): void {
    this.#rows.reset();
  }

  readRun(split: string, from: SplitCursor, limit: RunLimit, replayTo: SplitCursor | null): RunResult {
    const partition = this.#known(split);
    const { log } = partition;
    const cursor = from as KafkaCursor;
    if (replayTo !== null && isJump(cursor, replayTo as KafkaCursor))
      return this.#jump(partition, replayTo as KafkaCursor);
    if (log.position !== from.offset) log.seek(from.offset);
    if (replayTo === null && partition.jumpTo !== null) {
      const { jumpTo: offset, until } = partition;
      const lost = cursor.lost + Math.max(0, offset - from.offset);
      return this.#jump(partition, { offset, until, lost, jumps: cursor.jumps + 1 });
    }
    const end = replayTo?.offset ?? Math.min(limit.beginBefore, partition.until ?? Number.POSITIVE_INFINITY);
    const byteCount = this.#read(partition, end, limit, replayTo !== null);
    const { rowCount, bad } = this.#rows.endRun(split);
    const { until } = partition;
    const to: KafkaCursor = { offset: log.position, until, lost: cursor.lost, jumps: cursor.jumps };
    return {
      rowCount,
      bad: bad.map((row): BadRow => ({ split, ...row })),
      to,
      isEnded: until !== null && to.offset >= until,
      byteCount,
    };
  }

  /** Reads on to `end` or the limits; returns the bytes. */
  #read({ log }: SourcePartition, end: number, limit: RunLimit, isReplay: boolean): number {
    const block = this.#block;
    let recordsLeft = isReplay ? Number.POSITIVE_INFINITY : limit.recordsMax;
    let bytesLeft = isReplay ? Number.POSITIVE_INFINITY : limit.bytesMax;
    let byteCount = 0;
    this.#rows.beginRun();
    while (recordsLeft > 0 && bytesLeft > 0 && log.next(block, end, recordsLeft) === "block") {
      this.#rows.add(block, log.name);
      recordsLeft -= block.count;
      bytesLeft -= block.byteCount;
      byteCount += block.byteCount;
    }
    this.#fetcher.wake();
    return byteCount;
  }

  #jump(partition: SourcePartition, to: KafkaCursor): RunResult {
    partition.log.seek(to.offset);
    partition.watched.isOutOfRange = false;
    partition.jumpTo = null;
    partition.lost = to.lost;
    this.#fetcher.wake();
    return { rowCount: 0, bad: [], to, isEnded: to.until !== null && to.offset >= to.until, byteCount: 0 };
  }

  endBatch(): SourceRows {
    return this.#rows.finish();
  }

  lag(): readonly SplitLag[] {
    return this.#partitions.ordered.map(({ log, until, lost }) => {
      const end = until ?? log.endOffset;
      return { split: log.name, records: Math.max(0, end - log.position), lost };
    });
  }

  acknowledge(cursors: ReadonlyMap<string, SplitCursor>): void {
    this.#committer?.commit(
      [...cursors].flatMap(([split, { offset }]) => {
        const partition = this.#partitions.get(split);
        return partition === null
          ? []
          : [{ topic: partition.log.topic, partition: partition.log.partition, offset, metadata: "" }];
      }),
    );
  }

  async close(): Promise<void> {
    if (this.#discovery !== null) clearTimeout(this.#discovery);
    this.#discovery = null;
    await this.#committer?.close();
    if (this.#fetcher !== undefined) await this.#fetcher.close();
    await this.#client?.close();
  }

  #known(split: string): SourcePartition {
    const partition = this.#partitions.get(split);
    invariant(partition !== null, `partition ${split} is not known`);
    return partition;
  }
}

function isJump(from: KafkaCursor, to: KafkaCursor): boolean {
  return from.jumps !== to.jumps;
}
