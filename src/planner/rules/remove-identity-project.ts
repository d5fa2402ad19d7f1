// Project(all columns of x as they are, x)  ->  x
// so that no kernel runs for nothing. The names must be the same too: they are part of the schema.
import { isColumn } from "../expr-shape.ts";
import type { NodeRule } from "./rule.ts";

export const removeIdentityProject: NodeRule = {
  name: "remove-identity-project",
  rewrite(node) {
    if (node.kind !== "project" || node.exprs.length !== node.input.columns.length) return null;
    const below = node.input.columns;
    const isSame = node.exprs.every((expr, i) => isColumn(expr, i) && node.columns[i].name === below[i].name);
    return isSame ? node.input : null;
  },
};
