// Project(e, Project(f, x))  ->  Project(e[f], x)
// so that one kernel runs instead of two. Each expression of f is still evaluated exactly once on each row when it could
// fail or is not deterministic: it must be handed through as it is, once. Others may be dropped, may end up in a branch
// of CASE, or be computed twice when that is cheaper than a pass (DUPLICATE_CALLS_MAX).
import type { Expr } from "../../expr/expr.ts";
import { canFail, countReads, isDeterministic, mapColumns } from "../expr-shape.ts";
import type { LogicalProject } from "../logical.ts";
import type { NodeRule } from "./rule.ts";

const DUPLICATE_CALLS_MAX = 1;

export const mergeProjects: NodeRule = {
  name: "merge-projects",
  rewrite(node, context) {
    if (node.kind !== "project" || node.input.kind !== "project" || context.isShared(node.input)) return null;
    const inner = node.input;
    if (!canMerge(node.exprs, inner)) return null;
    return { ...node, input: inner.input, exprs: node.exprs.map((expr) => substituted(expr, inner)) };
  },
};

function canMerge(outer: readonly Expr[], inner: LogicalProject): boolean {
  const reads = countReads(outer);
  return inner.exprs.every((expr, index) => {
    if (expr.kind === "column" || expr.kind === "literal") return true;
    const count = reads.get(index) ?? 0;
    if (canFail(expr) || !isDeterministic(expr)) {
      return count === 1 && outer.some((read) => read.kind === "column" && read.index === index);
    }
    return count <= 1 || callCount(expr) <= DUPLICATE_CALLS_MAX;
  });
}

/** `expr` over the outputs of `project` as an expression over its input. */
export function substituted(expr: Expr, project: LogicalProject): Expr {
  return mapColumns(expr, (column) => project.exprs[column.index]);
}

/** Calls and casts in an expression: what it costs, roughly. */
export function callCount(expr: Expr): number {
  switch (expr.kind) {
    case "column":
    case "literal":
      return 0;
    case "cast":
      return 1 + callCount(expr.input);
    case "call":
      return expr.args.reduce((sum, arg) => sum + callCount(arg), 1);
  }
}
