// Top-N per window by ROW_NUMBER over append-only input: as window-rank.ts, with a key table and one array of lists per open
// window, which go as a whole when it closes.
//
// The list of partition g begins at g * (to + 1): how many rows it holds, then their slots in order. A row that is not among the
// first `to` is passed over, one that pushes another out takes its slot.
// State: "rows", at most `to` rows per partition of open windows, in the form of window-rank.ts; the watermark.
import { type ChangeBatch, lastMark } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import { sortByNumber } from "../../../columnar/sort-by-number.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PartitionWindow } from "../../../planner/over-calls.ts";
import type { PhysicalWindowRank } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
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

/** Rows that came for one window, in order. */
interface WindowRows {
  readonly window: OpenWindow;
  rows: Int32Array;
  count: number;
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
    this.#restore(clock);
    const initialMs = this.#rows.markMs;
    const { rows, starts, ends } = this.#input.take(input, initialMs, clock, context);
    this.#rows.reserve(rows.length);
    for (const part of this.#byWindow(rows, starts, ends, clock)) this.#take(part, input.columns);
    reportUsed(context, this.id, input.origin, rows, rows.length);
    return this.#close(input, initialMs);
  }

  #byWindow(rows: Int32Array, starts: Float64Array, ends: Float64Array, clock: WindowClock): readonly WindowRows[] {
    const parts: WindowRows[] = [];
    let part: WindowRows | null = null;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (part === null || part.window.endMs !== ends[row] || part.window.startMs !== starts[row]) {
        const window = this.#windowOf(starts[row], ends[row], clock);
        part = parts.find((one) => one.window === window) ?? null;
        if (part === null) {
          part = { window, rows: new Int32Array(64), count: 0 };
          parts.push(part);
        }
      }
      if (part.count === part.rows.length) part.rows = grown(part.rows, part.count + 1);
      part.rows[part.count++] = row;
    }
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
  #groupsOf(window: OpenWindow, columns: readonly Vector[], rows: Int32Array, count: number): Int32Array {
    const groups = new Int32Array(count);
    const keyColumns = this.#keyColumns.map((column) => columns[column]);
    window.keys.lookup(keyColumns, rows, count, groups);
    window.lists = grown(window.lists, window.keys.groupCount * (this.#node.to + 1));
    return groups;
  }

  #take({ window, rows, count }: WindowRows, columns: readonly Vector[]): void {
    const groups = this.#groupsOf(window, columns, rows, count);
    const { to } = this.#node;
    const { lists } = window;
    const order = this.#order;
    const keys = order.columns;
    const integers = order.integers(columns);
    const slots = new Int32Array(count);
    const taken = new Int32Array(count);
    let takenCount = 0;
    for (let i = 0; i < count; i++) {
      const head = groups[i] * (to + 1);
      const row = rows[i];
      const had = lists[head];
      const at = order.placeAmong(lists, head + 1, had, columns, row, integers);
      if (at === to) continue;
      if (had === to) this.#rows.remove(lists[head + to]);
      else lists[head]++;
      const slot = this.#rows.addKeys(columns, row, keys);
      for (let k = head + lists[head]; k > head + 1 + at; k--) lists[k] = lists[k - 1];
      lists[head + 1 + at] = slot;
      slots[takenCount] = slot;
      taken[takenCount++] = row;
    }
    this.#rows.fillIn(columns, slots, taken, takenCount, keys);
  }

  #close(input: ChangeBatch, initialMs: number): ChangeBatch {
    const markMs = lastMark(input.steps, initialMs);
    const due = this.#open.filter((window) => window.closingMs <= markMs);
    if (due.length > 0) this.#open = this.#open.filter((window) => window.closingMs > markMs);
    due.sort((a, b) => a.endMs - b.endMs || a.startMs - b.startMs);
    const most = due.reduce((sum, { keys }) => sum + keys.groupCount * this.#node.to, 0);
    const slots = new Int32Array(most);
    const ranks = new Float64Array(most);
    const dueMs = new Float64Array(most);
    let count = 0;
    for (const window of due) {
      const from = count;
      count = this.#show(window, slots, ranks, count);
      dueMs.fill(window.closingMs, from, count);
    }
    const columns = this.#rows.read(slots, count);
    if (this.#node.emitsRank) columns.push({ rep: "f64", values: ranks.subarray(0, count), valid: null });
    this.#rows.markMs = settledMark(input, initialMs, due.length === 0 ? initialMs : due[due.length - 1].closingMs);
    for (const window of due) this.#drop(window);
    return timelyOutput(columns, dueMs.subarray(0, count), input, initialMs, this.#hasArrival);
  }

  /** Writes what the partitions of a window show, those first whose first row came first; answers how many there are then. */
  #show({ keys, lists }: OpenWindow, slots: Int32Array, ranks: Float64Array, count: number): number {
    const { from, to } = this.#node;
    const first = new Float64Array(keys.groupCount).fill(Number.POSITIVE_INFINITY);
    const { seqs } = this.#rows;
    for (let group = 0; group < keys.groupCount; group++) {
      const head = group * (to + 1);
      for (let i = 1; i <= lists[head]; i++) first[group] = Math.min(first[group], seqs[lists[head + i]]);
    }
    for (const group of sortByNumber(rowNumbers(keys.groupCount), first)) {
      const head = group * (to + 1);
      for (let rank = from; rank <= lists[head]; rank++) {
        slots[count] = lists[head + rank];
        ranks[count++] = rank;
      }
    }
    return count;
  }

  #drop({ keys, lists }: OpenWindow): void {
    const { to } = this.#node;
    for (let group = 0; group < keys.groupCount; group++) {
      const head = group * (to + 1);
      for (let i = 1; i <= lists[head]; i++) this.#rows.remove(lists[head + i]);
    }
  }

  #restore(clock: WindowClock): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const live = this.#rows.live();
    const columns = this.#rows.read(live, live.length);
    const { startColumn, endColumn } = this.#window;
    const starts = timesMs(columns[startColumn], this.#types[startColumn], live.length);
    const ends = timesMs(columns[endColumn], this.#types[endColumn], live.length);
    const numbers = rowNumbers(live.length);
    for (const { window, rows, count } of this.#byWindow(numbers, starts, ends, clock)) {
      const groups = this.#groupsOf(window, columns, rows, count);
      const sorted = rowNumbers(count).sort(
        (a, b) => groups[a] - groups[b] || this.#order.compare(live[rows[a]], live[rows[b]]),
      );
      for (const i of sorted) {
        const head = groups[i] * (this.#node.to + 1);
        window.lists[head + ++window.lists[head]] = live[rows[i]];
      }
    }
  }
}
