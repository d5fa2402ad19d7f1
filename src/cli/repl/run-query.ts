// A SELECT at the prompt. A short result of bounded input is printed below it; a long or slow one, and every stream, opens
// the view (result-view.ts). Leaving the view ends the query and leaves what was last seen of a short result on the screen.
import { type ChangeBatch, isNumeric, type PreparedJob, type Step, scalarText, zoneFor } from "../../index.ts";
import { summaryText } from "../summary.ts";
import { paint, type Terminal } from "../terminal.ts";
import type { Keys } from "./keys.ts";
import { printResult } from "./print-result.ts";
import { listedRows, ResultRows, type ViewRows } from "./result-rows.ts";
import { ResultView } from "./result-view.ts";
import type { RowsOf } from "./view-lines.ts";

export interface QueryOptions {
  readonly keys: Keys;
  readonly terminal: Terminal;
  readonly isExpanded: boolean;
  /** Long results open the view. */
  readonly hasPager: boolean;
}

/** A bounded query that takes longer shows what it has. */
const QUIET_MS = 500;
/** Lines of the terminal around a printed table. */
const FRAME_LINES = 8;

/** Answers whether it was stopped. @throws MillraceError */
export async function runQuery(job: PreparedJob, options: QueryOptions): Promise<boolean> {
  const { keys, terminal } = options;
  const rows = new ResultRows(job);
  const stop = new AbortController();
  const warnings: string[] = [];
  let view: ResultView | null = null;
  const open = (): void => {
    if (view !== null || stop.signal.aborted) return;
    keys.onInterrupt = null;
    view = new ResultView({ rows, isBounded: job.isBounded, isExpanded: options.isExpanded, showsChanges: false, keys, terminal });
    void view.whenLeft.then(() => {
      stop.abort();
      view?.release();
    });
  };
  keys.start();
  keys.onInterrupt = () => stop.abort();
  const timer = setTimeout(() => options.hasPager && open(), job.isBounded ? QUIET_MS : 0);
  try {
    const summary = await job.run({
      statePath: null,
      signal: stop.signal,
      onRows: (batch: ChangeBatch) => {
        rows.take(batch);
        if (options.hasPager && view === null && isLong(rows, options)) open();
        return view?.room();
      },
      onProgress: (progress) => view?.progress(progress),
      onWarning: (text) => void (view === null ? warnings.push(text) : view.note(text)),
    });
    clearTimeout(timer);
    const ending = summaryText(summary, false);
    if (options.hasPager && rows.rowCount > terminal.rows() - FRAME_LINES) open();
    const ended = view as ResultView | null;
    if (ended !== null) {
      ended.end(ending.split("\n")[0]);
      await ended.whenLeft;
      ended.close();
    }
    for (const text of warnings) terminal.stderr.write(`${paint(terminal, "yellow", "warning:")} ${text}\n`);
    printResult(printed(rows, options), options.isExpanded, terminal);
    terminal.stderr.write(ending);
    return stop.signal.aborted;
  } finally {
    clearTimeout(timer);
    (view as ResultView | null)?.close();
    keys.onInterrupt = null;
    keys.stop();
    rows.close();
  }
}

/** The rows of SHOW and DESCRIBE: a long list opens the view too. */
export async function showListing(step: Step & { readonly kind: "rows" }, zone: string, options: QueryOptions): Promise<void> {
  const { keys, terminal, isExpanded } = options;
  const columns = step.columns.map(({ name, type }) => ({ name, isRight: isNumeric(type) }));
  const sessionZone = zoneFor(zone);
  const cells = step.rows.map((row) => row.map((value, c) => scalarText(value, step.columns[c].type, "table", sessionZone)));
  const rows = listedRows(columns, cells);
  if (cells.length === 1 && columns.length === 1 && columns[0].name === "result") {
    // A text by itself, as of SHOW CREATE, is shown as it is.
    terminal.stdout.write(`${cells[0][0]}\n`);
    return;
  }
  const lines = isExpanded ? cells.length * (columns.length + 1) : cells.length;
  if (!options.hasPager || lines <= terminal.rows() - FRAME_LINES) {
    printResult({ columns, first: 0, count: cells.length, rows: rows.rows }, isExpanded, terminal);
    return;
  }
  keys.start();
  const view = new ResultView({ rows, isBounded: true, isExpanded, showsChanges: false, keys, terminal });
  view.end("");
  await view.whenLeft;
  view.close();
  keys.stop();
}

function isLong(rows: ViewRows, { terminal, isExpanded }: QueryOptions): boolean {
  const lines = isExpanded ? rows.changeCount * (rows.columns.length + 1) : rows.changeCount;
  return !rows.isUpdating && lines > terminal.rows() - FRAME_LINES;
}

/** All rows of a result that fits; of a longer one the last that do. */
function printed(rows: ViewRows, { terminal, isExpanded, hasPager }: QueryOptions): RowsOf {
  const { columns, rowCount: count } = rows;
  const each = isExpanded ? columns.length + 1 : 1;
  const fitting = Math.max(1, Math.floor((terminal.rows() - FRAME_LINES) / each));
  const first = rows.isUpdating ? 0 : rows.firstChange;
  return { columns, first: hasPager ? Math.max(first, count - fitting) : first, count, rows: (from, to) => rows.rows(from, to) };
}
