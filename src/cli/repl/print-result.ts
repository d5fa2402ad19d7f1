// A whole result below the prompt: a table whose widest columns are cut until it fits the terminal, or expanded.
import { BoxTable, displayWidth } from "../table.ts";
import { paint, type Terminal } from "../terminal.ts";
import { cutTo } from "./cut-text.ts";
import type { Cells } from "./row-store.ts";
import { type RowsOf, recordLines } from "./view-lines.ts";

const COLUMN_MIN = 6;
const STRETCH_ROWS = 1000;

export function printResult(source: RowsOf, isExpanded: boolean, terminal: Terminal): void {
  if (isExpanded) printExpanded(source, terminal);
  else printTable(source, terminal);
}

function printExpanded(source: RowsOf, terminal: Terminal): void {
  const width = Math.max(...source.columns.map(({ name }) => displayWidth(name)));
  forStretches(source, (rows, from) => {
    const lines = rows.flatMap((cells, i) => recordLines(source.columns, cells, from + i + 1, width));
    terminal.stdout.write(`${lines.join("\n")}\n`);
  });
}

function printTable(source: RowsOf, terminal: Terminal): void {
  const widths = source.columns.map(({ name }) => displayWidth(name));
  forStretches(source, (rows) => {
    for (const cells of rows) {
      for (let c = 0; c < cells.length; c++) widths[c] = Math.max(widths[c], displayWidth(cells[c]));
    }
  });
  const limits = fittingWidths(widths, terminal.columns());
  const cut = (cells: Cells): Cells => cells.map((cell, c) => cutTo(cell, limits[c]));
  const box = new BoxTable(source.columns.map(({ name, isRight }, c) => ({ name: cutTo(name, limits[c]), isRight })));
  let isHeadDue = true;
  box.fit([limits.map((width, c) => " ".repeat(Math.min(width, widths[c])))]);
  forStretches(source, (rows) => {
    const head = isHeadDue ? box.head() : "";
    isHeadDue = false;
    terminal.stdout.write(head + rows.map((cells) => box.row(cut(cells))).join(""));
  });
  terminal.stdout.write(`${isHeadDue ? box.head() : ""}${box.foot()}`);
  if (limits.some((limit, c) => limit < widths[c])) {
    terminal.stderr.write(`${paint(terminal, "dim", "wide columns are cut; \\x shows them whole")}\n`);
  }
}

/** Takes from the widest columns until all fit; none becomes narrower than COLUMN_MIN. */
export function fittingWidths(widths: readonly number[], columns: number): readonly number[] {
  const room = columns - 1 - 3 * widths.length;
  let limit = Math.max(COLUMN_MIN, ...widths);
  const total = (): number => widths.reduce((sum, width) => sum + Math.min(width, limit), 0);
  while (limit > COLUMN_MIN && total() > room) limit--;
  return widths.map((width) => Math.min(width, limit));
}

function forStretches(source: RowsOf, take: (rows: readonly Cells[], from: number) => void): void {
  for (let from = source.first; from < source.count; from += STRETCH_ROWS) {
    take(source.rows(from, Math.min(source.count, from + STRETCH_ROWS)), from - source.first);
  }
}
