// Plans before and after one rule, as text.
import { logicalNodeText, logicalText } from "../../src/planner/explain/logical-text.ts";
import type { LogicalNode, LogicalSink } from "../../src/planner/logical.ts";
import { applyRule } from "../../src/planner/optimize.ts";
import type { Rule } from "../../src/planner/rules/rule.ts";
import { collect } from "./plans.ts";

export const STAYS = "(does not fire)";

/** The plan after one pass of the rule, or STAYS. */
export function ruleText(rule: Rule, node: LogicalNode): string {
  const sinks = [collect(node)];
  const after = applyRule(rule, sinks);
  return after === sinks ? STAYS : logicalNodeText(after[0].input);
}

/** The same for several sinks, which may share nodes. */
export function ruleTextOfSinks(rule: Rule, sinks: readonly LogicalSink[]): string {
  const after = applyRule(rule, sinks);
  return after === sinks ? STAYS : logicalText(after);
}

/** Lines of a template without their common indentation and the blank first and last line. */
export function plan(strings: TemplateStringsArray): string {
  const lines = strings[0].split("\n").slice(1, -1);
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join("\n");
}
