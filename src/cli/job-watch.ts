// Stands beside a running job: a progress line on a terminal, and what SIGINT and SIGTERM do. The first signal asks the job to finish its
// batch, checkpoint and end; a second one ends the process at once (the checkpoint is the last committed batch, nothing is lost).
import type { Progress } from "../index.ts";
import type { JsonLog } from "./json-log.ts";
import { instantText } from "./summary.ts";
import { bytesText, countText, durationText, paint, type Terminal } from "./terminal.ts";

const SECOND_SIGNAL_EXIT = 130;
const REPAINT_MS = 100;
/** Between progress lines of a log. */
const LOGGED_MS = 1000;
/** Timers alone are late by less. */
const SHOWN_DELAY_MS = 50;

export class JobWatch {
  readonly #terminal: Terminal;
  readonly #showsProgress: boolean;
  readonly #stop = new AbortController();
  readonly #onSignal = (): void => this.#signalled();
  #lastPaintMs = 0;
  #isLineShown = false;

  readonly #log: JsonLog | null;
  readonly #logsEach: boolean;

  /** With `log` all goes there: progress once a second, or (`logsEach`) after each batch. */
  constructor(terminal: Terminal, showsProgress: boolean, log: JsonLog | null = null, logsEach = false) {
    this.#terminal = terminal;
    this.#showsProgress = showsProgress && (log !== null || terminal.isStderrTerminal);
    this.#log = log;
    this.#logsEach = logsEach;
    process.on("SIGINT", this.#onSignal);
    process.on("SIGTERM", this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  progress(progress: Progress): void {
    if (!this.#showsProgress) return;
    const nowMs = Date.now();
    if (!this.#logsEach || this.#log === null) {
      if (nowMs - this.#lastPaintMs < (this.#log === null ? REPAINT_MS : LOGGED_MS)) return;
    }
    this.#lastPaintMs = nowMs;
    if (this.#log !== null) {
      this.#log.progress(progress);
      return;
    }
    const width = Math.max(20, this.#terminal.columns() - 1);
    this.#terminal.stderr.write(`\r\x1b[K${paint(this.#terminal, "dim", progressText(progress).slice(0, width))}`);
    this.#isLineShown = true;
  }

  /** Takes the progress line away before something else is written. */
  clearLine(): void {
    if (this.#isLineShown) this.#terminal.stderr.write("\r\x1b[K");
    this.#isLineShown = false;
  }

  /** A line for whoever watches. */
  say(event: string, text: string, figures: Readonly<Record<string, string>> = {}): void {
    if (this.#log !== null) {
      this.#log.write("info", event, { message: text, ...figures });
      return;
    }
    this.clearLine();
    this.#terminal.stderr.write(`${text}\n`);
  }

  warn(text: string): void {
    if (this.#log !== null) {
      this.#log.write("warn", "warning", { message: text });
      return;
    }
    this.clearLine();
    this.#terminal.stderr.write(`${paint(this.#terminal, "yellow", "warning:")} ${text}\n`);
  }

  end(): void {
    this.clearLine();
    process.off("SIGINT", this.#onSignal);
    process.off("SIGTERM", this.#onSignal);
  }

  #signalled(): void {
    if (this.#stop.signal.aborted) process.exit(SECOND_SIGNAL_EXIT);
    this.say("stopping", "stopping after this batch; a second signal ends at once");
    this.#stop.abort();
  }
}

function progressText(p: Progress): string {
  const parts = [
    `batch ${p.batchId}`,
    `${countText(p.rowsIn)} rows`,
    `${countText(p.rowsPerSecond)} rows/s`,
    p.rateLimit === null ? null : `held to ${countText(Math.floor(p.rateLimit))} rows/s`,
    p.schedulingDelayMs < SHOWN_DELAY_MS ? null : `batches ${durationText(p.schedulingDelayMs)} late`,
    p.watermarkMs === null ? null : `watermark ${instantText(p.watermarkMs)}`,
    p.lagMs === null ? null : `lag ${durationText(p.lagMs)}`,
    p.splitLags.length === 0 ? null : `${countText(p.splitLags.reduce((sum, { records }) => sum + records, 0))} behind`,
    `late ${countText(p.late)}`,
    `bad ${countText(p.bad)}`,
    `state ${countText(p.stateRows)} rows, ${bytesText(p.stateBytes)}`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
