// Filter(p, Filter(q, x))  ->  Filter(q AND p, x)
// so that one kernel runs instead of two. AND evaluates p only where q holds, as the two filters did.
import { conjunction } from "./predicates.ts";
import type { NodeRule } from "./rule.ts";

export const mergeFilters: NodeRule = {
  name: "merge-filters",
  rewrite(node, context) {
    if (node.kind !== "filter" || node.input.kind !== "filter" || context.isShared(node.input)) return null;
    return { ...node, input: node.input.input, predicate: conjunction([node.input.predicate, node.predicate]) };
  },
};
