// Walking physical plans: a DAG of node objects.
import type { PhysicalNode, PhysicalSink } from "./physical.ts";

export function inputsOf(node: PhysicalNode): readonly PhysicalNode[] {
  switch (node.kind) {
    case "scan":
    case "values":
      return [];
    case "calc":
    case "window":
    case "window-aggregate":
    case "group-aggregate":
    case "unnest":
    case "lookup":
    case "pin":
    case "async-call":
    case "replicate":
    case "normalize":
    case "materialize":
    case "expand":
    case "sort":
    case "periodic":
    case "rank":
    case "match":
    case "window-rank":
    case "keep-first":
    case "time-sort":
    case "time-over":
    case "over":
    case "limit":
      return [node.input];
    case "union-all":
      return node.inputs;
    case "join":
      return [node.left, node.right];
  }
}

/** Every node once, inputs before the nodes that read them, in the order of the sinks. */
export function nodesOf(sinks: readonly PhysicalSink[]): readonly PhysicalNode[] {
  const seen = new Set<PhysicalNode>();
  const visit = (node: PhysicalNode): void => {
    if (seen.has(node)) return;
    inputsOf(node).forEach(visit);
    seen.add(node);
  };
  for (const sink of sinks) visit(sink.input);
  return [...seen];
}
