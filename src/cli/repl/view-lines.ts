// A result as lines: a box table, or one line per column (expanded, as psql's \x). Both give any stretch of their lines
// without looking at the others.
import { type BoxTable, displayWidth, type TableColumnStyle } from "../table.ts";
import type { Cells } from "./row-store.ts";

export interface LinesOf {
  /** Lines that stay at the top. */
  readonly head: readonly string[];
  readonly count: number;
  lines(from: number, to: number): readonly string[];
}

export interface RowsOf {
  readonly columns: readonly TableColumnStyle[];
  /** Index of the first row that is still there. */
  readonly first: number;
  readonly count: number;
  rows(from: number, to: number): readonly Cells[];
}

/** `box` keeps its widths from one call to the next: columns do not jump. */
export function tableLines(source: RowsOf, box: BoxTable, from: number, to: number): LinesOf {
  const rows = source.rows(source.first + from, source.first + to);
  box.fit(rows);
  const trimmed = (text: string): string => text.trimEnd();
  return {
    head: box.head().trimEnd().split("\n"),
    count: source.count - source.first,
    lines: () => rows.map((row) => trimmed(box.row(row))),
  };
}

export function expandedLines(source: RowsOf): LinesOf {
  const { columns } = source;
  const each = columns.length + 1;
  const width = Math.max(...columns.map(({ name }) => displayWidth(name)));
  return {
    head: [],
    count: (source.count - source.first) * each,
    lines: (from, to) => {
      const first = Math.floor(from / each);
      const rows = source.rows(source.first + first, source.first + Math.ceil(to / each));
      const lines = rows.flatMap((cells, i) => recordLines(columns, cells, source.first + first + i + 1, width));
      return lines.slice(from - first * each, to - first * each);
    },
  };
}

/** -[ RECORD 3 ]-, then `name │ value`. */
export function recordLines(columns: readonly TableColumnStyle[], cells: Cells, number: number, width: number): readonly string[] {
  const lines = columns.map(({ name }, c) => {
    const value = cells[c].replace(/[\x00-\x1f\x7f]/g, (control) => JSON.stringify(control).slice(1, -1));
    return `${name}${" ".repeat(width - displayWidth(name))} │ ${value}`;
  });
  return [`-[ RECORD ${number} ]-`, ...lines];
}
