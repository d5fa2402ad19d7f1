// A rank of OVER that is then compared with numbers is a Top-N:
//   Filter(rn <= n [AND rest], Project* Over(ROW_NUMBER | RANK | DENSE_RANK))  ->  Filter(rest, Project* Rank(from, to))
// and where nothing above reads the rank, it is not emitted. This is what the query means and no rule: which rows are late,
// and which of equal rows is kept, differs between an OVER and a Top-N (by window, deduplication), so it is done with
// rules switched off too. A rank that is compared with a column or only from below stays an OVER under a filter.
// ROW_NUMBER = 1 gives the number 1 itself instead of a rank.
import { foldConstants } from "../expr/fold.ts";
import type { Expr } from "../expr/expr.ts";
import { columnsRead, mapColumns } from "./expr-shape.ts";
import type { LogicalFilter, LogicalNode, LogicalOver, LogicalRank, LogicalSink } from "./logical.ts";
import { exprsOf, inputsOf, withInputs } from "./logical-tree.ts";
import type { RankFunction } from "./over-calls.ts";
import { conjunction, conjuncts } from "./rules/predicates.ts";

export function recognizeTopN(sinks: readonly LogicalSink[]): readonly LogicalSink[] {
  const done = new Map<LogicalNode, LogicalNode>();
  const visit = (node: LogicalNode): LogicalNode => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const over = withInputs(node, inputsOf(node).map(visit));
    const after = over.kind === "filter" ? (ranked(over) ?? over) : over.kind === "project" ? withoutRank(over) : over;
    done.set(node, after);
    return after;
  };
  return sinks.map((sink) => ({ ...sink, input: visit(sink.input) }));
}

interface RankRange {
  readonly from: number;
  readonly to: number;
}

function ranked(filter: LogicalFilter): LogicalNode | null {
  const found = rankBelow(filter.input);
  if (found === null) return null;
  const range = { from: 1, to: Number.POSITIVE_INFINITY };
  const rest: Expr[] = [];
  for (const condition of conjuncts(filter.predicate)) {
    const narrowed = rangeOf(condition, found.columns);
    if (narrowed === null) rest.push(condition);
    else {
      range.from = Math.max(range.from, narrowed.from);
      range.to = Math.min(range.to, narrowed.to);
    }
  }
  if (range.to === Number.POSITIVE_INFINITY || range.to < range.from) return null;
  const input = found.rebuilt(rankNode(found.over, range));
  if (rest.length === 0) return input;
  return { ...filter, input, columns: input.columns, predicate: conjunction(rest) };
}

function rankNode(over: LogicalOver, range: RankRange): LogicalNode {
  const { id: _id, calls, kind: _kind, ...node } = over;
  const [call] = calls;
  const fn = (call.kind === "rank" ? call.fn : "ROW_NUMBER") as RankFunction;
  const rank: LogicalRank = { ...node, ...range, kind: "rank", fn, emitsRank: true };
  if (fn !== "ROW_NUMBER" || range.from !== 1 || range.to !== 1) return rank;
  const { columns } = over.input;
  const own = columns.map((column, index): Expr => ({ kind: "column", index, name: column.name, type: column.type }));
  const one: Expr = { kind: "literal", value: 1, type: call.type };
  return {
    kind: "project",
    input: { ...rank, emitsRank: false, columns },
    exprs: [...own, one],
    columns: over.columns,
  };
}

interface RankPath {
  readonly over: LogicalOver;
  /** Columns of the node on top of the path that are the rank. */
  readonly columns: ReadonlySet<number>;
  /** The path over another node of the same columns. */
  rebuilt(node: LogicalNode): LogicalNode;
}

function rankBelow(node: LogicalNode): RankPath | null {
  if (node.kind === "over") {
    const [call] = node.calls;
    const isRank = call.kind === "rank" && call.fn !== "PERCENT_RANK" && call.fn !== "CUME_DIST";
    if (node.calls.length !== 1 || !isRank) return null;
    return { over: node, columns: new Set([node.input.columns.length]), rebuilt: (rank) => rank };
  }
  if (node.kind !== "project") return null;
  const below = rankBelow(node.input);
  if (below === null) return null;
  const columns = new Set<number>();
  for (const [i, expr] of node.exprs.entries()) {
    if (expr.kind === "column" && below.columns.has(expr.index)) columns.add(i);
  }
  if (columns.size === 0) return null;
  return { over: below.over, columns, rebuilt: (rank) => ({ ...node, input: below.rebuilt(rank) }) };
}

/** What a condition says about the rank; null: something else. */
function rangeOf(condition: Expr, ranks: ReadonlySet<number>): RankRange | null {
  if (condition.kind !== "call" || condition.args.length !== 2) return null;
  const [left, right] = condition.args;
  const isLeft = isRank(left, ranks);
  if (!isLeft && !isRank(right, ranks)) return null;
  const bound = numberOf(isLeft ? right : left);
  if (bound === null) return null;
  const endless = Number.POSITIVE_INFINITY;
  switch (isLeft ? condition.fn : (MIRRORED.get(condition.fn) ?? "")) {
    case "=":
      return Number.isInteger(bound) ? { from: bound, to: bound } : null;
    case "<=":
      return { from: 1, to: Math.floor(bound) };
    case "<":
      return { from: 1, to: Math.ceil(bound) - 1 };
    case ">=":
      return { from: Math.ceil(bound), to: endless };
    case ">":
      return { from: Math.floor(bound) + 1, to: endless };
  }
  return null;
}

const MIRRORED: ReadonlyMap<string, string> = new Map([
  ["=", "="],
  ["<", ">"],
  ["<=", ">="],
  [">", "<"],
  [">=", "<="],
]);

function isRank(expr: Expr, ranks: ReadonlySet<number>): boolean {
  if (expr.kind === "cast") return isRank(expr.input, ranks);
  return expr.kind === "column" && ranks.has(expr.index);
}

/** A constant as a number; decimals by their scale. */
function numberOf(expr: Expr): number | null {
  const folded = foldConstants(expr);
  if (folded.kind !== "literal" || typeof folded.value !== "number") return null;
  return folded.type.kind === "DECIMAL" ? folded.value / 10 ** folded.type.scale : folded.value;
}

/** The project over a Top-N that does not emit its rank when neither the project nor what is in between reads it. */
function withoutRank(project: Extract<LogicalNode, { kind: "project" }>): LogicalNode {
  const below = unranked(project.input);
  if (below === null) return project;
  const reads = columnsRead(project.exprs);
  if ([...reads].some((index) => below.newIndex[index] === null)) return project;
  return { ...project, input: below.node, exprs: project.exprs.map((expr) => renumbered(expr, below.newIndex)) };
}

interface Unranked {
  readonly node: LogicalNode;
  /** New index of each column; null: the rank. */
  readonly newIndex: readonly (number | null)[];
}

function unranked(node: LogicalNode): Unranked | null {
  switch (node.kind) {
    case "rank": {
      if (!node.emitsRank) return null;
      const { columns } = node.input;
      return { node: { ...node, emitsRank: false, columns }, newIndex: [...columns.map((_, i) => i), null] };
    }
    case "filter": {
      const below = unranked(node.input);
      if (below === null || exprsOf(node).some((expr) => readsRank(expr, below))) return null;
      const predicate = renumbered(node.predicate, below.newIndex);
      return { ...below, node: { ...node, input: below.node, columns: below.node.columns, predicate } };
    }
    case "project": {
      const below = unranked(node.input);
      if (below === null) return null;
      const kept = node.exprs.flatMap((expr, i) => (isNull(expr, below) ? [] : [i]));
      if (kept.some((i) => readsRank(node.exprs[i], below))) return null;
      const exprs = kept.map((i) => renumbered(node.exprs[i], below.newIndex));
      const columns = kept.map((i) => node.columns[i]);
      const newIndex = node.exprs.map((_, i) => (kept.includes(i) ? kept.indexOf(i) : null));
      return { node: { ...node, input: below.node, exprs, columns }, newIndex };
    }
  }
  return null;
}

function isNull(expr: Expr, below: Unranked): boolean {
  return expr.kind === "column" && below.newIndex[expr.index] === null;
}

function readsRank(expr: Expr, below: Unranked): boolean {
  return [...columnsRead([expr])].some((index) => below.newIndex[index] === null);
}

function renumbered(expr: Expr, newIndex: readonly (number | null)[]): Expr {
  return mapColumns(expr, (column) => ({ ...column, index: newIndex[column.index] ?? column.index }));
}
