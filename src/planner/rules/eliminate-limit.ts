// Sort(no keys, no limit, offset 0, x)   ->  x
// Sort(limit 0, Values)                  ->  Values without rows
// Above anything that reads a source LIMIT 0 stays: the operator says that it is done, and the source's bad rows and its
// end are as without rules. Rows of VALUES that could fail keep it as well.
import { canFail } from "../expr-shape.ts";
import type { NodeRule } from "./rule.ts";

export const eliminateLimit: NodeRule = {
  name: "eliminate-limit",
  rewrite(node) {
    if (node.kind !== "sort") return null;
    if (node.keys.length === 0 && node.limit === null && node.offset === 0) return node.input;
    if (node.limit !== 0 || node.input.kind !== "values") return null;
    if (node.input.rows.flat().some(canFail) || node.keys.some((key) => canFail(key.expr))) return null;
    return { kind: "values", rows: [], columns: node.columns };
  },
};
