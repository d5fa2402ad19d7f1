// Small logical plans for planner tests, without a parser or binder.
import { BIGINT, BOOLEAN, type Column, INT, notNull, type SqlType, STRING, timestamp } from "../../src/common/types.ts";
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { AggregateCall, CallExpr, ColumnExpr, Expr, LiteralExpr } from "../../src/expr/expr.ts";
import type {
  LogicalAggregate,
  LogicalFilter,
  LogicalNode,
  LogicalProject,
  LogicalScan,
  LogicalSink,
  LogicalSort,
  LogicalUnionAll,
  LogicalWindow,
  ResolvedTable,
  WindowSpec,
} from "../../src/planner/logical.ts";
import type { PlannerSession } from "../../src/planner/session.ts";

export const TS: SqlType = timestamp(3);

/** t(k STRING, a INT, b BIGINT, ts TIMESTAMP(3)), watermark ts - 5 s. */
export const TABLE_T: ResolvedTable = table("t", [
  { name: "k", type: STRING },
  { name: "a", type: INT },
  { name: "b", type: BIGINT },
  { name: "ts", type: TS },
]);

export function table(name: string, columns: readonly Column[], more: Partial<ResolvedTable> = {}): ResolvedTable {
  const time = columns.findIndex((column) => column.name === "ts");
  const watermark =
    time === -1
      ? null
      : {
          column: time,
          expr: call("-", [{ kind: "column", index: time, name: "ts", type: TS }, days(5000)], TS),
          delayMs: 5000,
        };
  return {
    name,
    connector: "filesystem",
    columns: columns.map((column) => ({ kind: "physical", ...column })),
    primaryKey: null,
    partitionedBy: [],
    watermark,
    options: {},
    ...more,
  };
}

function days(ms: number): LiteralExpr {
  return { kind: "literal", value: ms, type: { kind: "INTERVAL_DAY", nullable: false } };
}

export function scan(from: ResolvedTable = TABLE_T): LogicalScan {
  const columns = from.columns.map(({ name, type }) => ({ name, type }));
  return { kind: "scan", table: from, reads: columns.map((_, i) => i), columns };
}

export function col(node: LogicalNode, name: string): ColumnExpr {
  const index = node.columns.findIndex((column) => column.name === name);
  if (index === -1) throw new Error(`no column ${name}`);
  return { kind: "column", index, name, type: node.columns[index].type };
}

export function int(value: number): LiteralExpr {
  return { kind: "literal", value, type: notNull(INT) };
}

export function bool(value: boolean): LiteralExpr {
  return { kind: "literal", value, type: notNull(BOOLEAN) };
}

export function lit(value: Scalar, type: SqlType): LiteralExpr {
  return { kind: "literal", value, type };
}

export function call(fn: string, args: readonly Expr[], type: SqlType = BOOLEAN): CallExpr {
  return { kind: "call", fn, args, type };
}

export function filter(input: LogicalNode, predicate: Expr): LogicalFilter {
  return { kind: "filter", input, predicate, columns: input.columns };
}

export function project(input: LogicalNode, exprs: Readonly<Record<string, Expr>>): LogicalProject {
  const columns = Object.entries(exprs).map(([name, { type }]) => ({ name, type }));
  return { kind: "project", input, exprs: Object.values(exprs), columns };
}

export const TUMBLE_10S: WindowSpec = { kind: "tumble", size: { unit: "ms", ms: 10_000 }, offsetMs: 0 };
export const HOP_5S_10S: WindowSpec = {
  kind: "hop",
  slide: { unit: "ms", ms: 5000 },
  size: { unit: "ms", ms: 10_000 },
  offsetMs: 0,
};

export function window(input: LogicalNode, spec: WindowSpec = TUMBLE_10S): LogicalWindow {
  const bounds = ["window_start", "window_end", "window_time"].map((name) => ({ name, type: notNull(TS) }));
  const timeColumn = input.columns.findIndex((column) => column.name === "ts");
  return { kind: "window", input, timeColumn, window: spec, columns: [...input.columns, ...bounds] };
}

export function aggregateCall(fn: string, args: readonly Expr[], more: Partial<AggregateCall> = {}): AggregateCall {
  return { fn, args, isDistinct: false, filter: null, orderBy: [], type: BIGINT, ...more };
}

export function aggregate(
  input: LogicalNode,
  keys: Readonly<Record<string, Expr>>,
  calls: Readonly<Record<string, AggregateCall>>,
  spec: WindowSpec | null = null,
): LogicalAggregate {
  const properties = spec === null ? [] : (["start", "end", "time"] as const);
  const columns = [
    ...Object.entries(keys).map(([name, { type }]) => ({ name, type })),
    ...Object.entries(calls).map(([name, { type }]) => ({ name, type })),
    ...properties.map((bound) => ({ name: `window_${bound}`, type: notNull(TS) })),
  ];
  const timeColumn = input.columns.findIndex((column) => column.name === "ts");
  return {
    kind: "aggregate",
    input,
    keys: Object.values(keys),
    aggregates: Object.values(calls),
    window: spec === null ? null : { spec, timeColumn, isLtz: false, attached: null, properties },
    columns,
  };
}

export function unionAll(...inputs: readonly LogicalNode[]): LogicalUnionAll {
  return { kind: "union-all", inputs, columns: inputs[0].columns };
}

export function sort(input: LogicalNode, by: readonly Expr[], limit: number | null = null, offset = 0): LogicalSort {
  const keys = by.map((expr) => ({ expr, isDescending: false, isNullsFirst: true }));
  return { kind: "sort", input, keys, limit, offset, columns: input.columns };
}

export function collect(input: LogicalNode): LogicalSink {
  return { kind: "collect", name: "result", input };
}

/** A session whose tables are bounded files; sinks take only appends unless they say otherwise. */
export function plannerSession(
  more: {
    readonly unbounded?: readonly string[];
    readonly sinkModes?: Readonly<Record<string, "append" | "retract" | "upsert">>;
    readonly settings?: Readonly<Record<string, string>>;
  } = {},
): PlannerSession {
  return {
    catalog: { find: () => null, list: () => [], put: () => {}, drop: () => {} },
    connectors: {
      names: () => ["filesystem"],
      check: () => [],
      canRead: () => true,
      canWrite: () => true,
      canLookUp: () => false,
      canCompare: () => true,
      metadata: () => ({}),
      isBounded: (from) => !(more.unbounded ?? []).includes(from.name),
      sourceMode: () => "append",
      sinkMode: (to) => more.sinkModes?.[to.name] ?? "append",
    },
    settings: new Map(Object.entries(more.settings ?? {})),
  };
}
