// Takes the conditions that name columns of the outer query out of a subquery's plan, so that it can be joined.
//
// They stand in filters. From there they rise to the top: a project hands on the columns that they read; a join collects
// them from the sides that it does not pad; an aggregate groups by what they say is equal (then each outer row finds its
// group), one without calls by all that they read. What compares rows with each other, or keeps some of them, is partitioned by
// what is equal (decorrelate-ranks.ts).
// The first columns of the result are those of the subquery; what conditions read may come behind them.
import type { Expr } from "../../../expr/expr.ts";
import { columnOf, columnsRead, mapColumns } from "../../expr-shape.ts";
import { type LogicalAggregate, type LogicalJoin, type LogicalNode, picksOne } from "../../logical.ts";
import { exprsOf, inputsOf } from "../../logical-tree.ts";
import { conjunction, conjuncts } from "../../rules/predicates.ts";
import { partitionedBy } from "./decorrelate-ranks.ts";
import { isOuter, readsOuter } from "./outer-columns.ts";

export interface Decorrelated {
  readonly node: LogicalNode;
  /** Over the node's columns and those of the outer query. */
  readonly conditions: readonly Expr[];
}

/** Why it cannot be done, in words. */
export type CorrelationProblem = string;

export function decorrelate(node: LogicalNode): Decorrelated | CorrelationProblem {
  if (!isCorrelated(node)) return { node, conditions: [] };
  switch (node.kind) {
    case "filter": {
      const below = decorrelate(node.input);
      if (typeof below === "string") return below;
      const all = conjuncts(node.predicate);
      const inner = all.filter((condition) => !readsOuter(condition));
      const conditions = [...below.conditions, ...all.filter(readsOuter)];
      if (inner.length === 0) return { node: below.node, conditions };
      const filter = { ...node, input: below.node, predicate: conjunction(inner), columns: below.node.columns };
      return { node: filter, conditions };
    }
    case "project":
      return throughProject(node);
    case "aggregate":
      return throughAggregate(node);
    case "join":
      return throughJoin(node);
    case "sort":
    case "over":
    case "rank":
      return throughPartition(node);
    case "scan":
    case "values":
    case "window":
    case "union-all":
    case "unnest":
    case "lookup":
    case "replicate":
    case "expand":
    case "match":
    case "periodic":
      return `a column of the outer query is used below ${WHAT[node.kind]}`;
  }
}

const WHAT = {
  scan: "a table",
  values: "VALUES",
  window: "a window function",
  "union-all": "UNION",
  unnest: "UNNEST",
  lookup: "a lookup join",
  replicate: "INTERSECT or EXCEPT",
  expand: "GROUPING SETS",
  match: "MATCH_RECOGNIZE",
  periodic: "EMIT PERIODIC",
} as const;

function isCorrelated(node: LogicalNode): boolean {
  return exprsOf(node).some(readsOuter) || inputsOf(node).some(isCorrelated);
}

function innerReads(conditions: readonly Expr[]): readonly number[] {
  return [...columnsRead(conditions)].filter((index) => !isOuter(index)).sort((a, b) => a - b);
}

function renumbered(expr: Expr, newIndex: (index: number) => number): Expr {
  return mapColumns(expr, (column) => (isOuter(column.index) ? column : { ...column, index: newIndex(column.index) }));
}

function throughProject(node: Extract<LogicalNode, { kind: "project" }>): Decorrelated | CorrelationProblem {
  if (node.exprs.some(readsOuter)) return "the SELECT list of the subquery reads a column of the outer query";
  const below = decorrelate(node.input);
  if (typeof below === "string") return below;
  const extra = innerReads(below.conditions);
  const width = node.exprs.length;
  const input = below.node;
  const project: LogicalNode = {
    ...node,
    input,
    exprs: [...node.exprs, ...extra.map((index) => columnOf(input.columns, index))],
    columns: [...node.columns, ...extra.map((index) => input.columns[index])],
  };
  const conditions = below.conditions.map((condition) =>
    renumbered(condition, (index) => width + extra.indexOf(index)),
  );
  return { node: project, conditions };
}

function throughJoin(node: LogicalJoin): Decorrelated | CorrelationProblem {
  if (exprsOf(node).some(readsOuter)) return "a join condition of the subquery reads a column of the outer query";
  const left = decorrelate(node.left);
  if (typeof left === "string") return left;
  const right = decorrelate(node.right);
  if (typeof right === "string") return right;
  const isPadded = {
    left: node.type === "right" || node.type === "full",
    right: (node.type !== "inner" && node.type !== "right") || picksOne(node.time),
  };
  if ((left.conditions.length > 0 && isPadded.left) || (right.conditions.length > 0 && isPadded.right)) {
    return "a column of the outer query is used below the padded side of an outer join, or below the versions of a temporal or ASOF join";
  }
  const [oldLeft, newLeft] = [node.left.columns.length, left.node.columns.length];
  const shift = newLeft - oldLeft;
  const over = (expr: Expr): Expr => renumbered(expr, (index) => (index < oldLeft ? index : index + shift));
  const isOneSided = node.type === "semi" || node.type === "anti";
  const { time } = node;
  const wide: LogicalNode = {
    ...node,
    left: left.node,
    right: right.node,
    residual: node.residual === null ? null : over(node.residual),
    time: time?.kind === "interval" ? { ...time, condition: over(time.condition) } : time,
    columns: isOneSided
      ? [...node.columns, ...left.node.columns.slice(oldLeft)]
      : [
          ...node.columns.slice(0, oldLeft),
          ...left.node.columns.slice(oldLeft),
          ...node.columns.slice(oldLeft),
          ...right.node.columns.slice(node.right.columns.length),
        ],
  };
  const conditions = [
    ...left.conditions,
    ...right.conditions.map((condition) => renumbered(condition, (index) => index + newLeft)),
  ];
  const own = node.columns.map((_, i) => (i < oldLeft ? i : i + shift));
  const rest = wide.columns.map((_, i) => i).filter((i) => !own.includes(i));
  return reordered(wide, [...own, ...rest], conditions);
}

function throughAggregate(node: LogicalAggregate): Decorrelated | CorrelationProblem {
  const exprs = exprsOf(node);
  if (exprs.some(readsOuter)) return "an aggregate of the subquery reads a column of the outer query";
  const below = decorrelate(node.input);
  if (typeof below === "string") return below;
  const keyed = node.aggregates.length === 0 ? keysOfReads(below) : keysOfEqualities(below);
  if (typeof keyed === "string") return keyed;
  const keyCount = node.keys.length;
  const added = keyed.keys.length;
  const columns = [
    ...node.columns.slice(0, keyCount),
    ...keyed.keys.map((key, i) => ({ name: key.kind === "column" ? key.name : `$outer${i}`, type: key.type })),
    ...node.columns.slice(keyCount),
  ];
  const wide: LogicalNode = { ...node, input: below.node, keys: [...node.keys, ...keyed.keys], columns };
  const conditions = keyed.conditions.map((condition) => renumbered(condition, (index) => index + keyCount));
  const own = node.columns.map((_, i) => (i < keyCount ? i : i + added));
  return reordered(wide, [...own, ...keyed.keys.map((_, i) => keyCount + i)], conditions);
}

function throughPartition(
  node: Extract<LogicalNode, { kind: "sort" | "over" | "rank" }>,
): Decorrelated | CorrelationProblem {
  if (exprsOf(node).some(readsOuter)) return "ORDER BY or OVER in the subquery reads a column of the outer query";
  const below = decorrelate(node.input);
  if (typeof below === "string") return below;
  // The order of a subquery's rows says nothing without LIMIT.
  if (node.kind === "sort" && node.limit === null && node.offset === 0) return below;
  const keyed = keysOfEqualities(below);
  if (typeof keyed === "string") return keyed;
  const { node: wide, own, keys } = partitionedBy(node, below.node, keyed.keys);
  const conditions = keyed.conditions.map((condition) => renumbered(condition, (index) => keys[index]));
  return reordered(wide, [...own, ...keys], conditions);
}

interface AddedKeys {
  readonly keys: readonly Expr[];
  /** Over the keys alone. */
  readonly conditions: readonly Expr[];
}

function keysOfReads({ node, conditions }: Decorrelated): AddedKeys {
  const reads = innerReads(conditions);
  return {
    keys: reads.map((index) => columnOf(node.columns, index)),
    conditions: conditions.map((condition) => renumbered(condition, (index) => reads.indexOf(index))),
  };
}

function keysOfEqualities({ conditions }: Decorrelated): AddedKeys | CorrelationProblem {
  const keys: Expr[] = [];
  const over: Expr[] = [];
  for (const condition of conditions) {
    const [a, b] = condition.kind === "call" && condition.fn === "=" ? condition.args : [];
    const key = a === undefined || b === undefined ? undefined : [a, b].find((side) => !readsOuter(side));
    const outer = [a, b].find((side) => side !== undefined && side !== key);
    if (condition.kind !== "call" || key === undefined || outer === undefined || innerReads([outer]).length > 0) {
      return "below an aggregate, OVER or LIMIT, conditions on the outer query must be equalities (inner = outer)";
    }
    const column: Expr = { kind: "column", index: keys.length, name: "", type: key.type };
    over.push({ ...condition, args: key === a ? [column, outer] : [outer, column] });
    keys.push(key);
  }
  return { keys, conditions: over };
}

/** The node with its columns in the order `places`. */
function reordered(node: LogicalNode, places: readonly number[], conditions: readonly Expr[]): Decorrelated {
  const project: LogicalNode = {
    kind: "project",
    input: node,
    exprs: places.map((index) => columnOf(node.columns, index)),
    columns: places.map((index) => node.columns[index]),
  };
  return { node: project, conditions: conditions.map((c) => renumbered(c, (index) => places.indexOf(index))) };
}
