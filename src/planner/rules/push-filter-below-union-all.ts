// Filter(p, UnionAll(x, y))  ->  UnionAll(Filter(p, x), Filter(p, y))
// so that rows leave before the inputs are brought into one order, and the filters can go on towards the sources.
// Stays when p is not deterministic.
import { isDeterministic, mapColumns } from "../expr-shape.ts";
import type { LogicalFilter, LogicalNode } from "../logical.ts";
import type { NodeRule } from "./rule.ts";

export const pushFilterBelowUnionAll: NodeRule = {
  name: "push-filter-below-union-all",
  rewrite(node, context) {
    if (node.kind !== "filter" || node.input.kind !== "union-all" || context.isShared(node.input)) return null;
    const { predicate } = node;
    if (!isDeterministic(predicate)) return null;
    const filtered = (input: LogicalNode): LogicalFilter => ({
      kind: "filter",
      input,
      columns: input.columns,
      predicate: mapColumns(predicate, (column) => ({ ...column, name: input.columns[column.index].name })),
    });
    return { ...node.input, inputs: node.input.inputs.map(filtered) };
  },
};
