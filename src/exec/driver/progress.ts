// Figures of a running job, after each batch.
import type { OffsetEntry } from "../state/state-store.ts";
import type { MeasuredBatch } from "./rate-controller.ts";
import type { Progress } from "./run-options.ts";
import type { RunningJob } from "./running-job.ts";

/** Rows a second are taken over about this time. */
const RATE_WINDOW_MS = 2000;

export class ProgressMeter {
  readonly #intervalMs: number | null;
  /** (time, rows read since the start), oldest first; covers RATE_WINDOW_MS. */
  readonly #samples: { readonly atMs: number; readonly rows: number }[] = [{ atMs: performance.now(), rows: 0 }];
  #rows = 0;
  #startMs: number | null = null;
  #schedulingDelayMs = 0;

  constructor(intervalMs: number | null) {
    this.#intervalMs = intervalMs;
  }

  /** Before a batch is planned. */
  begin(): void {
    const nowMs = performance.now();
    const isLate = this.#intervalMs !== null && this.#startMs !== null;
    this.#schedulingDelayMs = isLate ? Math.max(0, nowMs - this.#startMs! - this.#intervalMs!) : 0;
    this.#startMs = nowMs;
  }

  /** After its commit. */
  ended(records: number): MeasuredBatch {
    const endMs = performance.now();
    const processingMs = endMs - (this.#startMs ?? endMs);
    return { endMs, records, processingMs, schedulingDelayMs: this.#schedulingDelayMs };
  }

  progress(job: RunningJob, entry: OffsetEntry, measured: MeasuredBatch, rateLimit: number | null): Progress {
    const { batchId, batchTimeMs } = entry;
    const { endMs: atMs, records: batchRows } = measured;
    this.#rows += batchRows;
    this.#samples.push({ atMs, rows: this.#rows });
    while (this.#samples.length > 2 && this.#samples[1].atMs < atMs - RATE_WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    const elapsedMs = Math.max(1, atMs - first.atMs);
    const watermarkMs = liveMark(job.watermarksMs);
    return {
      batchId,
      batchRows,
      rowsIn: job.accounts.rowsIn(),
      rowsOut: job.accounts.rowsOut(),
      rowsPerSecond: Math.round(((this.#rows - first.rows) * 1000) / elapsedMs),
      watermarkMs,
      lagMs: watermarkMs === null ? null : Math.max(0, batchTimeMs - watermarkMs),
      splitLags: job.sources.flatMap(({ table, source }) =>
        (source.lag?.() ?? []).map((lag) => ({ table: table.name, ...lag })),
      ),
      ...written(job),
      sources: Object.entries(job.watermarksMs).map(([table, mark]) => ({
        table,
        watermarkMs: mark,
        lagMs: mark === null ? null : Math.max(0, batchTimeMs - mark),
      })),
      late: job.accounts.sum("late"),
      bad: job.accounts.sum("bad"),
      batchMs: measured.processingMs,
      schedulingDelayMs: measured.schedulingDelayMs,
      rateLimit,
      checkpointMs: job.checkpointMs,
      restoreMs: job.restoreMs,
      stateRows: job.owners.tables.reduce((sum, t) => sum + t.table.rowCount(), 0),
      stateBytes: job.owners.tables.reduce((sum, t) => sum + t.table.sizeBytes(), 0),
      operators: () => job.meter.figures(),
    };
  }
}

/** What came from where and went where, with the names of the sinks. */
export function written({ accounts, sinks }: RunningJob): Pick<Progress, "accounts" | "written"> {
  const { totals } = accounts;
  const nameOf = new Map(sinks.sinks.map(({ id, plan }) => [id, plan.name]));
  return {
    accounts: totals.accounts.map((account) => ({
      ...account,
      sinkName: nameOf.get(account.sinkId) ?? account.sinkId,
    })),
    written: sinks.sinks.map(({ id, plan }) => ({ sinkId: id, sinkName: plan.name, rows: totals.written[id] })),
  };
}

/** Smallest watermark of the tables that have one; null: none has. */
function liveMark(watermarksMs: Readonly<Record<string, number | null>>): number | null {
  const marks = Object.values(watermarksMs).filter((mark) => mark !== null);
  return marks.length === 0 ? null : Math.min(...marks);
}
