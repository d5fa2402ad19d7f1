// What is known of a plan's output columns beyond name and type, found by following them down: whether they are a time
// attribute, or a bound of windows. For plans that were rewritten after binding.
import type { LogicalAggregate, LogicalNode } from "../../logical.ts";
import { isFinalInTime } from "../../over-time.ts";
import { plainColumn, type RelationColumn, type WindowOrigin } from "../relation.ts";

export function tracedColumns(node: LogicalNode): readonly RelationColumn[] {
  const origins = new Map<LogicalNode, WindowOrigin>();
  return node.columns.map((_, index) => traced(node, index, origins));
}

function traced(node: LogicalNode, index: number, origins: Map<LogicalNode, WindowOrigin>): RelationColumn {
  const { name, type } = node.columns[index];
  const plain = plainColumn(name, type);
  switch (node.kind) {
    case "scan":
      return { ...plain, isTime: node.table.watermark?.column === node.reads[index] };
    case "filter":
      return { ...traced(node.input, index, origins), name, type };
    case "project": {
      const expr = node.exprs[index];
      return expr.kind === "column" ? { ...traced(node.input, expr.index, origins), name, type } : plain;
    }
    case "window": {
      const width = node.input.columns.length;
      if (index < width) return { ...traced(node.input, index, origins), window: null };
      if (!traced(node.input, node.timeColumn, origins).isTime) return plain;
      const isLtz = node.input.columns[node.timeColumn].type.kind === "TIMESTAMP_LTZ";
      const origin = origins.get(node) ?? { spec: node.window, isLtz, untimed: null };
      origins.set(node, origin);
      const bound = (["start", "end", "time"] as const)[index - width];
      return { ...plain, isTime: bound === "time", window: { bound, origin } };
    }
    case "aggregate":
      return tracedResult(node, index, origins);
    case "union-all": {
      const inputs = node.inputs.map((input) => traced(input, index, origins));
      return { ...plain, isTime: inputs.every((column) => column.isTime) };
    }
    case "over": {
      const staysTime = index < node.input.columns.length && isFinalInTime(node, node.calls);
      return staysTime ? { ...traced(node.input, index, origins), name, type } : plain;
    }
    case "unnest":
    case "expand":
    case "lookup":
      return index < node.input.columns.length ? { ...traced(node.input, index, origins), name, type } : plain;
    case "values":
    case "replicate":
    case "sort":
    case "periodic":
    case "join":
    case "rank":
    case "match":
      return plain;
  }
}

/** Bounds of its window that an aggregate gives out. */
function tracedResult(node: LogicalAggregate, index: number, origins: Map<LogicalNode, WindowOrigin>): RelationColumn {
  const { name, type } = node.columns[index];
  const plain = plainColumn(name, type);
  const { window, keys, aggregates } = node;
  const bound = window?.properties[index - keys.length - aggregates.length];
  if (window === null || bound === undefined) return plain;
  const origin = origins.get(node) ?? { spec: window.spec, isLtz: window.isLtz, untimed: null };
  origins.set(node, origin);
  return { ...plain, isTime: bound === "time", window: { bound, origin } };
}
