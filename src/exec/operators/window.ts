// Window table function without an aggregate: each row once per window that it belongs to, with the window's bounds behind
// its columns. Nothing is late here and nothing is held back; a row between two windows (slide above size) is filtered.
//
// A row is repeated per window, windows in order of start;
// steps, origin and arrival follow.
import { type ChangeBatch, DELETE, INSERT, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import { gather } from "../../columnar/gather.ts";
import { grown } from "../../columnar/grow.ts";
import type { LentArrays } from "../../columnar/lent-arrays.ts";
import type { Vector } from "../../columnar/vector.ts";
import { invariant } from "../../common/invariant.ts";
import type { PhysicalWindow } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import type { StateTable } from "../state/state-table.ts";
import { reportFiltered } from "./accounts.ts";
import { fromMs, timesMs } from "./event-time.ts";
import { liveRows, RowList } from "./live-rows.ts";
import { timedBatch } from "./processing-time.ts";
import { gatherNumbers, repeatedOrigin, repeatedSteps } from "./repeated-rows.ts";
import { nullTimePolicy, rowsWithTime, type TimedInput } from "./null-times.ts";
import { WALL_CLOCK, type WindowClock, zoneClock } from "./window/window-clock.ts";
import { type WindowScheme, windowScheme } from "./window/window-scheme.ts";

/** The windows of one slice: their starts, ends and times as values of their columns. */
interface SliceWindows {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bounds: readonly [readonly number[], readonly number[], readonly number[]];
}

/** Rows repeated per window with the windows' bounds. */
interface Assigned {
  readonly rows: RowList;
  readonly bounds: [Float64Array, Float64Array, Float64Array];
  readonly unassigned: number[];
}

export class WindowOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[] = [];
  readonly #node: PhysicalWindow;
  readonly #scheme: WindowScheme;
  readonly #timed: TimedInput;
  readonly #assigned = new RowList();
  #clock: WindowClock | null = null;

  constructor(node: PhysicalWindow) {
    this.id = node.id;
    this.#node = node;
    this.#scheme = windowScheme(node.window);
    const policy = nullTimePolicy(node);
    this.#timed = { operatorId: node.id, columns: node.input.columns, timeColumn: node.timeColumn, policy };
  }

  processBatch([arriving]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const input = timedBatch(arriving, this.#node.window, context);
    this.#clock ??= this.#node.isLtz ? zoneClock(context.evaluation.timeZone) : WALL_CLOCK;
    const rows = rowsWithTime(this.#timed, input, liveRows(input, context.lent), Number.NEGATIVE_INFINITY, context);
    const assigned = this.#assign(input, rows, this.#clock, context.lent);
    if (assigned.unassigned.length > 0) {
      reportFiltered(context, this.id, input.origin, Int32Array.from(assigned.unassigned), assigned.unassigned.length);
    }
    return this.#expand(input, assigned, context.lent);
  }

  #assign(input: ChangeBatch, rows: Int32Array, clock: WindowClock, lent: LentArrays): Assigned {
    const { timeColumn } = this.#node;
    const type = this.#node.input.columns[timeColumn].type;
    const local = clock.localTimes(timesMs(input.columns[timeColumn], type, input.rowCount), input.rowCount);
    const list = this.#assigned;
    list.count = 0;
    let room = Math.max(rows.length, list.rows.length);
    list.reserve(room);
    const bounds: Assigned["bounds"] = [lent.float64(room), lent.float64(room), lent.float64(room)];
    const unassigned: number[] = [];
    let windows: SliceWindows = { fromMs: 0, toMs: 0, bounds: [[], [], []] };
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const time = local[row];
      if (time < windows.fromMs || time >= windows.toMs) windows = this.#windowsAt(time, clock);
      const [starts, ends, times] = windows.bounds;
      if (starts.length === 0) unassigned.push(row);
      if (list.count + starts.length > room) {
        list.reserve((list.count + starts.length) * 2);
        room = list.rows.length;
        for (let b = 0; b < bounds.length; b++) bounds[b] = grown(bounds[b], room);
      }
      for (let w = 0; w < starts.length; w++) {
        const at = list.count++;
        list.rows[at] = row;
        bounds[0][at] = starts[w];
        bounds[1][at] = ends[w];
        bounds[2][at] = times[w];
      }
    }
    return { rows: list, bounds, unassigned };
  }

  #windowsAt(localMs: number, clock: WindowClock): SliceWindows {
    const scheme = this.#scheme;
    const slice = scheme.sliceOf(localMs);
    const bounds: [number[], number[], number[]] = [[], [], []];
    for (let window = scheme.firstWindow(slice); window <= scheme.lastWindow(slice); window++) {
      const endMs = scheme.sliceStartMs(scheme.endSlice(window));
      bounds[0].push(this.#valueOf(0, scheme.sliceStartMs(scheme.startSlice(window))));
      bounds[1].push(this.#valueOf(1, endMs));
      bounds[2].push(this.#valueOf(2, clock.closingMs(endMs)));
    }
    return { fromMs: scheme.sliceStartMs(slice), toMs: scheme.sliceStartMs(slice + 1), bounds };
  }

  #valueOf(bound: number, ms: number): number {
    const value = fromMs(ms, this.#node.columns[this.#node.input.columns.length + bound].type);
    invariant(typeof value === "number", "window bounds are timestamps of milliseconds");
    return value;
  }

  #expand(input: ChangeBatch, assigned: Assigned, lent: LentArrays): ChangeBatch {
    const { rows, count } = assigned.rows;
    const bounds = assigned.bounds.map((values): Vector => ({ rep: "f64", values, valid: null }));
    // Each row once and none left out: the rows are as they were.
    if (
      count === input.rowCount &&
      assigned.unassigned.length === 0 &&
      input.selection === null &&
      isEach(rows, count)
    ) {
      const kinds = input.kinds === null ? null : separateKinds(input.kinds, rows, count);
      return { ...input, columns: [...input.columns, ...bounds], kinds };
    }
    return {
      rowCount: count,
      columns: [...input.columns.map((column) => gather(column, rows, count, lent)), ...bounds],
      kinds: input.kinds === null ? null : separateKinds(input.kinds, rows, count),
      selection: null,
      steps: repeatedSteps(input.steps, rows, count),
      origin: input.origin === null ? null : repeatedOrigin(input.origin, rows, count),
      arrival: input.arrival === null ? null : gatherNumbers(input.arrival, rows, count),
    };
  }
}

/** True for 0, 1, .. */
function isEach(rows: Int32Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (rows[i] !== i) return false;
  return true;
}

/** Old and new row of an update may lie in different windows: they go on as -D and +I. */
function separateKinds(kinds: Uint8Array, rows: Int32Array, count: number): Uint8Array {
  const separate = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const kind = kinds[rows[i]];
    separate[i] = kind === DELETE || kind === UPDATE_BEFORE ? DELETE : INSERT;
  }
  return separate;
}
