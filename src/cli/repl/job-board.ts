// The jobs of a session at the prompt. An INSERT (or statement set) becomes a job in the background, named by its sinks,
// with its checkpoint in .millrace/<name>.db: entering the same INSERT again, also in a later session, goes on from there.
//
// A start waits a moment for the job: what ends or fails at once is told before the next prompt. What ends later is told
// above the line. Leaving stops all jobs, each with a checkpoint.
import { type JobSummary, type PreparedJob, type Progress, suggest, type UpgradePlan } from "../../index.ts";
import { UsageError } from "../args.ts";
import { failureText } from "../failure.ts";
import { instantText, summaryText } from "../summary.ts";
import { countText, durationText, paint, type Terminal } from "../terminal.ts";

export interface JobBoardOptions {
  readonly terminal: Terminal;
  /** Writes what a job says. */
  readonly say: (text: string) => void;
  /** Asks what becomes of the checkpoint of another query. */
  readonly askUpgrade: (plan: UpgradePlan) => Promise<boolean>;
}

interface BoardJob {
  readonly id: string;
  readonly statePath: string;
  readonly stop: AbortController;
  readonly startMs: number;
  /** Settles when it has ended, however. */
  done: Promise<void>;
  status: "running" | "stopping" | "finished" | "stopped" | "failed";
  progress: Progress | null;
}

/** A start waits so long for a job to end. */
const QUICK_MS = 300;
/** A start waits so long for the first batch: only until then a question can be asked. */
const FIRST_BATCH_MS = 2000;
const ID_MAX = 40;

export const JOB_COLUMNS = ["job", "status", "in", "out", "rows/s", "watermark", "late", "bad", "running for", "state"];

export class JobBoard {
  readonly #options: JobBoardOptions;
  readonly #jobs = new Map<string, BoardJob>();

  constructor(options: JobBoardOptions) {
    this.#options = options;
  }

  get runningCount(): number {
    return this.#running().length;
  }

  /** Comes back when the job has ended or is on its way. */
  async start(prepared: PreparedJob, isFresh: boolean): Promise<void> {
    const id = this.#freeId(prepared);
    const statePath = `.millrace/${id}.db`;
    const job: BoardJob = {
      id,
      statePath,
      stop: new AbortController(),
      startMs: Date.now(),
      done: Promise.resolve(),
      status: "running",
      progress: null,
    };
    let isAsking = false;
    let mayAsk = true;
    let begun: () => void = () => {};
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const run = prepared.run({
      statePath,
      isFresh,
      signal: job.stop.signal,
      upgrade: async (plan) => {
        if (!mayAsk) return false;
        isAsking = true;
        return await this.#options.askUpgrade(plan).finally(() => {
          isAsking = false;
        });
      },
      onProgress: (progress) => {
        job.progress = progress;
        begun();
      },
      onWarning: (text) => this.#say(`${paint(this.#options.terminal, "yellow", "warning:")} job ${id}: ${text}\n`),
    });
    job.done = run.then(
      (summary) => this.#ended(job, summary),
      (error: unknown) => this.#failed(job, error),
    );
    this.#jobs.delete(id);
    this.#jobs.set(id, job);
    await Promise.race([job.done, first, after(FIRST_BATCH_MS)]);
    while (isAsking) await Promise.race([job.done, after(QUICK_MS)]);
    mayAsk = false;
    await Promise.race([job.done, after(QUICK_MS)]);
    if (job.status === "running") this.#say(`job ${id} is running; SHOW JOBS lists it, STOP JOB '${id}' ends it\n`);
  }

  /** One row a job, in order of their starts. */
  rows(): readonly (readonly string[])[] {
    return [...this.#jobs.values()].map(({ id, status, progress: p, startMs, statePath }) => [
      id,
      status,
      countText(p?.rowsIn ?? 0),
      countText(p?.rowsOut ?? 0),
      status === "running" ? countText(p?.rowsPerSecond ?? 0) : "",
      p === null || p.watermarkMs === null ? "" : instantText(p.watermarkMs),
      countText(p?.late ?? 0),
      countText(p?.bad ?? 0),
      status === "running" ? durationText(Date.now() - startMs) : "",
      statePath,
    ]);
  }

  /** Waits for the checkpoint. @throws UsageError when no such job runs. */
  async stop(id: string): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined || (job.status !== "running" && job.status !== "stopping")) {
      const near = suggest(id, this.#running().map((one) => one.id));
      throw new UsageError(`no job '${id}' is running${near === null ? "; SHOW JOBS lists them" : `; did you mean '${near}'?`}`);
    }
    await this.#stop(job);
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#running().map((job) => this.#stop(job)));
  }

  #stop(job: BoardJob): Promise<void> {
    job.status = "stopping";
    job.stop.abort();
    return job.done;
  }

  #running(): readonly BoardJob[] {
    return [...this.#jobs.values()].filter(({ status }) => status === "running" || status === "stopping");
  }

  #ended(job: BoardJob, summary: JobSummary): void {
    job.status = summary.endedBy === "end of input" ? "finished" : "stopped";
    const text = summaryText(summary, true).replaceAll("--fresh starts over", "\\fresh before the INSERT starts over");
    this.#say(`job ${job.id}: ${text.replace("the same command goes on", "the same INSERT goes on")}`);
  }

  #failed(job: BoardJob, error: unknown): void {
    job.status = "failed";
    this.#say(`job ${job.id} failed; the same INSERT goes on from its last checkpoint\n`);
    this.#say(failureText(error, this.#options.terminal, false));
  }

  #say(text: string): void {
    this.#options.say(text);
  }

  /** Named by the sinks; a second job of the same name that runs beside gets a number. */
  #freeId(prepared: PreparedJob): string {
    const name = prepared.plan.sinks.map(({ name }) => name).join("-").replace(/[^\p{L}\p{N}_.-]+/gu, "_").slice(0, ID_MAX);
    const isTaken = (id: string): boolean => this.#running().some((job) => job.id === id);
    let id = name;
    for (let i = 2; isTaken(id); i++) id = `${name}-${i}`;
    return id;
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
