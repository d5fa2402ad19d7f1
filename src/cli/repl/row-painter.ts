// Paints rows below the line where the cursor stood at the start, again and again: only rows that changed are written, and
// of those only what stands behind an unchanged head.
import { displayWidth } from "../table.ts";
import type { Row } from "./layout.ts";

export class RowPainter {
  readonly #out: { write(text: string): unknown };
  #rows: readonly Row[] = [];
  #cursorRow = 0;

  constructor(out: { write(text: string): unknown }) {
    this.#out = out;
  }

  paint(rows: readonly Row[], cursorRow: number, cursorColumn: number): void {
    let text = "";
    let at = this.#cursorRow;
    const go = (row: number): void => {
      if (row < at) text += `\x1b[${at - row}A`;
      // Behind the last row that was painted the terminal has to make room.
      else if (row > at) text += "\r\n".repeat(row - at);
      at = row;
    };
    rows.forEach((row, i) => {
      const old = this.#rows[i];
      if (old !== undefined && old.head === row.head && old.body === row.body) return;
      go(i);
      const isKept = old !== undefined && old.head === row.head;
      text += isKept ? column(displayWidth(row.head)) : `\r${row.head}`;
      text += `${row.body}\x1b[K`;
    });
    if (this.#rows.length > rows.length) {
      go(rows.length);
      text += "\r\x1b[J";
    }
    go(cursorRow);
    text += column(cursorColumn);
    this.#rows = rows;
    this.#cursorRow = cursorRow;
    this.#out.write(text);
  }

  /** Takes all rows away; the cursor stands where the first one began. */
  erase(): void {
    const up = this.#cursorRow > 0 ? `\x1b[${this.#cursorRow}A` : "";
    this.#out.write(`${up}\r\x1b[J`);
    this.forget();
  }

  /** Leaves the rows as they are and goes below them. */
  leave(): void {
    const down = Math.max(0, this.#rows.length - 1 - this.#cursorRow);
    this.#out.write(`${down > 0 ? `\x1b[${down}B` : ""}\r\n`);
    this.forget();
  }

  /** What was painted is not there any more. */
  forget(): void {
    this.#rows = [];
    this.#cursorRow = 0;
  }
}

function column(at: number): string {
  return at === 0 ? "\r" : `\r\x1b[${at}C`;
}
