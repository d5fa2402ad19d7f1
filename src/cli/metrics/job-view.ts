// What is known of a running job from outside, for metrics and health. Fed by the events of its run.
import { type Clock, MillraceError, type Progress, type StartedBatch, VERSION } from "../../index.ts";

/** A batch that takes longer is stuck, or may as well be. */
const STALLED_MS = 60_000;

/** Batches of the logs (docs/STATE.md). */
const RETAINED_BATCHES_MAX = 1000;

export interface Health {
  readonly status: "ok" | "stalled" | "failing";
  /** null: ok. */
  readonly reason: string | null;
}

interface BatchTimes {
  readonly submissionMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

export class JobView {
  readonly version = VERSION;
  readonly job: string;
  progress: Progress | null = null;
  completed: BatchTimes | null = null;
  /** The batch that runs. */
  running: { readonly batchId: number; readonly sinceMs: number } | null = null;
  isReady = false;
  completedBatches = 0;
  receivedRecords = 0;
  processedRecords = 0;
  lastReceivedRecords: number | null = null;
  #received = 0;
  #error: Error | null = null;
  #isEnded = false;
  readonly #clock: Clock;
  readonly #intervalMs: number | null;
  readonly #keepsState: boolean;
  #lastChangeMs: number;

  constructor(job: string, clock: Clock, intervalMs: number | null, keepsState: boolean) {
    this.job = job;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#keepsState = keepsState;
    this.#lastChangeMs = clock.nowMs();
  }

  ready(): void {
    this.isReady = true;
    this.#lastChangeMs = this.#clock.nowMs();
  }

  began({ batchId, records }: StartedBatch): void {
    this.running = { batchId, sinceMs: this.#clock.nowMs() };
    this.receivedRecords += records;
    this.lastReceivedRecords = records;
    this.#received = records;
  }

  committed(progress: Progress): void {
    const endMs = this.#clock.nowMs();
    const startMs = endMs - progress.batchMs;
    this.progress = progress;
    this.completed = { endMs, startMs, submissionMs: startMs - progress.schedulingDelayMs };
    this.completedBatches++;
    this.processedRecords += this.#received;
    this.running = null;
    this.#lastChangeMs = endMs;
  }

  /** `error` null: the job has ended well. */
  ended(error: unknown): void {
    this.#isEnded = true;
    this.isReady = false;
    this.running = null;
    if (error !== null) this.#error = error instanceof Error ? error : new Error(String(error));
  }

  /** Batches that the interval asked for since the last one began. */
  waitingBatches(): number {
    if (this.#intervalMs === null || this.completed === null || this.#isEnded) return 0;
    const beganMs = this.running?.sinceMs ?? this.completed.startMs;
    return Math.max(
      0,
      Math.floor((this.#clock.nowMs() - beganMs) / this.#intervalMs) - (this.running === null ? 1 : 0),
    );
  }

  get retainedBatches(): number {
    return this.#keepsState ? Math.min(this.progress?.batchId ?? 0, RETAINED_BATCHES_MAX) : 0;
  }

  health(): Health {
    if (this.#error !== null) return { status: "failing", reason: errorText(this.#error) };
    const nowMs = this.#clock.nowMs();
    const { running } = this;
    if (running !== null && nowMs - running.sinceMs > STALLED_MS) {
      return {
        status: "stalled",
        reason: `batch ${running.batchId} has been running for ${seconds(nowMs - running.sinceMs)}`,
      };
    }
    const quietMs = nowMs - this.#lastChangeMs;
    const behind = (this.progress?.splitLags ?? []).reduce((sum, { records }) => sum + records, 0);
    const intervalMs = this.#intervalMs ?? 0;
    if (running === null && !this.#isEnded && behind > 0 && quietMs > STALLED_MS + intervalMs) {
      return {
        status: "stalled",
        reason: `${behind} records wait, and no batch was committed for ${seconds(quietMs)}`,
      };
    }
    return { status: "ok", reason: null };
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

function errorText(error: Error): string {
  return error instanceof MillraceError ? `${error.code}: ${error.message}` : error.message;
}
