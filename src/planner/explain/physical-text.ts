// One line per physical node, and below it what is known of it: changelog mode, stream key, watermark, state with its bound.
import { typeText } from "../../common/types.ts";
import type { AggregateCall } from "../../expr/expr.ts";
import { columnOf } from "../expr-shape.ts";
import type { PhysicalNode, PhysicalPlan, PhysicalSink } from "../physical.ts";
import { inputsOf } from "../physical-tree.ts";
import { durationText } from "../physical/durations.ts";
import { aggregateText, exprText, nameText, sortKeysText } from "./expr-text.ts";
import { physicalJoinText, lookupText } from "./join-text.ts";
import { columnList, expandLabel, limitTexts, projectList, valuesLabel, replicateLabel, unnestLabel } from "./logical-text.ts";
import { matchLabel } from "./match-text.ts";
import { overLabel, partitionText, rankLabel } from "./over-text.ts";
import { renderTree, type TreeNode } from "./tree.ts";
import { assignmentText, sessionEmitText, windowText } from "./window-text.ts";

export interface PhysicalTextOptions {
  /** Which kinds of changes each node emits, and why. */
  readonly changelog: boolean;
  /** Ids and layouts of state tables, also of nodes without state. */
  readonly state: boolean;
  /** Ids, types of columns and generated kernels. */
  readonly verbose: boolean;
  /** Source of the kernel of a node; null: it has none. */
  readonly kernelSource: (node: PhysicalNode) => string | null;
  /** What the node did in a run. */
  readonly ranLines?: (node: PhysicalNode) => readonly string[];
}

export function physicalText(plan: PhysicalPlan, options: PhysicalTextOptions): string {
  const made = new Map<PhysicalNode, TreeNode<PhysicalNode>>();
  return renderTree(plan.sinks.map((sink) => sinkTree(sink, made, options)));
}

function sinkTree(
  sink: PhysicalSink,
  made: Map<PhysicalNode, TreeNode<PhysicalNode>>,
  options: PhysicalTextOptions,
): TreeNode<PhysicalNode> {
  return {
    key: null,
    label: sinkLabel(sink),
    details: options.state || options.verbose ? [`id: ${sink.id}`] : [],
    children: [nodeTree(sink.input, made, options)],
  };
}

export function sinkLabel(sink: PhysicalSink): string {
  if (sink.table === null) return `result (${columnList(sink.input)})`;
  const key = sink.table.primaryKey;
  const byKey = sink.keyColumns === null || key === null ? "" : `, by key ${key.map(nameText).join(", ")}`;
  return `sink ${nameText(sink.table.name)} (${sink.table.connector}${byKey})`;
}

function nodeTree(
  node: PhysicalNode,
  made: Map<PhysicalNode, TreeNode<PhysicalNode>>,
  options: PhysicalTextOptions,
): TreeNode<PhysicalNode> {
  const known = made.get(node);
  if (known !== undefined) return known;
  const children = inputsOf(node).map((input) => nodeTree(input, made, options));
  const tree = { key: node, label: physicalLabel(node), details: details(node, options), children };
  made.set(node, tree);
  return tree;
}

export function physicalLabel(node: PhysicalNode): string {
  switch (node.kind) {
    case "scan":
      return `scan ${nameText(node.table.name)} (${columnList(node)})${node.isBounded ? "" : ", without end"}`;
    case "values":
      return valuesLabel(node.rows);
    case "calc": {
      const list = projectList(node.exprs, node.input.columns, node.columns);
      return `calc ${list}${node.predicate === null ? "" : ` where ${exprText(node.predicate, node.input.columns)}`}`;
    }
    case "window":
      return `window ${windowText(node.window, node.timeColumn, node.input.columns)}${sessionEmitText(node.emit)}`;
    case "window-aggregate":
      return aggregateLabel(node, assignmentText(node.window, node.input.columns));
    case "group-aggregate":
      return aggregateLabel(node, null);
    case "union-all":
      return "union-all";
    case "unnest":
      return unnestLabel(node);
    case "lookup": {
      const left = node.inputKeys.map((key) => columnOf(node.input.columns, key));
      const keys = left.map((expr, i) => ({ left: expr, table: node.table.columns[node.tableKeys[i]].name }));
      return lookupText(node, keys);
    }
    case "pin":
      return `pin ${node.exprs.map((expr) => exprText(expr, node.input.columns)).join(", ")}`;
    case "async-call":
      return `async-call ${exprText(node.call, node.input.columns)}; ${node.limits.concurrencyMax} at a time`;
    case "normalize":
      return `normalize by ${nodeKeys(node)}${node.verifies ? ", checked" : ""}`;
    case "materialize":
      return `materialize by ${nodeKeys(node)}`;
    case "replicate":
      return replicateLabel(node);
    case "expand":
      return expandLabel(node);
    case "sort":
      return [`sort by ${sortKeysText(node.keys, node.input.columns)}`, ...limitTexts(node.limit, node.offset)].join(
        " ",
      );
    case "periodic":
      return `emit every ${durationText(node.intervalMs)} of ${node.clock === "watermark" ? "the watermark" : "the time of the batch"}`;
    case "match":
      return matchLabel(node, node.input.columns, node.columns);
    case "rank":
    case "window-rank":
      return rankLabel(node, node.input.columns);
    case "keep-first":
      return `keep-first ${partitionText(
        { ...node, order: [{ column: node.timeColumn, isDescending: false, isNullsFirst: true }], isTimeOrder: true, window: null },
        node.input.columns,
      )}`;
    case "time-sort":
      return `time-sort by ${sortKeysText(node.keys, node.input.columns)}`;
    case "time-over":
    case "over":
      return overLabel(node, node.input.columns, node.columns);
    case "limit":
      return limitTexts(node.limit, node.offset).join(" ");
    case "join":
      return physicalJoinText(node);
  }
}

function nodeKeys({ keys, columns }: { readonly keys: readonly number[]; readonly columns: PhysicalNode["columns"] }): string {
  return keys.map((key) => nameText(columns[key].name)).join(", ");
}

interface Aggregate {
  readonly kind: string;
  readonly input: PhysicalNode;
  readonly columns: PhysicalNode["columns"];
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
}

function aggregateLabel(node: Aggregate, window: string | null): string {
  const input = node.input.columns;
  const keys = node.keys.map((key, i) => {
    const name = nameText(input[key].name);
    const output = nameText(node.columns[i].name);
    return name === output ? name : `${name} AS ${output}`;
  });
  const calls = node.aggregates.map(
    (call, i) => `${aggregateText(call, input)} AS ${nameText(node.columns[node.keys.length + i].name)}`,
  );
  const parts = [
    ...(keys.length === 0 ? [] : [`by ${keys.join(", ")}`]),
    ...(window === null ? [] : [window]),
    ...(calls.length === 0 ? [] : [calls.join(", ")]),
  ];
  return `${node.kind} ${parts.join("; ")}`;
}

function details(node: PhysicalNode, options: PhysicalTextOptions): readonly string[] {
  const names = (indexes: readonly number[]): string => indexes.map((i) => nameText(node.columns[i].name)).join(", ");
  const facts = [`changelog: ${node.changelogMode}${options.changelog ? ` ${kindsText(node)}` : ""}`];
  if (node.streamKey !== null)
    facts.push(`stream key: ${node.streamKey.length === 0 ? "one row" : names(node.streamKey)}`);
  if (node.watermarkColumns.length > 0) facts.push(`watermark: ${names(node.watermarkColumns)}`);
  const lines = [facts.join(" | ")];
  if (node.kind === "scan" && node.watermark !== null) {
    lines.push(`watermark: ${exprText(node.watermark.expr, node.columns)}`);
  }
  if (options.state || options.verbose) lines.push(`id: ${node.id}`);
  for (const table of node.state) {
    const layout = options.state ? ` (layout ${table.layoutVersion}${table.isBounded ? "" : ", unbounded"})` : "";
    lines.push(`state ${table.name}${layout}: ${table.bound}`);
  }
  if (options.state && node.state.length === 0) lines.push("state: none");
  if (options.verbose) lines.push(...verboseLines(node, options));
  if (options.ranLines !== undefined) lines.push(...options.ranLines(node));
  return lines;
}

function kindsText(node: PhysicalNode): string {
  return node.changelogMode === "append" ? "(+I)" : "(+I, -U, +U, -D)";
}

function verboseLines(node: PhysicalNode, options: PhysicalTextOptions): readonly string[] {
  const types = node.columns.map((column) => `${nameText(column.name)} ${typeText(column.type)}`).join(", ");
  const source = options.kernelSource(node);
  return [
    `columns: ${types}`,
    ...(source === null ? [] : ["kernel:", ...source.split("\n").map((line) => `  ${line}`)]),
  ];
}
