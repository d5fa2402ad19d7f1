// Predicates taken apart and put together. A kernel asks the conjuncts of a predicate one after the other until one is not
// true (NULL stops like FALSE), so a predicate and a chain of filters are the same, also for what can fail.
import { BOOLEAN, withNullable } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import { canFail } from "../expr-shape.ts";
import type { LogicalNode } from "../logical.ts";
import { hashOf, normalExpr } from "../normal-form.ts";

/** The operands of AND, nested ones too, in order of evaluation. */
export function conjuncts(predicate: Expr): readonly Expr[] {
  return predicate.kind === "call" && predicate.fn === "AND" ? predicate.args.flatMap(conjuncts) : [predicate];
}

/** All of them, evaluated in order; at least one. */
export function conjunction(predicates: readonly Expr[]): Expr {
  return predicates.reduce((left, right) => ({
    kind: "call",
    fn: "AND",
    args: [left, right],
    type: withNullable(BOOLEAN, left.type.nullable || right.type.nullable),
  }));
}

export interface SplitPredicate {
  readonly moved: readonly Expr[];
  readonly kept: readonly Expr[];
}

/**
 * The conjuncts that may move ahead of the others. One that comes after a kept conjunct that can fail stays: moved, it
 * would keep rows from that one, and what fails must not depend on rules.
 */
export function splitPredicate(predicate: Expr, canMove: (conjunct: Expr) => boolean): SplitPredicate {
  const moved: Expr[] = [];
  const kept: Expr[] = [];
  for (const conjunct of conjuncts(predicate)) {
    if (canMove(conjunct) && !kept.some(canFail)) moved.push(conjunct);
    else kept.push(conjunct);
  }
  return { moved, kept };
}

export function isLiteralBoolean(expr: Expr, value: boolean): boolean {
  return expr.kind === "literal" && expr.value === value;
}

/** FALSE or NULL: no row passes. */
export function passesNothing(expr: Expr): boolean {
  return expr.kind === "literal" && expr.value !== true;
}

/** The id of a node that stores less because a filter went below it. */
export function filteredId(node: LogicalNode, predicate: Expr): { readonly id?: string } {
  return node.id === undefined ? {} : { id: hashOf([node.id, normalExpr(predicate)]) };
}
