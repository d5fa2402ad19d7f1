// The library: one database object over one session. Jobs that INSERT keep their checkpoint in the state file given to
// open(); queries keep theirs in memory. Nothing goes on after disposal.
import type { ChangeBatch } from "../columnar/change-batch.ts";
import type { Clock } from "../common/clock.ts";
import { MillraceError } from "../common/errors.ts";
import { zoneFor } from "../common/zone.ts";
import type { JobSummary, Progress, RunOptions } from "../exec/driver/run-options.ts";
import { FoldedRows } from "./fold.ts";
import type { PreparedJob } from "./job.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./state.ts";
import type { Step } from "./step.ts";
import type { FunctionDefinition } from "./user-function.ts";
import { type Change, type JsRow, jsChanges, jsRow } from "./values.ts";

export interface MillraceOptions extends SessionOptions {
  /** State file of the INSERT jobs; absent: in memory. */
  readonly state?: string;
  readonly batchRowsMax?: number;
  /** One micro-batch per interval; absent: as fast as data comes. */
  readonly batchIntervalMs?: number;
  readonly upgrade?: RunOptions["upgrade"];
  readonly clock?: Clock;
}

export class Millrace implements AsyncDisposable {
  readonly #session: Session;
  readonly #options: MillraceOptions;
  /** Stops whatever still runs. */
  readonly #running = new Map<AbortController, Promise<unknown>>();
  #isClosed = false;

  private constructor(options: MillraceOptions) {
    this.#session = new Session(options);
    this.#options = options;
  }

  static async open(options: MillraceOptions = {}): Promise<Millrace> {
    const db = new Millrace(options);
    // Settings that are wrong are told here, not with the first statement.
    await db.#session.compile([]);
    return db;
  }

  /** Makes a user function known to the statements that come after. @throws MillraceError when it is written wrongly */
  function(name: string, definition: FunctionDefinition): void {
    this.#session.function(name, definition);
  }

  /** Runs statements; INSERTs to their end. @throws MillraceError, MillraceErrors */
  async execute(sql: string): Promise<readonly JobSummary[]> {
    const summaries: JobSummary[] = [];
    for (const step of await this.#compile(sql)) {
      if (step.kind !== "job") continue;
      const { done } = this.#launch(
        step.job,
        step.role === "inserts" ? {} : { statePath: null },
        new AbortController(),
      );
      summaries.push(await done);
    }
    return summaries;
  }

  /** The rows of one SELECT. Nothing runs before they are asked for. */
  query<Row = JsRow>(sql: string): Query<Row> {
    const prepare = () => this.#single(sql, "query");
    const launch = (job: PreparedJob, options: RunOptions, stop: AbortController) =>
      this.#launch(job, { ...options, statePath: null }, stop).done;
    return new QueryRows<Row>(prepare, launch);
  }

  /** Starts the INSERTs of `sql` as a job and comes back at once. */
  async start(sql: string): Promise<JobHandle> {
    const job = await this.#single(sql, "inserts");
    return this.#launch(job, {}, new AbortController());
  }

  /** Stops all that runs, with a checkpoint. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running];
    for (const [stop] of running) stop.abort();
    await Promise.allSettled(running.map(([, done]) => done));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #compile(sql: string): Promise<readonly Step[]> {
    if (this.#isClosed) {
      throw new MillraceError("PLAN_CLOSED", "this database was closed", {
        hint: "Open another with Millrace.open().",
      });
    }
    return this.#session.compile([{ name: "sql", text: sql }]);
  }

  async #single(sql: string, role: "query" | "inserts"): Promise<PreparedJob> {
    const jobs = (await this.#compile(sql)).flatMap((step) => (step.kind === "job" ? [step] : []));
    if (jobs.length !== 1 || jobs[0].role !== role) {
      const [wanted, other] =
        role === "query" ? ["query() takes one SELECT", "start()"] : ["start() takes INSERTs", "query()"];
      throw new MillraceError("PLAN_WRONG_STATEMENT", `${wanted} and no other statement that reads`, {
        hint: `Use ${other} or execute() for the rest.`,
      });
    }
    return jobs[0].job;
  }

  #launch(job: PreparedJob, options: RunOptions, stop: AbortController): JobHandle {
    const { state = null, batchRowsMax, batchIntervalMs, upgrade, clock } = this.#options;
    const handle = new RunningHandle(stop);
    const done = job.run({
      statePath: state,
      batchRowsMax,
      batchIntervalMs,
      upgrade,
      clock,
      ...options,
      signal: stop.signal,
      onProgress: (progress) => {
        handle.metrics = progress;
      },
    });
    handle.done = done;
    this.#running.set(stop, done);
    // The caller hears of a failure through `done`; here it only ends the book-keeping.
    done.finally(() => this.#running.delete(stop)).catch(() => {});
    return handle;
  }
}

/** A job that runs beside the caller. */
export interface JobHandle extends AsyncDisposable {
  /** Of the last batch; null before the first. */
  readonly metrics: Progress | null;
  /** Settles when the job has ended. */
  readonly done: Promise<JobSummary>;
  /** Finishes the batch, checkpoints, ends. */
  stop(): Promise<JobSummary>;
}

class RunningHandle implements JobHandle {
  metrics: Progress | null = null;
  done!: Promise<JobSummary>;
  readonly #stop: AbortController;

  constructor(stop: AbortController) {
    this.#stop = stop;
  }

  stop(): Promise<JobSummary> {
    this.#stop.abort();
    return this.done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/**
 * Rows of a SELECT. Iterating gives the folded rows: of bounded input once, at its end; of an append-only result as they
 * come. `changes()` gives every change with its kind, of any result.
 */
export interface Query<Row> extends AsyncIterable<Row> {
  changes(): AsyncIterable<Change<Row>>;
}

type Launch = (job: PreparedJob, options: RunOptions, stop: AbortController) => Promise<JobSummary>;

class QueryRows<Row> implements Query<Row> {
  readonly #prepare: () => Promise<PreparedJob>;
  readonly #launch: Launch;

  constructor(prepare: () => Promise<PreparedJob>, launch: Launch) {
    this.#prepare = prepare;
    this.#launch = launch;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    const job = await this.#prepare();
    const zone = zoneFor(job.zone);
    if (job.changelogMode === "append") {
      for await (const batch of this.#batches(job))
        for (const { row } of jsChanges(batch, job.columns, zone)) yield row as Row;
      return;
    }
    if (!job.isBounded) {
      throw new MillraceError(
        "PLAN_UNBOUNDED_RESULT",
        "the rows of this query change for ever, so there is no last state to give",
        {
          hint: "Iterate over query(...).changes().",
        },
      );
    }
    const folded = new FoldedRows(job.columns, job.streamKey);
    for await (const batch of this.#batches(job)) folded.apply(batch);
    for (const row of folded.rows()) yield jsRow(job.columns, row, zone) as Row;
  }

  async *changes(): AsyncGenerator<Change<Row>> {
    const job = await this.#prepare();
    const zone = zoneFor(job.zone);
    for await (const batch of this.#batches(job)) yield* jsChanges(batch, job.columns, zone) as Generator<Change<Row>>;
  }

  /** Batches one at a time: the job waits until the reader asks for the next. */
  async *#batches(job: PreparedJob): AsyncGenerator<ChangeBatch> {
    const stop = new AbortController();
    const hand = new Hand();
    const onRows = (batch: ChangeBatch) => (stop.signal.aborted ? undefined : hand.give(batch));
    const done = this.#launch(job, { onRows }, stop).finally(() => hand.close());
    // A failure is told below, by `await done`; until then it must not count as unhandled.
    done.catch(() => {});
    try {
      for (let batch = await hand.take(); batch !== null; batch = await hand.take()) yield batch;
      await done;
    } finally {
      stop.abort();
      hand.close();
      await done.catch(() => {});
    }
  }
}

/** Hands batches from the job to one reader; the giver waits until the reader comes back for the next. */
class Hand {
  #batch: ChangeBatch | null = null;
  #isClosed = false;
  #release: () => void = () => {};
  #wake: () => void = () => {};

  give(batch: ChangeBatch): Promise<void> {
    this.#batch = batch;
    this.#wake();
    return new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  /** null when nothing comes any more. */
  async take(): Promise<ChangeBatch | null> {
    if (this.#batch === null) this.#release();
    while (this.#batch === null) {
      if (this.#isClosed) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const batch = this.#batch;
    this.#batch = null;
    return batch;
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
    this.#wake();
  }
}
