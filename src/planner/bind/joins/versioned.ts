// Tables with versions, for temporal joins: a table with a PRIMARY KEY and a watermark, or a query that keeps the last row of
// each key by event time (ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) = 1). Columns that are only handed on keep both.
// Of such a query the join reads the rows themselves: each that is not older than the last one of its key is a version. The
// query would hand on only the last one of a batch.
import type { Expr } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import { columnOf, columnsRead } from "../../expr-shape.ts";
import type { LogicalNode, LogicalOver } from "../../logical.ts";
import { conjuncts } from "../../rules/predicates.ts";

export interface VersionedColumns {
  /** The plan that gives the versions, with the same columns. */
  readonly rows: LogicalNode;
  /** Rows older than the last one of their key are no versions. */
  readonly isLastOnly: boolean;
  readonly keys: readonly number[];
  readonly time: number;
}

/** Output columns that name the key and the time of a version; null: the plan has no versions. */
export function versionedColumns(node: LogicalNode): VersionedColumns | null {
  switch (node.kind) {
    case "scan": {
      const { primaryKey, watermark, columns } = node.table;
      if (primaryKey === null || watermark === null) return null;
      const at = (index: number): number => node.reads.indexOf(index);
      const keys = primaryKey.map((name) => at(columns.findIndex((column) => column.name === name)));
      return found({ rows: node, isLastOnly: false, keys, time: at(watermark.column) });
    }
    case "filter":
      return lastRows(node) ?? filtered(node);
    case "project": {
      const below = versionedColumns(node.input);
      if (below === null) return null;
      const at = (index: number): number =>
        node.exprs.findIndex((expr) => expr.kind === "column" && expr.index === index);
      const rows = { ...node, input: below.rows };
      return found({ ...below, rows, keys: below.keys.map(at), time: at(below.time) });
    }
    default:
      return null;
  }
}

/** Output columns that tell the rows of a plan apart, of which there is one for each key at a time; null: none are known. */
export function keyColumns(node: LogicalNode): readonly number[] | null {
  const mapped = (keys: readonly number[] | null, at: (index: number) => number): readonly number[] | null => {
    const found = keys?.map(at) ?? null;
    return found === null || found.includes(-1) ? null : found;
  };
  switch (node.kind) {
    case "scan": {
      const { primaryKey, columns } = node.table;
      const keys = primaryKey?.map((name) => columns.findIndex((column) => column.name === name)) ?? null;
      return mapped(keys, (index) => node.reads.indexOf(index));
    }
    case "filter":
      return lastRows(node)?.keys ?? null;
    case "project":
      return mapped(keyColumns(node.input), (index) =>
        node.exprs.findIndex((expr) => expr.kind === "column" && expr.index === index),
      );
    case "aggregate":
      return node.window === null ? node.keys.map((_, i) => i) : null;
    default:
      return null;
  }
}

/** A filter of a table ends the versions that do not pass; of last rows it would let older ones through. */
function filtered(node: Extract<LogicalNode, { kind: "filter" }>): VersionedColumns | null {
  const below = versionedColumns(node.input);
  return below === null || below.isLastOnly ? null : { ...below, rows: { ...node, input: below.rows } };
}

function found(columns: VersionedColumns): VersionedColumns | null {
  return columns.time === -1 || columns.keys.includes(-1) ? null : columns;
}

/** Filter(rn = 1, Project* Over(ROW_NUMBER by key, last time first)) */
function lastRows(node: Extract<LogicalNode, { kind: "filter" }>): VersionedColumns | null {
  const path = overBelow(node.input);
  if (path === null) return null;
  const { over, at } = path;
  const [call] = over.calls;
  const [order] = over.order;
  if (over.calls.length !== 1 || call.kind !== "rank" || call.fn !== "ROW_NUMBER") return null;
  if (over.order.length !== 1 || !order.isDescending || over.partition.length === 0) return null;
  const rank = at(over.input.columns.length);
  const conditions = conjuncts(node.predicate);
  if (conditions.length !== 1 || !isOne(conditions[0], rank)) return null;
  const one: Expr = { kind: "literal", value: 1, type: call.type };
  const own = over.input.columns.map((_, index) => columnOf(over.input.columns, index));
  const rows = path.rebuilt({ kind: "project", input: over.input, exprs: [...own, one], columns: over.columns });
  return found({ rows, isLastOnly: true, keys: over.partition.map(at), time: at(order.column) });
}

function isOne(condition: Expr, rank: number): boolean {
  return (
    condition.kind === "call" &&
    condition.fn === "=" &&
    condition.args.some((arg) => withoutCast(arg).kind === "column" && columnsRead([arg]).has(rank)) &&
    condition.args.some((arg) => {
      const value = foldConstants(arg);
      return value.kind === "literal" && value.value === 1;
    })
  );
}

function withoutCast(expr: Expr): Expr {
  return expr.kind === "cast" ? withoutCast(expr.input) : expr;
}

interface OverPath {
  readonly over: LogicalOver;
  /** The path over another node of the same columns. */
  rebuilt(node: LogicalNode): LogicalNode;
  /** Where a column of the OVER node is on top of the path. */
  at(index: number): number;
}

function overBelow(node: LogicalNode): OverPath | null {
  if (node.kind === "over") return { over: node, rebuilt: (rows) => rows, at: (index) => index };
  if (node.kind !== "project") return null;
  const below = overBelow(node.input);
  if (below === null) return null;
  const at = (index: number): number => {
    const inner = below.at(index);
    return node.exprs.findIndex((expr) => expr.kind === "column" && expr.index === inner);
  };
  return { over: below.over, rebuilt: (rows) => ({ ...node, input: below.rebuilt(rows) }), at };
}
