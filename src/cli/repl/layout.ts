// How a text lies on the terminal: lines and their wraps, each row behind a head (prompt or continuation), and where the
// cursor stands. Colours follow the tokens of the language.
import { tokenize, type HighlightKind } from "../../index.ts";
import { displayWidth } from "../table.ts";

export interface Row {
  readonly head: string;
  /** With colours. */
  readonly body: string;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

export interface LayoutOptions {
  readonly prompt: string;
  readonly continuation: string;
  readonly columns: number;
  readonly hasColor: boolean;
}

const COLOR_OF: Readonly<Record<HighlightKind, string>> = {
  keyword: "1;34",
  name: "",
  string: "32",
  number: "36",
  symbol: "",
  comment: "2",
  error: "31",
};

export function layoutOf(text: string, cursor: number, options: LayoutOptions): Layout {
  const { prompt, continuation } = options;
  const colors = options.hasColor ? colorsOf(text) : null;
  const width = Math.max(8, options.columns - 1 - displayWidth(prompt));
  const rows: Row[] = [];
  let cursorRow = 0;
  let cursorColumn = 0;
  let start = 0;
  let at = 0;
  let used = 0;
  const headOf = (): string => (rows.length === 0 ? prompt : text[start - 1] === "\n" ? continuation : " ".repeat(displayWidth(prompt)));
  const place = (): void => {
    cursorRow = rows.length;
    cursorColumn = displayWidth(prompt) + used;
  };
  const finish = (next: number): void => {
    rows.push({ head: headOf(), body: painted(text, start, at, colors) });
    start = next;
    used = 0;
  };
  for (const glyph of text) {
    const wide = displayWidth(glyph);
    if (glyph !== "\n" && used + wide > width) finish(at);
    if (at === cursor) place();
    if (glyph === "\n") finish(at + 1);
    else used += wide;
    at += glyph.length;
  }
  if (cursor >= at) place();
  finish(at);
  return { rows, cursorRow, cursorColumn };
}

/** The colour of each UTF-16 unit. */
function colorsOf(text: string): readonly string[] {
  const colors: string[] = new Array<string>(text.length).fill("");
  for (const { kind, start, end } of tokenize(text)) colors.fill(COLOR_OF[kind], start, end);
  return colors;
}

function painted(text: string, start: number, end: number, colors: readonly string[] | null): string {
  if (colors === null) return text.slice(start, end);
  let out = "";
  let from = start;
  for (let i = start + 1; i <= end; i++) {
    if (i < end && colors[i] === colors[from]) continue;
    const part = text.slice(from, i);
    out += colors[from] === "" ? part : `\x1b[${colors[from]}m${part}\x1b[0m`;
    from = i;
  }
  return out;
}
