// The physical plan as a graph of boxes and edges, for the JSON, DOT and mermaid forms. Rows flow from sources to sinks.
import type { ChangelogMode, PhysicalNode, PhysicalPlan } from "../physical.ts";
import { inputsOf, nodesOf } from "../physical-tree.ts";
import { physicalLabel, sinkLabel } from "./physical-text.ts";

export interface PlanGraph {
  readonly boxes: readonly PlanBox[];
  readonly edges: readonly PlanEdge[];
}

export interface PlanBox {
  /** n1, n2, ... in order from the sources; s1, s2, ... for sinks. */
  readonly name: string;
  readonly kind: string;
  readonly label: string;
  /** State tables with their bounds. */
  readonly state: readonly string[];
}

export interface PlanEdge {
  readonly from: string;
  readonly to: string;
  readonly changelogMode: ChangelogMode;
}

export function planGraph(plan: PhysicalPlan): PlanGraph {
  const nodes = nodesOf(plan.sinks);
  const names = new Map(nodes.map((node, i) => [node, `n${i + 1}`]));
  const nameOf = (node: PhysicalNode): string => names.get(node) ?? "";
  const boxes = nodes.map((node) => ({
    name: nameOf(node),
    kind: node.kind as string,
    label: physicalLabel(node),
    state: node.state.map((table) => `${table.name}: ${table.bound}`),
  }));
  const edges = nodes.flatMap((node) =>
    inputsOf(node).map((input) => ({ from: nameOf(input), to: nameOf(node), changelogMode: input.changelogMode })),
  );
  plan.sinks.forEach((sink, i) => {
    const name = `s${i + 1}`;
    boxes.push({ name, kind: "sink", label: sinkLabel(sink), state: [] });
    edges.push({ from: nameOf(sink.input), to: name, changelogMode: sink.input.changelogMode });
  });
  return { boxes, edges };
}

/** Graphviz. */
export function explainDot(plan: PhysicalPlan): string {
  const { boxes, edges } = planGraph(plan);
  const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return [
    "digraph plan {",
    "  rankdir=BT;",
    '  node [shape=box, fontname="monospace"];',
    // \l ends a line on the left; it must reach Graphviz unescaped.
    ...boxes.map(
      (box) =>
        `  ${box.name} [label=${[box.label, ...box.state]
          .map((l) => quoted(l).slice(1, -1))
          .join("\\l")
          .replace(/^|$/g, '"')}];`,
    ),
    ...edges.map((edge) => `  ${edge.from} -> ${edge.to} [label=${quoted(edge.changelogMode)}];`),
    "}",
  ].join("\n");
}

export function explainMermaid(plan: PhysicalPlan): string {
  const { boxes, edges } = planGraph(plan);
  const quoted = (text: string): string =>
    `"${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}"`;
  return [
    "flowchart BT",
    ...boxes.map(
      (box) =>
        `  ${box.name}[${[box.label, ...box.state]
          .map((l) => quoted(l).slice(1, -1))
          .join("<br/>")
          .replace(/^|$/g, '"')}]`,
    ),
    ...edges.map((edge) => `  ${edge.from} -- ${edge.changelogMode} --> ${edge.to}`),
  ].join("\n");
}
