// The view of a result on the whole screen: a table that is repainted as rows come, or the changes as they came; scrolled
// in both directions; a status line at the bottom.
//
// A bounded query is read only as far as somebody looks, plus AHEAD_ROWS: `room` keeps its next batch back until then. What
// was read lies in ResultRows, so scrolling back costs nothing. A stream is never kept back; its view follows the newest
// rows until somebody scrolls up.
import type { Progress } from "../../index.ts";
import { displayWidth, BoxTable } from "../table.ts";
import { countText, type Terminal } from "../terminal.ts";
import { cutTo, windowOf } from "./cut-text.ts";
import type { Key, Keys } from "./keys.ts";
import type { ViewRows } from "./result-rows.ts";
import { ScreenPainter } from "./screen-painter.ts";
import { statusText } from "./status-text.ts";
import { expandedLines, type LinesOf, type RowsOf, tableLines } from "./view-lines.ts";

export interface ResultViewOptions {
  readonly rows: ViewRows;
  readonly isBounded: boolean;
  readonly isExpanded: boolean;
  readonly showsChanges: boolean;
  readonly keys: Keys;
  readonly terminal: Terminal;
}

const AHEAD_ROWS = 10_000;
const REPAINT_MS = 100;
/** Columns of the screen that one key press goes to the side. */
const SIDE_STEP = 8;

export class ResultView {
  readonly #options: ResultViewOptions;
  readonly #painter: ScreenPainter;
  #mode: "table" | "changes";
  #isExpanded: boolean;
  readonly #boxes: Readonly<Record<"table" | "changes", BoxTable>>;
  #top = 0;
  #left = 0;
  /** The last lines stay in sight. */
  #follows: boolean;
  /** Read on to the end of a bounded result. */
  #wantsAll = false;
  #progress: Progress | null = null;
  #note = "";
  #isEnded = false;
  #timer: NodeJS.Timeout | null = null;
  #lineCount = 0;
  #releases: (() => void)[] = [];
  #leave: () => void = () => {};
  /** Kept when somebody wants to go back. */
  readonly whenLeft: Promise<void>;
  readonly #stopListening: () => void;
  readonly #onResize = (): void => {
    this.#painter.clear();
    this.#paint();
  };

  constructor(options: ResultViewOptions) {
    this.#options = options;
    this.#mode = options.showsChanges ? "changes" : "table";
    this.#isExpanded = options.isExpanded;
    this.#follows = !options.isBounded && (this.#mode === "changes" || !options.rows.isUpdating);
    this.#painter = new ScreenPainter(options.terminal.stdout);
    this.#boxes = {
      table: new BoxTable(options.rows.columns),
      changes: new BoxTable(withKind(options.rows.columns)),
    };
    this.whenLeft = new Promise((resolve) => {
      this.#leave = resolve;
    });
    this.#painter.enter();
    this.#stopListening = options.keys.listen((key) => this.#press(key));
    process.stdout.on("resize", this.#onResize);
    this.#paint();
  }

  /** After rows were added; the promise is kept when more may come. */
  room(): void | Promise<void> {
    this.#paintSoon();
    if (!this.#options.isBounded || this.#wantsAll || this.#mayRead()) return;
    return new Promise((resolve) => {
      this.#releases.push(resolve);
    });
  }

  progress(progress: Progress): void {
    this.#progress = progress;
    this.#paintSoon();
  }

  /** What the status line says from now on. */
  end(note: string): void {
    this.#isEnded = true;
    this.#note = note;
    this.#paintSoon();
  }

  note(text: string): void {
    this.#note = text;
    this.#paintSoon();
  }

  /** Lets a job that waits go on to its stop. */
  release(): void {
    for (const release of this.#releases) release();
    this.#releases = [];
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    process.stdout.off("resize", this.#onResize);
    this.#stopListening();
    this.release();
    this.#painter.leave();
  }

  #press(key: Key | null): void {
    const page = this.#bodyRows() - 1;
    const name = key === null ? "q" : key.ctrl ? `ctrl-${key.name}` : key.text !== "" ? key.text : key.name;
    switch (name) {
      case "q":
      case "ctrl-c":
      case "ctrl-d":
      case "escape":
        this.#wantsAll = true;
        this.#leave();
        return;
      case "c":
      case "t":
        this.#turn(this.#mode === "table" ? "changes" : "table");
        break;
      case "x":
        this.#isExpanded = !this.#isExpanded;
        this.#top = 0;
        break;
      case "j":
      case "down":
      case "return":
        this.#scroll(1);
        break;
      case "k":
      case "up":
        this.#scroll(-1);
        break;
      case " ":
      case "f":
      case "pagedown":
        this.#scroll(page);
        break;
      case "b":
      case "pageup":
        this.#scroll(-page);
        break;
      case "g":
      case "home":
        this.#scroll(-Infinity);
        break;
      case "G":
      case "end":
        this.#wantsAll = true;
        this.#follows = true;
        break;
      case "l":
      case "right":
        this.#left += SIDE_STEP;
        break;
      case "h":
      case "left":
        this.#left = Math.max(0, this.#left - SIDE_STEP);
        break;
      case "ctrl-l":
        this.#painter.clear();
        break;
      default:
        return;
    }
    if (this.#wantsAll || this.#mayRead()) this.release();
    this.#paint();
  }

  #turn(mode: "table" | "changes"): void {
    if (this.#options.rows.changes === null) return;
    this.#mode = mode;
    this.#top = 0;
    this.#follows = !this.#options.isBounded && (mode === "changes" || !this.#options.rows.isUpdating);
  }

  #scroll(by: number): void {
    const last = Math.max(0, this.#lineCount - this.#bodyRows());
    this.#top = Math.min(last, Math.max(0, this.#top + by));
    this.#follows = !this.#options.isBounded && by > 0 && this.#top === last;
    if (by < 0) this.#wantsAll = false;
  }

  /** Whether rows are wanted beyond those that are there. Of an updating result all are: its table shows what they leave. */
  #mayRead(): boolean {
    const { rows } = this.#options;
    const each = this.#isExpanded ? rows.columns.length + 1 : 1;
    return rows.isUpdating || rows.changeCount * each < this.#top + this.#bodyRows() + AHEAD_ROWS;
  }

  #bodyRows(): number {
    return Math.max(1, this.#options.terminal.rows() - 1 - (this.#isExpanded ? 0 : 3));
  }

  #source(): RowsOf {
    const { rows } = this.#options;
    if (this.#mode === "changes" && rows.changes !== null) {
      const { firstChange: first, changeCount: count } = rows;
      return { columns: withKind(rows.columns), first, count, rows: (from, to) => rows.changes?.(from, to) ?? [] };
    }
    const first = rows.isUpdating ? 0 : rows.firstChange;
    return { columns: rows.columns, first, count: rows.rowCount, rows: (from, to) => rows.rows(from, to) };
  }

  #paintSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const startMs = Date.now();
      this.#paint();
      // Folding a large result for the screen may not take the time of the job that makes it.
      const tookMs = Date.now() - startMs;
      if (tookMs > REPAINT_MS / 4) this.#timer = setTimeout(() => this.#paintAfterRest(), tookMs * 10);
    }, REPAINT_MS);
  }

  #paintAfterRest(): void {
    this.#timer = null;
    this.#paintSoon();
  }

  #paint(): void {
    const columns = this.#options.terminal.columns();
    const body = this.#bodyRows();
    const source = this.#source();
    const shown = this.#shown(source, body);
    const lines = [...shown.head, ...shown.lines].map((line) => windowOf(line, this.#left, columns));
    const isMarked = this.#mode === "changes" && !this.#isExpanded && this.#options.terminal.hasOutColor && this.#left === 0;
    const painted = isMarked ? lines.map(coloredChange) : lines;
    while (painted.length < this.#options.terminal.rows() - 1) painted.push("");
    this.#painter.paint([...painted, this.#status(columns, source)]);
  }

  #shown(source: RowsOf, body: number): { readonly head: readonly string[]; readonly lines: readonly string[] } {
    const count = source.count - source.first;
    const lineCount = this.#isExpanded ? count * (source.columns.length + 1) : count;
    const last = Math.max(0, lineCount - body);
    this.#top = this.#follows ? last : Math.min(this.#top, last);
    this.#lineCount = lineCount;
    const to = this.#top + body;
    const lines: LinesOf = this.#isExpanded
      ? expandedLines(source)
      : tableLines(source, this.#boxes[this.#mode], this.#top, to);
    const widest = Math.max(0, ...lines.head.map(displayWidth));
    if (!this.#isExpanded) this.#left = Math.min(this.#left, Math.max(0, widest - SIDE_STEP));
    return { head: lines.head, lines: lines.lines(this.#top, to) };
  }

  #status(columns: number, source: RowsOf): string {
    const { rows, isBounded, terminal } = this.#options;
    const first = this.#isExpanded ? Math.floor(this.#top / (rows.columns.length + 1)) : this.#top;
    const isOpen = isBounded && !this.#isEnded;
    const count = `${countText(Math.min(first + 1, source.count))} of ${countText(source.count)}${isOpen ? "+" : ""} ${this.#mode === "table" ? "rows" : "changes"}`;
    const parts = [count, this.#note, this.#progress === null || this.#isEnded ? "" : statusText(this.#progress)];
    const left = parts.filter((part) => part !== "").join(" · ");
    const turn = rows.changes === null ? "" : `c ${this.#mode === "table" ? "changes" : "table"} · `;
    const keys = `${turn}x ${this.#isExpanded ? "table" : "expanded"} · q back`;
    // The way back is always in sight.
    const shown = cutTo(left, Math.max(1, columns - displayWidth(keys) - 2));
    const space = Math.max(1, columns - displayWidth(shown) - displayWidth(keys));
    const line = cutTo(`${shown}${" ".repeat(space)}${keys}`, columns);
    return terminal.hasOutColor ? `\x1b[7m${line}\x1b[0m` : line;
  }
}

function withKind(columns: RowsOf["columns"]): RowsOf["columns"] {
  return [{ name: "op", isRight: false }, ...columns];
}

/** Rows that come green, rows that go red. */
function coloredChange(line: string): string {
  const kind = /^│ ([+-])[IUD]/.exec(line)?.[1];
  return kind === undefined ? line : `\x1b[${kind === "+" ? 32 : 31}m${line}\x1b[0m`;
}
