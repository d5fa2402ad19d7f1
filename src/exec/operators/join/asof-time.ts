// ASOF joins by event time, over inputs that only add rows: each left row meets, once, the right row of its key that is nearest
// to its time; of rows at the same time the last that came.
//
// Behind (>=, >): a left row waits until the watermark of both inputs reaches its time; all right rows that fit are there then.
// Right rows older than the last one that the watermark has passed serve nobody any more and go when the next one comes.
// Ahead (<=, <): a left row waits for the next right row, which is sure when the watermark reaches it; then that row goes. Left
// rows that find none wait until the input ends.
// A row at or behind the watermark is late, on both sides: what it would have changed has been emitted.
// State: "inputs"; "left", the waiting rows; "right".
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { INSERT } from "../../../columnar/change-batch.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { Column } from "../../../common/types.ts";
import { type AsofMatch, looksBack } from "../../../planner/logical.ts";
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { JoinKeys } from "../../state/join-keys.ts";
import { NONE } from "../../state/join-rows.ts";
import type { StateTable } from "../../state/state-table.ts";
import { placeOf, reportUsed } from "../accounts.ts";
import { timesMs } from "../event-time.ts";
import { liveRows } from "../live-rows.ts";
import { asofColumns } from "./asof-columns.ts";
import { JoinOutput } from "./join-output.ts";
import { JoinSide, type SideTimes } from "./join-side.ts";
import { InputMerger, LEFT_ROW, type MergedInput, STEP } from "./merged-inputs.ts";
import { timedRows } from "./timed-rows.ts";

export class AsofTimeOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalJoin;
  readonly #merger = new InputMerger();
  readonly #keys: JoinKeys;
  readonly #left: JoinSide;
  readonly #right: JoinSide;
  readonly #isBack: boolean;
  readonly #isStrict: boolean;
  readonly #isPadded: boolean;

  constructor(node: PhysicalJoin, asof: AsofMatch) {
    this.id = node.id;
    this.#node = node;
    this.#isBack = looksBack(asof);
    this.#isStrict = asof.fn === ">" || asof.fn === "<";
    this.#isPadded = node.type === "left";
    const { left, right } = node;
    const keyTypes = node.leftKeys.map((key) => left.columns[key].type);
    this.#keys = new JoinKeys(keyTypes, node.nullSafe);
    const [leftTime, rightTime] = asofColumns(asof);
    const leftTimes = byTime(left.columns, leftTime, this.#isBack);
    const rightTimes = byTime(right.columns, rightTime, !this.#isBack);
    this.#left = new JoinSide("left", left, node.leftKeys, this.#keys, leftTimes, false, null);
    this.#right = new JoinSide("right", right, node.rightKeys, this.#keys, rightTimes, false, null);
    this.stateTables = [this.#merger.table, this.#left.table.state, this.#right.table.state];
  }

  processBatch([left, right]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#tidy();
    const markMs = this.#merger.markMs;
    const rows = [
      timedRows(this.#node, "left", left, liveRows(left, context.lent), markMs, context),
      timedRows(this.#node, "right", right, liveRows(right, context.lent), markMs, context),
    ] as const;
    this.#left.open(left, rows[0]);
    this.#right.open(right, rows[1]);
    const output = new JoinOutput();
    const late = [new Set<number>(), new Set<number>()] as const;
    const events = this.#merger.merge([left, right], rows, context.lent);
    this.#left.prepareExpiry(this.#merger.markMs);
    this.#right.prepareExpiry(this.#merger.markMs);
    this.#follow(events, markMs, output, late, context);
    const batch = output.finish(this.#left.table, this.#right.table);
    [left, right].forEach((input, side) => {
      const taken = late[side].size === 0 ? rows[side] : rows[side].filter((_, place) => !late[side].has(place));
      reportUsed(context, this.id, input.origin, taken, taken.length);
    });
    this.#left.close();
    this.#right.close();
    return batch;
  }

  #tidy(): void {
    this.#left.tidy();
    this.#right.tidy();
    const isHeld = (key: number): boolean =>
      this.#left.table.firstOf(key) !== NONE || this.#right.table.firstOf(key) !== NONE;
    const map = this.#keys.tidy(isHeld);
    if (map === null) return;
    this.#left.renumberKeys(map);
    this.#right.renumberKeys(map);
  }

  #follow(
    events: MergedInput,
    initialMs: number,
    output: JoinOutput,
    late: readonly [Set<number>, Set<number>],
    context: BatchContext,
  ): void {
    let markMs = initialMs;
    for (let e = 0; e < events.count; e++) {
      const place = events.places[e];
      const arrival = events.arrival[e];
      const kind = events.kinds[e];
      if (kind === STEP) {
        markMs = events.marks[e];
        if (this.#isBack) this.#releaseLeft(markMs, arrival, output);
        else this.#releaseRight(markMs, arrival, output);
        output.step(markMs, arrival);
        continue;
      }
      const side = kind === LEFT_ROW ? this.#left : this.#right;
      if (side.rowTimes[side.rows[place]] <= markMs) {
        late[kind].add(place);
        this.#reportLate(side, place, markMs, context);
      } else if (kind === LEFT_ROW) this.#addLeft(place, arrival, output);
      else this.#addRight(place, markMs);
    }
  }

  /** A NULL key waits for nothing that can come. */
  #addLeft(place: number, arrival: number, output: JoinOutput): void {
    const row = this.#left.rows[place];
    if (this.#left.keys[place] !== NONE || (this.#isBack && this.#isPadded)) this.#left.add(row);
    else if (this.#isPadded) output.push(row, NONE, INSERT, arrival, 1);
  }

  #addRight(place: number, markMs: number): void {
    const { table, rowTimes } = this.#right;
    const row = this.#right.rows[place];
    const key = this.#right.keys[place];
    if (key === NONE) return;
    const current = this.#isBack ? this.#lastUntil(key, markMs) : NONE;
    for (let at = table.firstOf(key); at !== NONE; ) {
      const next = table.nextOf(at);
      const isPast = current !== NONE && at !== current && rowTimes[at] <= rowTimes[current];
      if (isPast || rowTimes[at] === rowTimes[row]) table.removeAll(at);
      at = next;
    }
    this.#right.add(row);
  }

  /** The last right row of a key at or before a time. */
  #lastUntil(key: number, timeMs: number): number {
    if (key === NONE) return NONE;
    const { table, rowTimes } = this.#right;
    let best = NONE;
    for (let row = table.firstOf(key); row !== NONE; row = table.nextOf(row)) {
      if (rowTimes[row] <= timeMs && (best === NONE || rowTimes[row] >= rowTimes[best])) best = row;
    }
    return best;
  }

  #releaseLeft(markMs: number, arrival: number, output: JoinOutput): void {
    const { table, rowTimes } = this.#left;
    const aheadMs = this.#isStrict ? 1 : 0;
    for (let row = this.#left.nextExpired(markMs); row !== NONE; row = this.#left.nextExpired(markMs)) {
      const found = this.#lastUntil(table.keyOf(row), rowTimes[row] - aheadMs);
      this.#emit(row, found, arrival, output);
    }
  }

  #releaseRight(markMs: number, arrival: number, output: JoinOutput): void {
    const { table, rowTimes } = this.#right;
    const aheadMs = this.#isStrict ? 1 : 0;
    const waiting = this.#left.table;
    for (let row = this.#right.nextExpired(markMs); row !== NONE; row = this.#right.nextExpired(markMs)) {
      for (let at = waiting.firstOf(table.keyOf(row)); at !== NONE; ) {
        const next = waiting.nextOf(at);
        if (this.#left.rowTimes[at] + aheadMs <= rowTimes[row]) this.#emit(at, row, arrival, output);
        at = next;
      }
      table.removeAll(row);
    }
    if (markMs < Number.POSITIVE_INFINITY) return;
    for (const row of waiting.liveRows()) this.#emit(row, NONE, arrival, output);
  }

  /** The left row has waited long enough. */
  #emit(row: number, found: number, arrival: number, output: JoinOutput): void {
    const { table } = this.#left;
    if (found !== NONE || this.#isPadded) output.push(row, found, INSERT, arrival, table.countOf(row));
    table.removeAll(row);
  }

  #reportLate(side: JoinSide, place: number, markMs: number, context: BatchContext): void {
    const batch = side.batch as ChangeBatch;
    const row = side.live[place];
    context.report.late({
      operatorId: this.id,
      isLateForAll: true,
      windowStartMs: null,
      windowEndMs: null,
      watermarkMs: markMs,
      ...placeOf(batch.origin, row),
      values: rowScalars(batch.columns, side.types, row),
    });
  }
}

/** `isReleased`: the watermark at their time lets the rows go. */
function byTime(columns: readonly Column[], index: number, isReleased: boolean): SideTimes {
  return {
    follow: () => {},
    timesMs: (vectors, rowCount) => timesMs(vectors[index], columns[index].type, rowCount),
    lateFromMs: (timeMs) => timeMs,
    keptUntilMs: (timeMs) => (isReleased ? timeMs : Number.POSITIVE_INFINITY),
  };
}
