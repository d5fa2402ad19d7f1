// --log-format json: everything a run says on stderr, one JSON object a line. Names of fields are stable: docs/guides/operations.md.
import { type JobSummary, MillraceError, MillraceErrors, type Progress, renderError } from "../index.ts";
import type { Terminal } from "./terminal.ts";

export type LogLevel = "info" | "warn" | "error";

type Figures = Readonly<Record<string, unknown>>;

export class JsonLog {
  readonly #terminal: Terminal;
  readonly #job: string;

  constructor(terminal: Terminal, job: string) {
    this.#terminal = terminal;
    this.#job = job;
  }

  write(level: LogLevel, event: string, figures: Figures): void {
    this.#terminal.stderr.write(line(level, event, { job: this.#job, ...figures }));
  }

  progress(progress: Progress): void {
    this.write("info", "progress", {
      batch: progress.batchId,
      rows_read: progress.rowsIn,
      rows_written: progress.rowsOut,
      rows_late: progress.late,
      rows_bad: progress.bad,
      batch_rows: progress.batchRows,
      rows_per_second: progress.rowsPerSecond,
      watermark_ms: progress.watermarkMs,
      watermark_lag_ms: progress.lagMs,
      records_behind: progress.splitLags.reduce((sum, { records }) => sum + records, 0),
      processing_ms: rounded(progress.batchMs),
      scheduling_delay_ms: rounded(progress.schedulingDelayMs),
      total_delay_ms: rounded(progress.batchMs + progress.schedulingDelayMs),
      checkpoint_ms: rounded(progress.checkpointMs),
      rate_limit: progress.rateLimit,
      state_rows: progress.stateRows,
      state_bytes: progress.stateBytes,
    });
  }

  summary(summary: JobSummary): void {
    this.write("info", "summary", {
      batch: summary.lastBatchId,
      job_id: summary.jobId,
      ended_by: summary.endedBy,
      nothing_new: summary.isNothingNew,
      batches: summary.batchCount,
      elapsed_ms: rounded(summary.elapsedMs),
      watermarks_ms: summary.watermarksMs,
      accounts: summary.accounts.map(({ table, sinkName, read, used, filtered, late, bad, lateForSome }) => ({
        source: table,
        sink: sinkName,
        rows_read: read,
        rows_used: used,
        rows_filtered: filtered,
        rows_late: late,
        rows_bad: bad,
        rows_late_for_some: lateForSome,
      })),
      sinks: summary.written.map(({ sinkName, rows }) => ({ sink: sinkName, rows_written: rows })),
      forgotten_batches: summary.discarded?.lastBatchId ?? 0,
    });
  }
}

/** A line for each error. */
export function errorLines(error: unknown): string {
  const errors = error instanceof MillraceErrors ? error.errors : [error];
  return errors.map((one) => line("error", "error", errorFigures(one))).join("");
}

function errorFigures(error: unknown): Figures {
  if (!(error instanceof MillraceError))
    return { code: null, message: error instanceof Error ? error.message : String(error) };
  const { code, message, hint, location } = error;
  return { code, message, hint, location, text: renderError(error) };
}

function line(level: LogLevel, event: string, figures: Figures): string {
  return `${JSON.stringify({ time: new Date().toISOString(), level, event, ...figures })}\n`;
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
