// Filter(p and q and r, Join(x, y))  ->  Filter(r, Join(Filter(p, x), Filter(q, y)))   p reads x alone, q reads y alone
// Join(x, y; ON p and r)             ->  Join(Filter(p, x), y; ON r)
// so that rows leave before the join keeps them. A condition above goes below a side whose rows the join never pads: both of
// an inner join, the left one of left, semi and anti joins and of temporal joins, the right one of right joins. A condition of
// ON goes below a side that is not kept for itself: both of an inner join, else the one that is padded or only asked for.
// What a temporal or ASOF join picks from is never filtered below it: a row that is gone would uncover another.
// Stays when it can fail (a row that finds no match would not have been asked) or is not deterministic.
import type { Expr } from "../../expr/expr.ts";
import { canFail, columnsRead, isDeterministic, mapColumns } from "../expr-shape.ts";
import { type JoinType, type LogicalJoin, type LogicalNode, picksOne } from "../logical.ts";
import { conjunction, splitPredicate } from "./predicates.ts";
import type { NodeRule } from "./rule.ts";

export const pushFilterBelowJoin: NodeRule = {
  name: "push-filter-below-join",
  rewrite(node, context) {
    if (node.kind === "join") return withoutOwn(node);
    if (node.kind !== "filter" || node.input.kind !== "join" || context.isShared(node.input)) return null;
    const join = node.input;
    const split = splitSides(node.predicate, join, above(join));
    if (split === null) return null;
    const below = filteredSides(join, split);
    return split.kept.length === 0
      ? below
      : { ...node, input: below, predicate: conjunction(split.kept), columns: below.columns };
  },
};

interface Sides {
  readonly left: boolean;
  readonly right: boolean;
}

/** Sides below which a condition on the result may go. */
function above({ type, time }: LogicalJoin): Sides {
  return { left: LEFT_KEPT.has(type), right: (type === "inner" || type === "right") && !picksOne(time) };
}

const LEFT_KEPT: ReadonlySet<JoinType> = new Set(["inner", "left", "semi", "anti"]);

function withoutOwn(join: LogicalJoin): LogicalJoin | null {
  if (join.residual === null) return null;
  const { type } = join;
  const split = splitSides(join.residual, join, {
    left: type === "inner" || type === "right" || type === "semi",
    right: type !== "right" && type !== "full" && !picksOne(join.time),
  });
  if (split === null) return null;
  return { ...filteredSides(join, split), residual: split.kept.length === 0 ? null : conjunction(split.kept) };
}

interface Split {
  readonly left: readonly Expr[];
  readonly right: readonly Expr[];
  readonly kept: readonly Expr[];
}

function splitSides(predicate: Expr, join: LogicalJoin, may: Sides): Split | null {
  const width = join.left.columns.length;
  const reads = (conjunct: Expr): readonly number[] => [...columnsRead([conjunct])];
  const isLeft = (conjunct: Expr): boolean => may.left && reads(conjunct).every((index) => index < width);
  const isRight = (conjunct: Expr): boolean => may.right && reads(conjunct).every((index) => index >= width);
  const { moved, kept } = splitPredicate(
    predicate,
    (conjunct) =>
      !canFail(conjunct) &&
      isDeterministic(conjunct) &&
      reads(conjunct).length > 0 &&
      (isLeft(conjunct) || isRight(conjunct)),
  );
  if (moved.length === 0) return null;
  return { left: moved.filter(isLeft), right: moved.filter((conjunct) => !isLeft(conjunct)), kept };
}

function filteredSides(join: LogicalJoin, { left, right }: Split): LogicalJoin {
  const width = join.left.columns.length;
  return { ...join, left: filtered(join.left, left, 0), right: filtered(join.right, right, width) };
}

function filtered(input: LogicalNode, conditions: readonly Expr[], shift: number): LogicalNode {
  if (conditions.length === 0) return input;
  const { columns } = input;
  const predicate = mapColumns(conjunction(conditions), (column) => {
    const index = column.index - shift;
    return { ...column, index, name: columns[index].name, type: columns[index].type };
  });
  return { kind: "filter", input, predicate, columns };
}
