// Which windows a row belongs to and how each of them stands. Two kinds of window come to the same: windows laid out on the
// time line (sliced-windows.ts) and windows that the input carries as columns (attached-windows.ts).
//
// A window is open until the watermark reaches its closing instant; then it has fired. With allowed lateness it is kept for
// corrections until the watermark is that much further; then it is gone, and rows for it are late. Between two marks
// given by nextChangeMs no window changes its standing, so rows are routed in whole stretches.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import type { GroupTable } from "../../state/group-table.ts";
import type { Pane } from "../../state/pane-table.ts";
import type { RowList } from "../live-rows.ts";

/** A window. Times are local. */
export interface WindowRef {
  readonly startMs: number;
  readonly endMs: number;
  /** Set where `endMs` is an instant instead: the wall clock at the end. */
  readonly shownEndMs?: number;
  /** Tables that together hold its groups; merged one after the other they give its results. */
  parts(): readonly GroupTable[];
}

/** Rows of one stretch that share their windows. */
export interface RowCell {
  readonly list: RowList;
  /** The latest of their windows that is gone, null: they are not late. */
  readonly missed: WindowRef | null;
  /** Opens the panes that the rows are added to; none: late for all, or between windows. */
  openPanes(): readonly Pane[];
  /** True when some window takes them. */
  readonly isTaken: boolean;
  /** Windows that have fired and are kept: the rows correct them. */
  readonly fired: readonly WindowRef[];
}

export interface WindowBook {
  beginBatch(batch: ChangeBatch): void;
  /** The least mark above the present one at which a window changes its standing. */
  nextChangeMs(): number;
  /** Sorts rows[from .. to) into cells, in order of first row. Cells are valid until the next call. */
  route(rows: Int32Array, from: number, to: number): readonly RowCell[];
  /** Windows with rows that fire when the watermark goes to `markMs` (Infinity: all), in order of end and start. */
  due(markMs: number): readonly WindowRef[];
  /** Moves the watermark on and drops what is gone by it. */
  settle(markMs: number): void;
  /** Watermark time at which a window fires. */
  closingMs(window: WindowRef): number;
}
