// The micro-batch loop (architecture §3): trigger -> plan and read ranges -> offset log -> operators -> sinks prepare and
// "first" sinks commit -> one transaction in the store -> "after" sinks finish -> sources are acknowledged.
//
// Triggers: as fast as data comes (bounded input: until it ends), or one batch an interval. A stop (signal, batchesMax)
// ends after a whole batch and fires nothing; sinks close what they have open. At the end of bounded input the last batch
// fires everything. A job whose input had ended goes on when its sources bring more.
import { systemClock, type Clock } from "../../common/clock.ts";
import { MillraceError } from "../../common/errors.ts";
import { invariant } from "../../common/invariant.ts";
import { physicalLabel } from "../../planner/explain/physical-text.ts";
import type { PhysicalPlan } from "../../planner/physical.ts";
import { nodesOf } from "../../planner/physical-tree.ts";
import { MemoryStore } from "../state/memory-store.ts";
import type { JobTotals, OffsetEntry, StateStore } from "../state/state-store.ts";
import type { BatchRead } from "./batch-reader.ts";
import { BatchTime } from "./batch-time.ts";
import { compactOne } from "./compaction.ts";
import { ProgressMeter, written } from "./progress.ts";
import { newBatchSeed, SEED_BYTES } from "./random.ts";
import { RateController, rateSetupOf } from "./rate-controller.ts";
import { recover } from "./recovery.ts";
import type { JobSummary, RunOptions } from "./run-options.ts";
import type { RunningJob, Taken } from "./running-job.ts";
import type { DriverJob, Surroundings } from "./surroundings.ts";

/** Records of a batch at most. Throughput hardly depends on it between 8k and 128k; memory and latency do. */
export const BATCH_ROWS_MAX = 65_536;

/** How long to wait when there is nothing to read: sources that only tell when asked; sources that wake the driver. */
const POLL_MS = 50;
const WOKEN_POLL_MS = 250;

/**
 * A stream without data still gets a batch after this time, then after twice as long, and so on: file sinks close parts by
 * batch time, so what was written is seen at most twice as late as the roll interval asks.
 */
const QUIET_MS = 15_000;
const QUIET_MS_MAX = 600_000;

/** Owner of the batch's seed in the external log. */
const SEED_OWNER = "seed";

/** Runs a job to its end or stop. The store it opens is closed again. @throws MillraceError */
export async function runJob(job: DriverJob, surroundings: Surroundings, options: RunOptions): Promise<JobSummary> {
  const store = options.store ?? (await openStore(options));
  try {
    return await new Driver(job, surroundings, store, options).run();
  } finally {
    if (options.store === undefined) store.close();
  }
}

async function openStore(options: RunOptions): Promise<StateStore> {
  const { statePath = null } = options;
  if (statePath === null) return new MemoryStore(false);
  const { openStateFile } = await import("../state/sqlite/open-state-file.ts");
  return openStateFile(statePath, { replacesDamaged: options.isFresh === true });
}

/** What is to be done after an attempt at a batch. */
type Outcome = "ended" | "go on" | "wait";

class Driver {
  readonly #job: DriverJob;
  readonly #surroundings: Surroundings;
  readonly #store: StateStore;
  readonly #options: RunOptions;
  readonly #clock: Clock;
  readonly #time: BatchTime;
  readonly #meter: ProgressMeter;
  /** null: batches take what there is, up to their greatest size. */
  readonly #rateController: RateController | null;
  #batchCount = 0;
  #lastBatchId = 0;
  #lastBatchTimeMs = 0;
  /** The input had ended with the last committed batch. */
  #isInputEnded = false;
  /** The last committed batch closed what the sinks had open. */
  #isClosed = true;
  #quietMs = QUIET_MS;

  constructor(job: DriverJob, surroundings: Surroundings, store: StateStore, options: RunOptions) {
    this.#job = job;
    this.#surroundings = surroundings;
    this.#store = store;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#time = new BatchTime(this.#clock);
    const { batchIntervalMs = null } = options;
    this.#meter = new ProgressMeter(batchIntervalMs);
    const setup = rateSetupOf(job.plan.settings, batchIntervalMs);
    this.#rateController = setup === null ? null : new RateController(setup);
    if (batchIntervalMs === null && rateSetupOf(job.plan.settings, 1) !== null)
      options.onWarning?.(
        "'execution.backpressure.enabled' holds batches of --batch-interval only: without it there is no time to hold them to",
      );
  }

  async run(): Promise<JobSummary> {
    const startMs = performance.now();
    const recovered = await recover(this.#job, this.#surroundings, this.#store, this.#options, {
      replayPending: async (old) => void (await this.#replay(old, undefined)),
      closeSinks: (old) => {
        this.#goOnFromLastCommit(old);
        return this.#log(old, old.reader.readNothing(this.#batchTimeMs()), true);
      },
    });
    const { running, meta } = recovered;
    try {
      await running.open(meta.jobId, this.#store.readPending()?.batchId ?? null);
      const hadRun = this.#store.readLastCommit() !== null;
      this.#goOnFromLastCommit(running);
      const isDone = await this.#replay(running, this.#options.signal);
      if (isDone) this.#options.onReady?.();
      const endedBy = isDone ? await this.#loop(running) : "stopped";
      const operators = running.meter.figures();
      await running.close();
      const isNothingNew = hadRun && this.#batchCount === 0 && endedBy === "end of input";
      const elapsedMs = performance.now() - startMs;
      return {
        ...this.#totals(running),
        jobId: meta.jobId,
        discarded: recovered.discarded,
        endedBy,
        isNothingNew,
        operators,
        elapsedMs,
      };
    } catch (error) {
      // What went wrong first is what the caller must hear.
      await running.close().catch(() => {});
      throw error;
    }
  }

  #goOnFromLastCommit(running: RunningJob): void {
    const last = this.#store.readLastCommit();
    this.#lastBatchId = last?.batchId ?? 0;
    this.#lastBatchTimeMs = last?.batchTimeMs ?? 0;
    this.#time.goOnFrom(this.#lastBatchTimeMs);
    this.#isInputEnded = last?.isEndOfInput ?? false;
    this.#isClosed = last?.isLast ?? true;
    running.reader.turn = this.#store.readLastOffsets()?.turn ?? null;
  }

  /**
   * Runs the pending batch, if there is one, with its logged ranges, time, idle lanes and seed. False: stopped while it
   * waited for its data; the batch stays pending for the next start.
   */
  async #replay(running: RunningJob, signal: AbortSignal | undefined): Promise<boolean> {
    const entry = this.#store.readPending();
    if (entry === null) return true;
    const external = this.#store.readExternal(entry.batchId);
    const seed = external.find(({ operator }) => operator === SEED_OWNER)?.payload;
    if (seed === undefined || seed.length !== SEED_BYTES) {
      throw new MillraceError("STATE_CORRUPT", `the pending batch ${entry.batchId} has no seed`, {
        ...(this.#store.path === null ? {} : { location: this.#store.path }),
        hint: "Put back a copy of the state file, or start over with --fresh.",
      });
    }
    this.#meter.begin();
    if (!(await running.reader.prepareReplay(entry, signal))) return false;
    await this.#execute(running, entry, running.reader.replay(entry), { seed, external });
    this.#time.goOnFrom(entry.batchTimeMs);
    return true;
  }

  async #loop(running: RunningJob): Promise<JobSummary["endedBy"]> {
    const { signal, batchesMax = null, batchIntervalMs = null } = this.#options;
    let dueMs = this.#clock.nowMs();
    for (;;) {
      if (running.isDone) return this.#close(running, "end of input");
      if (signal?.aborted === true) return this.#close(running, "stopped");
      if (batchesMax !== null && this.#batchCount >= batchesMax) {
        return this.#close(running, this.#isInputEnded ? "end of input" : "batches-max");
      }
      const outcome = await this.#next(running);
      if (outcome === "ended") return this.#close(running, "end of input");
      // A turn of the event loop per batch lets signals in.
      await new Promise((resolve) => setImmediate(resolve));
      if (batchIntervalMs !== null) {
        const nowMs = this.#clock.nowMs();
        // A clock that was put back must not hold the next batch back for longer than the interval.
        const waitMs = Math.min(Math.max(dueMs + batchIntervalMs - nowMs, 0), batchIntervalMs);
        dueMs = nowMs + waitMs;
        await this.#clock.sleep(waitMs, signal);
      } else if (outcome === "wait") {
        await this.#sleepUntilReady(running);
      }
    }
  }

  /** Until a source says that it may have more, or until it is time to look. */
  async #sleepUntilReady(running: RunningJob): Promise<void> {
    const { signal } = this.#options;
    const woken = new AbortController();
    const wake = () => woken.abort();
    signal?.addEventListener("abort", wake);
    if (signal?.aborted === true) wake();
    void running.reader.whenReady().then(wake);
    await this.#clock.sleep(running.isWoken ? WOKEN_POLL_MS : POLL_MS, woken.signal);
    signal?.removeEventListener("abort", wake);
  }

  async #next(running: RunningJob): Promise<Outcome> {
    const { batchRowsMax = BATCH_ROWS_MAX } = this.#options;
    const { reader } = running;
    const recordsMax = Math.min(batchRowsMax, this.#rateController?.recordsMax() ?? batchRowsMax);
    this.#meter.begin();
    await reader.prepare(this.#options.signal);
    const read = reader.readNext(this.#batchTimeMs(), recordsMax, this.#isInputEnded);
    if (read === null) {
      if (this.#isInputEnded && reader.isEnded) return "ended";
      const timeMs = this.#batchTimeMs();
      if (!this.#isInputEnded && running.isTimerDue(timeMs)) await this.#log(running, reader.readNothing(timeMs));
      else await this.#rollOutput(running);
      return "wait";
    }
    this.#quietMs = QUIET_MS;
    await this.#log(running, read);
    if (this.#isInputEnded) return "ended";
    return read.hasMore || running.sources.every(({ source }) => source.isBounded) ? "go on" : "wait";
  }

  /** A batch without rows now and then, while a sink may have something open. */
  async #rollOutput(running: RunningJob): Promise<void> {
    const timeMs = this.#batchTimeMs();
    if (this.#isClosed || !running.sinks.hasOpenOutput || timeMs - this.#lastBatchTimeMs < this.#quietMs) return;
    this.#quietMs = Math.min(2 * this.#quietMs, QUIET_MS_MAX);
    await this.#log(running, running.reader.readNothing(timeMs));
  }

  /** A last batch without rows, when a sink may have something open. */
  async #close(running: RunningJob, endedBy: JobSummary["endedBy"]): Promise<JobSummary["endedBy"]> {
    if (!this.#isClosed && running.sinks.hasOpenOutput) {
      await this.#log(running, running.reader.readNothing(this.#batchTimeMs()), true);
    }
    return endedBy;
  }

  /** The offset log before an operator runs. */
  async #log(running: RunningJob, read: BatchRead, isClosing = false): Promise<void> {
    const entry: OffsetEntry = { batchId: this.#lastBatchId + 1, ...read.entry };
    const seed = newBatchSeed(this.#options.seed, entry.batchId);
    this.#store.logOffsets(entry, [{ operator: SEED_OWNER, payload: seed }], running.sinks.showsBeforeCommit);
    await this.#execute(running, entry, read, { seed, external: [] }, isClosing);
  }

  async #execute(
    running: RunningJob,
    entry: OffsetEntry,
    read: BatchRead,
    taken: Taken,
    isClosing = false,
  ): Promise<void> {
    const { signal, batchesMax = null } = this.#options;
    const isLast = () =>
      isClosing ||
      signal?.aborted === true ||
      (batchesMax !== null && this.#batchCount + 1 >= batchesMax) ||
      running.isDone;
    invariant(
      entry.batchId > this.#lastBatchId,
      `law 8: batch ${entry.batchId} comes after batch ${this.#lastBatchId}`,
    );
    this.#options.onBatch?.({ batchId: entry.batchId, records: read.recordCount });
    this.#isClosed = await running.runBatch(entry, read, taken, isLast, this.#clock.nowMs());
    this.#lastBatchId = entry.batchId;
    this.#lastBatchTimeMs = entry.batchTimeMs;
    this.#isInputEnded = entry.isEndOfInput;
    this.#batchCount++;
    const measured = this.#meter.ended(read.recordCount);
    this.#rateController?.measured(measured);
    this.#options.onProgress?.(this.#meter.progress(running, entry, measured, this.#rateController?.rate ?? null));
    compactOne(this.#store, running.owners.tables, entry.batchId);
    this.#store.tidy();
  }

  #batchTimeMs(): number {
    return this.#time.nowMs();
  }

  #totals(running: RunningJob) {
    const { totals } = running.accounts;
    return {
      batchCount: this.#batchCount,
      lastBatchId: this.#lastBatchId === 0 ? null : this.#lastBatchId,
      totals,
      ...written(running),
      watermarksMs: running.watermarksMs,
      expired: expiredStates(totals, running.job.plan),
    };
  }
}

function expiredStates({ expired = {}, passedOver = {} }: JobTotals, plan: PhysicalPlan): JobSummary["expired"] {
  return nodesOf(plan.sinks).flatMap((node) => {
    const count = expired[node.id] ?? 0;
    const retractions = passedOver[node.id] ?? 0;
    if (count + retractions === 0) return [];
    return [{ operatorId: node.id, operator: physicalLabel(node), isJoin: node.kind === "join", count, retractions }];
  });
}
