// Comparisons with messages of their own: a NULL literal is never equal to anything, and a wall clock has no order with
// an instant until a zone is named.
import type { SqlType } from "../../../common/types.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { ExprNode, FunctionCall } from "../../../parser/ast.ts";
import { sourceText } from "../context.ts";
import { isPoison, POISON } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import { applyOrReport } from "../subqueries/apply.ts";

export const COMPARISONS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

export function compareOrReport(fn: string, left: Expr, right: Expr, node: ExprNode, scope: ExprScope): Expr {
  if (isPoison(left) || isPoison(right)) return POISON;
  if (isMixed(left.type, right.type)) {
    scope.context.report(
      "BIND_MIXED_TIMESTAMPS",
      "a TIMESTAMP (wall clock, no zone) is compared with a TIMESTAMP_LTZ (an instant)",
      node.span,
      {
        hint: "Cast one of them, which applies the session time zone ('table.local-time-zone'): CAST(x AS TIMESTAMP(3)) or CAST(x AS TIMESTAMP_LTZ(3)).",
        edit: mixedEdit(left, right, node),
      },
    );
    return POISON;
  }
  return applyOrReport(fn, [left, right], node, scope);
}

function isMixed(left: SqlType, right: SqlType): boolean {
  return (
    (left.kind === "TIMESTAMP" && right.kind === "TIMESTAMP_LTZ") ||
    (left.kind === "TIMESTAMP_LTZ" && right.kind === "TIMESTAMP")
  );
}

/** Casts the wall clock to an instant. */
function mixedEdit(left: Expr, right: Expr, node: ExprNode): { span: ExprNode["span"]; text: string } | null {
  if (node.kind !== "call" || node.args.length !== 2) return null;
  const [wallClock, side] = left.type.kind === "TIMESTAMP" ? [left, node.args[0]] : [right, node.args[1]];
  const precision = wallClock.type.kind === "TIMESTAMP" ? wallClock.type.precision : 3;
  return { span: side.span, text: `CAST(${sourceText(side.span)} AS TIMESTAMP_LTZ(${precision}))` };
}

/** `x = NULL` is never TRUE. Reports it; false when it is no such comparison. */
export function reportNullComparison(node: FunctionCall, scope: ExprScope): boolean {
  const nullAt = node.args.findIndex((arg) => arg.kind === "null");
  if (nullAt === -1 || !COMPARISONS.has(node.name)) return false;
  const other = sourceText(node.args[1 - nullAt].span);
  const test = node.name === "=" ? "IS NULL" : node.name === "<>" ? "IS NOT NULL" : null;
  scope.context.report(
    "BIND_NULL_COMPARISON",
    `nothing is ${node.name} NULL: the comparison is always unknown`,
    node.span,
    {
      hint: `IS NULL and IS NOT NULL test for NULL.`,
      edit: test === null ? null : { span: node.span, text: `${other} ${test}` },
    },
  );
  return true;
}
