// Draws rows as a box table for terminals. Takes display texts; widths count wide glyphs as two columns.

/** Forms of result rows. */
export type RowForm = "table" | "csv" | "json";

export interface TableColumnStyle {
  readonly name: string;
  /** Numbers stand to the right. */
  readonly isRight: boolean;
}

/** Columns a text takes on a terminal: combining marks 0, East Asian wide and emoji 2. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const glyph of text) width += glyphWidth(glyph);
  return width;
}

function glyphWidth(glyph: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(glyph)) return 0;
  const point = glyph.codePointAt(0) ?? 0;
  const isWide =
    (point >= 0x1100 && point <= 0x115f) ||
    (point >= 0x2e80 && point <= 0xa4cf && point !== 0x303f) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0xfe30 && point <= 0xfe6f) ||
    (point >= 0xff00 && point <= 0xff60) ||
    (point >= 0xffe0 && point <= 0xffe6) ||
    (point >= 0x1f300 && point <= 0x1faff) ||
    (point >= 0x20000 && point <= 0x3fffd);
  return isWide ? 2 : 1;
}

/** Control characters would break the box: shown as their escapes. */
function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, (c) => (c === "\n" ? "\\n" : c === "\t" ? "\\t" : c === "\r" ? "\\r" : `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`));
}

function padTo(text: string, width: number, isRight: boolean): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return isRight ? space + text : text + space;
}

/** A box table drawn piece by piece; columns only ever grow. */
export class BoxTable {
  readonly #columns: readonly TableColumnStyle[];
  readonly #widths: number[];

  constructor(columns: readonly TableColumnStyle[]) {
    this.#columns = columns;
    this.#widths = columns.map((c) => displayWidth(printable(c.name)));
  }

  /** Widens the columns to hold these rows. */
  fit(rows: readonly (readonly string[])[]): void {
    for (const row of rows) {
      for (let i = 0; i < row.length; i++) {
        const width = displayWidth(printable(row[i]));
        if (width > this.#widths[i]) this.#widths[i] = width;
      }
    }
  }

  head(): string {
    const names = this.#columns.map((c) => c.name);
    return `${this.#rule("┌", "┬", "┐")}${this.#line(names, true)}${this.#rule("├", "┼", "┤")}`;
  }

  row(cells: readonly string[]): string {
    return this.#line(cells, false);
  }

  foot(): string {
    return this.#rule("└", "┴", "┘");
  }

  #line(cells: readonly string[], isHead: boolean): string {
    const padded = cells.map((cell, i) => padTo(printable(cell), this.#widths[i], !isHead && this.#columns[i].isRight));
    return `│${padded.map((cell) => ` ${cell} `).join("│")}│\n`;
  }

  #rule(left: string, middle: string, right: string): string {
    return `${left}${this.#widths.map((w) => "─".repeat(w + 2)).join(middle)}${right}\n`;
  }
}

/** A whole table with its frame. */
export function drawTable(columns: readonly TableColumnStyle[], rows: readonly (readonly string[])[]): string {
  const table = new BoxTable(columns);
  table.fit(rows);
  return table.head() + rows.map((row) => table.row(row)).join("") + table.foot();
}
