// Temporal joins: each left row meets the version of its key that held at its event time.
//
// Left rows wait until the watermark of both inputs reaches their time; then the version is the last one at or before it, by
// time, the later arrival among equal times. A left row that comes with a time that the watermark has passed is joined at
// once, with the version that holds at the watermark, when it was there at the row's time: older ones may be gone.
// Versions: an insert or an update begins one, a delete ends it (at the time its row carries); the old half of an update
// says nothing. When a version comes, those of its key that ended before the watermark go.
// Of the last rows of keys (a deduplicated view) the join is given all rows; one that is older than the last is no version.
// NULL keys have no versions. The residual condition is asked of the version found.
// As of processing time (kind "latest") nothing waits and nothing has a time: a left row meets the row of its key that is there
// when it comes, in the order of arrival. Rows of a right side that only adds rows take the place of the one of their key.
// State: "inputs"; "left", the waiting rows; "right", the versions (matches = 1 marks an end).
import { type ChangeBatch, DELETE, INSERT, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import { rowScalars } from "../../../columnar/read.ts";
import { type CompiledCalc, compileCalc } from "../../../expr/compile.ts";
import type { Column } from "../../../common/types.ts";
import type { JoinTime } from "../../../planner/logical.ts";
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { JoinKeys } from "../../state/join-keys.ts";
import { NONE } from "../../state/join-rows.ts";
import type { StateTable } from "../../state/state-table.ts";
import { placeOf, reportUnknown, reportUsed } from "../accounts.ts";
import { timesMs } from "../event-time.ts";
import { StepList } from "../emission.ts";
import { liveRows } from "../live-rows.ts";
import { JoinSide, type SideTimes } from "./join-side.ts";
import { InputMerger, LEFT_ROW, type MergedInput, STEP } from "./merged-inputs.ts";
import { timedRows } from "./timed-rows.ts";
import { WaitingLeft } from "./waiting-left.ts";

/** Left rows that found their time, and the steps between them. */
class Found {
  count = 0;
  left = new Int32Array(64);
  /** The version, or NONE; STEP_MARK: this is a step. */
  right = new Int32Array(64);
  /** The watermark of a step. */
  marks = new Float64Array(64);
  arrival = new Float64Array(64);

  push(left: number, right: number, markMs: number, arrival: number): void {
    if (this.count === this.left.length) this.#grow();
    this.left[this.count] = left;
    this.right[this.count] = right;
    this.marks[this.count] = markMs;
    this.arrival[this.count++] = arrival;
  }

  #grow(): void {
    const size = this.count * 2;
    this.left = grown(this.left, size);
    this.right = grown(this.right, size);
    this.marks = grown(this.marks, size);
    this.arrival = grown(this.arrival, size);
  }
}

const STEP_MARK = -2;

export class TemporalJoinOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalJoin;
  readonly #merger = new InputMerger();
  readonly #keys: JoinKeys;
  readonly #left: WaitingLeft;
  readonly #found = new Found();
  readonly #right: JoinSide;
  readonly #residual: CompiledCalc | null;
  readonly #isLatest: boolean;
  readonly #isLastOnly: boolean;

  constructor(node: PhysicalJoin, time: Extract<JoinTime, { kind: "temporal" | "latest" }>) {
    this.id = node.id;
    this.#node = node;
    this.#isLatest = time.kind === "latest";
    this.#isLastOnly = time.kind === "temporal" && time.isLastOnly;
    const keyTypes = node.leftKeys.map((key) => node.left.columns[key].type);
    this.#keys = new JoinKeys(keyTypes, node.nullSafe);
    const { left, right } = node;
    const leftTime = time.kind === "latest" ? null : time.leftTime;
    this.#left = new WaitingLeft(left.columns, leftTime, node.leftKeys, this.#keys);
    this.#right = new JoinSide(
      "right",
      right,
      node.rightKeys,
      this.#keys,
      time.kind === "latest" ? null : lasting(right.columns, time.rightTime),
      false,
      null,
    );
    this.stateTables = [this.#merger.table, this.#left.state, this.#right.table.state];
    const types = [...this.#left.types, ...this.#right.types];
    this.#residual = node.residual === null ? null : compileCalc(node.residual, [], types);
  }

  processBatch([left, right]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const { lent } = context;
    this.#tidy();
    const markMs = this.#merger.markMs;
    const rows = [
      timedRows(this.#node, "left", left, liveRows(left, context.lent), markMs, context),
      timedRows(this.#node, "right", right, liveRows(right, context.lent), markMs, context),
    ] as const;
    this.#left.open(left, rows[0], lent);
    this.#right.open(right, rows[1]);
    const events = this.#merger.merge([left, right], rows, context.lent);
    this.#left.prepare(this.#merger.markMs, lent);
    this.#right.prepareExpiry(this.#merger.markMs);
    const found = this.#follow(events, right, markMs, context);
    const output = this.#emit(found, this.#matching(found, context), lent);
    reportUsed(context, this.id, left.origin, rows[0], rows[0].length);
    reportUsed(context, this.id, right.origin, rows[1], rows[1].length);
    this.#left.close(lent);
    this.#right.close();
    return output;
  }

  #tidy(): void {
    this.#left.restore();
    this.#right.tidy();
    const held = new Uint8Array(this.#keys.isTidyDue ? this.#keys.count : 0);
    if (held.length === 0) return;
    this.#left.markKeys(held);
    const map = this.#keys.tidy((key) => held[key] === 1 || this.#right.table.firstOf(key) !== NONE);
    if (map === null) return;
    this.#left.renumberKeys(map);
    this.#right.renumberKeys(map);
  }

  #follow(events: MergedInput, right: ChangeBatch, initialMs: number, context: BatchContext): Found {
    const found = this.#found;
    found.count = 0;
    let markMs = initialMs;
    for (let e = 0; e < events.count; e++) {
      const place = events.places[e];
      const arrival = events.arrival[e];
      if (events.kinds[e] === STEP) {
        markMs = events.marks[e];
        this.#release(found, markMs, arrival);
        found.push(NONE, STEP_MARK, markMs, arrival);
      } else if (events.kinds[e] === LEFT_ROW) {
        const entry = this.#left.entryOf(place);
        if (this.#isLatest) found.push(entry, this.#latest(this.#left.keys[entry]), 0, arrival);
        else if (this.#left.timeOf(entry) <= markMs) found.push(entry, this.#lateVersion(entry, markMs), 0, arrival);
        else this.#left.wait(entry);
      } else {
        const change = right.kinds === null ? INSERT : right.kinds[this.#right.live[place]];
        if (this.#isLatest) this.#replace(place, change, right, context);
        else if (change !== UPDATE_BEFORE) this.#addVersion(place, change === DELETE, markMs);
      }
    }
    return found;
  }

  /** The row of a key that came last. */
  #latest(key: number): number {
    if (key === NONE) return NONE;
    const { table } = this.#right;
    let last = NONE;
    for (let row = table.firstOf(key); row !== NONE; row = table.nextOf(row)) last = row;
    return last;
  }

  #replace(place: number, change: number, right: ChangeBatch, context: BatchContext): void {
    const { table, types } = this.#right;
    const row = this.#right.rows[place];
    const key = this.#right.keys[place];
    if (key === NONE) return;
    if (change === DELETE || change === UPDATE_BEFORE) {
      if (table.countOf(row) > 0) table.remove(row);
      else reportUnknown(context, { operatorId: this.id, types, ttlMs: null }, right, this.#right.live[place]);
      return;
    }
    if (this.#node.right.changelogMode === "append") {
      for (let at = table.firstOf(key); at !== NONE; ) {
        const next = table.nextOf(at);
        table.removeAll(at);
        at = next;
      }
    }
    this.#right.add(row);
  }

  #release(found: Found, markMs: number, arrival: number): void {
    const left = this.#left;
    for (let entry = left.next(markMs); entry !== NONE; entry = left.next(markMs)) {
      found.push(entry, this.#version(this.#lastAt(left.keys[entry], left.timeOf(entry))), 0, arrival);
    }
  }

  /** The last version of a key at or before a time, ends of versions too. */
  #lastAt(key: number, timeMs: number): number {
    if (key === NONE) return NONE;
    const { table, rowTimes } = this.#right;
    let best = NONE;
    for (let row = table.firstOf(key); row !== NONE; row = table.nextOf(row)) {
      if (rowTimes[row] <= timeMs && (best === NONE || rowTimes[row] >= rowTimes[best])) best = row;
    }
    return best;
  }

  /** NONE where the version has ended. */
  #version(row: number): number {
    return row === NONE || this.#right.table.matchesOf(row) === 1 ? NONE : row;
  }

  #lateVersion(entry: number, markMs: number): number {
    const current = this.#lastAt(this.#left.keys[entry], markMs);
    if (current === NONE || this.#right.rowTimes[current] > this.#left.timeOf(entry)) return NONE;
    return this.#version(current);
  }

  #addVersion(place: number, isEnd: boolean, markMs: number): void {
    const { table, rowTimes } = this.#right;
    const row = this.#right.rows[place];
    const key = this.#right.keys[place];
    if (key === NONE) return;
    if (this.#isLastOnly) {
      const last = this.#lastAt(key, Number.POSITIVE_INFINITY);
      if (last !== NONE && rowTimes[last] > rowTimes[row]) return;
    }
    const current = this.#lastAt(key, markMs);
    for (let at = table.firstOf(key); at !== NONE; ) {
      const next = table.nextOf(at);
      const isPast = current !== NONE && at !== current && rowTimes[at] <= rowTimes[current];
      if (isPast || rowTimes[at] === rowTimes[row]) table.removeAll(at);
      at = next;
    }
    table.removeAll(row);
    table.setMatches(row, Number(isEnd));
    this.#right.add(row);
  }

  /** 0 where the residual condition denies the version found; null: there is no condition. */
  #matching(found: Found, context: BatchContext): Uint8Array | null {
    if (this.#residual === null || found.count === 0) return null;
    const pairs: number[] = [];
    for (let f = 0; f < found.count; f++) if (found.right[f] >= 0) pairs.push(f);
    const count = pairs.length;
    const columns = [
      ...this.#left.read(
        Int32Array.from(pairs, (f) => found.left[f]),
        count,
        context.lent,
      ),
      ...this.#right.table.read(
        Int32Array.from(pairs, (f) => found.right[f]),
        count,
      ),
    ];
    const types = [...this.#left.types, ...this.#right.types];
    const input = { rowCount: count, columns, selection: null };
    const { selection } = this.#residual.run(input, context.evaluation, (pair, problem) => {
      const values = rowScalars(columns, types, pair);
      context.report.bad({
        operatorId: this.id,
        code: problem.code,
        message: problem.message,
        ...placeOf(null, 0),
        values,
      });
    });
    const matches = new Uint8Array(found.count);
    if (selection === null) return matches.fill(1);
    for (let i = 0; i < selection.length; i++) matches[pairs[selection[i]]] = 1;
    return matches;
  }

  #emit(found: Found, matches: Uint8Array | null, lent: LentArrays): ChangeBatch {
    const isLeft = this.#node.type === "left";
    const lefts = lent.int32(found.count);
    const rights = lent.int32(found.count);
    const arrival = lent.float64(found.count);
    const steps = new StepList(true);
    let rowCount = 0;
    for (let f = 0; f < found.count; f++) {
      if (found.right[f] === STEP_MARK) {
        steps.push(rowCount, found.marks[f], found.arrival[f]);
        continue;
      }
      const right = matches === null || matches[f] === 1 ? found.right[f] : NONE;
      if (right === NONE && !isLeft) continue;
      lefts[rowCount] = found.left[f];
      rights[rowCount] = right;
      arrival[rowCount++] = found.arrival[f];
    }
    const columns = [...this.#left.read(lefts, rowCount, lent), ...this.#right.table.read(rights, rowCount, lent)];
    return {
      rowCount,
      columns,
      kinds: null,
      selection: null,
      steps: steps.finish(),
      origin: null,
      arrival: arrival.subarray(0, rowCount),
    };
  }
}

function lasting(columns: readonly Column[], index: number): SideTimes {
  return {
    follow: () => {},
    timesMs: (vectors, rowCount) => timesMs(vectors[index], columns[index].type, rowCount),
    lateFromMs: () => Number.POSITIVE_INFINITY,
    keptUntilMs: () => Number.POSITIVE_INFINITY,
  };
}
