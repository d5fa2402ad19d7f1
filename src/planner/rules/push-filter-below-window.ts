// Filter(p AND q, Window(x))  ->  Filter(q, Window(Filter(p, x)))     p reads no window column
// so that rows are not multiplied by windows first, and the filter can go on towards the source.
// p must be deterministic (it would be asked once per row instead of once per window) and must not be able to fail (a row
// in no window would reach it). SESSION windows are made of the rows they hold: only what reads nothing but PARTITION BY
// columns goes below them, and never what varies with time. They store less then, and get an id of their own.

import type { Expr } from "../../expr/expr.ts";
import { canFail, columnsRead, isDeterministic, volatilityOf } from "../expr-shape.ts";
import type { LogicalWindow } from "../logical.ts";
import { conjunction, filteredId, splitPredicate } from "./predicates.ts";
import type { NodeRule } from "./rule.ts";

export const pushFilterBelowWindow: NodeRule = {
  name: "push-filter-below-window",
  rewrite(node, context) {
    if (node.kind !== "filter" || node.input.kind !== "window" || context.isShared(node.input)) return null;
    const window = node.input;
    const { moved, kept } = splitPredicate(node.predicate, (conjunct) => canMove(conjunct, window));
    if (moved.length === 0) return null;
    const { input } = window;
    const below = { kind: "filter", input, columns: input.columns, predicate: conjunction(moved) } as const;
    const changedId = window.window.kind === "session" ? filteredId(window, below.predicate) : {};
    const pushed = { ...window, input: below, ...changedId };
    return kept.length === 0 ? pushed : { ...node, input: pushed, predicate: conjunction(kept) };
  },
};

function canMove(conjunct: Expr, window: LogicalWindow): boolean {
  if (canFail(conjunct) || !isDeterministic(conjunct)) return false;
  const reads = [...columnsRead([conjunct])];
  if (window.window.kind === "session") {
    const { partitionKeys } = window.window;
    return volatilityOf(conjunct) === "immutable" && reads.every((index) => partitionKeys.includes(index));
  }
  return reads.every((index) => index < window.input.columns.length);
}
