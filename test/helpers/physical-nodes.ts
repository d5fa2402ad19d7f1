// Small physical plans for tests of operators.
import { BIGINT, type Column, STRING, timestamp } from "../../src/common/types.ts";
import type { AggregateCall, Expr } from "../../src/expr/expr.ts";
import type { WindowAssignment, WindowSpec } from "../../src/planner/logical.ts";
import type {
  ChangelogMode,
  PhysicalGroupAggregate,
  PhysicalNode,
  PhysicalValues,
  PhysicalWindowAggregate,
} from "../../src/planner/physical.ts";

const COMMON = { streamKey: null, watermarkColumns: [], state: [], isBounded: true } as const;

/** Stands for whatever is below the node under test. */
export function inputNode(columns: readonly Column[], changelogMode: ChangelogMode = "append"): PhysicalValues {
  return { ...COMMON, kind: "values", id: "input", columns, changelogMode, rows: [] };
}

export function columnExpr(columns: readonly Column[], index: number): Expr {
  return { kind: "column", index, name: columns[index].name, type: columns[index].type };
}

export function aggregateCall(
  fn: string,
  args: readonly Expr[],
  type: Column["type"],
  more: Partial<AggregateCall> = {},
): AggregateCall {
  return { fn, args, isDistinct: false, filter: null, orderBy: [], type, ...more };
}

export function windowOf(spec: WindowSpec, timeColumn: number, more: Partial<WindowAssignment> = {}): WindowAssignment {
  return { spec, timeColumn, isLtz: false, attached: null, properties: ["start", "end"], ...more };
}

export function windowAggregate(
  input: PhysicalNode,
  keys: readonly number[],
  aggregates: readonly AggregateCall[],
  window: WindowAssignment,
  allowedLatenessMs = 0,
): PhysicalWindowAggregate {
  const columns = [
    ...keys.map((key) => input.columns[key]),
    ...aggregates.map((call) => ({ name: call.fn, type: call.type })),
    ...window.properties.map((name) => ({ name, type: timestamp(3) })),
  ];
  const changelogMode = allowedLatenessMs > 0 ? "retract" : "append";
  return {
    ...COMMON,
    kind: "window-aggregate",
    id: "windows",
    columns,
    changelogMode,
    input,
    keys,
    aggregates,
    window,
    allowedLatenessMs,
  };
}

export function groupAggregate(
  input: PhysicalNode,
  keys: readonly number[],
  aggregates: readonly AggregateCall[],
): PhysicalGroupAggregate {
  const columns = [
    ...keys.map((key) => input.columns[key]),
    ...aggregates.map((call) => ({ name: call.fn, type: call.type })),
  ];
  return {
    ...COMMON,
    kind: "group-aggregate",
    id: "groups",
    columns,
    changelogMode: "retract",
    input,
    keys,
    aggregates,
    ttlMs: null,
  };
}

/** k STRING, v BIGINT, ts TIMESTAMP(3). */
export const EVENT_COLUMNS: readonly Column[] = [
  { name: "k", type: STRING },
  { name: "v", type: BIGINT },
  { name: "ts", type: timestamp(3) },
];
