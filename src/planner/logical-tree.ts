// Walking logical plans. A plan is a DAG: equal deterministic subtrees are one object (identify.ts).
import type { Expr } from "../expr/expr.ts";
import { aggregateExprs } from "./expr-shape.ts";
import type { LogicalJoin, LogicalNode } from "./logical.ts";
import { overCallExprs } from "./over-calls.ts";

export function inputsOf(node: LogicalNode): readonly LogicalNode[] {
  switch (node.kind) {
    case "scan":
    case "values":
      return [];
    case "filter":
    case "project":
    case "window":
    case "aggregate":
    case "unnest":
    case "lookup":
    case "replicate":
    case "expand":
    case "sort":
    case "periodic":
    case "over":
    case "rank":
    case "match":
      return [node.input];
    case "union-all":
      return node.inputs;
    case "join":
      return [node.left, node.right];
  }
}

/** The node over other inputs; the same object when they are the same. */
export function withInputs(node: LogicalNode, inputs: readonly LogicalNode[]): LogicalNode {
  const before = inputsOf(node);
  if (before.every((input, i) => input === inputs[i])) return node;
  switch (node.kind) {
    case "scan":
    case "values":
      return node;
    case "filter":
    case "project":
    case "window":
    case "aggregate":
    case "unnest":
    case "lookup":
    case "replicate":
    case "expand":
    case "sort":
    case "periodic":
    case "over":
    case "rank":
    case "match":
      return { ...node, input: inputs[0] };
    case "union-all":
      return { ...node, inputs };
    case "join":
      return { ...node, left: inputs[0], right: inputs[1] };
  }
}

/** The expressions of the node itself, over its input's columns. */
export function exprsOf(node: LogicalNode): readonly Expr[] {
  switch (node.kind) {
    case "scan":
      return node.reads.flatMap((index) => {
        const column = node.table.columns[index];
        return column.kind === "computed" ? [column.expr] : [];
      });
    case "values":
      return node.rows.flat();
    case "filter":
      return [node.predicate];
    case "project":
      return node.exprs;
    case "window":
    case "union-all":
    case "replicate":
    case "expand":
    case "periodic":
    case "rank":
    case "match":
      return [];
    case "aggregate":
      return [...node.keys, ...node.aggregates.flatMap(aggregateExprs)];
    case "sort":
      return node.keys.map((key) => key.expr);
    case "over":
      return node.calls.flatMap(overCallExprs);
    case "unnest":
      return [node.expr];
    case "lookup":
      return [...node.keys.map((key) => key.left), ...(node.residual === null ? [] : [node.residual])];
    case "join":
      return joinExprs(node);
  }
}

/** Over left columns, then right columns; the right sides of keys and of ASOF over right columns alone. */
function joinExprs(node: LogicalJoin): readonly Expr[] {
  const keys = node.keys.flatMap((key) => [key.left, key.right]);
  const asof = node.time?.kind === "asof" ? [node.time.left, node.time.right] : [];
  return [...keys, ...asof, ...(node.residual === null ? [] : [node.residual])];
}

/** The nodes that have more than one parent below `roots`. */
export function sharedNodes(roots: readonly LogicalNode[]): Set<LogicalNode> {
  const seen = new Set<LogicalNode>();
  const shared = new Set<LogicalNode>();
  const visit = (node: LogicalNode): void => {
    if (seen.has(node)) {
      shared.add(node);
      return;
    }
    seen.add(node);
    inputsOf(node).forEach(visit);
  };
  roots.forEach(visit);
  return shared;
}
