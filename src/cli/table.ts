// Draws rows as a box table for terminals. Takes display texts; widths count wide glyphs as two columns.

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

/** A whole table with its frame. */
export function drawTable(columns: readonly TableColumnStyle[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(printable));
  const widths = columns.map((c, i) => Math.max(displayWidth(c.name), ...chunkedWidths(shown, i)));
  const rule = (left: string, middle: string, right: string) => left + widths.map((w) => "─".repeat(w + 2)).join(middle) + right;
  const line = (cells: readonly string[], isHead: boolean) =>
    `│${cells.map((cell, i) => ` ${padTo(cell, widths[i], !isHead && columns[i].isRight)} `).join("│")}│`;
  const lines = [rule("┌", "┬", "┐"), line(columns.map((c) => c.name), true), rule("├", "┼", "┤")];
  for (const row of shown) lines.push(line(row, false));
  lines.push(rule("└", "┴", "┘"));
  return `${lines.join("\n")}\n`;
}

function chunkedWidths(rows: readonly (readonly string[])[], column: number): number[] {
  let widest = 0;
  for (const row of rows) widest = Math.max(widest, displayWidth(row[column]));
  return [widest];
}
