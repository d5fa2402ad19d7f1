// Narrows every scan of a bound plan to the columns that the query needs: a row is bad by a column that is read here, so
// the set follows from the names in the query alone, before any rule. Going down with the columns needed above:
//   Project drops the others; Filter, Sort and Window add what they read; Aggregate asks for what its keys and calls read
//   and keeps its output, but for window properties that nothing asks for.
// Output columns of the whole keep their number and order.
import type { Expr, SortKey } from "../../expr/expr.ts";
import { aggregateExprs, collectColumns, columnOf, columnsRead, mapAggregate, mapColumns } from "../expr-shape.ts";
import type {
  JoinTime,
  LogicalAggregate,
  LogicalExpand,
  LogicalJoin,
  LogicalLookup,
  LogicalMatch,
  LogicalNode,
  LogicalOver,
  LogicalProject,
  LogicalRank,
  LogicalUnionAll,
} from "../logical.ts";
import { mapMatchColumns, matchReads } from "../match.ts";
import { mapOverCall, mapPartition, overCallExprs, partitionReads } from "../over-calls.ts";

interface Pruned {
  readonly node: LogicalNode;
  /** New index of each old column; undefined: dropped. */
  readonly newIndex: ReadonlyMap<number, number>;
}

/** The same rows and columns, read from narrower scans. */
export function pruneColumns(node: LogicalNode): LogicalNode {
  const all = node.columns.map((_, i) => i);
  return select(prune(node, new Set(all)), all, node.columns);
}

function prune(node: LogicalNode, needed: ReadonlySet<number>): Pruned {
  switch (node.kind) {
    case "values":
      return { node, newIndex: identity(node.columns.length) };
    case "scan": {
      const kept = ascending(needed);
      const columns = kept.map((i) => node.columns[i]);
      return { node: { ...node, reads: kept.map((i) => node.reads[i]), columns }, newIndex: positions(kept) };
    }
    case "filter": {
      const input = prune(node.input, withReads(needed, [node.predicate]));
      const predicate = moved(node.predicate, input);
      return { ...input, node: { ...node, input: input.node, predicate, columns: input.node.columns } };
    }
    case "sort": {
      const input = prune(
        node.input,
        withReads(
          needed,
          node.keys.map((key) => key.expr),
        ),
      );
      const keys = node.keys.map((key): SortKey => ({ ...key, expr: moved(key.expr, input) }));
      return { ...input, node: { ...node, input: input.node, keys, columns: input.node.columns } };
    }
    case "project":
      return pruneProject(node, needed);
    case "window": {
      const width = node.input.columns.length;
      const partition = node.window.kind === "session" ? node.window.partitionKeys : [];
      const own = new Set([...needed].filter((i) => i < width).concat(node.timeColumn, partition));
      const input = prune(node.input, own);
      const shift = input.node.columns.length - width;
      const newIndex = new Map([...input.newIndex, ...[0, 1, 2].map((i) => [width + i, width + i + shift] as const)]);
      const columns = [...input.node.columns, ...node.columns.slice(width)];
      const timeColumn = indexIn(input, node.timeColumn);
      const window =
        node.window.kind === "session"
          ? { ...node.window, partitionKeys: partition.map((key) => indexIn(input, key)) }
          : node.window;
      return { node: { ...node, input: input.node, timeColumn, window, columns }, newIndex };
    }
    case "aggregate":
      return pruneAggregate(node, needed);
    case "union-all":
      return pruneUnion(node, needed);
    case "unnest": {
      const width = node.input.columns.length;
      const below = new Set([...needed].filter((i) => i < width));
      collectColumns(node.expr, below);
      const input = cut(node.input, below);
      const newWidth = input.node.columns.length;
      const own = node.columns.slice(width);
      const newIndex = new Map([...input.newIndex, ...own.map((_, i) => [width + i, newWidth + i] as const)]);
      const columns = [...input.node.columns, ...own];
      return { node: { ...node, input: input.node, expr: moved(node.expr, input), columns }, newIndex };
    }
    case "lookup":
      return pruneLookup(node, needed);
    case "replicate":
    case "periodic": {
      // Which rows are equal was decided over all columns.
      const all = identity(node.input.columns.length);
      const input = select(prune(node.input, new Set(all.keys())), [...all.keys()], node.input.columns);
      return { node: { ...node, input }, newIndex: identity(node.columns.length) };
    }
    case "expand":
      return pruneExpand(node, needed);
    case "join":
      return pruneJoin(node, needed);
    case "match":
      return pruneMatch(node, needed);
    case "over":
    case "rank":
      return pruneOver(node, needed);
  }
}

/** Only what is read above or by the condition is asked for. */
function pruneLookup(node: LogicalLookup, needed: ReadonlySet<number>): Pruned {
  const width = node.input.columns.length;
  const reads = new Set(needed);
  if (node.residual !== null) collectColumns(node.residual, reads);
  const below = new Set([...reads].filter((i) => i < width));
  for (const key of node.keys) collectColumns(key.left, below);
  const input = cut(node.input, below);
  const own = ascending(reads).filter((i) => i >= width);
  const newWidth = input.node.columns.length;
  const newIndex = new Map([...input.newIndex, ...own.map((old, i) => [old, newWidth + i] as const)]);
  const columns = [...input.node.columns, ...own.map((i) => node.columns[i])];
  const pruned: LogicalLookup = {
    ...node,
    input: input.node,
    reads: own.map((i) => node.reads[i - width]),
    keys: node.keys.map((key) => ({ ...key, left: moved(key.left, input) })),
    residual: node.residual === null ? null : moved(node.residual, { node, newIndex }),
    columns,
  };
  return { node: pruned, newIndex };
}

function pruneExpand(node: LogicalExpand, needed: ReadonlySet<number>): Pruned {
  const width = node.input.columns.length;
  const input = prune(node.input, new Set([...[...needed].filter((i) => i < width), ...node.keys]));
  const shift = input.node.columns.length - width;
  const own = node.columns.slice(width);
  const newIndex = new Map([...input.newIndex, ...own.map((_, i) => [width + i, width + i + shift] as const)]);
  const keys = node.keys.map((key) => indexIn(input, key));
  return { node: { ...node, input: input.node, keys, columns: [...input.node.columns, ...own] }, newIndex };
}

function pruneProject(node: LogicalProject, needed: ReadonlySet<number>): Pruned {
  const kept = ascending(needed);
  const exprs = kept.map((i) => node.exprs[i]);
  const input = prune(node.input, columnsRead(exprs));
  const columns = kept.map((i) => node.columns[i]);
  const project: LogicalProject = {
    ...node,
    input: input.node,
    exprs: exprs.map((expr) => moved(expr, input)),
    columns,
  };
  return { node: project, newIndex: positions(kept) };
}

function pruneAggregate(node: LogicalAggregate, needed: ReadonlySet<number>): Pruned {
  const reads = columnsRead([...node.keys, ...node.aggregates.flatMap(aggregateExprs)]);
  const { window } = node;
  if (window !== null) {
    reads.add(window.timeColumn);
    if (window.attached !== null) reads.add(window.attached.startColumn).add(window.attached.endColumn);
  }
  const input = prune(node.input, reads);
  const fixed = node.keys.length + node.aggregates.length;
  const kept = node.columns.map((_, i) => i).filter((i) => i < fixed || needed.has(i));
  const pruned: LogicalAggregate = {
    ...node,
    input: input.node,
    keys: node.keys.map((key) => moved(key, input)),
    aggregates: node.aggregates.map((call) => mapAggregate(call, (expr) => moved(expr, input))),
    columns: kept.map((i) => node.columns[i]),
    window:
      window === null
        ? null
        : {
            ...window,
            timeColumn: indexIn(input, window.timeColumn),
            attached:
              window.attached === null
                ? null
                : {
                    startColumn: indexIn(input, window.attached.startColumn),
                    endColumn: indexIn(input, window.attached.endColumn),
                  },
            properties: window.properties.filter((_, i) => needed.has(fixed + i)),
          },
  };
  return { node: pruned, newIndex: positions(kept) };
}

function pruneUnion(node: LogicalUnionAll, needed: ReadonlySet<number>): Pruned {
  const kept = ascending(needed);
  const columns = kept.map((i) => node.columns[i]);
  const inputs = node.inputs.map((input) =>
    select(
      prune(input, needed),
      kept,
      kept.map((i) => input.columns[i]),
    ),
  );
  return { node: { ...node, inputs, columns }, newIndex: positions(kept) };
}

/** Kept rows hold what is asked for, sorted by or computed from; the own columns stay behind them. */
function pruneOver(node: LogicalOver | LogicalRank, needed: ReadonlySet<number>): Pruned {
  const width = node.input.columns.length;
  const reads = columnsRead(node.kind === "over" ? node.calls.flatMap(overCallExprs) : []);
  for (const index of [...needed, ...partitionReads(node)]) if (index < width) reads.add(index);
  const input = cut(node.input, reads);
  const shift = input.node.columns.length - width;
  const own = node.columns.slice(width);
  const newIndex = new Map([...input.newIndex, ...own.map((_, i) => [width + i, width + i + shift] as const)]);
  const partitioned = mapPartition(node, (index) => indexIn(input, index));
  const columns = [...input.node.columns, ...own];
  return partitioned.kind === "rank"
    ? { node: { ...partitioned, input: input.node, columns }, newIndex }
    : {
        node: {
          ...partitioned,
          input: input.node,
          columns,
          calls: partitioned.calls.map((call) => mapOverCall(call, (expr) => moved(expr, input))),
        },
        newIndex,
      };
}

/** Kept rows hold what conditions and measures read, what is sorted by and, where they come out, what is asked for. */
function pruneMatch(node: LogicalMatch, needed: ReadonlySet<number>): Pruned {
  const width = node.spec.emitsAllRows ? node.input.columns.length : 0;
  const reads = new Set([...matchReads(node.spec), ...partitionReads(node)]);
  for (const index of needed) if (index < width) reads.add(index);
  const input = cut(node.input, reads);
  const newIndex = (index: number): number => indexIn(input, index);
  const partitioned = {
    ...mapPartition(node, newIndex),
    input: input.node,
    spec: mapMatchColumns(node.spec, newIndex),
  };
  if (!node.spec.emitsAllRows) return { node: partitioned, newIndex: positions(node.columns.map((_, i) => i)) };
  const own = node.columns.slice(width);
  const shift = input.node.columns.length - width;
  const moves = new Map([...input.newIndex, ...own.map((_, i) => [width + i, width + i + shift] as const)]);
  return { node: { ...partitioned, columns: [...input.node.columns, ...own] }, newIndex: moves };
}

/** A join keeps rows, so its inputs are cut to exactly what is asked for or compared. */
function pruneJoin(node: LogicalJoin, needed: ReadonlySet<number>): Pruned {
  const width = node.left.columns.length;
  const onLeft = columnsRead(node.keys.map((key) => key.left));
  const onRight = columnsRead(node.keys.map((key) => key.right));
  const both = new Set(needed);
  if (node.residual !== null) collectColumns(node.residual, both);
  if (node.time?.kind === "interval") collectColumns(node.time.condition, both);
  if (node.time?.kind === "asof") {
    collectColumns(node.time.left, onLeft);
    collectColumns(node.time.right, onRight);
  }
  for (const index of both) {
    if (index < width) onLeft.add(index);
    else onRight.add(index - width);
  }
  const [ofLeft, ofRight] = timeColumns(node.time);
  for (const index of ofLeft) onLeft.add(index);
  for (const index of ofRight) onRight.add(index);
  const left = cut(node.left, onLeft);
  const right = cut(node.right, onRight);
  const newWidth = left.node.columns.length;
  const newIndex = new Map([
    ...left.newIndex,
    ...[...right.newIndex].map(([i, j]) => [i + width, j + newWidth] as const),
  ]);
  const over = (expr: Expr): Expr =>
    mapColumns(expr, (column) => ({ ...column, index: newIndex.get(column.index) ?? -1 }));
  const kept = node.columns.map((_, i) => i).filter((i) => newIndex.has(i));
  return {
    node: {
      ...node,
      left: left.node,
      right: right.node,
      keys: node.keys.map((key) => ({ ...key, left: moved(key.left, left), right: moved(key.right, right) })),
      residual: node.residual === null ? null : over(node.residual),
      time: movedTime(node.time, left, right, over),
      columns: kept.map((i) => node.columns[i]),
    },
    newIndex,
  };
}

function cut(input: LogicalNode, needed: ReadonlySet<number>): Pruned {
  const kept = ascending(needed);
  const columns = kept.map((i) => input.columns[i]);
  return { node: select(prune(input, needed), kept, columns), newIndex: positions(kept) };
}

function timeColumns(time: JoinTime | null): readonly [readonly number[], readonly number[]] {
  if (time === null || time.kind === "asof" || time.kind === "latest") return [[], []];
  if (time.kind === "window")
    return [
      [time.leftStart, time.leftEnd],
      [time.rightStart, time.rightEnd],
    ];
  return [[time.leftTime], [time.rightTime]];
}

function movedTime(time: JoinTime | null, left: Pruned, right: Pruned, over: (expr: Expr) => Expr): JoinTime | null {
  if (time === null || time.kind === "latest") return time;
  if (time.kind === "asof") return { ...time, left: moved(time.left, left), right: moved(time.right, right) };
  if (time.kind === "window") {
    return {
      ...time,
      leftStart: indexIn(left, time.leftStart),
      leftEnd: indexIn(left, time.leftEnd),
      rightStart: indexIn(right, time.rightStart),
      rightEnd: indexIn(right, time.rightEnd),
    };
  }
  const times = { leftTime: indexIn(left, time.leftTime), rightTime: indexIn(right, time.rightTime) };
  return time.kind === "interval" ? { ...time, ...times, condition: over(time.condition) } : { ...time, ...times };
}

/** Exactly the columns `kept` of the unpruned node, in that order. */
function select(pruned: Pruned, kept: readonly number[], columns: LogicalNode["columns"]): LogicalNode {
  const { node } = pruned;
  const indexes = kept.map((i) => indexIn(pruned, i));
  if (indexes.length === node.columns.length && indexes.every((index, i) => index === i)) return node;
  return { kind: "project", input: node, exprs: indexes.map((index) => columnOf(node.columns, index)), columns };
}

function moved(expr: Expr, input: Pruned): Expr {
  return mapColumns(expr, (column) => ({ ...column, index: indexIn(input, column.index) }));
}

function indexIn(pruned: Pruned, index: number): number {
  return pruned.newIndex.get(index) ?? -1;
}

function withReads(needed: ReadonlySet<number>, exprs: readonly Expr[]): Set<number> {
  const all = new Set(needed);
  for (const expr of exprs) collectColumns(expr, all);
  return all;
}

function ascending(set: ReadonlySet<number>): number[] {
  return [...set].sort((a, b) => a - b);
}

function positions(kept: readonly number[]): ReadonlyMap<number, number> {
  return new Map(kept.map((old, i) => [old, i]));
}

function identity(count: number): ReadonlyMap<number, number> {
  return new Map(Array.from({ length: count }, (_, i) => [i, i]));
}
