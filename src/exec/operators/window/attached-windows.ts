// Windows that the input carries as two columns: grouping by the bounds that a window function below has assigned. Each
// pair of bounds is a pane; panes lie in order of end, then start.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import type { Pane, PaneTable } from "../../state/pane-table.ts";
import { RowList } from "../live-rows.ts";
import type { RowCell, WindowBook, WindowRef } from "./window-book.ts";
import type { WindowClock } from "./window-clock.ts";

interface AttachedCell extends RowCell {
  readonly startMs: number;
  readonly endMs: number;
}

export interface AttachedBounds {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

export class AttachedWindows implements WindowBook {
  readonly #clock: WindowClock;
  readonly #table: PaneTable;
  readonly #latenessMs: number;
  /** Open windows are corrected like those that have fired. */
  readonly #emitsChanges: boolean;
  readonly #boundsOf: (batch: ChangeBatch) => AttachedBounds;
  /** Where ends are instants: the wall clock to show. */
  readonly #showEnd: ((endMs: number) => number) | null;
  #bounds: AttachedBounds = { starts: new Float64Array(0), ends: new Float64Array(0) };
  /** Marks at which windows of this batch or of the state change, ascending: `#nextChange` is the first above the watermark. */
  #changes: Float64Array = new Float64Array(0);
  #nextChange = 0;

  constructor(
    clock: WindowClock,
    table: PaneTable,
    options: { readonly latenessMs: number; readonly emitsChanges: boolean },
    boundsOf: (batch: ChangeBatch) => AttachedBounds,
    showEnd: ((endMs: number) => number) | null = null,
  ) {
    this.#showEnd = showEnd;
    this.#clock = clock;
    this.#table = table;
    this.#latenessMs = options.latenessMs;
    this.#emitsChanges = options.emitsChanges;
    this.#boundsOf = boundsOf;
    this.settle(table.markMs);
  }

  beginBatch(batch: ChangeBatch): void {
    this.#bounds = this.#boundsOf(batch);
    const { ends } = this.#bounds;
    const distinct = new Set(this.#table.panes.map((pane) => pane.first));
    for (let row = 0; row < batch.rowCount; row++)
      if (row === 0 || ends[row] !== ends[row - 1]) distinct.add(ends[row]);
    const closings = [...distinct].map((end) => this.#clock.closingMs(end));
    const marks = this.#latenessMs === 0 ? closings : closings.flatMap((ms) => [ms, ms + this.#latenessMs]);
    this.#changes = Float64Array.from(marks).sort();
    this.#nextChange = 0;
    this.#passChanges(this.#table.markMs);
  }

  nextChangeMs(): number {
    return this.#nextChange < this.#changes.length ? this.#changes[this.#nextChange] : Number.POSITIVE_INFINITY;
  }

  #passChanges(markMs: number): void {
    while (this.#nextChange < this.#changes.length && this.#changes[this.#nextChange] <= markMs) this.#nextChange++;
  }

  route(rows: Int32Array, from: number, to: number): readonly RowCell[] {
    const { starts, ends } = this.#bounds;
    const cells = new Map<string, AttachedCell>();
    let cell: AttachedCell | null = null;
    for (let i = from; i < to; i++) {
      const row = rows[i];
      if (cell === null || cell.endMs !== ends[row] || cell.startMs !== starts[row]) {
        const key = `${ends[row]} ${starts[row]}`;
        cell = cells.get(key) ?? this.#cell(starts[row], ends[row]);
        cells.set(key, cell);
      }
      cell.list.push(row);
    }
    return [...cells.values()];
  }

  #cell(startMs: number, endMs: number): AttachedCell {
    const table = this.#table;
    const window = this.#windowRef(startMs, endMs);
    const closingMs = this.#clock.closingMs(endMs);
    const isGone = closingMs + this.#latenessMs <= table.markMs;
    return {
      list: new RowList(),
      missed: isGone ? window : null,
      isTaken: !isGone,
      fired: !isGone && (this.#emitsChanges || closingMs <= table.markMs) ? [window] : [],
      openPanes: () => (isGone ? [] : [table.open(endMs, startMs)]),
      startMs,
      endMs,
    };
  }

  #windowRef(startMs: number, endMs: number): WindowRef {
    const table = this.#table;
    return {
      startMs,
      endMs,
      ...(this.#showEnd === null ? {} : { shownEndMs: this.#showEnd(endMs) }),
      parts() {
        const pane = table.find(endMs, startMs);
        return pane === null ? [] : [pane.groups];
      },
    };
  }

  due(markMs: number): readonly WindowRef[] {
    const closing = (pane: Pane) => this.#clock.closingMs(pane.first);
    return this.#table.panes
      .filter((pane) => closing(pane) > this.#table.markMs && closing(pane) <= markMs)
      .map((pane) => this.#windowRef(pane.second, pane.first));
  }

  settle(markMs: number): void {
    this.#table.markMs = markMs;
    this.#passChanges(markMs);
    this.#table.dropWhile((pane) => this.#clock.closingMs(pane.first) + this.#latenessMs <= markMs);
  }

  closingMs(window: WindowRef): number {
    return this.#clock.closingMs(window.endMs);
  }
}
