// Runs the rules over a job's plans until none applies any more.
//
// A node rule visits every node once per pass, inputs first; shared nodes are visited once and stay one object. After each
// rewrite the schema is compared (law 4): names and types of columns, nullability included.
import { invariant } from "../common/invariant.ts";
import { type Column, typeText } from "../common/types.ts";
import type { LogicalNode, LogicalSink } from "./logical.ts";
import { inputsOf, sharedNodes, withInputs } from "./logical-tree.ts";
import { RULES } from "./rules/index.ts";
import type { NodeRule, Rule } from "./rules/rule.ts";

/** The rules shrink or sink what they touch, so they end by themselves; this many passes mean that two undo each other. */
const PASSES_MAX = 50;

export function optimize(sinks: readonly LogicalSink[], rules: readonly Rule[] = RULES): readonly LogicalSink[] {
  let current = sinks;
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const before = current;
    for (const rule of rules) current = applyRule(rule, current);
    if (isSamePlan(before, current)) return current;
  }
  invariant(false, `rules undo each other: no end after ${PASSES_MAX} passes`);
}

/** One pass of one rule over all sinks. */
export function applyRule(rule: Rule, sinks: readonly LogicalSink[]): readonly LogicalSink[] {
  const after = "rewrite" in rule ? applyNodeRule(rule, sinks) : rule.rewritePlan(sinks);
  after.forEach((sink, i) => {
    assertSameSchema(rule.name, sinks[i].input, sink.input);
  });
  return isSamePlan(sinks, after) ? sinks : after;
}

function isSamePlan(a: readonly LogicalSink[], b: readonly LogicalSink[]): boolean {
  return a.every((sink, i) => sink.input === b[i].input);
}

function applyNodeRule(rule: NodeRule, sinks: readonly LogicalSink[]): readonly LogicalSink[] {
  const shared = sharedNodes(sinks.map((sink) => sink.input));
  const context = { isShared: (node: LogicalNode) => shared.has(node) };
  const done = new Map<LogicalNode, LogicalNode>();
  const visit = (node: LogicalNode): LogicalNode => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const over = withInputs(node, inputsOf(node).map(visit));
    const after = rule.rewrite(over, context) ?? over;
    if (after !== over) assertSameSchema(rule.name, over, after);
    if (shared.has(node)) shared.add(after);
    done.set(node, after);
    return after;
  };
  return sinks.map((sink) => ({ ...sink, input: visit(sink.input) }));
}

function assertSameSchema(ruleName: string, before: LogicalNode, after: LogicalNode): void {
  const text = schemaText(before.columns);
  invariant(text === schemaText(after.columns), `rule ${ruleName} changed the schema (${text}) of a ${before.kind}`);
}

function schemaText(columns: readonly Column[]): string {
  return columns.map((column) => `${column.name} ${typeText(column.type)}`).join(", ");
}
