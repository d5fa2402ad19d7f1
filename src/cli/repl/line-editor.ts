// Reads one statement: several lines with colours, history, search in it (ctrl-R), and completion (TAB).
//
// The text is painted anew after each key, rows that did not change excepted. Others may write above it meanwhile
// (`writeAbove`): notices of jobs do not run into what is typed.
import type { Completions } from "../../index.ts";
import { CompletionMenu, commonPrefix } from "./completion-menu.ts";
import { EditBuffer } from "./edit-buffer.ts";
import type { History } from "./history.ts";
import type { Key, Keys } from "./keys.ts";
import { layoutOf, type Row } from "./layout.ts";
import { RowPainter } from "./row-painter.ts";

export interface LineEditorOptions {
  readonly keys: Keys;
  readonly out: { write(text: string): unknown };
  readonly history: History;
  readonly hasColor: boolean;
  columns(): number;
  rows(): number;
  /** Enter ends what is ready; otherwise it begins a new line. */
  isReady(text: string): boolean;
  complete(text: string, cursor: number): Promise<Completions>;
}

const PROMPT = "millrace> ";
const CONTINUATION = "       -> ";

type KeyEffect = "go on" | "done" | "end";

export class LineEditor {
  readonly #options: LineEditorOptions;
  readonly #painter: RowPainter;
  readonly #buffer = new EditBuffer();
  #menu: CompletionMenu | null = null;
  /** Index of the history entry that is shown; -1: what is typed anew. */
  #historyIndex = -1;
  #typed = "";
  #search: { text: string; index: number } | null = null;
  #isPasting = false;
  #isReading = false;

  constructor(options: LineEditorOptions) {
    this.#options = options;
    this.#painter = new RowPainter(options.out);
  }

  /** Null at the end of input. */
  async read(): Promise<string | null> {
    const { keys } = this.#options;
    this.#reset("");
    const onResize = (): void => this.#repaint();
    process.stdout.on("resize", onResize);
    keys.start();
    this.#isReading = true;
    try {
      this.#paint();
      for (;;) {
        const key = await keys.next();
        if (key === null) return this.#finish(null);
        const effect = await this.#press(key);
        if (effect === "end") return this.#finish(null);
        if (effect === "done") return this.#finish(this.#buffer.text);
        if (!this.#isPasting) this.#paint();
      }
    } finally {
      this.#isReading = false;
      process.stdout.off("resize", onResize);
      keys.stop();
    }
  }

  /** Writes above the line that is typed. */
  writeAbove(write: () => void): void {
    if (this.#isReading) this.#painter.erase();
    write();
    if (this.#isReading) this.#paint();
  }

  #finish(text: string | null): string | null {
    this.#menu = null;
    this.#search = null;
    this.#buffer.cursor = this.#buffer.text.length;
    this.#paint();
    this.#painter.leave();
    if (text !== null) this.#options.history.add(text);
    return text;
  }

  #reset(text: string): void {
    this.#buffer.set(text);
    this.#menu = null;
    this.#search = null;
    this.#historyIndex = -1;
    this.#typed = "";
  }

  async #press(key: Key): Promise<KeyEffect> {
    if (this.#search !== null && this.#pressInSearch(key)) return "go on";
    if (key.name === "tab" && !this.#isPasting) {
      await this.#complete(1);
      return "go on";
    }
    if (this.#menu !== null && this.#pressInMenu(key)) return "go on";
    this.#menu = null;
    if (key.name === "paste-start" || key.name === "paste-end") {
      this.#isPasting = key.name === "paste-start";
      return "go on";
    }
    if (this.#isPasting) {
      this.#buffer.insert(key.name === "return" || key.name === "enter" ? "\n" : key.name === "tab" ? "  " : key.text);
      return "go on";
    }
    if (key.name === "return" || key.name === "enter") return this.#enter(key);
    if (key.ctrl) return this.#pressCtrl(key.name);
    if (key.meta) this.#pressMeta(key.name);
    else if (!this.#move(key.name)) this.#buffer.insert(key.text);
    return "go on";
  }

  #enter(key: Key): KeyEffect {
    const { text } = this.#buffer;
    if (!key.meta && (text.trim() === "" || this.#options.isReady(text))) return "done";
    this.#buffer.insert("\n");
    return "go on";
  }

  #pressCtrl(name: string): KeyEffect {
    const buffer = this.#buffer;
    switch (name) {
      case "c":
        buffer.cursor = buffer.text.length;
        this.#paint();
        this.#options.out.write("^C");
        this.#painter.leave();
        this.#reset("");
        return "go on";
      case "d":
        if (buffer.text === "") return "end";
        buffer.delete();
        return "go on";
      case "l":
        this.#options.out.write("\x1b[H\x1b[2J");
        this.#painter.forget();
        return "go on";
      case "r":
        this.#search = { text: "", index: -1 };
        return "go on";
      case "k":
        buffer.killToLineEnd();
        return "go on";
      case "u":
        buffer.killToLineStart();
        return "go on";
      case "w":
        buffer.killWordLeft();
        return "go on";
      case "y":
        buffer.yank();
        return "go on";
      case "left":
        buffer.wordLeft();
        return "go on";
      case "right":
        buffer.wordRight();
        return "go on";
      default:
        this.#move(MOVES[name] ?? "");
        return "go on";
    }
  }

  #pressMeta(name: string): void {
    const buffer = this.#buffer;
    if (name === "b" || name === "left") buffer.wordLeft();
    else if (name === "f" || name === "right") buffer.wordRight();
    else if (name === "d") buffer.killWordRight();
    else if (name === "backspace") buffer.killWordLeft();
  }

  /** False when the key moves and deletes nothing. */
  #move(name: string): boolean {
    const buffer = this.#buffer;
    switch (name) {
      case "left":
        buffer.left();
        return true;
      case "right":
        buffer.right();
        return true;
      case "home":
        buffer.lineStart();
        return true;
      case "end":
        buffer.lineEnd();
        return true;
      case "up":
        if (!buffer.lineUp()) this.#goInHistory(1);
        return true;
      case "down":
        if (!buffer.lineDown()) this.#goInHistory(-1);
        return true;
      case "backspace":
        buffer.backspace();
        return true;
      case "delete":
        buffer.delete();
        return true;
      default:
        return false;
    }
  }

  /** What was typed first says how entries must begin. */
  #goInHistory(step: 1 | -1): void {
    const { history } = this.#options;
    if (this.#historyIndex === -1) this.#typed = this.#buffer.text;
    const found = history.find((entry) => entry.startsWith(this.#typed), this.#historyIndex + step, step);
    if (found === -1 && step === 1) return;
    if (this.#historyIndex === -1 && step === -1) return;
    this.#historyIndex = found;
    this.#buffer.set(found === -1 ? this.#typed : (history.at(found) ?? ""));
  }

  /** True when the key belongs to the search; any other key takes what was found. */
  #pressInSearch(key: Key): boolean {
    const search = this.#search!;
    const isAgain = key.ctrl && key.name === "r";
    if (!isAgain && key.text === "" && key.name !== "backspace") {
      this.#search = null;
      return key.name === "escape";
    }
    if (key.name === "backspace") search.text = search.text.slice(0, -1);
    else if (!isAgain) search.text += key.text;
    const wanted = search.text.toLowerCase();
    const from = isAgain ? search.index + 1 : Math.max(0, search.index);
    const found = this.#options.history.find((entry) => entry.toLowerCase().includes(wanted), from);
    if (found === -1) return true;
    search.index = found;
    this.#historyIndex = found;
    this.#buffer.set(this.#options.history.at(found) ?? "");
    return true;
  }

  async #complete(by: 1 | -1): Promise<void> {
    const buffer = this.#buffer;
    if (this.#menu !== null) {
      const { start } = this.#menu;
      buffer.replace(start, buffer.cursor, this.#menu.move(by).text);
      return;
    }
    const found = await this.#options.complete(buffer.text, buffer.cursor);
    const texts = found.items.map(({ text }) => text);
    if (texts.length === 0) return;
    const shared = texts.length === 1 ? texts[0] : commonPrefix(texts);
    const typed = buffer.text.slice(found.start, buffer.cursor);
    if (shared.length > typed.length || texts.length === 1) {
      buffer.replace(found.start, buffer.cursor, shared + (isWord(found) ? " " : ""));
      if (texts.length === 1) return;
    }
    this.#menu = new CompletionMenu(found);
  }

  /** True when the key only moved in the menu or took what is chosen. */
  #pressInMenu(key: Key): boolean {
    if (key.name === "down") void this.#complete(1);
    else if (key.name === "up") void this.#complete(-1);
    else {
      const isTaken = this.#menu!.chosen !== null && (key.name === "return" || key.name === "enter");
      this.#menu = null;
      return isTaken || key.name === "escape";
    }
    return true;
  }

  #paint(): void {
    const { rows, cursorRow, cursorColumn } = this.#view();
    this.#painter.paint(rows, cursorRow, cursorColumn);
  }

  /** After a resize the terminal has wrapped the rows in its own way. */
  #repaint(): void {
    this.#painter.erase();
    this.#paint();
  }

  #view(): { rows: readonly Row[]; cursorRow: number; cursorColumn: number } {
    const { hasColor } = this.#options;
    const columns = this.#options.columns();
    const layout = layoutOf(this.#buffer.text, this.#buffer.cursor, {
      prompt: PROMPT,
      continuation: CONTINUATION,
      columns,
      hasColor,
    });
    const below = [...this.#searchRows(), ...(this.#menu?.rows(columns, hasColor) ?? [])];
    const shownMax = Math.max(1, this.#options.rows() - 1 - below.length);
    const first = Math.max(0, Math.min(layout.cursorRow, layout.rows.length - shownMax));
    const shown = layout.rows.slice(first, first + shownMax);
    return { rows: [...shown, ...below], cursorRow: layout.cursorRow - first, cursorColumn: layout.cursorColumn };
  }

  #searchRows(): readonly Row[] {
    return this.#search === null ? [] : [{ head: "", body: `search: ${this.#search.text}` }];
  }
}

const MOVES: Readonly<Record<string, string>> = {
  a: "home",
  e: "end",
  b: "left",
  f: "right",
  p: "up",
  n: "down",
  h: "backspace",
};

/** The only completion, when a word that something follows: a space comes with it. */
function isWord({ items }: Completions): boolean {
  return items.length === 1 && (items[0].kind === "keyword" || items[0].kind === "table" || items[0].kind === "view");
}
