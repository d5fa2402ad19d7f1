// a [LEFT] ASOF JOIN b ON a.k = b.k AND a.ts >= b.ts: each row of a meets, of the rows of b that fit, the nearest one. ON says
// any number of equalities and one comparison of a number or a time; what is asked of one side alone belongs into WHERE or
// a query below, as it changes which row is the nearest.
import type { SqlType } from "../../../common/types.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { JoinNode } from "../../../parser/ast.ts";
import { mapColumns } from "../../expr-shape.ts";
import type { AsofMatch } from "../../logical.ts";
import type { StatementContext } from "../context.ts";
import type { AsofParts, FromClause } from "../from-clause.ts";
import type { RelationColumn } from "../relation.ts";
import { type JoinSides, joinCondition, MIRRORED, sameTyped, sideOf } from "./join-condition.ts";

export function isAsof({ type }: JoinNode): boolean {
  return type === "ASOF" || type === "LEFT ASOF";
}

const HINT =
  "ON takes equalities and one comparison: a ASOF JOIN b ON a.k = b.k AND a.ts >= b.ts; with <= the next row of b. Other conditions go into WHERE, or into a query below the join.";

/** Null after a reported error. */
export function asofParts(
  conditions: readonly Expr[],
  left: FromClause,
  right: FromClause,
  node: JoinNode,
  context: StatementContext,
): AsofParts | null {
  if (context.hasErrors || left.relation.isOpen || right.relation.isOpen) return null;
  const sides: JoinSides = { left: left.relation.columns, right: right.relation.columns };
  const width = sides.left.length;
  const equalities = conditions.filter((condition) => joinCondition([condition], sides).keys.length > 0);
  const others = conditions.filter((condition) => !equalities.includes(condition));
  const compared = others.flatMap((condition) => comparison(condition, width) ?? []);
  const problem = problemOf(others.length, compared.length);
  if (problem !== null) {
    context.report("PLAN_ASOF_CONDITION", problem, node.span, { hint: HINT });
    return null;
  }
  const [{ fn, pair }] = compared;
  const [ofLeft, overBoth] = pair;
  if (!isOrdered(ofLeft.type)) {
    context.report("PLAN_ASOF_CONDITION", "an ASOF join compares numbers or times", node.span, { hint: HINT });
    return null;
  }
  const ofRight = mapColumns(overBoth, (column) => ({ ...column, index: column.index - width }));
  const isEventTime = isTime(ofLeft, sides.left) && isTime(ofRight, sides.right);
  return { time: { kind: "asof", fn, left: ofLeft, right: ofRight, isEventTime }, equalities };
}

function problemOf(otherCount: number, comparedCount: number): string | null {
  if (comparedCount === 0) return "an ASOF join needs a comparison of both sides with >=, >, <= or <";
  if (comparedCount > 1) return "an ASOF join has one comparison with >=, >, <= or <, not several";
  return otherCount > 1 ? "an ASOF join takes no other conditions than equalities of both sides" : null;
}

interface Comparison {
  readonly fn: AsofMatch["fn"];
  /** Left, right, of one type; both over left, then right columns. */
  readonly pair: readonly [Expr, Expr];
}

function comparison(condition: Expr, width: number): Comparison | null {
  if (condition.kind !== "call") return null;
  const fn = condition.fn as AsofMatch["fn"] | "=";
  if (fn === "=" || !(fn in MIRRORED)) return null;
  const [a, b] = condition.args;
  const sides = [sideOf(a, width), sideOf(b, width)];
  const isSwapped = sides[0] === "right" && sides[1] === "left";
  if (!isSwapped && (sides[0] !== "left" || sides[1] !== "right")) return null;
  const pair = sameTyped(isSwapped ? b : a, isSwapped ? a : b);
  return pair === null ? null : { fn: isSwapped ? (MIRRORED[fn] as AsofMatch["fn"]) : fn, pair };
}

const ORDERED: ReadonlySet<string> = new Set([
  "TINYINT",
  "SMALLINT",
  "INT",
  "BIGINT",
  "DECIMAL",
  "FLOAT",
  "DOUBLE",
  "DATE",
  "TIME",
  "TIMESTAMP",
  "TIMESTAMP_LTZ",
]);

function isOrdered(type: SqlType): boolean {
  return ORDERED.has(type.kind);
}

function isTime(expr: Expr, columns: readonly RelationColumn[]): boolean {
  return expr.kind === "column" && columns[expr.index].isTime && columns[expr.index].isProcTime !== true;
}
