// Top-N per window: the rows of each partition and window with a rank in [from, to], once, when the window closes.
//
// A row whose window has closed by the watermark just before it is late (a row of several windows comes here once per
// window and is judged for each). Rows of a batch are applied first and windows are closed at its end: no row that is taken
// after a step belongs to a window that the step closed.
// Emission: windows by end, then start; partitions of a window in order of their first kept row; rows by rank.
// State: "rows", what kept-rows.ts keeps of open windows; the watermark.
import { type ChangeBatch, lastMark } from "../../../columnar/change-batch.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalWindowRank } from "../../../planner/physical.ts";
import type { PartitionWindow } from "../../../planner/over-calls.ts";
import { invariant } from "../../../common/invariant.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import type { StateTable } from "../../state/state-table.ts";
import { timesMs } from "../event-time.ts";
import { rowNumbers } from "../live-rows.ts";
import { WALL_CLOCK, type WindowClock, zoneClock } from "../window/window-clock.ts";
import { KeptRows } from "./kept-rows.ts";
import { rankedRows } from "./rank-cut.ts";
import { settledMark, timelyOutput } from "./timely-output.ts";
import { TimelyWindows } from "./timely-windows.ts";

/** An open window, with the partitions that rows of it have come for. */
interface OpenWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly closingMs: number;
  groups: number[];
}

export class WindowRankOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalWindowRank;
  readonly #window: PartitionWindow;
  readonly #types: readonly SqlType[];
  readonly #kept: KeptRows;
  readonly #input: TimelyWindows;
  readonly #hasArrival: boolean;
  /** Null: to be found again, after a restart or when partitions were renumbered. */
  #open: OpenWindow[] | null = null;
  #clock: WindowClock | null = null;

  constructor(node: PhysicalWindowRank, hasArrival: boolean) {
    invariant(node.window !== null, "a Top-N per window has one");
    this.id = node.id;
    this.#node = node;
    this.#window = node.window;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    this.#kept = new KeptRows({
      operatorId: node.id,
      types: this.#types,
      partition: node.partition,
      order: node.order,
      ties: node.ties,
      range: node,
      ttlMs: null,
      isAppend: node.input.changelogMode === "append",
    });
    this.#input = new TimelyWindows(node.id, node.window, this.#types);
    this.stateTables = [this.#kept.rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const clock = (this.#clock ??= this.#window.isLtz ? zoneClock(context.evaluation.timeZone) : WALL_CLOCK);
    const open = this.#openWindows(clock);
    const initialMs = this.#kept.rows.markMs;
    const { rows, starts, ends } = this.#input.take(input, initialMs, clock, context);
    let window: OpenWindow | null = null;
    const { partitions } = this.#kept;
    this.#kept.apply(input, rows, context, (group, row) => {
      if (partitions.list(group).length > 0) return;
      if (window === null || window.endMs !== ends[row] || window.startMs !== starts[row]) {
        window = openWindow(open, starts[row], ends[row], clock);
      }
      window.groups.push(group);
    });
    return this.#close(input, open, initialMs);
  }

  #boundOf(columns: readonly Vector[], column: number, rowCount: number): Float64Array {
    return timesMs(columns[column], this.#types[column], rowCount);
  }

  #openWindows(clock: WindowClock): OpenWindow[] {
    if (this.#open !== null) return this.#open;
    const { partitions, rows } = this.#kept;
    const groups = partitions.groups();
    const slots = Int32Array.from(groups, (group) => partitions.list(group)[0]);
    const columns = rows.read(slots, slots.length);
    const starts = this.#boundOf(columns, this.#window.startColumn, slots.length);
    const ends = this.#boundOf(columns, this.#window.endColumn, slots.length);
    const open: OpenWindow[] = [];
    groups.forEach((group, i) => {
      openWindow(open, starts[i], ends[i], clock).groups.push(group);
    });
    this.#open = open;
    return open;
  }

  #close(input: ChangeBatch, open: OpenWindow[], initialMs: number): ChangeBatch {
    const { rows } = this.#kept;
    const markMs = lastMark(input.steps, initialMs);
    const due = open.filter((window) => window.closingMs <= markMs);
    this.#open = due.length === 0 ? open : open.filter((window) => window.closingMs > markMs);
    due.sort((a, b) => a.endMs - b.endMs || a.startMs - b.startMs);
    const slots: number[] = [];
    const ranks: number[] = [];
    const dueMs: number[] = [];
    for (const window of due) {
      for (const group of this.#byFirstRow(window.groups)) this.#show(group, slots, ranks);
      while (dueMs.length < slots.length) dueMs.push(window.closingMs);
    }
    const columns = rows.read(Int32Array.from(slots), slots.length);
    if (this.#node.emitsRank) columns.push({ rep: "f64", values: Float64Array.from(ranks), valid: null });
    rows.markMs = settledMark(input, initialMs, due.length === 0 ? initialMs : due[due.length - 1].closingMs);
    this.#release(due);
    return timelyOutput(columns, Float64Array.from(dueMs), input, initialMs, this.#hasArrival);
  }

  /** Partitions that have rows, in order of the first of them to come. */
  #byFirstRow(groups: readonly number[]): readonly number[] {
    const { partitions, rows } = this.#kept;
    const filled = [...new Set(groups)].filter((group) => partitions.list(group).length > 0);
    const first = filled.map((group) => {
      let least = Number.POSITIVE_INFINITY;
      for (const slot of partitions.list(group)) least = Math.min(least, rows.seqs[slot]);
      return least;
    });
    const order = rowNumbers(filled.length).sort((a, b) => first[a] - first[b]);
    return Array.from(order, (i) => filled[i]);
  }

  /** Takes the rows of a partition that are shown to the lists, and lets the partition go. */
  #show(group: number, slots: number[], ranks: number[]): void {
    const list = this.#kept.partitions.list(group);
    const { fn, from, to } = this.#node;
    if (fn === "ROW_NUMBER") {
      for (let i = from - 1; i < Math.min(list.length, to); i++) {
        slots.push(list[i]);
        ranks.push(i + 1);
      }
    } else {
      const ranked = rankedRows(list, this.#node, this.#kept.order);
      for (let i = 0; i < ranked.slots.length; i++) {
        slots.push(ranked.slots[i]);
        ranks.push(ranked.ranks[i]);
      }
    }
    this.#kept.drop(group);
  }

  /** When partitions were renumbered, the open windows are found again. */
  #release(due: readonly OpenWindow[]): void {
    const before = this.#kept.partitions.groupCount;
    this.#kept.release(due.flatMap(({ groups }) => groups));
    if (this.#kept.partitions.groupCount !== before) this.#open = null;
  }
}

function openWindow(open: OpenWindow[], startMs: number, endMs: number, clock: WindowClock): OpenWindow {
  let window = open.find((one) => one.endMs === endMs && one.startMs === startMs);
  if (window === undefined) {
    window = { startMs, endMs, closingMs: clock.closingMs(endMs), groups: [] };
    open.push(window);
  }
  return window;
}
