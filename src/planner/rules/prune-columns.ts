// Drops what nobody reads: outputs of projects that other rules have left behind, and whole columns below a union, which
// would copy them. See pruning.ts.
// Kept although unread: expressions that can fail or are not deterministic (what fails must not depend on rules), the
// calls of an aggregate and the inputs of a sort or session window (what an operator stores does not depend on rules),
// and everything a scan reads: which rows are bad is decided by the columns that the bound plan reads (law 4).
import { pruned } from "../pruning.ts";
import type { PlanRule } from "./rule.ts";

export const pruneColumns: PlanRule = {
  name: "prune-columns",
  rewritePlan: (sinks) => pruned(sinks, "keep-failures"),
};
