// CASE, IN, BETWEEN, LIKE and IS as calls of operator records. BETWEEN becomes two comparisons, NOT stands outside.

import { NULL_TYPE } from "../../../common/types.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { BetweenNode, CaseNode, ExprNode, InList, IsNode, LikeNode } from "../../../parser/ast.ts";
import { isDeterministic } from "../../expr-shape.ts";
import { isPoison } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import { applyOrReport, callOrReport } from "../subqueries/apply.ts";
import { compareOrReport } from "./comparisons.ts";
import { literal } from "./literals.ts";

export function bindCase(node: CaseNode, scope: ExprScope): Expr {
  const operand = node.operand === null ? null : scope.bind(node.operand, scope);
  const args: Expr[] = [];
  for (const branch of node.branches) {
    const when = scope.bind(branch.when, scope);
    args.push(operand === null ? when : compareOrReport("=", operand, when, branch.when, scope));
    args.push(scope.bind(branch.then, scope));
  }
  args.push(node.otherwise === null ? literal(null, NULL_TYPE) : scope.bind(node.otherwise, scope));
  return applyOrReport("CASE", args, node, scope);
}

export function bindInList(node: InList, scope: ExprScope): Expr {
  const isIn = callOrReport("IN", [node.input, ...node.items], node, scope);
  return negateIf(node.isNegated, isIn, node, scope);
}

export function bindBetween(node: BetweenNode, scope: ExprScope): Expr {
  const input = scope.bind(node.input, scope);
  const low = scope.bind(node.low, scope);
  const high = scope.bind(node.high, scope);
  if (!isPoison(input) && !isDeterministic(input)) {
    // Computed once: both bounds look at the same value.
    const options = { isSymmetric: node.isSymmetric };
    return negateIf(node.isNegated, applyOrReport("BETWEEN", [input, low, high], node, scope, options), node, scope);
  }
  const within = (least: Expr, greatest: Expr): Expr =>
    applyOrReport(
      "AND",
      [compareOrReport(">=", input, least, node, scope), compareOrReport("<=", input, greatest, node, scope)],
      node,
      scope,
    );
  const plain = within(low, high);
  const between = node.isSymmetric ? applyOrReport("OR", [plain, within(high, low)], node, scope) : plain;
  return negateIf(node.isNegated, between, node, scope);
}

export function bindLike(node: LikeNode, scope: ExprScope): Expr {
  const args = [node.input, node.pattern, ...(node.escape === null ? [] : [node.escape])];
  return negateIf(node.isNegated, callOrReport(node.operator, args, node, scope), node, scope);
}

export function bindIs(node: IsNode, scope: ExprScope): Expr {
  if (node.test === "DISTINCT FROM" && node.other !== null) {
    const left = scope.bind(node.input, scope);
    const right = scope.bind(node.other, scope);
    const fn = node.isNegated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM";
    return compareOrReport(fn, left, right, node, scope);
  }
  if (node.test.startsWith("JSON")) {
    const isJson = callOrReport(`IS ${node.test}`, [node.input], node, scope);
    return negateIf(node.isNegated, isJson, node, scope);
  }
  return callOrReport(`IS ${node.isNegated ? "NOT " : ""}${node.test}`, [node.input], node, scope);
}

function negateIf(isNegated: boolean, expr: Expr, node: ExprNode, scope: ExprScope): Expr {
  return isNegated ? applyOrReport("NOT", [expr], node, scope) : expr;
}
