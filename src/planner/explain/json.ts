// The plan as JSON, for tools: nodes by id in order from the sources, expressions as SQL text.
import { typeText } from "../../common/types.ts";
import type { PhysicalNode, PhysicalPlan } from "../physical.ts";
import { inputsOf, nodesOf } from "../physical-tree.ts";
import { physicalLabel, sinkLabel } from "./physical-text.ts";

export function explainJson(plan: PhysicalPlan): string {
  return JSON.stringify(
    {
      fingerprint: plan.fingerprint,
      nodes: nodesOf(plan.sinks).map(nodeJson),
      sinks: plan.sinks.map((sink) => ({
        id: sink.id,
        label: sinkLabel(sink),
        connector: sink.table?.connector ?? null,
        input: sink.input.id,
        keyColumns: sink.keyColumns?.map((column) => sink.input.columns[column].name) ?? null,
      })),
    },
    null,
    2,
  );
}

function nodeJson(node: PhysicalNode): Readonly<Record<string, unknown>> {
  const names = (indexes: readonly number[]): readonly string[] => indexes.map((i) => node.columns[i].name);
  return {
    id: node.id,
    kind: node.kind,
    label: physicalLabel(node),
    inputs: inputsOf(node).map((input) => input.id),
    columns: node.columns.map((column) => ({ name: column.name, type: typeText(column.type) })),
    changelogMode: node.changelogMode,
    streamKey: node.streamKey === null ? null : names(node.streamKey),
    watermarkColumns: names(node.watermarkColumns),
    isBounded: node.isBounded,
    state: node.state,
  };
}
