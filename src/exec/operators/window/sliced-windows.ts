// Windows laid out on the time line. Shared: panes are slices, each row is added once to its slice and a window merges
// its slices when it fires (slice-merges.ts). Not shared (aggregates that depend on the order of arrival cannot be merged from slices): panes are
// whole windows and a row is added to each of its windows that is not gone.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import type { Pane, PaneTable } from "../../state/pane-table.ts";
import type { GroupTable } from "../../state/group-table.ts";
import { RowList } from "../live-rows.ts";
import { SliceMerges } from "./slice-merges.ts";
import type { RowCell, WindowBook, WindowRef } from "./window-book.ts";
import type { WindowClock } from "./window-clock.ts";
import { emptyTable } from "./window-results.ts";
import type { WindowScheme } from "./window-scheme.ts";

class SliceCell implements RowCell {
  readonly list = new RowList();
  missed: WindowRef | null = null;
  isTaken = false;
  fired: readonly WindowRef[] = [];
  fromMs = 0;
  toMs = 0;
  #open: () => readonly Pane[] = () => [];

  reset(open: () => readonly Pane[]): void {
    this.list.count = 0;
    this.#open = open;
  }

  openPanes(): readonly Pane[] {
    return this.#open();
  }
}

export class SlicedWindows implements WindowBook {
  readonly #scheme: WindowScheme;
  readonly #clock: WindowClock;
  readonly #table: PaneTable;
  /** Null: panes are whole windows. */
  readonly #merges: SliceMerges | null;
  readonly #latenessMs: number;
  /** Open windows are corrected like those that have fired. */
  readonly #emitsChanges: boolean;
  readonly #timesOf: (batch: ChangeBatch) => Float64Array;
  #times: Float64Array = new Float64Array(0);
  /** Last window that has fired, last that is gone; -Infinity: none. */
  #fired = Number.NEGATIVE_INFINITY;
  #gone = Number.NEGATIVE_INFINITY;
  #nextChangeMs = Number.NEGATIVE_INFINITY;
  readonly #spare: SliceCell[] = [];
  readonly #cells: SliceCell[] = [];
  readonly #bySlice = new Map<number, SliceCell>();

  constructor(
    scheme: WindowScheme,
    clock: WindowClock,
    table: PaneTable,
    options: { readonly isShared: boolean; readonly latenessMs: number; readonly emitsChanges: boolean },
    timesOf: (batch: ChangeBatch) => Float64Array,
  ) {
    this.#scheme = scheme;
    this.#clock = clock;
    this.#table = table;
    this.#merges = options.isShared
      ? new SliceMerges(
          (slice) => table.find(slice, 0)?.groups ?? null,
          () => emptyTable(table),
        )
      : null;
    this.#latenessMs = options.latenessMs;
    this.#emitsChanges = options.emitsChanges;
    this.#timesOf = timesOf;
    this.settle(table.markMs);
  }

  beginBatch(batch: ChangeBatch): void {
    this.#times = this.#timesOf(batch);
  }

  nextChangeMs(): number {
    return this.#nextChangeMs;
  }

  route(rows: Int32Array, from: number, to: number): readonly RowCell[] {
    this.#spare.push(...this.#cells);
    this.#cells.length = 0;
    this.#bySlice.clear();
    const times = this.#times;
    let i = from;
    while (i < to) {
      const cell = this.#cellOf(times[rows[i]]);
      i = takeRun(rows, times, i, to, cell.list, cell.fromMs, cell.toMs);
    }
    return this.#cells;
  }

  #cellOf(localMs: number): SliceCell {
    const slice = this.#scheme.sliceOf(localMs);
    // A window that holds several slices gets its rows in order of arrival: each run of one slice is a cell of its own.
    const known = this.#merges === null ? undefined : this.#bySlice.get(slice);
    if (known !== undefined) return known;
    const cell = this.#spare.pop() ?? new SliceCell();
    this.#describe(cell, slice);
    this.#bySlice.set(slice, cell);
    this.#cells.push(cell);
    return cell;
  }

  #describe(cell: SliceCell, slice: number): void {
    const scheme = this.#scheme;
    const first = scheme.firstWindow(slice);
    const last = scheme.lastWindow(slice);
    const firstKept = Math.max(first, this.#gone + 1);
    cell.fromMs = scheme.sliceStartMs(slice);
    cell.toMs = scheme.sliceStartMs(slice + 1);
    cell.missed = first <= last && first <= this.#gone ? this.#windowRef(Math.min(last, this.#gone)) : null;
    cell.isTaken = firstKept <= last;
    const fired: WindowRef[] = [];
    const shown = this.#emitsChanges ? last : Math.min(last, this.#fired);
    for (let window = firstKept; window <= shown; window++) fired.push(this.#windowRef(window));
    cell.fired = fired;
    cell.reset(() => {
      if (firstKept > last) return [];
      if (this.#merges !== null) {
        this.#merges.forget(slice);
        return [this.#table.open(slice, 0)];
      }
      const panes: Pane[] = [];
      for (let window = firstKept; window <= last; window++) panes.push(this.#table.open(window, 0));
      return panes;
    });
  }

  #windowRef(window: number): WindowRef {
    const scheme = this.#scheme;
    const startSlice = scheme.startSlice(window);
    const endSlice = scheme.endSlice(window);
    return {
      startMs: scheme.sliceStartMs(startSlice),
      endMs: scheme.sliceStartMs(endSlice),
      parts: () => (this.#merges === null ? this.#paneOf(window) : this.#merges.parts(startSlice, endSlice)),
    };
  }

  due(markMs: number): readonly WindowRef[] {
    const upTo = this.#lastClosed(markMs);
    const due: WindowRef[] = [];
    let next = this.#fired + 1;
    for (const pane of this.#table.panes) {
      const first = this.#merges !== null ? this.#scheme.firstWindow(pane.first) : pane.first;
      if (first > upTo) break;
      const last = Math.min(this.#lastWindowOf(pane), upTo);
      for (let window = Math.max(first, next); window <= last; window++) {
        due.push(this.#windowRef(window));
        next = window + 1;
      }
    }
    return due;
  }

  settle(markMs: number): void {
    this.#table.markMs = markMs;
    this.#fired = this.#lastClosed(markMs);
    this.#gone = this.#latenessMs === 0 ? this.#fired : this.#lastClosed(markMs - this.#latenessMs);
    this.#table.dropWhile((pane) => this.#lastWindowOf(pane) <= this.#gone);
    if (Number.isFinite(this.#gone)) this.#merges?.dropBefore(this.#scheme.startSlice(this.#gone + 1));
    this.#nextChangeMs = Math.min(
      this.#closingOf(this.#fired + 1),
      this.#latenessMs === 0 ? Number.POSITIVE_INFINITY : this.#closingOf(this.#gone + 1) + this.#latenessMs,
    );
  }

  closingMs(window: WindowRef): number {
    return this.#clock.closingMs(window.endMs);
  }

  #paneOf(window: number): readonly GroupTable[] {
    const pane = this.#table.find(window, 0);
    return pane === null ? [] : [pane.groups];
  }

  #lastWindowOf(pane: Pane): number {
    return this.#merges !== null ? this.#scheme.lastWindow(pane.first) : pane.first;
  }

  #closingOf(window: number): number {
    if (window === Number.NEGATIVE_INFINITY) return window;
    return this.#clock.closingMs(this.#scheme.sliceStartMs(this.#scheme.endSlice(window)));
  }

  /** The last window whose closing instant is at or before a mark. */
  #lastClosed(markMs: number): number {
    if (!Number.isFinite(markMs)) return markMs;
    const scheme = this.#scheme;
    const closingAt = (slice: number) => this.#clock.closingMs(scheme.sliceStartMs(slice));
    let slice = scheme.sliceOf(this.#clock.localMs(markMs) + 1);
    while (closingAt(slice) > markMs) slice--;
    while (closingAt(slice + 1) <= markMs) slice++;
    return scheme.lastEndingBy(slice);
  }
}

/** Takes rows while their times stay within [fromMs, toMs) and the list has room; answers the index of the next row. */
function takeRun(
  rows: Int32Array,
  times: Float64Array,
  start: number,
  to: number,
  list: RowList,
  fromMs: number,
  toMs: number,
): number {
  let i = start;
  let { count } = list;
  list.reserve(count + 1);
  const taken = list.rows;
  const stop = Math.min(to, start + taken.length - count);
  while (i < stop) {
    const row = rows[i];
    const time = times[row];
    if (time < fromMs || time >= toMs) break;
    taken[count++] = row;
    i++;
  }
  list.count = count;
  return i;
}
