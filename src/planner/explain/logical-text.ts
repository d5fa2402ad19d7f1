// One line per logical node, AST-free: what it computes, in SQL words with column names.
import type { Expr } from "../../expr/expr.ts";
import type { LogicalAggregate, LogicalNode, LogicalSink, LogicalSort } from "../logical.ts";
import { inputsOf } from "../logical-tree.ts";
import { durationText } from "../physical/durations.ts";
import { aggregateText, exprText, nameText, sortKeysText } from "./expr-text.ts";
import { joinText, lookupText } from "./join-text.ts";
import { matchLabel } from "./match-text.ts";
import { overLabel, rankLabel } from "./over-text.ts";
import { renderTree, type TreeNode } from "./tree.ts";
import { assignmentText, sessionEmitText, windowText } from "./window-text.ts";

const ROWS_SHOWN_MAX = 5;

export function logicalText(sinks: readonly LogicalSink[]): string {
  return renderTree(sinks.map(sinkTree));
}

/** One node and what is below it, without a sink: for tests and messages. */
export function logicalNodeText(node: LogicalNode): string {
  return renderTree([nodeTree(node, new Map())]);
}

function sinkTree(sink: LogicalSink): TreeNode<LogicalNode> {
  const label = sink.kind === "table" ? `sink ${nameText(sink.table.name)}` : `result ${columnList(sink.input)}`;
  return { key: null, label, details: [], children: [nodeTree(sink.input, new Map())] };
}

function nodeTree(node: LogicalNode, made: Map<LogicalNode, TreeNode<LogicalNode>>): TreeNode<LogicalNode> {
  const known = made.get(node);
  if (known !== undefined) return known;
  const children = inputsOf(node).map((input) => nodeTree(input, made));
  const tree = { key: node, label: logicalLabel(node), details: [], children };
  made.set(node, tree);
  return tree;
}

export function logicalLabel(node: LogicalNode): string {
  switch (node.kind) {
    case "scan":
      return `scan ${nameText(node.table.name)} (${columnList(node)})`;
    case "values":
      return valuesLabel(node.rows);
    case "filter":
      return `filter ${exprText(node.predicate, node.input.columns)}`;
    case "project":
      return `project ${projectList(node.exprs, node.input.columns, node.columns)}`;
    case "window":
      return `window ${windowText(node.window, node.timeColumn, node.input.columns)}${sessionEmitText(node.emit)}`;
    case "aggregate":
      return aggregateLabel(node);
    case "union-all":
      return "union-all";
    case "unnest":
      return unnestLabel(node);
    case "lookup": {
      const keys = node.keys.map(({ left, column }) => ({ left, table: node.table.columns[column].name }));
      return lookupText(node, keys);
    }
    case "replicate":
      return replicateLabel(node);
    case "expand":
      return expandLabel(node);
    case "sort":
      return sortLabel(node);
    case "periodic":
      return `emit every ${durationText(node.intervalMs)}`;
    case "over":
      return overLabel(node, node.input.columns, node.columns);
    case "match":
      return matchLabel(node, node.input.columns, node.columns);
    case "rank":
      return rankLabel(node, node.input.columns);
    case "join":
      return joinText(node.type, node.keys, node.residual, node.time, node.left.columns, node.right.columns);
  }
}

/** How often each row is there: the column of the input that goes. */
/** The grouping sets by their keys. */
export function expandLabel({
  input,
  keys,
  sets,
}: {
  readonly input: { readonly columns: readonly { readonly name: string }[] };
  readonly keys: readonly number[];
  readonly sets: readonly number[];
}): string {
  const namesOf = (set: number) =>
    keys.filter((_, i) => Math.floor(set / 2 ** (keys.length - 1 - i)) % 2 === 0).map((key) => nameText(input.columns[key].name));
  return `expand ${sets.map((set) => `(${namesOf(set).join(", ")})`).join(", ")}`;
}

export function unnestLabel(node: {
  readonly input: { readonly columns: readonly { readonly name: string }[] };
  readonly expr: Expr;
  readonly isOuter: boolean;
}): string {
  return `unnest ${exprText(node.expr, node.input.columns)}${node.isOuter ? ", also of nothing" : ""}`;
}

export function replicateLabel(node: { readonly input: { readonly columns: readonly { readonly name: string }[] } }): string {
  return `replicate by ${node.input.columns.at(-1)?.name}`;
}

export function columnList(node: { readonly columns: readonly { readonly name: string }[] }): string {
  return node.columns.map((column) => nameText(column.name)).join(", ");
}

/** Expressions with AS where the output is named otherwise. */
export function projectList(
  exprs: readonly Expr[],
  input: readonly { readonly name: string }[],
  output: readonly { readonly name: string }[],
): string {
  const texts = exprs.map((expr, i) => {
    const text = exprText(expr, input);
    const name = nameText(output[i].name);
    return text === name ? text : `${text} AS ${name}`;
  });
  return texts.join(", ");
}

export function valuesLabel(rows: readonly (readonly Expr[])[]): string {
  const texts = rows.slice(0, ROWS_SHOWN_MAX).map((row) => `(${row.map((expr) => exprText(expr, [])).join(", ")})`);
  const more = rows.length > ROWS_SHOWN_MAX ? `, ... ${rows.length} rows` : "";
  return rows.length === 0 ? "values without rows" : `values ${texts.join(", ")}${more}`;
}

function aggregateLabel(node: LogicalAggregate): string {
  const input = node.input.columns;
  const keys = projectList(node.keys, input, node.columns);
  const offset = node.keys.length;
  const calls = node.aggregates.map(
    (call, i) => `${aggregateText(call, input)} AS ${nameText(node.columns[offset + i].name)}`,
  );
  if (node.window === null && calls.length === 0) return `distinct ${keys}`;
  const window = node.window === null ? [] : [assignmentText(node.window, input)];
  const by = keys === "" ? [] : [`by ${keys}`];
  return ["aggregate", [...by, ...window, ...(calls.length === 0 ? [] : [calls.join(", ")])].join("; ")].join(" ");
}

function sortLabel(node: LogicalSort): string {
  const keys = node.keys.length === 0 ? [] : [`sort by ${sortKeysText(node.keys, node.input.columns)}`];
  return [...keys, ...limitTexts(node.limit, node.offset)].join(" ");
}

export function limitTexts(limit: number | null, offset: number): readonly string[] {
  return [...(limit === null ? [] : [`limit ${limit}`]), ...(offset === 0 ? [] : [`offset ${offset}`])];
}
