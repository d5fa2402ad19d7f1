// Joins of rows by key: regular joins, and joins whose rows are of use for a while only (interval and window joins).
//
// Each side keeps its live rows by key (append-join-rows.ts, join-rows-table.ts). In arrival order, a row that comes or goes on one side meets the
// rows that the other side has at that moment:
//   1. Trace: the state is followed event by event and the candidates of each row are written down.
//   2. The residual condition is asked for all candidates at once.
//   3. Emit: event by event, with the candidates that match. Per row of a side that is padded (or asked for existence) the
//      matches are counted: a padded row goes when the first match comes and comes back when the last one goes.
// Inner: a change of a row is a change of each pair. Semi and anti: left rows with and without a match.
// NULL keys match nothing; such rows are never kept, a padded side emits them at once.
//
// Bounded by time: rows are let go when the watermark says that no row in time can match any more, and padded then. A row
// that comes after that is late: it still meets what is there, is never kept, and a padded side emits it without a match. Window
// joins drop it, and meet only when the window closes: then all its pairs come. The watermark downstream of an interval join stays behind by what a pair can be late.
//
// State TTL of a regular join: a row that was not written for that long goes before the rows of a batch, and nothing is said of it. Writing is
// coming, going and, where matches are counted, a change of their number. Matches that were counted stay counted, so that a
// padded row is never taken back twice.
// State: "inputs", "left", "right".
import { type ChangeBatch, DELETE, INSERT, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { rowScalars } from "../../../columnar/read.ts";
import { type CompiledCalc, compileCalc } from "../../../expr/compile.ts";
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { JoinKeys } from "../../state/join-keys.ts";
import { NONE } from "../../state/join-rows.ts";
import type { StateTable } from "../../state/state-table.ts";
import { placeOf, reportUnknown, reportUsed } from "../accounts.ts";
import { liveRows } from "../live-rows.ts";
import { JoinEmitter } from "./join-emitter.ts";
import { JoinSide } from "./join-side.ts";
import { joinTimes } from "./join-times.ts";
import { JoinTrace, LEFT, LEFT_EXPIRES, MARK, RIGHT, RIGHT_EXPIRES, sideOf } from "./join-trace.ts";
import { InputMerger, type MergedInput, STEP } from "./merged-inputs.ts";
import { timedRows } from "./timed-rows.ts";

/** What became of the rows of a batch, by place among the live rows of a side. */
interface Refused {
  readonly bad: readonly [Set<number>, Set<number>];
  readonly late: readonly [Set<number>, Set<number>];
}

export class JoinOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalJoin;
  readonly #merger = new InputMerger();
  readonly #keys: JoinKeys;
  readonly #sides: readonly [JoinSide, JoinSide];
  readonly #residual: CompiledCalc | null;
  readonly #emitter: JoinEmitter;
  readonly #isWindow: boolean;
  readonly #traceOfBatch = new JoinTrace();

  constructor(node: PhysicalJoin) {
    this.id = node.id;
    this.#node = node;
    this.#keys = new JoinKeys(
      node.leftKeys.map((key) => node.left.columns[key].type),
      node.nullSafe,
    );
    const { type } = node;
    this.#isWindow = node.time?.kind === "window";
    const times = joinTimes(node);
    const isOneSided = type === "semi" || type === "anti";
    this.#sides = [
      new JoinSide(
        "left",
        node.left,
        node.leftKeys,
        this.#keys,
        times.left,
        isOneSided || type === "left" || type === "full",
        node.leftTtlMs,
      ),
      new JoinSide(
        "right",
        node.right,
        node.rightKeys,
        this.#keys,
        times.right,
        type === "right" || type === "full",
        node.rightTtlMs,
      ),
    ];
    const [left, right] = this.#sides;
    this.stateTables = [this.#merger.table, left.table.state, right.table.state];
    this.#residual = node.residual === null ? null : compileCalc(node.residual, [], [...left.types, ...right.types]);
    this.#emitter = new JoinEmitter(type, left, right, times.heldMs);
  }

  processBatch([left, right]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    for (const side of this.#sides) context.report.expired(this.id, side.expire(context.batchTimeMs));
    this.#tidy();
    for (const side of this.#sides) side.times?.follow(context);
    const markMs = this.#merger.markMs;
    const rows = [
      timedRows(this.#node, "left", left, liveRows(left, context.lent), markMs, context),
      timedRows(this.#node, "right", right, liveRows(right, context.lent), markMs, context),
    ] as const;
    this.#sides[0].open(left, rows[0]);
    this.#sides[1].open(right, rows[1]);
    const events = this.#merger.merge([left, right], rows, context.lent);
    for (const side of this.#sides) side.prepareExpiry(this.#merger.markMs);
    const refused: Refused = { bad: [new Set(), new Set()], late: [new Set(), new Set()] };
    const trace = this.#trace(events, markMs, refused, context);
    const matches = this.#matching(trace, context);
    const output = this.#emitter.emit(trace, matches);
    this.#report(refused, context);
    for (const side of this.#sides) side.close();
    return output;
  }

  #tidy(): void {
    for (const side of this.#sides) side.tidy();
    const [left, right] = this.#sides;
    const isHeld = (key: number): boolean => left.table.firstOf(key) !== NONE || right.table.firstOf(key) !== NONE;
    const map = this.#keys.tidy(isHeld);
    if (map !== null) for (const side of this.#sides) side.renumberKeys(map);
  }

  // ---- 1. What happens

  #trace(events: MergedInput, initialMs: number, refused: Refused, context: BatchContext): JoinTrace {
    const trace = this.#traceOfBatch;
    trace.clear();
    let markMs = initialMs;
    for (let e = 0; e < events.count; e++) {
      const kind = events.kinds[e];
      if (kind !== STEP) {
        this.#traceRow(trace, kind, events.places[e], events.arrival[e], markMs, refused, context);
        continue;
      }
      markMs = events.marks[e];
      this.#traceExpired(trace, LEFT, markMs, events.arrival[e]);
      this.#traceExpired(trace, RIGHT, markMs, events.arrival[e]);
      trace.event(MARK, NONE, INSERT, markMs, events.arrival[e]);
    }
    return trace;
  }

  #traceRow(
    trace: JoinTrace,
    own: number,
    place: number,
    arrival: number,
    markMs: number,
    refused: Refused,
    context: BatchContext,
  ): void {
    const side = this.#sides[own];
    const batch = side.batch as ChangeBatch;
    const row = side.rows[place];
    const key = side.keys[place];
    const change = batch.kinds === null ? INSERT : batch.kinds[side.live[place]];
    const isGone = change === DELETE || change === UPDATE_BEFORE;
    const isLate = side.isLate(row, markMs);
    if (isLate && this.#isWindow) {
      refused.late[own].add(place);
      this.#reportLate(side, place, markMs, context);
      return;
    }
    const isKept = !isLate && (key !== NONE || (this.#isWindow && side.tracksMatches));
    if (isGone && isKept && side.table.countOf(row) === 0) {
      const retracted = { operatorId: this.id, types: side.types, ttlMs: side.ttlMs };
      if (reportUnknown(context, retracted, batch, side.live[place])) refused.bad[own].add(place);
      return;
    }
    if (this.#isWindow) {
      if (isKept) side.add(row);
      return;
    }
    trace.event(own, row, change, Number(isLate), arrival);
    if (key !== NONE) this.#traceCandidates(trace, own, row, key);
    if (isLate) this.#reportLate(side, place, markMs, context);
    if (!isKept) return;
    if (isGone) side.table.remove(row);
    else side.add(row);
  }

  #traceCandidates(trace: JoinTrace, own: number, row: number, key: number): void {
    const side = this.#sides[own];
    const other = this.#sides[1 - own];
    const { table } = other;
    const time = this.#node.time;
    if (time?.kind !== "interval") {
      for (let at = table.firstOf(key); at !== NONE; at = table.nextOf(at)) trace.candidate(at, table.countOf(at));
      return;
    }
    const { lowerMs, upperMs } = time;
    const sign = own === LEFT ? 1 : -1;
    const ownMs = side.rowTimes[row];
    for (let at = table.firstOf(key); at !== NONE; at = table.nextOf(at)) {
      const distanceMs = sign * (other.rowTimes[at] - ownMs);
      if (distanceMs >= lowerMs && distanceMs <= upperMs) trace.candidate(at, table.countOf(at));
    }
  }

  #traceExpired(trace: JoinTrace, own: number, markMs: number, arrival: number): void {
    const side = this.#sides[own];
    for (let row = side.nextExpired(markMs); row !== NONE; row = side.nextExpired(markMs)) {
      trace.event(own === LEFT ? LEFT_EXPIRES : RIGHT_EXPIRES, row, INSERT, side.table.countOf(row), arrival);
      const key = side.table.keyOf(row);
      if (this.#isWindow && own === LEFT && key !== NONE) this.#traceCandidates(trace, own, row, key);
      side.table.removeAll(row);
    }
  }

  // ---- 2. Which candidates match

  /** 1 for each candidate that matches; null: all do. */
  #matching(trace: JoinTrace, context: BatchContext): Uint8Array | null {
    const count = trace.candidateCount;
    if (this.#residual === null || count === 0) return null;
    const pairs = [new Int32Array(count), new Int32Array(count)];
    for (let c = 0; c < count; c++) {
      const event = trace.candidateEvents[c];
      const own = sideOf(trace.kinds[event]);
      pairs[own][c] = trace.rows[event];
      pairs[1 - own][c] = trace.candidateRows[c];
    }
    const columns = this.#sides.flatMap((side, s) => side.table.read(pairs[s], count));
    const types = this.#sides.flatMap((side) => side.types);
    const { selection } = this.#residual.run(
      { rowCount: count, columns, selection: null },
      context.evaluation,
      (pair, problem) => {
        const values = rowScalars(columns, types, pair);
        context.report.bad({
          operatorId: this.id,
          code: problem.code,
          message: problem.message,
          ...placeOf(null, 0),
          values,
        });
      },
    );
    if (selection === null) return null;
    const matches = new Uint8Array(count);
    for (let i = 0; i < selection.length; i++) matches[selection[i]] = 1;
    return matches;
  }

  // ---- Accounts

  #reportLate(side: JoinSide, place: number, markMs: number, context: BatchContext): void {
    const batch = side.batch as ChangeBatch;
    const row = side.live[place];
    context.report.late({
      operatorId: this.id,
      // Of an interval it met what was there.
      isLateForAll: this.#isWindow,
      windowStartMs: null,
      windowEndMs: null,
      watermarkMs: markMs,
      ...placeOf(batch.origin, row),
      values: rowScalars(batch.columns, side.types, row),
    });
  }

  #report({ bad, late }: Refused, context: BatchContext): void {
    this.#sides.forEach((side, s) => {
      const isWhole = bad[s].size === 0 && late[s].size === 0;
      const taken = isWhole ? side.live : side.live.filter((_, place) => !bad[s].has(place) && !late[s].has(place));
      reportUsed(context, this.id, side.batch?.origin ?? null, taken, taken.length);
    });
  }
}
