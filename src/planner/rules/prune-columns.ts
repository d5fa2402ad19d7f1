// Drops what nobody reads: outputs of projects, and whole columns below a union, which would copy them.
//
// From the sinks down, the columns that each node's consumers read are put together (a shared node serves all of them);
// then the plan is rebuilt from the sources up with the columns renumbered.
// Kept although unread: expressions that can fail or are not deterministic (what fails must not depend on rules), the
// calls of an aggregate and the inputs of a sort, a join or a session window (what an operator stores does not depend on rules),
// and everything a scan reads: which rows are bad is decided by the columns that the bound plan reads (law 4).
import type { Expr } from "../../expr/expr.ts";
import {
  canFail,
  collectColumns,
  columnOf,
  columnsRead,
  isDeterministic,
  mapAggregate,
  mapColumns,
} from "../expr-shape.ts";
import type {
  LogicalAggregate, LogicalExpand,
  LogicalNode,
  LogicalProject,
  LogicalSink,
  LogicalUnionAll,
  LogicalWindow,
} from "../logical.ts";
import { inputsOf } from "../logical-tree.ts";
import { aggregateReads } from "../physical/extract-inputs.ts";
import type { PlanRule } from "./rule.ts";

export const pruneColumns: PlanRule = {
  name: "prune-columns",
  rewritePlan(sinks) {
    const pruning = new Pruning(sinks);
    const pruned = sinks.map((sink) => ({ ...sink, input: pruning.rebuilt(sink.input).node }));
    return pruned.every((sink, i) => sink.input === sinks[i].input) ? sinks : pruned;
  },
};

interface Pruned {
  readonly node: LogicalNode;
  /** New index of each old column; -1 when it is gone. */
  readonly newIndex: readonly number[];
}

class Pruning {
  readonly #required = new Map<LogicalNode, Set<number>>();
  readonly #rebuilt = new Map<LogicalNode, Pruned>();

  constructor(sinks: readonly LogicalSink[]) {
    for (const sink of sinks) requireAll(sink.input, this.#requiredOf(sink.input));
    for (const node of parentsFirst(sinks.map((sink) => sink.input))) this.#passOn(node);
  }

  #requiredOf(node: LogicalNode): Set<number> {
    let required = this.#required.get(node);
    if (required === undefined) {
      required = new Set();
      this.#required.set(node, required);
    }
    return required;
  }

  #passOn(node: LogicalNode): void {
    const required = this.#requiredOf(node);
    for (const input of inputsOf(node)) addReads(node, required, input, this.#requiredOf(input));
  }

  rebuilt(node: LogicalNode): Pruned {
    let pruned = this.#rebuilt.get(node);
    if (pruned === undefined) {
      pruned = this.#rebuild(node);
      this.#rebuilt.set(node, pruned);
    }
    return pruned;
  }

  #rebuild(node: LogicalNode): Pruned {
    switch (node.kind) {
      case "scan":
      case "values":
        return unchanged(node);
      case "filter": {
        const below = this.rebuilt(node.input);
        if (below.node === node.input) return unchanged(node);
        const predicate = renumbered(node.predicate, below);
        return {
          node: { ...node, input: below.node, columns: below.node.columns, predicate },
          newIndex: below.newIndex,
        };
      }
      case "project":
        return rebuiltProject(node, this.rebuilt(node.input), keptOutputs(node, this.#requiredOf(node)));
      case "window":
        return rebuiltWindow(node, this.rebuilt(node.input));
      case "aggregate":
        return rebuiltAggregate(node, this.rebuilt(node.input));
      case "union-all":
        return this.#rebuiltUnion(node);
      case "join": {
        const [left, right] = [this.rebuilt(node.left), this.rebuilt(node.right)];
        if (left.node === node.left && right.node === node.right) return unchanged(node);
        const whole = (pruned: Pruned, before: LogicalNode): LogicalNode => exactly(pruned, before, allOf(before));
        return unchanged({ ...node, left: whole(left, node.left), right: whole(right, node.right) });
      }
      case "expand":
        return rebuiltExpand(node, this.rebuilt(node.input));
      case "unnest":
      case "lookup":
      case "replicate":
      case "over":
      case "rank":
      case "match":
      case "periodic":
      case "sort": {
        const below = this.rebuilt(node.input);
        if (below.node === node.input) return unchanged(node);
        return unchanged({ ...node, input: exactly(below, node.input, allOf(node.input)) });
      }
    }
  }

  #rebuiltUnion(node: LogicalUnionAll): Pruned {
    const kept = ascending(this.#requiredOf(node));
    const below = node.inputs.map((input) => this.rebuilt(input));
    const isWhole = kept.length === node.columns.length;
    if (isWhole && below.every((pruned, i) => pruned.node === node.inputs[i])) return unchanged(node);
    const inputs = below.map((pruned, i) => exactly(pruned, node.inputs[i], kept));
    return { node: { ...node, inputs, columns: kept.map((i) => node.columns[i]) }, newIndex: positions(kept, node) };
  }
}

function requireAll(node: LogicalNode, required: Set<number>): void {
  for (const index of allOf(node)) required.add(index);
}

function allOf(node: LogicalNode): readonly number[] {
  return node.columns.map((_, index) => index);
}

/** Every node before its inputs. */
function parentsFirst(roots: readonly LogicalNode[]): readonly LogicalNode[] {
  const seen = new Set<LogicalNode>();
  const ordered: LogicalNode[] = [];
  const visit = (node: LogicalNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    inputsOf(node).forEach(visit);
    ordered.push(node);
  };
  roots.forEach(visit);
  return ordered.reverse();
}

/** Adds what `node`, of whose columns `required` are read, reads of one input. */
function addReads(node: LogicalNode, required: ReadonlySet<number>, input: LogicalNode, into: Set<number>): void {
  switch (node.kind) {
    case "scan":
    case "values":
      return;
    case "filter":
      for (const index of required) into.add(index);
      collectColumns(node.predicate, into);
      return;
    case "project":
      for (const index of columnsRead(keptOutputs(node, required).map((i) => node.exprs[i]))) into.add(index);
      return;
    case "window":
      if (node.window.kind === "session") requireAll(input, into);
      else for (const index of required) if (index < input.columns.length) into.add(index);
      into.add(node.timeColumn);
      return;
    case "aggregate":
      for (const index of aggregateReads(node)) into.add(index);
      return;
    case "union-all":
      for (const index of ascending(required)) into.add(index);
      return;
    case "expand":
      for (const index of required) if (index < input.columns.length) into.add(index);
      for (const key of node.keys) into.add(key);
      return;
    case "unnest":
    case "lookup":
    case "replicate":
    case "over":
    case "rank":
    case "match":
    case "periodic":
    case "sort":
    case "join":
      requireAll(input, into);
      return;
  }
}

function ascending(required: ReadonlySet<number>): readonly number[] {
  return [...required].sort((a, b) => a - b);
}

function keptOutputs(node: LogicalProject, required: ReadonlySet<number>): readonly number[] {
  const mustStay = node.exprs.flatMap((expr, i) => (canFail(expr) || !isDeterministic(expr) ? [i] : []));
  return ascending(new Set([...required, ...mustStay]));
}

function unchanged(node: LogicalNode): Pruned {
  return { node, newIndex: allOf(node) };
}

function positions(kept: readonly number[], node: LogicalNode): readonly number[] {
  return node.columns.map((_, index) => kept.indexOf(index));
}

function renumbered(expr: Expr, below: Pruned): Expr {
  return mapColumns(expr, (column) => ({ ...column, index: below.newIndex[column.index] }));
}

function rebuiltProject(node: LogicalProject, below: Pruned, kept: readonly number[]): Pruned {
  if (below.node === node.input && kept.length === node.columns.length) return unchanged(node);
  const exprs = kept.map((i) => renumbered(node.exprs[i], below));
  const columns = kept.map((i) => node.columns[i]);
  return { node: { ...node, input: below.node, exprs, columns }, newIndex: positions(kept, node) };
}

function rebuiltWindow(node: LogicalWindow, below: Pruned): Pruned {
  if (below.node === node.input) return unchanged(node);
  const width = node.input.columns.length;
  const own = node.columns.slice(width);
  const newWidth = below.node.columns.length;
  const { window } = node;
  return {
    node: {
      ...node,
      input: below.node,
      columns: [...below.node.columns, ...own],
      timeColumn: below.newIndex[node.timeColumn],
      window:
        window.kind === "session"
          ? { ...window, partitionKeys: window.partitionKeys.map((key) => below.newIndex[key]) }
          : window,
    },
    newIndex: [...below.newIndex, ...own.map((_, i) => newWidth + i)],
  };
}

function rebuiltExpand(node: LogicalExpand, below: Pruned): Pruned {
  if (below.node === node.input) return unchanged(node);
  const own = node.columns.slice(node.input.columns.length);
  const newWidth = below.node.columns.length;
  const keys = node.keys.map((key) => below.newIndex[key]);
  return {
    node: { ...node, input: below.node, keys, columns: [...below.node.columns, ...own] },
    newIndex: [...below.newIndex, ...own.map((_, i) => newWidth + i)],
  };
}

function rebuiltAggregate(node: LogicalAggregate, below: Pruned): Pruned {
  if (below.node === node.input) return unchanged(node);
  const keys = node.keys.map((key) => renumbered(key, below));
  const aggregates = node.aggregates.map((call) => mapAggregate(call, (expr) => renumbered(expr, below)));
  return unchanged({ ...node, input: below.node, keys, aggregates, window: renumberedWindow(node.window, below) });
}

function renumberedWindow(window: LogicalAggregate["window"], { newIndex }: Pruned): LogicalAggregate["window"] {
  if (window === null) return null;
  const { spec, attached } = window;
  return {
    ...window,
    timeColumn: newIndex[window.timeColumn],
    attached:
      attached === null
        ? null
        : { startColumn: newIndex[attached.startColumn], endColumn: newIndex[attached.endColumn] },
    spec: spec.kind === "session" ? { ...spec, partitionKeys: spec.partitionKeys.map((key) => newIndex[key]) } : spec,
  };
}

/** The pruned node with exactly the columns `kept` of the node it was, in order. */
function exactly(pruned: Pruned, before: LogicalNode, kept: readonly number[]): LogicalNode {
  const { node, newIndex } = pruned;
  const isExact = node.columns.length === kept.length && kept.every((index, i) => newIndex[index] === i);
  if (isExact) return node;
  return {
    kind: "project",
    input: node,
    exprs: kept.map((index) => columnOf(node.columns, newIndex[index])),
    columns: kept.map((index) => before.columns[index]),
  };
}
