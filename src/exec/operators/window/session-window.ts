// SESSION window function: the rows of a key that lie no more than one gap apart are a session. Rows are held until the
// watermark closes their session and then go out with its bounds; a late row that no open session takes is dropped.
// GROUP BY over sessions is a window aggregate over this operator, so that aggregates see the rows of a session in order of
// arrival however the session grew together.
//
// Steps: the rows of a batch are taken in stretches between watermark steps (open-sessions.ts); each step closes what it
// reaches. Sessions go out by end, start and first row, rows of a session in order of arrival, before the step. A
// retraction is held like a row: it goes out behind the row it takes back and leaves the session its length, as in Flink.
// The gap is elapsed time; bounds of TIMESTAMP_LTZ sessions are wall clock of the session zone.
// State: "sessions", the rows of open sessions and the watermark. Which session a row is in follows from the rows.
import { type ChangeBatch, DELETE, INSERT, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalWindow } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { placeOf, reportUsed } from "../accounts.ts";
import { Emission, stepArrival } from "../emission.ts";
import { fromMs, timesMs } from "../event-time.ts";
import { liveRows, rowNumbers } from "../live-rows.ts";
import { nullTimePolicy, rowsWithTime, type TimedInput } from "../null-times.ts";
import { timedBatch } from "../processing-time.ts";
import { OpenSessions, type Session } from "./open-sessions.ts";
import { WALL_CLOCK, type WindowClock, zoneClock } from "./window-clock.ts";

/** Rows of one batch on their way into sessions. */
interface SessionRows {
  readonly input: ChangeBatch;
  readonly rows: Int32Array;
  readonly slots: Int32Array;
  readonly groups: Int32Array;
  readonly times: Float64Array;
  readonly late: Set<number>;
}

export class SessionWindowOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalWindow;
  readonly #types: readonly SqlType[];
  readonly #gapMs: number;
  readonly #keyColumns: readonly number[];
  readonly #rows: RowSlots;
  readonly #keys: KeyTable;
  /** Groups that a session or a late row has left. */
  readonly #left = new Set<number>();
  readonly #sessions: OpenSessions;
  readonly #timed: TimedInput;
  readonly #hasArrival: boolean;
  #clock: WindowClock | null = null;
  #isRestored = false;

  constructor(node: PhysicalWindow, hasArrival: boolean) {
    invariant(node.window.kind === "session", "a session window");
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    this.#gapMs = node.window.gapMs;
    this.#keyColumns = node.window.partitionKeys;
    this.#rows = new RowSlots("sessions", this.#types);
    this.#keys = new KeyTable(this.#keyColumns.map((key) => this.#types[key]));
    this.#sessions = new OpenSessions(this.#gapMs);
    const policy = nullTimePolicy(node);
    this.#timed = { operatorId: node.id, columns: node.input.columns, timeColumn: node.timeColumn, policy };
    this.stateTables = [this.#rows];
  }

  processBatch([arriving]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const input = timedBatch(arriving, this.#node.window, context);
    this.#clock ??= this.#node.isLtz ? zoneClock(context.evaluation.timeZone) : WALL_CLOCK;
    this.#restoreSessions();
    const emission = new Emission(
      this.#node.columns.map((column) => column.type),
      this.#hasArrival,
    );
    const work = this.#takeIn(input, context);
    const { steps } = input;
    const initialMs = this.#rows.markMs;
    let at = 0;
    for (let step = 0; step < steps.count; step++) {
      at = this.#placeRows(work, at, steps.rows[step], context);
      const markMs = steps.marks[step];
      const arrival = stepArrival(input, step);
      this.#closeSessions(markMs, emission, arrival);
      if (markMs <= initialMs) continue;
      if (markMs < Number.POSITIVE_INFINITY) this.#rows.markMs = Math.max(this.#rows.markMs, markMs);
      emission.step(markMs, arrival);
    }
    this.#placeRows(work, at, input.rowCount, context);
    this.#reportUsed(work, context);
    this.#freeKeys();
    return emission.finish();
  }

  /** When the next session closes by the time of the batch. */
  nextTimerMs(): number {
    if (this.#node.window.isProcessing !== true) return Number.POSITIVE_INFINITY;
    this.#restoreSessions();
    return this.#sessions.nextClosingMs;
  }

  #takeIn(input: ChangeBatch, context: BatchContext): SessionRows {
    const rows = rowsWithTime(this.#timed, input, liveRows(input), this.#rows.markMs, context);
    const slots = new Int32Array(rows.length);
    const groups = new Int32Array(rows.length);
    this.#rows.add(input.columns, rows, rows.length, slots);
    const keys = this.#keyColumns.map((key) => input.columns[key]);
    this.#keys.lookup(keys, rows, rows.length, groups);
    if (input.kinds !== null) {
      for (let i = 0; i < rows.length; i++) {
        const kind = input.kinds[rows[i]];
        if (kind === DELETE || kind === UPDATE_BEFORE) this.#rows.setMark(slots[i], DELETE);
      }
    }
    const { timeColumn } = this.#node;
    const times = timesMs(input.columns[timeColumn], this.#types[timeColumn], input.rowCount);
    return { input, rows, slots, groups, times, late: new Set() };
  }

  /** Puts rows before physical row `end` into sessions; answers the index of the next one. */
  #placeRows(work: SessionRows, from: number, end: number, context: BatchContext): number {
    const { rows, slots, groups, times } = work;
    const { markMs } = this.#rows;
    let i = from;
    for (; i < rows.length && rows[i] < end; i++) {
      if (this.#sessions.place(groups[i], times[rows[i]], slots[i], markMs) !== null) continue;
      this.#left.add(groups[i]);
      this.#rows.remove(slots[i]);
      work.late.add(rows[i]);
      this.#reportLate(work.input, rows[i], times[rows[i]], context);
    }
    return i;
  }

  #reportLate(input: ChangeBatch, row: number, timeMs: number, context: BatchContext): void {
    const clock = this.#clock ?? WALL_CLOCK;
    context.report.late({
      operatorId: this.id,
      isLateForAll: true,
      windowStartMs: clock.localMs(timeMs),
      windowEndMs: clock.localMs(timeMs + this.#gapMs),
      watermarkMs: this.#rows.markMs,
      ...placeOf(input.origin, row),
      values: rowScalars(input.columns, this.#types, row),
    });
  }

  #closeSessions(markMs: number, emission: Emission, arrival: number): void {
    const closed = this.#sessions.close(markMs, this.#rows.seqs);
    if (closed.length === 0) return;
    const slots = Int32Array.from(closed.flatMap((session) => session.slots));
    const kinds = this.#node.input.changelogMode === "append" ? null : this.#kindsOf(slots);
    const columns = [...this.#rows.read(slots, slots.length), ...this.#bounds(closed, slots.length)];
    emission.append(columns, slots.length, kinds, arrival);
    for (const { group } of closed) this.#left.add(group);
    this.#rows.removeAll(slots);
    const lastMs = closed[closed.length - 1].endMs - 1;
    this.#rows.markMs = Math.max(this.#rows.markMs, lastMs);
  }

  #kindsOf(slots: Int32Array): Uint8Array {
    return Uint8Array.from(slots, (slot) => (this.#rows.marks[slot] === DELETE ? DELETE : INSERT));
  }

  /** window_start, window_end, window_time of each row. */
  #bounds(sessions: readonly Session[], count: number): readonly Vector[] {
    const clock = this.#clock ?? WALL_CLOCK;
    const bounds = [0, 1, 2].map(() => new Float64Array(count));
    const types = this.#node.columns.slice(-3).map((column) => column.type);
    let at = 0;
    for (const { startMs, endMs, slots } of sessions) {
      const values = [clock.localMs(startMs), clock.localMs(endMs), endMs - 1];
      bounds.forEach((bound, b) => {
        bound.fill(Number(fromMs(values[b], types[b])), at, at + slots.length);
      });
      at += slots.length;
    }
    return bounds.map((values): Vector => ({ rep: "f64", values, valid: null }));
  }

  #reportUsed({ input, rows, late }: SessionRows, context: BatchContext): void {
    const taken = late.size === 0 ? rows : rows.filter((row) => !late.has(row));
    reportUsed(context, this.id, input.origin, taken, taken.length);
  }

  #restoreSessions(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const slots = this.#rows.live();
    if (slots.length === 0) return;
    const columns = this.#rows.read(slots, slots.length);
    const groups = new Int32Array(slots.length);
    const keys = this.#keyColumns.map((key) => columns[key]);
    this.#keys.lookup(keys, rowNumbers(slots.length), slots.length, groups);
    const { timeColumn } = this.#node;
    const times = timesMs(columns[timeColumn], this.#types[timeColumn], slots.length);
    for (let i = 0; i < slots.length; i++) {
      this.#sessions.place(groups[i], times[i], slots[i], Number.NEGATIVE_INFINITY);
    }
  }

  /** Gives keys back that have no open session left. */
  #freeKeys(): void {
    if (this.#left.size === 0 || this.#keyColumns.length === 0) return;
    const free = Int32Array.from(this.#left).filter((group) => this.#sessions.isEmpty(group));
    this.#left.clear();
    this.#keys.free(free, free.length);
    const map = this.#keys.compactMap();
    if (map !== null) this.#sessions.renumber(map);
  }
}
