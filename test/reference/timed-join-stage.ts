// Joins of rows that only come, bounded by time.
//
// Interval: a row meets the rows of the other side that are there. A left row is there until the watermark is later than its
// time + upper, a right row until it is later than its time - lower; then it comes out padded, if nothing met it. A row that
// comes when the watermark has reached that time does not stay: it is padded at once, and called late beside being used.
// Window: rows wait for the end of their window, then all pairs come; a row for a window that has ended is late.
import type { JoinTime, LogicalJoin } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Outlet } from "./stage.ts";
import { isPadded, JoinCondition, joinedRow, LEFT, RIGHT, type Side, twoInputs } from "./two-inputs.ts";
import { type Row, timeMs } from "./values.ts";
import { closingMs } from "./windows.ts";

interface Held {
  readonly row: Row;
  readonly number: number;
  readonly timeMs: number;
  readonly untilMs: number;
  isMatched: boolean;
}

const SIDES: readonly Side[] = [LEFT, RIGHT];

class HeldRows {
  readonly rows: [Held[], Held[]] = [[], []];
  readonly #node: LogicalJoin;
  readonly #to: Outlet;
  #number = 0;

  constructor(node: LogicalJoin, to: Outlet) {
    this.#node = node;
    this.#to = to;
  }

  make(row: Row, timeMs: number, untilMs: number): Held {
    return { row, number: this.#number++, timeMs, untilMs, isMatched: false };
  }

  due(side: Side, ms: number): readonly Held[] {
    return this.rows[side]
      .filter(({ untilMs }) => untilMs <= ms)
      .sort((a, b) => a.untilMs - b.untilMs || a.number - b.number);
  }

  drop(side: Side, gone: readonly Held[]): void {
    this.rows[side] = this.rows[side].filter((row) => !gone.includes(row));
  }

  pair(left: Held, right: Held): void {
    left.isMatched = true;
    right.isMatched = true;
    if (this.#node.type === "semi" || this.#node.type === "anti") return;
    this.#to.change({ kind: "+I", row: joinedRow(this.#node, left.row, right.row), origin: null });
  }

  pad(side: Side, { row, isMatched }: Held): void {
    if (isMatched || !isPadded(this.#node, side)) return;
    const padded = side === LEFT ? joinedRow(this.#node, row, null) : joinedRow(this.#node, null, row);
    this.#to.change({ kind: "+I", row: padded, origin: null });
  }
}

export function intervalJoin(
  node: LogicalJoin,
  time: Extract<JoinTime, { kind: "interval" }>,
  evaluation: Evaluation,
  to: Outlet,
): readonly [Outlet, Outlet] {
  const condition = new JoinCondition(node, evaluation);
  const held = new HeldRows(node, to);
  const inputs = [node.left, node.right];
  const judges = [{}, {}];
  const columns = [time.leftTime, time.rightTime];
  const usefulMs = [time.upperMs, -time.lowerMs];
  const heldBackMs = Math.max(0, time.upperMs, -time.lowerMs) + 1;
  const canMeet = (left: Held, right: Held): boolean => {
    const distanceMs = right.timeMs - left.timeMs;
    return distanceMs >= time.lowerMs && distanceMs <= time.upperMs && condition.areKeysEqual(left.row, right.row);
  };
  let nowMs = Number.NEGATIVE_INFINITY;
  return twoInputs({
    change(side, change) {
      const value = change.row[columns[side]];
      if (value === null) {
        evaluation.nullTime(inputs[side], change, judges[side]);
        return;
      }
      const ms = timeMs(value, inputs[side].columns[columns[side]].type);
      const isLate = ms + usefulMs[side] <= nowMs;
      const own = held.make(change.row, ms, ms + usefulMs[side] + 1);
      const asPair = (other: Held): readonly [Held, Held] => (side === LEFT ? [own, other] : [other, own]);
      const near = held.rows[side === LEFT ? RIGHT : LEFT].map(asPair).filter((pair) => canMeet(...pair));
      evaluation.judge(judges[side], change, [], true, isLate);
      for (const [left, right] of near) if (condition.isResidualTrue(left.row, right.row)) held.pair(left, right);
      if (isLate || condition.hasNullKey(side, change.row)) held.pad(side, own);
      else held.rows[side].push(own);
    },
    watermark(ms) {
      nowMs = ms;
      for (const side of SIDES) {
        const due = held.due(side, ms);
        for (const row of due) held.pad(side, row);
        held.drop(side, due);
      }
      to.watermark(ms - heldBackMs);
    },
    end: () => to.end(),
  });
}

export function windowJoin(
  node: LogicalJoin,
  time: Extract<JoinTime, { kind: "window" }>,
  evaluation: Evaluation,
  to: Outlet,
): readonly [Outlet, Outlet] {
  const condition = new JoinCondition(node, evaluation);
  const held = new HeldRows(node, to);
  const inputs = [node.left, node.right];
  const judges = [{}, {}];
  const zone = time.isLtz ? evaluation.context.timeZone : null;
  const bounds = [
    { start: time.leftStart, end: time.leftEnd },
    { start: time.rightStart, end: time.rightEnd },
  ];
  let nowMs = Number.NEGATIVE_INFINITY;
  return twoInputs({
    change(side, change) {
      const boundMs = (column: number): number => timeMs(change.row[column], inputs[side].columns[column].type);
      const window = { startMs: boundMs(bounds[side].start), endMs: boundMs(bounds[side].end) };
      const closesMs = closingMs(window, zone);
      const isLate = closesMs <= nowMs;
      evaluation.judge(judges[side], change, isLate ? [window] : [], !isLate);
      if (!isLate) held.rows[side].push(held.make(change.row, closesMs, closesMs));
    },
    watermark(ms) {
      nowMs = ms;
      const [lefts, rights] = SIDES.map((side) => held.due(side, ms));
      for (const left of lefts) {
        const met = rights.filter(
          (right) => condition.areKeysEqual(left.row, right.row) && condition.isResidualTrue(left.row, right.row),
        );
        if (node.type === "semi" && met.length > 0) to.change({ kind: "+I", row: left.row, origin: null });
        for (const right of met) held.pair(left, right);
        held.pad(LEFT, left);
      }
      for (const right of rights) held.pad(RIGHT, right);
      held.drop(LEFT, lefts);
      held.drop(RIGHT, rights);
      to.watermark(ms);
    },
    end: () => to.end(),
  });
}
