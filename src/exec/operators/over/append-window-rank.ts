// Top-N per window by ROW_NUMBER over append-only input: as window-rank.ts, with a key table and one array of lists per open
// window, which go as a whole when it closes.
//
// The list of partition g begins at g * (to + 1): how many rows it holds, then their slots in order. A row that is not among the
// first `to` is passed over. Rows of the batch lie in the lists as ~ their number until the windows that close are shown; what they
// leave in windows that stay open is stored then.
// State: "rows", at most `to` rows per partition of open windows, in the form of window-rank.ts; the watermark.
import { type ChangeBatch, lastMark } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import { sortByNumber } from "../../../columnar/sort-by-number.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PartitionWindow } from "../../../planner/over-calls.ts";
import type { PhysicalWindowRank } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { readMixed } from "../../state/rows/mixed-rows.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { reportUsed } from "../accounts.ts";
import { timesMs } from "../event-time.ts";
import { rowNumbers } from "../live-rows.ts";
import { WALL_CLOCK, type WindowClock, zoneClock } from "../window/window-clock.ts";
import { SlotOrder } from "./slot-order.ts";
import { settledMark, timelyOutput } from "./timely-output.ts";
import { TimelyWindows } from "./timely-windows.ts";

/** Longer lists are better kept apart. */
const ROWS_MAX = 32;

/** True when AppendWindowRankOperator can do it. */
export function isFlatWindowRank({ fn, to, window, partition, input }: PhysicalWindowRank): boolean {
  const isWhole = window !== null && partition.includes(window.startColumn) && partition.includes(window.endColumn);
  return isWhole && fn === "ROW_NUMBER" && to <= ROWS_MAX && input.changelogMode === "append";
}

interface OpenWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly closingMs: number;
  readonly keys: KeyTable;
  lists: Int32Array;
}

/** Rows that came for one window, in order, and their partitions. */
interface WindowRows {
  readonly window: OpenWindow;
  readonly rows: Int32Array;
  readonly groups: Int32Array;
}

export class AppendWindowRankOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalWindowRank;
  readonly #window: PartitionWindow;
  readonly #types: readonly SqlType[];
  /** The partition without the window. */
  readonly #keyColumns: readonly number[];
  readonly #rows: RowSlots;
  readonly #order: SlotOrder;
  readonly #input: TimelyWindows;
  readonly #hasArrival: boolean;
  #open: OpenWindow[] = [];
  #isRestored = false;
  #clock: WindowClock | null = null;

  constructor(node: PhysicalWindowRank, hasArrival: boolean) {
    invariant(node.window !== null, "a Top-N per window has one");
    this.id = node.id;
    this.#node = node;
    this.#window = node.window;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    const { startColumn, endColumn } = node.window;
    this.#keyColumns = node.partition.filter((column) => column !== startColumn && column !== endColumn);
    this.#rows = new RowSlots("rows", this.#types);
    this.#order = new SlotOrder(this.#rows, node.order, node.ties);
    this.#input = new TimelyWindows(node.id, node.window, this.#types);
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const clock = (this.#clock ??= this.#window.isLtz ? zoneClock(context.evaluation.timeZone) : WALL_CLOCK);
    this.#restore(clock, context.lent);
    const initialMs = this.#rows.markMs;
    const { rows, starts, ends } = this.#input.take(input, initialMs, clock, context);
    const parts = this.#byWindow(input.columns, rows, starts, ends, clock, context.lent);
    for (const part of parts) this.#take(part, input.columns);
    reportUsed(context, this.id, input.origin, rows, rows.length);
    const output = this.#close(input, initialMs, context.lent);
    for (const part of parts) this.#keep(part, input.columns, context.lent);
    return output;
  }

  #byWindow(
    columns: readonly Vector[],
    rows: Int32Array,
    starts: Float64Array,
    ends: Float64Array,
    clock: WindowClock,
    lent: LentArrays,
  ): readonly WindowRows[] {
    const windows: OpenWindow[] = [];
    const counts: number[] = [];
    const windowOf = lent.int32(rows.length);
    let at = -1;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (at < 0 || windows[at].endMs !== ends[row] || windows[at].startMs !== starts[row]) {
        const window = this.#windowOf(starts[row], ends[row], clock);
        at = windows.indexOf(window);
        if (at < 0) {
          at = windows.push(window) - 1;
          counts.push(0);
        }
      }
      windowOf[i] = at;
      counts[at]++;
    }
    const parts = windows.map(
      (window, w): WindowRows => ({ window, rows: lent.int32(counts[w]), groups: lent.int32(counts[w]) }),
    );
    counts.fill(0);
    for (let i = 0; i < rows.length; i++) parts[windowOf[i]].rows[counts[windowOf[i]]++] = rows[i];
    for (const part of parts) this.#findGroups(part, columns);
    return parts;
  }

  #windowOf(startMs: number, endMs: number, clock: WindowClock): OpenWindow {
    let window = this.#open.find((one) => one.endMs === endMs && one.startMs === startMs);
    if (window === undefined) {
      const keys = new KeyTable(this.#keyColumns.map((column) => this.#types[column]));
      window = { startMs, endMs, closingMs: clock.closingMs(endMs), keys, lists: new Int32Array(0) };
      this.#open.push(window);
    }
    return window;
  }

  /** The partition of each row; there is room for its list. */
  #findGroups({ window, rows, groups }: WindowRows, columns: readonly Vector[]): void {
    const keyColumns = this.#keyColumns.map((column) => columns[column]);
    window.keys.lookup(keyColumns, rows, rows.length, groups);
    window.lists = grown(window.lists, window.keys.groupCount * (this.#node.to + 1));
  }

  #take({ window, rows, groups }: WindowRows, columns: readonly Vector[]): void {
    const { to } = this.#node;
    const { lists } = window;
    const order = this.#order;
    const integers = order.integers(columns);
    const rowOrder = order.rowOrder(columns, this.#types);
    for (let i = 0; i < rows.length; i++) {
      const head = groups[i] * (to + 1);
      const had = lists[head];
      const at = order.placeMixed(lists, head + 1, had, columns, rows[i], integers, rowOrder);
      if (at === to) continue;
      if (had < to) lists[head]++;
      else if (lists[head + to] >= 0) this.#rows.remove(lists[head + to]);
      for (let k = head + lists[head]; k > head + 1 + at; k--) lists[k] = lists[k - 1];
      lists[head + 1 + at] = ~rows[i];
    }
  }

  /** Stores what the batch brought to windows that stay open. */
  #keep({ window, rows, groups }: WindowRows, columns: readonly Vector[], lent: LentArrays): void {
    if (!this.#open.includes(window)) return;
    const { to } = this.#node;
    const { lists } = window;
    const kept = lent.int32(rows.length);
    const places = lent.int32(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const head = groups[i] * (to + 1);
      const entry = ~rows[i];
      for (let k = head + 1; k <= head + lists[head]; k++) {
        if (lists[k] !== entry) continue;
        kept[count] = rows[i];
        places[count++] = k;
      }
    }
    const slots = lent.int32(count);
    this.#rows.add(columns, kept, count, slots);
    for (let i = 0; i < count; i++) lists[places[i]] = slots[i];
  }

  #close(input: ChangeBatch, initialMs: number, lent: LentArrays): ChangeBatch {
    const markMs = lastMark(input.steps, initialMs);
    const due = this.#open.filter((window) => window.closingMs <= markMs);
    if (due.length > 0) this.#open = this.#open.filter((window) => window.closingMs > markMs);
    due.sort((a, b) => a.endMs - b.endMs || a.startMs - b.startMs);
    const most = due.reduce((sum, { keys }) => sum + keys.groupCount * this.#node.to, 0);
    const from = lent.int32(most);
    const ranks = lent.float64(most);
    const dueMs = lent.float64(most);
    let count = 0;
    for (const window of due) {
      const first = count;
      count = this.#show(window, from, ranks, count, lent);
      dueMs.fill(window.closingMs, first, count);
    }
    const columns = readMixed(this.#rows, this.#types, input.columns, from, count, lent);
    if (this.#node.emitsRank) columns.push({ rep: "f64", values: ranks.subarray(0, count), valid: null });
    this.#rows.markMs = settledMark(input, initialMs, due.length === 0 ? initialMs : due[due.length - 1].closingMs);
    for (const window of due) this.#drop(window);
    return timelyOutput(columns, dueMs.subarray(0, count), input, initialMs, this.#hasArrival);
  }

  /** Writes what the partitions of a window show, those first whose first row came first; answers how many there are then. */
  #show({ keys, lists }: OpenWindow, rows: Int32Array, ranks: Float64Array, count: number, lent: LentArrays): number {
    const { from, to } = this.#node;
    const first = lent.float64(keys.groupCount);
    const { seqs, nextSeq } = this.#rows;
    for (let group = 0; group < keys.groupCount; group++) {
      const head = group * (to + 1);
      let least = Number.POSITIVE_INFINITY;
      for (let i = head + 1; i <= head + lists[head]; i++) {
        const seq = lists[i] >= 0 ? seqs[lists[i]] : nextSeq + ~lists[i];
        if (seq < least) least = seq;
      }
      first[group] = least;
    }
    for (const group of sortByNumber(rowNumbers(keys.groupCount, lent), first)) {
      const head = group * (to + 1);
      for (let rank = from; rank <= lists[head]; rank++) {
        rows[count] = lists[head + rank];
        ranks[count++] = rank;
      }
    }
    return count;
  }

  #drop({ keys, lists }: OpenWindow): void {
    const { to } = this.#node;
    for (let group = 0; group < keys.groupCount; group++) {
      const head = group * (to + 1);
      for (let i = 1; i <= lists[head]; i++) if (lists[head + i] >= 0) this.#rows.remove(lists[head + i]);
    }
  }

  #restore(clock: WindowClock, lent: LentArrays): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const live = this.#rows.live();
    const columns = this.#rows.read(live, live.length);
    const { startColumn, endColumn } = this.#window;
    const starts = timesMs(columns[startColumn], this.#types[startColumn], live.length);
    const ends = timesMs(columns[endColumn], this.#types[endColumn], live.length);
    for (const { window, rows, groups } of this.#byWindow(
      columns,
      rowNumbers(live.length),
      starts,
      ends,
      clock,
      lent,
    )) {
      const sorted = rowNumbers(rows.length).sort(
        (a, b) => groups[a] - groups[b] || this.#order.compare(live[rows[a]], live[rows[b]]),
      );
      for (const i of sorted) {
        const head = groups[i] * (this.#node.to + 1);
        window.lists[head + ++window.lists[head]] = live[rows[i]];
      }
    }
  }
}
