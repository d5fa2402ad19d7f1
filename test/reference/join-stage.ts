// A join that time does not bound: after each change of a side the whole result is made anew from all rows of both, and what
// is no longer there goes, what was not there comes.
import type { LogicalJoin } from "../../src/planner/logical.ts";
import { asofJoin } from "./asof-join-stage.ts";
import type { Evaluation } from "./evaluation.ts";
import { holds } from "./expressions.ts";
import { latestJoin } from "./latest-join-stage.ts";
import { isAddition, type Outlet } from "./stage.ts";
import { joinTimeOf } from "./stream-kind.ts";
import { temporalJoin } from "./temporal-join-stage.ts";
import { intervalJoin, windowJoin } from "./timed-join-stage.ts";
import { isPadded, JoinCondition, joinedRow, LEFT, RIGHT, twoInputs } from "./two-inputs.ts";
import { keyText, type Row } from "./values.ts";

interface Numbered {
  readonly row: Row;
  readonly number: number;
}

export function joinStage(node: LogicalJoin, evaluation: Evaluation, to: Outlet): readonly [Outlet, Outlet] {
  const time = joinTimeOf(node, evaluation);
  if (time === null) return plainJoin(node, evaluation, to);
  switch (time.kind) {
    case "interval":
      return intervalJoin(node, time, evaluation, to);
    case "window":
      return windowJoin(node, time, evaluation, to);
    case "temporal":
      return temporalJoin(node, time, evaluation, to);
    case "latest":
      return latestJoin(node, evaluation, to);
    case "asof":
      return asofJoin(node, time, evaluation, to);
  }
}

function plainJoin(node: LogicalJoin, evaluation: Evaluation, to: Outlet): readonly [Outlet, Outlet] {
  const condition = new JoinCondition(node, evaluation);
  const interval = node.time?.kind === "interval" ? node.time.condition : null;
  const isMatch = (left: Row, right: Row): boolean =>
    condition.areKeysEqual(left, right) &&
    holds(interval, [...left, ...right], evaluation.context) &&
    condition.isResidualTrue(left, right);
  const sides: [Numbered[], Numbered[]] = [[], []];
  let number = 0;
  return twoInputs({
    change(side, change) {
      const before = results(node, sides[LEFT], sides[RIGHT], isMatch);
      if (isAddition(change)) sides[side].push({ row: change.row, number: number++ });
      else {
        const text = keyText(change.row);
        const at = sides[side].findLastIndex(({ row }) => keyText(row) === text);
        if (at === -1) throw new Error("a change takes back a row that is not there");
        sides[side].splice(at, 1);
      }
      const after = results(node, sides[LEFT], sides[RIGHT], isMatch);
      for (const [name, row] of before) if (!after.has(name)) to.change({ kind: "-D", row, origin: null });
      for (const [name, row] of after) if (!before.has(name)) to.change({ kind: "+I", row, origin: null });
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  });
}

/** By the numbers of the rows that made them. */
function results(
  node: LogicalJoin,
  lefts: readonly Numbered[],
  rights: readonly Numbered[],
  isMatch: (left: Row, right: Row) => boolean,
): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  const pairs = lefts.flatMap((left) =>
    rights.flatMap((right) => (isMatch(left.row, right.row) ? [{ left, right }] : [])),
  );
  if (node.type === "semi") for (const { left } of pairs) rows.set(`${left.number}`, left.row);
  else if (node.type !== "anti") {
    for (const { left, right } of pairs)
      rows.set(`${left.number} ${right.number}`, joinedRow(node, left.row, right.row));
  }
  if (isPadded(node, LEFT)) {
    for (const left of lefts)
      if (!pairs.some((pair) => pair.left === left)) rows.set(`${left.number} -`, joinedRow(node, left.row, null));
  }
  if (isPadded(node, RIGHT)) {
    for (const right of rights)
      if (!pairs.some((pair) => pair.right === right)) rows.set(`- ${right.number}`, joinedRow(node, null, right.row));
  }
  return rows;
}
