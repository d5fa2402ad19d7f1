// EXPLAIN: the logical plan as bound, after the rules, and the physical plan with what it keeps and emits.
import { compileCalc } from "../../expr/compile.ts";
import type { LogicalSink } from "../logical.ts";
import type { PhysicalNode, PhysicalPlan } from "../physical.ts";
import { logicalStages } from "../plan.ts";
import { logicalText } from "./logical-text.ts";
import { physicalText } from "./physical-text.ts";

export { explainDot, explainMermaid } from "./graph.ts";
export { explainJson } from "./json.ts";

export interface ExplainOptions {
  /** As given to planJob. */
  readonly optimize?: boolean;
  /** Kinds of changes on every edge. */
  readonly changelog?: boolean;
  /** Ids and layouts of state tables. */
  readonly state?: boolean;
  /** Ids, column types and the generated kernels. */
  readonly verbose?: boolean;
  /** The generated source of a node; default: the kernel of a calc. */
  readonly kernelSource?: (node: PhysicalNode) => string | null;
}

/** Text in three sections. `sinks` as bound, `plan` as planJob made it of them. No trailing newline. */
export function explainText(sinks: readonly LogicalSink[], plan: PhysicalPlan, options: ExplainOptions = {}): string {
  const { bound, optimised } = logicalStages(sinks, { optimize: options.optimize });
  const before = logicalText(bound);
  const after = logicalText(optimised);
  const physical = physicalText(plan, {
    changelog: options.changelog === true,
    state: options.state === true,
    verbose: options.verbose === true,
    kernelSource: options.kernelSource ?? calcSource,
  });
  return [
    "== Logical plan ==",
    before,
    "",
    "== Optimised plan ==",
    after === before ? "as the logical plan" : after,
    "",
    "== Physical plan ==",
    physical,
  ].join("\n");
}

/** The physical plan alone, with lines of the caller below each node. */
export function explainPhysical(plan: PhysicalPlan, ranLines: (node: PhysicalNode) => readonly string[]): string {
  return physicalText(plan, { changelog: false, state: false, verbose: false, kernelSource: () => null, ranLines });
}

function calcSource(node: PhysicalNode): string | null {
  if (node.kind !== "calc") return null;
  const inputTypes = node.input.columns.map((column) => column.type);
  return compileCalc(node.predicate, node.exprs, inputTypes).source;
}
