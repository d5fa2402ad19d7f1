// The aggregate node of a grouped SELECT and the columns it makes: keys, aggregates, then the window properties in use.
import type { AggregateCall, ColumnExpr } from "../../../expr/expr.ts";
import type { LogicalAggregate, WindowAssignment, WindowSpec } from "../../logical.ts";
import {
  columnExpr,
  nodeColumns,
  plainColumn,
  projectRelation,
  type Relation,
  type RelationColumn,
  type WindowBound,
} from "../relation.ts";
import { windowRelation } from "../windows/window-function.ts";
import { boundType } from "./group-collector.ts";
import type { BoundGroupWindow } from "./group-window.ts";
import type { Grouping, GroupingWindow } from "./grouping.ts";
import { expandRelation } from "./grouping-sets.ts";

const BOUNDS: readonly WindowBound[] = ["start", "end", "time"];

/** Names of the output columns where the SELECT list gives one. */
export interface OutputNames {
  readonly key: (index: number) => string;
  readonly aggregate: (index: number) => string;
}

export interface AggregateRelation {
  readonly relation: Relation;
  readonly keyColumn: (index: number) => ColumnExpr;
  /** The number of the grouping set; null without grouping sets. */
  readonly setColumn: ColumnExpr | null;
  readonly aggregateColumn: (index: number) => ColumnExpr;
  readonly propertyColumn: (bound: WindowBound) => ColumnExpr;
}

export function aggregateRelation(
  input: Relation,
  grouping: Grouping,
  calls: readonly AggregateCall[],
  names: OutputNames,
): AggregateRelation {
  const { window } = grouping;
  const expanded = grouping.sets === null ? null : expandRelation(input, grouping.keys, grouping.sets);
  const keys = expanded?.keys ?? grouping.keys;
  const properties = window === null ? [] : BOUNDS;
  const columns: RelationColumn[] = [
    ...keys.map((key, i) =>
      plainColumn(i < grouping.keys.length ? names.key(i) : key.kind === "column" ? key.name : "", key.type),
    ),
    ...calls.map((call, i) => plainColumn(names.aggregate(i), call.type)),
    ...properties.map((bound) => propertyOf(window, bound)),
  ];
  const node = aggregateNode(expanded?.relation ?? input, { ...grouping, keys }, calls, columns);
  const at = (index: number): ColumnExpr => ({
    kind: "column",
    index,
    name: columns[index].name,
    type: columns[index].type,
  });
  return {
    relation: { node, columns, isOpen: input.isOpen },
    keyColumn: (i) => at(i),
    setColumn: expanded === null ? null : at(keys.length - 1),
    aggregateColumn: (i) => at(keys.length + i),
    propertyColumn: (bound) => at(keys.length + calls.length + BOUNDS.indexOf(bound)),
  };
}

function propertyOf(window: GroupingWindow | null, bound: WindowBound): RelationColumn {
  const isFunction = window?.kind === "function";
  const timeType = isFunction
    ? window.window.timeType
    : ({ kind: window?.origin.isLtz === true ? "TIMESTAMP_LTZ" : "TIMESTAMP", precision: 3, nullable: false } as const);
  const column = {
    ...plainColumn(`window_${bound}`, boundType(bound, timeType, isFunction)),
    isTime: bound === "time",
  };
  return window?.kind === "columns" ? { ...column, window: { bound, origin: window.origin } } : column;
}

function aggregateNode(
  input: Relation,
  { keys, window }: Grouping,
  calls: readonly AggregateCall[],
  columns: readonly RelationColumn[],
): LogicalAggregate {
  const node = { kind: "aggregate", columns: nodeColumns(columns) } as const;
  if (window === null) return { ...node, input: input.node, keys, aggregates: calls, window: null };
  if (window.kind === "function") {
    const { spec, timeColumn, isLtz } = window.window;
    if (spec.kind === "session") return sessionAggregate(input, { keys, window }, window.window, calls, columns);
    const emit = window.window.firesEarly ? { emit: { kind: "changes" } as const } : {};
    const assignment: WindowAssignment = { spec, timeColumn, isLtz, attached: null, properties: BOUNDS, ...emit };
    return { ...node, input: input.node, keys, aggregates: calls, window: assignment };
  }
  // The window function below has assigned the windows; planning moves that into the aggregate where it can.
  const { spec, isLtz } = window.origin;
  const { startColumn, endColumn } = window;
  const attached: WindowAssignment = {
    spec: withoutKeys(spec),
    timeColumn: timeColumnOf(input, window) ?? endColumn,
    isLtz,
    attached: { startColumn, endColumn },
    properties: BOUNDS,
  };
  return { ...node, input: input.node, keys, aggregates: calls, window: attached };
}

/** The column that carries window_time of the same windows: the instant at which a window ends. */
function timeColumnOf(input: Relation, { origin }: Extract<GroupingWindow, { kind: "columns" }>): number | null {
  const at = input.columns.findIndex(({ window }) => window?.bound === "time" && window.origin === origin);
  return at === -1 ? null : at;
}

/** The keys of sessions are columns below the window function, not of the aggregate. */
function withoutKeys(spec: WindowSpec): WindowSpec {
  return spec.kind === "session" ? { ...spec, partitionKeys: [] } : spec;
}

/** GROUP BY k, SESSION(ts, gap): the sessions of each k, as a window function over the keys gives them. */
function sessionAggregate(
  input: Relation,
  { keys }: Pick<Grouping, "keys" | "window">,
  { spec, timeColumn, timeSpan, isLtz }: BoundGroupWindow,
  calls: readonly AggregateCall[],
  columns: readonly RelationColumn[],
): LogicalAggregate {
  const computed = keys.filter((key) => key.kind !== "column");
  const own = input.columns.map((_, i) => columnExpr(input.columns, i));
  const extra = computed.map((key, i) => plainColumn(`$key${i}`, key.type));
  const wide =
    computed.length === 0 ? input : projectRelation(input, [...own, ...computed], [...input.columns, ...extra]);
  const keyColumns = keys.map((key) =>
    columnExpr(wide.columns, key.kind === "column" ? key.index : own.length + computed.indexOf(key)),
  );
  const session: WindowSpec =
    spec.kind === "session" ? { ...spec, partitionKeys: keyColumns.map((key) => key.index) } : spec;
  const windowed = windowRelation(wide, session, { index: timeColumn, span: timeSpan });
  const first = wide.columns.length;
  const window: WindowAssignment = {
    spec: withoutKeys(session),
    timeColumn: first + 2,
    isLtz,
    attached: { startColumn: first, endColumn: first + 1 },
    properties: BOUNDS,
  };
  const node = { kind: "aggregate", columns: nodeColumns(columns) } as const;
  return { ...node, input: windowed.node, keys: keyColumns, aggregates: calls, window };
}
