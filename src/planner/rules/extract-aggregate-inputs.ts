// Aggregate(k, f(a), x)  ->  Aggregate($0, f($1), Project(k, a, x))
// so that keys and arguments that are more than columns are computed in one kernel, which can then merge with what is
// below. Lowering does the same where no rule has run; see physical/extract-inputs.ts for what may not be moved.
import { extractAggregateInputs } from "../physical/extract-inputs.ts";
import type { NodeRule } from "./rule.ts";

export const extractInputs: NodeRule = {
  name: "extract-aggregate-inputs",
  rewrite(node) {
    if (node.kind !== "aggregate") return null;
    const extracted = extractAggregateInputs(node);
    return extracted === node ? null : extracted;
  },
};
