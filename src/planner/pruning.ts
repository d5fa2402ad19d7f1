// Taking away what nobody reads.
//
// From the sinks down, the columns that each node's consumers read are put together (a shared node serves all of them);
// then the plan is rebuilt from the sources up with the columns renumbered.
//
// "narrow" is done to every bound plan, with rules or without, before it gets its ids: it says what the query reads. What
//   nobody reads is neither decoded nor computed nor kept, also what could fail. Scans read what is left, and always what
//   the watermark is made of; sorts keep what is left and their keys.
// "keep-failures" is the rule prune-columns.
import type { Expr } from "../expr/expr.ts";
import { isString } from "../common/types.ts";
import {
  canFail,
  collectColumns,
  columnOf,
  columnsRead,
  isDeterministic,
  mapAggregate,
  mapColumns,
} from "./expr-shape.ts";
import { inputsOf } from "./logical-tree.ts";
import type {
  LogicalAggregate,
  LogicalNode,
  LogicalProject,
  LogicalScan,
  LogicalSink,
  LogicalSort,
  LogicalUnionAll,
  LogicalWindow,
  ResolvedTable,
} from "./logical.ts";
import { aggregateReads } from "./physical/extract-inputs.ts";

export type PruningMode = "narrow" | "keep-failures";

/** The sinks without what nobody reads; the same array when there is nothing to take away. */
export function pruned(sinks: readonly LogicalSink[], mode: PruningMode): readonly LogicalSink[] {
  const pruning = new Pruning(sinks, mode);
  const after = sinks.map((sink) => ({ ...sink, input: pruning.rebuilt(sink.input).node }));
  return after.every((sink, i) => sink.input === sinks[i].input) ? sinks : after;
}

interface Pruned {
  readonly node: LogicalNode;
  /** New index of each old column; -1 when it is gone. */
  readonly newIndex: readonly number[];
}

class Pruning {
  readonly #required = new Map<LogicalNode, Set<number>>();
  readonly #rebuilt = new Map<LogicalNode, Pruned>();

  readonly #mode: PruningMode;

  constructor(sinks: readonly LogicalSink[], mode: PruningMode) {
    this.#mode = mode;
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
    for (const input of inputsOf(node)) addReads(node, required, input, this.#requiredOf(input), this.#mode);
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
        return this.#mode === "narrow" ? narrowedScan(node, this.#requiredOf(node)) : unchanged(node);
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
        return rebuiltProject(node, this.rebuilt(node.input), keptOutputs(node, this.#requiredOf(node), this.#mode));
      case "window":
        return rebuiltWindow(node, this.rebuilt(node.input));
      case "aggregate":
        return rebuiltAggregate(node, this.rebuilt(node.input));
      case "union-all":
        return this.#rebuiltUnion(node);
      case "sort": {
        const kept = this.#mode === "narrow" ? sortReads(node, this.#requiredOf(node)) : allOf(node);
        return rebuiltSort(node, this.rebuilt(node.input), kept);
      }
    }
  }

  #rebuiltUnion(node: LogicalUnionAll): Pruned {
    const kept = atLeastOne(this.#requiredOf(node));
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
function addReads(
  node: LogicalNode,
  required: ReadonlySet<number>,
  input: LogicalNode,
  into: Set<number>,
  mode: PruningMode,
): void {
  switch (node.kind) {
    case "scan":
    case "values":
      return;
    case "filter":
      for (const index of required) into.add(index);
      collectColumns(node.predicate, into);
      return;
    case "project":
      for (const index of columnsRead(keptOutputs(node, required, mode).map((i) => node.exprs[i]))) into.add(index);
      return;
    case "window":
      if (node.window.kind === "session" && mode === "keep-failures") requireAll(input, into);
      if (node.window.kind === "session") for (const key of node.window.partitionKeys) into.add(key);
      for (const index of required) if (index < input.columns.length) into.add(index);
      into.add(node.timeColumn);
      return;
    case "aggregate":
      for (const index of aggregateReads(node)) into.add(index);
      return;
    case "union-all":
      for (const index of atLeastOne(required)) into.add(index);
      return;
    case "sort":
      for (const index of mode === "narrow" ? sortReads(node, required) : allOf(input)) into.add(index);
      return;
  }
}

/** Ascending; the first column when nothing is read, so that no batch is without columns. */
function atLeastOne(required: ReadonlySet<number>): readonly number[] {
  return required.size === 0 ? [0] : [...required].sort((a, b) => a - b);
}

function keptOutputs(node: LogicalProject, required: ReadonlySet<number>, mode: PruningMode): readonly number[] {
  if (mode === "narrow") return atLeastOne(required);
  const mustStay = node.exprs.flatMap((expr, i) => (canFail(expr) || !isDeterministic(expr) ? [i] : []));
  return atLeastOne(new Set([...required, ...mustStay]));
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

/** Columns that a sort has to keep: what is read above it and its keys. */
function sortReads(node: LogicalSort, required: ReadonlySet<number>): readonly number[] {
  const reads = columnsRead(node.keys.map((key) => key.expr));
  for (const index of required) reads.add(index);
  return atLeastOne(reads);
}

function rebuiltSort(node: LogicalSort, below: Pruned, kept: readonly number[]): Pruned {
  if (below.node === node.input && kept.length === node.columns.length) return unchanged(node);
  const input = exactly(below, node.input, kept);
  const newIndex = positions(kept, node);
  const keys = node.keys.map((key) => ({ ...key, expr: renumbered(key.expr, { node: input, newIndex }) }));
  return { node: { ...node, input, keys, columns: kept.map((i) => node.columns[i]) }, newIndex };
}

function narrowedScan(node: LogicalScan, required: ReadonlySet<number>): Pruned {
  const { table } = node;
  const wanted = new Set(table.watermark === null ? [] : [table.watermark.column]);
  if (table.watermark !== null) collectColumns(table.watermark.expr, wanted);
  for (const index of required) wanted.add(node.reads[index]);
  if (wanted.size === 0) wanted.add(cheapestColumn(table, node.reads));
  if (wanted.size === node.reads.length && node.reads.every((index) => wanted.has(index))) return unchanged(node);
  const reads = [...wanted].sort((a, b) => a - b);
  const columns = reads.map((index) => ({ name: table.columns[index].name, type: table.columns[index].type }));
  return { node: { ...node, reads, columns }, newIndex: node.reads.map((index) => reads.indexOf(index)) };
}

/** What to read when only the number of rows counts: a text that cannot be badly formed. */
function cheapestColumn(table: ResolvedTable, reads: readonly number[]): number {
  const isPlain = (index: number): boolean => table.columns[index].kind === "physical";
  const text = reads.find((index) => isPlain(index) && isString(table.columns[index].type));
  return text ?? reads.find(isPlain) ?? reads[0];
}
