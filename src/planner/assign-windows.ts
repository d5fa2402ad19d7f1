// An aggregate over windows that a window function below it has assigned assigns them itself:
//   Aggregate(windows of columns, [Filter | Project]* Window(x))  ->  Aggregate(Window, [Filter | Project]* x)
// so that each source row reaches the aggregate once, whatever windows it falls into: it is counted once (law 11), judged
// late per window, and shares slices. This is what the query means and no rule: it is done with rules switched off too.
// Stays when something in between or the aggregate reads a window column, when windows are sessions, which the window
// function itself has made, or when an expression in between would notice: one that is not deterministic (it was asked
// once per window), or one that can fail where rows may lie in no window (slide > size).
import { MS_PER_DAY } from "../common/civil.ts";
import type { Column } from "../common/types.ts";
import type { Expr } from "../expr/expr.ts";
import { aggregateExprs, canFail, collectColumns, isDeterministic, mapAggregate, mapColumns } from "./expr-shape.ts";
import type { LogicalAggregate, LogicalNode, LogicalSink, LogicalWindow, WindowLength } from "./logical.ts";
import { exprsOf, inputsOf, withInputs } from "./logical-tree.ts";

export function assignWindows(sinks: readonly LogicalSink[]): readonly LogicalSink[] {
  const done = new Map<LogicalNode, LogicalNode>();
  const visit = (node: LogicalNode): LogicalNode => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const over = withInputs(node, inputsOf(node).map(visit));
    const after = over.kind === "aggregate" ? (assigned(over) ?? over) : over;
    done.set(node, after);
    return after;
  };
  return sinks.map((sink) => ({ ...sink, input: visit(sink.input) }));
}

function assigned(node: LogicalAggregate): LogicalAggregate | null {
  const window = node.window;
  if (window === null || window.attached === null) return null;
  const { startColumn, endColumn } = window.attached;
  const reads = new Set<number>();
  for (const expr of [...node.keys, ...node.aggregates.flatMap(aggregateExprs)]) collectColumns(expr, reads);
  const below = withoutWindow(node.input);
  if (below === null || !isWindowOf(below, startColumn, endColumn)) return null;
  if (!exprsAbove(node.input, below.window).every((expr) => isUnnoticed(expr, below.window))) return null;
  if ([...reads].some((index) => below.newIndex[index] === null)) return null;
  const moved = (expr: Expr): Expr => renumbered(expr, below);
  return {
    ...node,
    input: below.node,
    keys: node.keys.map(moved),
    aggregates: node.aggregates.map((call) => mapAggregate(call, moved)),
    window: { ...window, spec: below.window.window, timeColumn: below.timeColumn, attached: null },
  };
}

/** A plan with its window function taken out. */
interface Unwindowed {
  readonly node: LogicalNode;
  readonly window: LogicalWindow;
  /** Where the time attribute of the window function is now. */
  readonly timeColumn: number;
  /** New index of each column; null for a window column. */
  readonly newIndex: readonly (number | null)[];
  /** Which bound of the window a column was. */
  readonly bounds: readonly ("start" | "end" | "time" | null)[];
}

/** Expressions of the nodes above the window function. */
function exprsAbove(node: LogicalNode, window: LogicalWindow): readonly Expr[] {
  if (node === window) return [];
  return [...exprsOf(node), ...inputsOf(node).flatMap((input) => exprsAbove(input, window))];
}

function isUnnoticed(expr: Expr, { window }: LogicalWindow): boolean {
  if (!isDeterministic(expr)) return false;
  const hasGaps = window.kind === "hop" && lengthMs(window.slide) > lengthMs(window.size);
  return !(hasGaps && canFail(expr));
}

/** Calendar lengths at their shortest; only compared with each other. */
function lengthMs(length: WindowLength): number {
  return length.unit === "ms" ? length.ms : length.months * 28 * MS_PER_DAY;
}

function isWindowOf(below: Unwindowed, startColumn: number, endColumn: number): boolean {
  return below.bounds[startColumn] === "start" && below.bounds[endColumn] === "end";
}

function withoutWindow(node: LogicalNode): Unwindowed | null {
  switch (node.kind) {
    case "window": {
      if (node.window.kind === "session") return null;
      const own = node.input.columns.map((_, index) => index);
      return {
        node: node.input,
        window: node,
        timeColumn: node.timeColumn,
        newIndex: [...own, null, null, null],
        bounds: [...own.map(() => null), "start", "end", "time"],
      };
    }
    case "filter": {
      const below = withoutWindow(node.input);
      if (below === null || readsWindow(node.predicate, below)) return null;
      const predicate = renumbered(node.predicate, below);
      return { ...below, node: { ...node, input: below.node, columns: below.node.columns, predicate } };
    }
    case "project": {
      const below = withoutWindow(node.input);
      return below === null ? null : unwindowedProject(node, below);
    }
    case "scan":
    case "values":
    case "aggregate":
    case "union-all":
    case "join":
    case "unnest":
    case "lookup":
    case "replicate":
    case "expand":
    case "sort":
    case "periodic":
    case "over":
    case "rank":
    case "match":
      return null;
  }
}

/** Window columns fall away where they are handed through; the time attribute is added when it was not selected. */
function unwindowedProject(node: Extract<LogicalNode, { kind: "project" }>, below: Unwindowed): Unwindowed | null {
  const exprs: Expr[] = [];
  const columns: Column[] = [];
  const newIndex: (number | null)[] = [];
  const bounds: Unwindowed["bounds"][number][] = [];
  for (const [i, expr] of node.exprs.entries()) {
    const bound = expr.kind === "column" ? below.bounds[expr.index] : null;
    bounds.push(bound);
    newIndex.push(bound === null ? exprs.length : null);
    if (bound !== null) continue;
    if (readsWindow(expr, below)) return null;
    exprs.push(renumbered(expr, below));
    columns.push(node.columns[i]);
  }
  let timeColumn = exprs.findIndex((expr) => expr.kind === "column" && expr.index === below.timeColumn);
  if (timeColumn === -1) {
    const { name, type } = below.node.columns[below.timeColumn];
    timeColumn = exprs.push({ kind: "column", index: below.timeColumn, name, type }) - 1;
    columns.push({ name, type });
  }
  return { ...below, node: { ...node, input: below.node, exprs, columns }, timeColumn, newIndex, bounds };
}

function readsWindow(expr: Expr, below: Unwindowed): boolean {
  const reads = new Set<number>();
  collectColumns(expr, reads);
  return [...reads].some((index) => below.newIndex[index] === null);
}

function renumbered(expr: Expr, below: Unwindowed): Expr {
  return mapColumns(expr, (column) => ({ ...column, index: below.newIndex[column.index] ?? column.index }));
}
