// The normal form of plans: one text for everything that computes the same, whatever it was written like. Tables count
// by name, the columns read and what these compute; columns of a node by position; output names, spans and the spelling
// of literals do not count. Hashes of it name operators (architecture law 9) and decide which subtrees are one.
import { createHash } from "node:crypto";
import type { Scalar } from "../columnar/scalar.ts";
import { isSqlMap } from "../columnar/scalar.ts";
import { typeText } from "../common/types.ts";
import type { AggregateCall, Expr, SortKey } from "../expr/expr.ts";
import { findFunction } from "../expr/functions/index.ts";
import type { JoinTime, LogicalJoin, LogicalNode, LogicalScan, ResolvedTable, SessionEmit } from "./logical.ts";
import type { MatchSpec } from "./match.ts";
import type { OverCall, OverPartition } from "./over-calls.ts";

/** JSON-safe data in a fixed order. */
export type Normal = string | number | boolean | null | readonly Normal[];

const HASH_DIGITS = 16;

export function hashOf(form: Normal): string {
  return createHash("sha256").update(JSON.stringify(form)).digest("hex").slice(0, HASH_DIGITS);
}

export function normalExpr(expr: Expr): Normal {
  switch (expr.kind) {
    case "column":
      return ["#", expr.index];
    case "literal":
      return ["=", normalScalar(expr.value), typeText(expr.type)];
    case "call":
      return [
        findFunction(expr.fn)?.name ?? expr.fn,
        normalOptions(expr.options),
        typeText(expr.type),
        ...expr.args.map(normalExpr),
      ];
    case "cast":
      return [expr.isTry ? "try-cast" : "cast", typeText(expr.type), normalExpr(expr.input)];
  }
}

export function normalScalar(value: Scalar): Normal {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return ["text", value];
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return ["bytes", Buffer.from(value).toString("hex")];
  if (isSqlMap(value)) return ["map", ...value.entries.map(([k, v]) => [normalScalar(k), normalScalar(v)])];
  return ["list", ...(value as readonly Scalar[]).map(normalScalar)];
}

export function normalAggregate(call: AggregateCall): Normal {
  return [
    call.fn.toUpperCase(),
    call.isDistinct,
    call.filter === null ? null : normalExpr(call.filter),
    normalSortKeys(call.orderBy),
    normalOptions(call.options),
    typeText(call.type),
    ...call.args.map(normalExpr),
  ];
}

export function normalSortKeys(keys: readonly SortKey[]): Normal {
  return keys.map((key) => [normalExpr(key.expr), key.isDescending, key.isNullsFirst]);
}

function normalOptions(options: Readonly<Record<string, string | number | boolean | null>> | undefined): Normal {
  return Object.entries(options ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Plain data with sorted keys. */
export function normalData(data: unknown): Normal {
  if (Array.isArray(data)) return data.map(normalData);
  if (typeof data !== "object" || data === null) return data as Normal;
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, normalData(value)]);
}

/** A node without its inputs. */
export function normalNode(node: LogicalNode): Normal {
  switch (node.kind) {
    case "scan":
      return normalScan(node);
    case "values":
      return ["values", node.columns.map((c) => typeText(c.type)), node.rows.map((row) => row.map(normalExpr))];
    case "filter":
      return ["filter", normalExpr(node.predicate)];
    case "project":
      return ["project", node.exprs.map(normalExpr)];
    case "window":
      return ["window", node.timeColumn, normalData(node.window), ...sessionForm(node.emit)];
    case "aggregate":
      return ["aggregate", node.keys.map(normalExpr), node.aggregates.map(normalAggregate), normalData(node.window), ...hinted([node.ttlMs])];
    case "union-all":
      return ["union-all"];
    case "unnest":
      return ["unnest", normalExpr(node.expr), node.isOuter, node.hasOrdinality];
    case "lookup":
      return [
        "lookup",
        node.type,
        node.table.name,
        node.reads.map((index) => node.table.columns[index].name),
        node.keys.map((key) => [normalExpr(key.left), node.table.columns[key.column].name]),
        node.residual === null ? null : normalExpr(node.residual),
      ];
    case "replicate":
      return ["replicate"];
    case "expand":
      return ["expand", node.keys, node.sets];
    case "join":
      return normalJoin(node);
    case "over":
      return ["over", normalData(partitionForm(node)), node.calls.map(normalOverCall)];
    case "match":
      return ["match", normalData(partitionForm(node)), normalMatch(node.spec)];
    case "rank":
      return ["rank", normalData(partitionForm(node)), node.fn, node.from, node.to, node.emitsRank];
    case "periodic":
      return ["periodic", node.intervalMs];
    case "sort":
      return ["sort", normalSortKeys(node.keys), node.limit, node.offset];
  }
}

/** Nothing where nothing is said; allowed lateness is a setting and may change. */
function sessionForm(emit: SessionEmit | undefined): readonly Normal[] {
  return emit === undefined || (!emit.showsOpen && emit.delayMs === 0) ? [] : [emit.showsOpen, emit.delayMs];
}

/** Hints on state, where there are some: what differs in them is not one. */
function hinted(ttls: readonly (number | undefined)[]): readonly Normal[] {
  return ttls.every((ttl) => ttl === undefined) ? [] : [["ttl", ...ttls.map((ttl) => ttl ?? null)]];
}

function normalJoin({ type, keys, residual, time, leftTtlMs, rightTtlMs }: LogicalJoin): Normal {
  return [
    "join",
    type,
    keys.map((key) => [normalExpr(key.left), normalExpr(key.right), key.isNullSafe]),
    residual === null ? null : normalExpr(residual),
    normalTime(time),
    ...hinted([leftTtlMs, rightTtlMs]),
  ];
}

function normalTime(time: JoinTime | null): Normal {
  if (time?.kind === "asof") return ["asof", time.fn, normalExpr(time.left), normalExpr(time.right), time.isEventTime];
  return time?.kind === "interval" ? normalData({ ...time, condition: null }) : normalData(time);
}

function normalMatch({ slots, defines, measures, variables, ...rest }: MatchSpec): Normal {
  return [
    normalData(rest),
    variables,
    slots.map((slot) => (slot.kind === "aggregate" ? [normalAggregate(slot.call), slot.variables] : normalData(slot))),
    defines.map((expr) => (expr === null ? null : normalExpr(expr))),
    measures.map(normalExpr),
  ];
}

function partitionForm({ partition, order, isTimeOrder, window, isLatestFirst }: OverPartition): unknown {
  return { partition, order, isTimeOrder, window, ...(isLatestFirst === true ? { isLatestFirst } : {}) };
}

function normalOverCall(call: OverCall): Normal {
  switch (call.kind) {
    case "aggregate":
      return ["aggregate", normalAggregate(call.call), normalData(call.frame)];
    case "rank":
      return [call.fn];
    case "ntile":
      return ["ntile", call.buckets];
    case "offset":
      return ["offset", normalExpr(call.value), call.offset, call.fallback === null ? null : normalExpr(call.fallback)];
    case "nth":
      return ["nth", normalExpr(call.value), call.n, normalData(call.frame)];
  }
}

function normalScan(node: LogicalScan): Normal {
  const { table } = node;
  const watermark = table.watermark;
  return [
    "scan",
    table.name,
    node.reads.map((index) => normalColumn(table, index)),
    watermark === null ? null : [table.columns[watermark.column].name, normalByName(watermark.expr, table)],
  ];
}

function normalColumn(table: ResolvedTable, index: number): Normal {
  const column = table.columns[index];
  switch (column.kind) {
    case "physical":
      return [column.name, typeText(column.type)];
    case "metadata":
      return [column.name, typeText(column.type), column.key];
    case "computed":
      return [column.name, typeText(column.type), normalByName(column.expr, table)];
  }
}

/** Columns of a table by name, so that a new column beside them changes nothing. */
function normalByName(expr: Expr, table: ResolvedTable): Normal {
  switch (expr.kind) {
    case "column":
      return normalColumn(table, expr.index);
    case "literal":
      return normalExpr(expr);
    case "call":
      return [
        findFunction(expr.fn)?.name ?? expr.fn,
        normalOptions(expr.options),
        ...expr.args.map((arg) => normalByName(arg, table)),
      ];
    case "cast":
      return [expr.isTry ? "try-cast" : "cast", typeText(expr.type), normalByName(expr.input, table)];
  }
}
