// Filter, Project, Window, Sort, keyed Aggregate over Values without rows  ->  Values without rows
// UnionAll of nothing but such Values                                      ->  Values without rows
// An aggregate without keys and window has a row even over nothing. A union of which only some inputs are empty stays:
// it keeps the watermark of each input as state.
import type { LogicalNode } from "../logical.ts";
import type { NodeRule } from "./rule.ts";

export const eliminateEmpty: NodeRule = {
  name: "eliminate-empty",
  rewrite(node) {
    switch (node.kind) {
      case "scan":
      case "values":
        return null;
      case "filter":
      case "project":
      case "window":
      case "unnest":
      case "lookup":
      case "replicate":
      case "expand":
      case "sort":
      case "periodic":
      case "over":
      case "rank":
      case "match":
        return isEmpty(node.input) ? emptied(node) : null;
      case "aggregate":
        return isEmpty(node.input) && (node.keys.length > 0 || node.window !== null) ? emptied(node) : null;
      case "join":
        return isEmpty(node.left) && isEmpty(node.right) ? emptied(node) : null;
      case "union-all":
        return node.inputs.every(isEmpty) ? emptied(node) : null;
    }
  },
};

function isEmpty(node: LogicalNode): boolean {
  return node.kind === "values" && node.rows.length === 0;
}

function emptied(node: LogicalNode): LogicalNode {
  return { kind: "values", rows: [], columns: node.columns };
}
