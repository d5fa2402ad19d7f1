// Filter(TRUE, x)                 ->  x
// Filter(FALSE or NULL, Values)   ->  Values without rows
// A source is read even when none of its rows can pass: its bad rows are bad in every mode, and a source without end does
// not end because of a predicate. So FALSE stays above a scan (where the other rules have brought it).
import { canFail } from "../expr-shape.ts";
import { isLiteralBoolean, passesNothing } from "./predicates.ts";
import type { NodeRule } from "./rule.ts";

export const eliminateConstantFilter: NodeRule = {
  name: "eliminate-constant-filter",
  rewrite(node) {
    if (node.kind !== "filter") return null;
    if (isLiteralBoolean(node.predicate, true)) return node.input;
    if (!passesNothing(node.predicate) || node.input.kind !== "values") return null;
    const { rows } = node.input;
    return rows.flat().some(canFail) ? null : { kind: "values", rows: [], columns: node.columns };
  },
};
