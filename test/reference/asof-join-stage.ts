// ASOF joins: a left row meets the nearest right row of its key, of equally near ones the last that came.
//
// By event time rows wait for the watermark and are answered once: a row that looks back when the watermark reaches it, one
// that looks ahead when it reaches the row found, or at the end. Rows at or behind the watermark are late on both sides.
// Else every left row shows what is the nearest as of now: after each change all answers are made anew.
import type { Scalar } from "../../src/columnar/scalar.ts";
import { type AsofMatch, type LogicalJoin, looksBack } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate } from "./expressions.ts";
import { isAddition, type Outlet } from "./stage.ts";
import { JoinCondition, joinedRow, LEFT, type Side, twoInputs } from "./two-inputs.ts";
import { keyText, order, type Row, timeMs } from "./values.ts";

interface Placed {
  readonly row: Row;
  readonly position: Scalar;
  readonly number: number;
}

export function asofJoin(
  node: LogicalJoin,
  asof: AsofMatch,
  evaluation: Evaluation,
  to: Outlet,
): readonly [Outlet, Outlet] {
  const nearest = nearestBy(node, asof, evaluation);
  return asof.isEventTime
    ? byEventTime(node, asof, evaluation, nearest, to)
    : asOfNow(node, asof, evaluation, nearest, to);
}

type Nearest = (left: Placed, rights: readonly Placed[]) => Placed | null;

function nearestBy(node: LogicalJoin, asof: AsofMatch, evaluation: Evaluation): Nearest {
  const condition = new JoinCondition(node, evaluation);
  const fits = (left: Placed, right: Placed): boolean => {
    if (left.position === null || right.position === null) return false;
    const by = order(left.position, right.position);
    const isBeyond = looksBack(asof) ? by > 0 : by < 0;
    return isBeyond || (by === 0 && (asof.fn === ">=" || asof.fn === "<="));
  };
  return (left, rights) => {
    let best: Placed | null = null;
    for (const right of rights) {
      if (!fits(left, right) || !condition.areKeysEqual(left.row, right.row)) continue;
      const by = best === null ? 0 : order(right.position, best.position);
      if (by === 0 || (looksBack(asof) ? by > 0 : by < 0)) best = right;
    }
    return best;
  };
}

function positionOf(asof: AsofMatch, side: Side, row: Row, { context }: Evaluation): Scalar {
  return evaluate(side === LEFT ? asof.left : asof.right, row, context);
}

function asOfNow(
  node: LogicalJoin,
  asof: AsofMatch,
  evaluation: Evaluation,
  nearest: Nearest,
  to: Outlet,
): readonly [Outlet, Outlet] {
  const sides: [Placed[], Placed[]] = [[], []];
  let number = 0;
  const answers = (): ReadonlyMap<string, Row> => {
    const rows = new Map<string, Row>();
    for (const left of sides[0]) {
      const right = nearest(left, sides[1]);
      if (right === null && node.type !== "left") continue;
      rows.set(`${left.number} ${right?.number ?? "-"}`, joinedRow(node, left.row, right?.row ?? null));
    }
    return rows;
  };
  return twoInputs({
    change(side, change) {
      const before = answers();
      if (isAddition(change)) {
        const position = positionOf(asof, side, change.row, evaluation);
        sides[side].push({ row: change.row, position, number: number++ });
      } else {
        const text = keyText(change.row);
        const at = sides[side].findIndex(({ row }) => keyText(row) === text);
        if (at === -1) throw new Error("a change takes back a row that is not there");
        sides[side].splice(at, 1);
      }
      const after = answers();
      for (const [name, row] of before) if (!after.has(name)) to.change({ kind: "-D", row, origin: null });
      for (const [name, row] of after) if (!before.has(name)) to.change({ kind: "+I", row, origin: null });
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  });
}

function byEventTime(
  node: LogicalJoin,
  asof: AsofMatch,
  evaluation: Evaluation,
  nearest: Nearest,
  to: Outlet,
): readonly [Outlet, Outlet] {
  const inputs = [node.left, node.right];
  const types = [asof.left.type, asof.right.type];
  const judges = [{}, {}];
  const rights: Placed[] = [];
  let waiting: Placed[] = [];
  let nowMs = Number.NEGATIVE_INFINITY;
  let number = 0;
  /** The watermark at which no nearer row can come. */
  const dueMs = (left: Placed): number => {
    if (looksBack(asof)) return timeMs(left.position, types[0]);
    const right = nearest(left, rights);
    return right === null ? Number.POSITIVE_INFINITY : timeMs(right.position, types[1]);
  };
  return twoInputs({
    change(side, change) {
      const position = positionOf(asof, side, change.row, evaluation);
      if (position === null) {
        evaluation.nullTime(inputs[side], change, judges[side]);
        return;
      }
      const isTaken = timeMs(position, types[side]) > nowMs;
      evaluation.judge(judges[side], change, [], isTaken);
      const placed = { row: change.row, position, number: number++ };
      if (isTaken) (side === LEFT ? waiting : rights).push(placed);
    },
    watermark(ms) {
      nowMs = ms;
      const due = waiting
        .filter((left) => dueMs(left) <= ms)
        .sort((a, b) => dueMs(a) - dueMs(b) || a.number - b.number);
      waiting = waiting.filter((left) => !due.includes(left));
      for (const left of due) {
        const right = nearest(left, rights);
        if (right === null && node.type !== "left") continue;
        to.change({ kind: "+I", row: joinedRow(node, left.row, right?.row ?? null), origin: null });
      }
      to.watermark(ms);
    },
    end: () => to.end(),
  });
}
