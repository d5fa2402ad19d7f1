// SESSION window function: the rows of a key that lie no more than one gap apart are a session. Rows are held until the
// watermark closes their session and then go out with its bounds; a late row that no open session takes is dropped.
// GROUP BY over sessions is a window aggregate over this operator, so that aggregates see the rows of a session in order of
// arrival however the session grew together.
//
// Steps: the rows of a batch are taken in stretches between watermark steps (open-sessions.ts); each step closes what it
// reaches. Sessions go out by end, start and first row, rows of a session in order of arrival, before the step. A
// retraction is held like a row: it goes out behind the row it takes back and leaves the session its length, as in Flink.
// EMIT CHANGES shows sessions while they are open: rows go out at once, and are taken back and shown anew when the bounds of
// their session move. With allowed lateness sessions that have gone out are kept, and late rows change them in the same way.
// The gap is elapsed time; bounds of TIMESTAMP_LTZ sessions are wall clock of the session zone.
// State: "sessions", the rows of open sessions and the watermark. Which session a row is in follows from the rows.
import { type ChangeBatch, DELETE, INSERT, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import type { SessionEmit } from "../../../planner/logical.ts";
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
import { OpenSessions, type Session, type ShownPart } from "./open-sessions.ts";
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
  readonly #emit: SessionEmit;
  /** Sessions that rows of the stretch went to. */
  readonly #touched = new Set<Session>();
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
    this.#emit = node.emit ?? { showsOpen: false, delayMs: 0, latenessMs: 0 };
    this.#sessions = new OpenSessions(this.#gapMs, this.#emit.latenessMs);
    const policy = nullTimePolicy(node);
    this.#timed = { operatorId: node.id, columns: node.input.columns, timeColumn: node.timeColumn, policy };
    this.stateTables = [this.#rows];
  }

  processBatch([arriving]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const input = delayed(timedBatch(arriving, this.#node.window, context), this.#emit.delayMs);
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
      const from = at;
      at = this.#placeRows(work, at, steps.rows[step], context);
      this.#showTouched(work, from, at, emission);
      const markMs = steps.marks[step];
      const arrival = stepArrival(input, step);
      this.#closeSessions(markMs, emission, arrival);
      if (markMs <= initialMs) continue;
      if (markMs < Number.POSITIVE_INFINITY) this.#rows.markMs = Math.max(this.#rows.markMs, markMs);
      emission.step(markMs, arrival);
    }
    const end = this.#placeRows(work, at, input.rowCount, context);
    this.#showTouched(work, at, end, emission);
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
      const session = this.#sessions.place(groups[i], times[rows[i]], slots[i], markMs);
      if (session !== null) {
        if (this.#changesShown) this.#touched.add(session);
        continue;
      }
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

  get #changesShown(): boolean {
    return this.#emit.showsOpen || this.#emit.latenessMs > 0;
  }

  /** What the rows of a stretch have changed of sessions that are shown. */
  #showTouched({ input, rows }: SessionRows, from: number, to: number, emission: Emission): void {
    if (this.#touched.size === 0) return;
    const last = rows[to - 1];
    const arrival = to === from || input.arrival === null ? last : input.arrival[last];
    const { seqs } = this.#rows;
    for (const session of this.#touched) {
      if (session.isGone) continue;
      session.slots.sort((a, b) => seqs[a] - seqs[b]);
      this.#show(session, emission, arrival);
    }
    this.#touched.clear();
  }

  /** Brings what is shown of a session up to date. */
  #show(session: Session, emission: Emission, arrival: number): void {
    const { startMs, endMs, slots, shown, fresh } = session;
    const isShown = this.#emit.showsOpen || endMs - 1 <= this.#rows.markMs;
    const [only] = shown;
    const isSame = shown.length === 1 && only.startMs === startMs && only.endMs === endMs;
    if (!isSame || !isShown) {
      for (const part of shown) this.#emitPart({ ...part, slots: [...part.slots].reverse() }, true, emission, arrival);
    }
    const added = isSame ? fresh.sort((a, b) => this.#rows.seqs[a] - this.#rows.seqs[b]) : slots;
    if (isShown && added.length > 0) this.#emitPart({ startMs, endMs, slots: added }, false, emission, arrival);
    session.shown = isShown ? [{ startMs, endMs, slots: [...slots] }] : [];
    session.fresh = isShown ? [] : [...slots];
  }

  #emitPart({ startMs, endMs, slots }: ShownPart, isTakenBack: boolean, emission: Emission, arrival: number): void {
    const list = Int32Array.from(slots);
    const columns = [...this.#rows.read(list, list.length), ...this.#bounds([{ startMs, endMs, slots }], list.length)];
    const kinds = this.#kindsOf(list);
    if (isTakenBack) for (let i = 0; i < kinds.length; i++) kinds[i] = kinds[i] === DELETE ? INSERT : DELETE;
    emission.append(columns, list.length, kinds, arrival);
  }

  #closeSessions(markMs: number, emission: Emission, arrival: number): void {
    const { fired, gone } = this.#sessions.close(markMs, this.#rows.seqs);
    if (fired.length > 0) {
      const lastMs = fired[fired.length - 1].endMs - 1;
      this.#rows.markMs = Math.max(this.#rows.markMs, lastMs);
      if (this.#changesShown) for (const session of fired) this.#showFired(session, emission, arrival);
      else this.#emitOnce(fired, emission, arrival);
    }
    if (gone.length === 0) return;
    for (const { group } of gone) this.#left.add(group);
    this.#rows.removeAll(Int32Array.from(gone.flatMap((session) => session.slots)));
  }

  #showFired(session: Session, emission: Emission, arrival: number): void {
    if (session.shown.length === 0) this.#show(session, emission, arrival);
  }

  #emitOnce(closed: readonly Session[], emission: Emission, arrival: number): void {
    const slots = Int32Array.from(closed.flatMap((session) => session.slots));
    const kinds = this.#node.input.changelogMode === "append" ? null : this.#kindsOf(slots);
    const columns = [...this.#rows.read(slots, slots.length), ...this.#bounds(closed, slots.length)];
    emission.append(columns, slots.length, kinds, arrival);
  }

  #kindsOf(slots: Int32Array): Uint8Array {
    return Uint8Array.from(slots, (slot) => (this.#rows.marks[slot] === DELETE ? DELETE : INSERT));
  }

  /** window_start, window_end, window_time of each row. */
  #bounds(sessions: readonly ShownPart[], count: number): readonly Vector[] {
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
    if (this.#changesShown) this.#markShown();
  }

  /** Between batches what is shown follows from the watermark. */
  #markShown(): void {
    const { markMs, seqs } = this.#rows;
    for (const session of this.#sessions.all()) {
      const { startMs, endMs, slots } = session;
      session.isFired = endMs - 1 <= markMs;
      if (!this.#emit.showsOpen && !session.isFired) continue;
      slots.sort((a, b) => seqs[a] - seqs[b]);
      session.shown = [{ startMs, endMs, slots: [...slots] }];
      session.fresh = [];
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

/** EMIT AFTER WATERMARK DELAY: for this operator and those above it the watermark runs so much behind. */
function delayed(input: ChangeBatch, delayMs: number): ChangeBatch {
  if (delayMs === 0) return input;
  return { ...input, steps: { ...input.steps, marks: input.steps.marks.map((mark) => mark - delayMs) } };
}
