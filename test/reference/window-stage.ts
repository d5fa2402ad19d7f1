// Windows: the table function (a row per window) and the aggregate over windows.
//
// Aggregate: a map of open windows; each keeps its groups in order of first arrival, each group its rows. A row is late for
// a window when the watermark has reached the window's close (+ allowed lateness) before it came. A window gives its
// results when the watermark reaches its close, and corrections for rows that come within the allowed lateness.
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { SqlType } from "../../src/common/types.ts";
import type { Zone } from "../../src/common/zone.ts";
import type { LogicalAggregate, LogicalWindow } from "../../src/planner/logical.ts";
import { aggregate } from "./aggregates.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate } from "./expressions.ts";
import { type Change, emitDifference, isAddition, type Outlet } from "./stage.ts";
import { sessionStage } from "./session-stage.ts";
import { keyText, type Row, timeMs } from "./values.ts";
import { closingMs, localMs, type Window, windowsOf } from "./windows.ts";

/** A value of a timestamp type. */
function timestampOf(ms: number, type: SqlType): Scalar {
  const precision = type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ" ? type.precision : 3;
  return precision >= 3 ? ms * 10 ** (precision - 3) : Math.floor(ms / 10 ** (3 - precision));
}

function boundsOf(window: Window, zone: Zone | null): Readonly<Record<"start" | "end" | "time", number>> {
  return { start: window.startMs, end: window.endMs, time: closingMs(window, zone) };
}

export function windowStage(node: LogicalWindow, evaluation: Evaluation, to: Outlet): Outlet {
  if (node.window.kind === "session") return sessionStage(node, node.window, evaluation, to);
  const { type } = node.input.columns[node.timeColumn];
  const zone = type.kind === "TIMESTAMP_LTZ" ? evaluation.context.timeZone : null;
  const boundTypes = node.columns.slice(node.input.columns.length).map((column) => column.type);
  return {
    change(change) {
      const time = change.row[node.timeColumn];
      if (time === null) {
        evaluation.nullTime(node, change);
        return;
      }
      const ms = timeMs(time, type);
      for (const window of windowsOf(node.window, zone === null ? ms : localMs(ms, zone))) {
        const { start, end, time: last } = boundsOf(window, zone);
        const bounds = [start, end, last].map((bound, i) => timestampOf(bound, boundTypes[i]));
        to.change({ ...change, row: [...change.row, ...bounds] });
      }
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}

interface Group {
  readonly keys: Row;
  rows: Row[];
}

interface OpenWindow {
  readonly window: Window;
  readonly closingMs: number;
  readonly groups: Map<string, Group>;
  hasFired: boolean;
}

export function windowAggregateStage(node: LogicalAggregate, evaluation: Evaluation, to: Outlet): Outlet {
  const stage = new WindowAggregate(node, evaluation, to);
  return { change: (c) => stage.change(c), watermark: (ms) => stage.watermark(ms), end: () => to.end() };
}

class WindowAggregate {
  readonly #node: LogicalAggregate;
  readonly #evaluation: Evaluation;
  readonly #to: Outlet;
  readonly #open = new Map<string, OpenWindow>();
  readonly #zone: Zone | null;
  /** EMIT CHANGES: windows are shown from their first row on. */
  readonly #emitsChanges: boolean;
  /** EMIT AFTER WATERMARK DELAY: here and above the watermark runs so much behind. */
  readonly #delayMs: number;
  #watermarkMs = Number.NEGATIVE_INFINITY;

  constructor(node: LogicalAggregate, evaluation: Evaluation, to: Outlet) {
    this.#node = node;
    this.#evaluation = evaluation;
    this.#to = to;
    const emit = node.window?.emit;
    this.#emitsChanges = emit?.kind === "changes";
    this.#delayMs = emit?.kind === "delay" ? emit.delayMs : 0;
    this.#zone = node.window?.isLtz === true ? evaluation.context.timeZone : null;
  }

  change(change: Change): void {
    const { latenessMs, context } = this.#evaluation;
    // What the aggregate reads is computed before a row is judged: what cannot be computed is bad, late or not.
    const keys = this.#node.keys.map((key) => evaluate(key, change.row, context));
    for (const call of this.#node.aggregates) aggregate(call, [change.row], context);
    const windows = this.#windowsOf(change);
    if (windows === null) {
      this.#evaluation.nullTime(this.#node, change);
      return;
    }
    const late = windows.filter((window) => closingMs(window, this.#zone) + latenessMs <= this.#watermarkMs);
    if (windows.length > 0) this.#evaluation.judge(this.#node, change, late, late.length < windows.length);
    for (const window of windows) if (!late.includes(window)) this.#apply(window, keys, change);
  }

  /** Null: the row has no time. */
  #windowsOf({ row }: Change): readonly Window[] | null {
    const assignment = this.#node.window;
    if (assignment === null) throw new Error("a window aggregate has a window");
    const typeOf = (column: number): SqlType => this.#node.input.columns[column].type;
    if (assignment.attached !== null) {
      const { startColumn, endColumn } = assignment.attached;
      if (row[startColumn] === null || row[endColumn] === null) return null;
      return [
        { startMs: timeMs(row[startColumn], typeOf(startColumn)), endMs: timeMs(row[endColumn], typeOf(endColumn)) },
      ];
    }
    const time = row[assignment.timeColumn];
    if (time === null) return null;
    const ms = timeMs(time, typeOf(assignment.timeColumn));
    return windowsOf(assignment.spec, this.#zone === null ? ms : localMs(ms, this.#zone));
  }

  #apply(window: Window, keys: Row, change: Change): void {
    const name = `${window.endMs} ${window.startMs}`;
    let open = this.#open.get(name);
    if (open === undefined) {
      const closing = closingMs(window, this.#zone);
      open = {
        window,
        closingMs: closing,
        groups: new Map(),
        hasFired: this.#emitsChanges || closing <= this.#watermarkMs,
      };
      this.#open.set(name, open);
    }
    const groupName = keyText(keys);
    let group = open.groups.get(groupName);
    if (group === undefined) {
      group = { keys, rows: [] };
      open.groups.set(groupName, group);
    }
    const before = open.hasFired ? this.#result(open, group) : null;
    if (isAddition(change)) group.rows.push(change.row);
    else group.rows = withoutOne(group.rows, change.row);
    if (!open.hasFired) return;
    const after = this.#result(open, group);
    emitDifference(before, after, before !== null && after !== null && keyText(before) === keyText(after), this.#to);
  }

  /** Null: no row is left in the group. */
  #result({ window }: OpenWindow, { keys, rows }: Group): Row | null {
    if (rows.length === 0) return null;
    const { aggregates, columns, window: assignment } = this.#node;
    const values = aggregates.map((call) => aggregate(call, rows, this.#evaluation.context));
    const bounds = boundsOf(window, this.#zone);
    const properties = (assignment?.properties ?? []).map((property, i) =>
      timestampOf(bounds[property], columns[keys.length + values.length + i].type),
    );
    return [...keys, ...values, ...properties];
  }

  watermark(inputMs: number): void {
    const ms = inputMs - this.#delayMs;
    if (ms <= this.#watermarkMs) return;
    this.#watermarkMs = ms;
    const inOrder = [...this.#open.values()].sort(
      (a, b) => a.window.endMs - b.window.endMs || a.window.startMs - b.window.startMs,
    );
    for (const open of inOrder) {
      if (!open.hasFired && open.closingMs <= ms) this.#fire(open);
      if (open.closingMs + this.#evaluation.latenessMs <= ms) {
        this.#open.delete(`${open.window.endMs} ${open.window.startMs}`);
      }
    }
    this.#to.watermark(ms);
  }

  #fire(open: OpenWindow): void {
    open.hasFired = true;
    // Windows that were shown while open have nothing left to say.
    if (this.#emitsChanges) return;
    for (const group of open.groups.values()) {
      const row = this.#result(open, group);
      if (row !== null) this.#to.change({ kind: "+I", row, origin: null });
    }
  }
}

export function withoutOne(rows: readonly Row[], gone: Row): Row[] {
  const at = rows.findIndex((row) => keyText(row) === keyText(gone));
  return rows.filter((_, i) => i !== at);
}
