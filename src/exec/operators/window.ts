// Window table function without an aggregate: each row once per window that it belongs to, with the window's bounds behind
// its columns. Nothing is late here and nothing is held back; a row between two windows (slide above size) is filtered.
//
// A row is repeated per window, windows in order of start;
// steps, origin and arrival follow.
import { type ChangeBatch, DELETE, INSERT, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import { gather } from "../../columnar/gather.ts";
import type { Vector } from "../../columnar/vector.ts";
import { invariant } from "../../common/invariant.ts";
import type { SqlType } from "../../common/types.ts";
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

/** The windows of one slice. */
interface SliceWindows {
  readonly fromMs: number;
  readonly toMs: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly times: readonly number[];
}

/** Rows repeated per window with the windows' bounds, in ms. */
interface Assigned {
  readonly rows: RowList;
  readonly starts: number[];
  readonly ends: number[];
  readonly times: number[];
  readonly unassigned: number[];
}

export class WindowOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[] = [];
  readonly #node: PhysicalWindow;
  readonly #scheme: WindowScheme;
  readonly #timed: TimedInput;
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
    const rows = rowsWithTime(this.#timed, input, liveRows(input), Number.NEGATIVE_INFINITY, context);
    const assigned = this.#assign(input, rows, this.#clock);
    if (assigned.unassigned.length > 0) {
      reportFiltered(context, this.id, input.origin, Int32Array.from(assigned.unassigned), assigned.unassigned.length);
    }
    return this.#expand(input, assigned);
  }

  #assign(input: ChangeBatch, rows: Int32Array, clock: WindowClock): Assigned {
    const { timeColumn } = this.#node;
    const type = this.#node.input.columns[timeColumn].type;
    const local = clock.localTimes(timesMs(input.columns[timeColumn], type, input.rowCount), input.rowCount);
    const assigned: Assigned = { rows: new RowList(), starts: [], ends: [], times: [], unassigned: [] };
    let windows: SliceWindows = { fromMs: 0, toMs: 0, starts: [], ends: [], times: [] };
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const time = local[row];
      if (time < windows.fromMs || time >= windows.toMs) windows = this.#windowsAt(time, clock);
      if (windows.starts.length === 0) assigned.unassigned.push(row);
      for (let w = 0; w < windows.starts.length; w++) {
        assigned.rows.push(row);
        assigned.starts.push(windows.starts[w]);
        assigned.ends.push(windows.ends[w]);
        assigned.times.push(windows.times[w]);
      }
    }
    return assigned;
  }

  #windowsAt(localMs: number, clock: WindowClock): SliceWindows {
    const scheme = this.#scheme;
    const slice = scheme.sliceOf(localMs);
    const starts: number[] = [];
    const ends: number[] = [];
    for (let window = scheme.firstWindow(slice); window <= scheme.lastWindow(slice); window++) {
      starts.push(scheme.sliceStartMs(scheme.startSlice(window)));
      ends.push(scheme.sliceStartMs(scheme.endSlice(window)));
    }
    const times = ends.map((end) => clock.closingMs(end));
    return { fromMs: scheme.sliceStartMs(slice), toMs: scheme.sliceStartMs(slice + 1), starts, ends, times };
  }

  #expand(input: ChangeBatch, assigned: Assigned): ChangeBatch {
    const count = assigned.rows.count;
    const rows = assigned.rows.rows;
    const inputCount = this.#node.input.columns.length;
    const bounds = [assigned.starts, assigned.ends, assigned.times].map((values, i) =>
      timeVector(this.#node.columns[inputCount + i].type, values),
    );
    return {
      rowCount: count,
      columns: [...input.columns.map((column) => gather(column, rows, count)), ...bounds],
      kinds: input.kinds === null ? null : separateKinds(input.kinds, rows, count),
      selection: null,
      steps: repeatedSteps(input.steps, rows, count),
      origin: input.origin === null ? null : repeatedOrigin(input.origin, rows, count),
      arrival: input.arrival === null ? null : gatherNumbers(input.arrival, rows, count),
    };
  }
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

function timeVector(type: SqlType, valuesMs: readonly number[]): Vector {
  const values = new Float64Array(valuesMs.length);
  for (let i = 0; i < values.length; i++) {
    const value = fromMs(valuesMs[i], type);
    invariant(typeof value === "number", "window bounds are timestamps of milliseconds");
    values[i] = value;
  }
  return { rep: "f64", values, valid: null };
}
