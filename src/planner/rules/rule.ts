// What a rule is. A rule keeps schema and folded result (architecture law 4) and never reaches into a node that other
// consumers share: such a node is computed once for all of them and stays as it is for each.
// A node with state keeps its id and what it stores: a checkpoint does not depend on the rules. Where a rule lets a node
// store less (a filter pushed below it) it gives it another id.
import type { LogicalNode, LogicalSink } from "../logical.ts";

export interface RuleContext {
  /** True when other nodes or sinks read this node as well: a rewrite may not change it for one of them. */
  isShared(node: LogicalNode): boolean;
}

/** Rewrites one node, whose inputs have been rewritten before; null: it does not apply. */
export interface NodeRule {
  readonly name: string;
  rewrite(node: LogicalNode, context: RuleContext): LogicalNode | null;
}

/** Rewrites all sinks of a job at once; the same array when it does not apply. */
export interface PlanRule {
  readonly name: string;
  rewritePlan(sinks: readonly LogicalSink[]): readonly LogicalSink[];
}

export type Rule = NodeRule | PlanRule;
