// Conditions: expressions that must be BOOLEAN.
import type { Expr } from "../../../expr/expr.ts";
import type { ExprNode } from "../../../parser/ast.ts";
import { isPoison, POISON } from "../relation.ts";
import type { ExprScope } from "../scope.ts";

/** A BOOLEAN expression; POISON after a reported error. */
export function bindCondition(node: ExprNode, scope: ExprScope): Expr {
  const expr = scope.bind(node, scope);
  if (isPoison(expr) || expr.type.kind === "BOOLEAN" || expr.type.kind === "NULL") return expr;
  scope.context.report(
    "BIND_NOT_BOOLEAN",
    `${scope.clause} takes a condition, and this is ${expr.type.kind}`,
    node.span,
  );
  return POISON;
}
