// Filter(p AND q, Aggregate(k, x))  ->  Filter(q, Aggregate(k, Filter(p, x)))     p reads only keys
// so that groups nobody asks for hold no state. Which rows are late for a window is decided by their time alone, so a
// filter on keys leaves lateness as it is.
// p must be immutable (it would be asked in another batch) and must not be able to fail (a late row would reach it).
// The aggregate gets an id of its own: what it stored without the filter holds groups that nobody would drop any more.
// Stays above an aggregate without keys, which has a row even over nothing, and above one whose arguments can fail: no row
// is kept from them. (A sum that overflows for a group that p drops is no error any more.)
import type { Expr } from "../../expr/expr.ts";
import { aggregateExprs, canFail, columnsRead, mapColumns, volatilityOf } from "../expr-shape.ts";
import type { LogicalAggregate } from "../logical.ts";
import { conjunction, filteredId, splitPredicate } from "./predicates.ts";
import type { NodeRule } from "./rule.ts";

export const pushFilterBelowAggregate: NodeRule = {
  name: "push-filter-below-aggregate",
  rewrite(node, context) {
    if (node.kind !== "filter" || node.input.kind !== "aggregate" || context.isShared(node.input)) return null;
    const aggregate = node.input;
    if (aggregate.aggregates.flatMap(aggregateExprs).some(canFail)) return null;
    const { moved, kept } = splitPredicate(node.predicate, (conjunct) => canMove(conjunct, aggregate));
    if (moved.length === 0) return null;
    const predicate = mapColumns(conjunction(moved), (column) => aggregate.keys[column.index]);
    const { input } = aggregate;
    const below = { kind: "filter", input, columns: input.columns, predicate } as const;
    const pushed = { ...aggregate, input: below, ...filteredId(aggregate, predicate) };
    return kept.length === 0 ? pushed : { ...node, input: pushed, predicate: conjunction(kept) };
  },
};

function canMove(conjunct: Expr, aggregate: LogicalAggregate): boolean {
  if (canFail(conjunct) || volatilityOf(conjunct) !== "immutable") return false;
  const reads = [...columnsRead([conjunct])];
  // FALSE reads nothing; below an aggregate it would leave one without input, which a keyed one answers alike.
  return aggregate.keys.length > 0 && reads.every((index) => aggregate.keys[index]?.kind === "column");
}
