// What an OVER window computes, shared by the logical and the physical plan. Partition keys, sort keys and arguments are
// columns of the node's input: what is more than a column is computed by a project below. Literals stay literals.
import type { SqlType } from "../common/types.ts";
import type { AggregateCall, Expr } from "../expr/expr.ts";
import { mapAggregate } from "./expr-shape.ts";

export interface ColumnOrder {
  readonly column: number;
  readonly isDescending: boolean;
  readonly isNullsFirst: boolean;
}

/**
 * Rows of a partition that count for one of its rows, relative to it: rows before are negative. ROWS counts rows, RANGE
 * the units of the sort key (milliseconds for timestamps). Null: without limit. RANGE 0 is the row and its peers.
 */
export interface OverFrame {
  readonly unit: "rows" | "range";
  readonly start: number | null;
  readonly end: number | null;
}

export type RankFunction = "ROW_NUMBER" | "RANK" | "DENSE_RANK";

export type OverCall =
  | { readonly kind: "aggregate"; readonly call: AggregateCall; readonly frame: OverFrame; readonly type: SqlType }
  | {
      readonly kind: "rank";
      readonly fn: RankFunction | "PERCENT_RANK" | "CUME_DIST";
      readonly type: SqlType;
    }
  | { readonly kind: "ntile"; readonly buckets: number; readonly type: SqlType }
  /** LAG (offset below 0) and LEAD. `fallback` null: NULL. */
  | {
      readonly kind: "offset";
      readonly value: Expr;
      readonly offset: number;
      readonly fallback: Expr | null;
      readonly type: SqlType;
    }
  | {
      readonly kind: "nth";
      readonly value: Expr;
      readonly n: number;
      readonly frame: OverFrame;
      readonly type: SqlType;
    };

/** Both bounds of a window among the partition keys: what is computed is final when the window closes. */
export interface PartitionWindow {
  readonly startColumn: number;
  readonly endColumn: number;
  readonly isLtz: boolean;
}

/** The rows of one partition in their order. */
export interface OverPartition {
  readonly partition: readonly number[];
  readonly order: readonly ColumnOrder[];
  /** The first sort key is a time attribute, ascending or descending. */
  readonly isTimeOrder: boolean;
  readonly window: PartitionWindow | null;
  /** By descending processing time: of rows of one batch the one that came last is first. */
  readonly isLatestFirst?: true;
}

/** Input columns that the partition reads. */
export function partitionReads({ partition, order, window }: OverPartition): readonly number[] {
  const bounds = window === null ? [] : [window.startColumn, window.endColumn];
  return [...partition, ...order.map((key) => key.column), ...bounds];
}

export function mapPartition<T extends OverPartition>(node: T, newIndex: (column: number) => number): T {
  const { partition, order, window } = node;
  return {
    ...node,
    partition: partition.map(newIndex),
    order: order.map((key) => ({ ...key, column: newIndex(key.column) })),
    window:
      window === null
        ? null
        : { ...window, startColumn: newIndex(window.startColumn), endColumn: newIndex(window.endColumn) },
  };
}

export function overCallExprs(call: OverCall): readonly Expr[] {
  switch (call.kind) {
    case "aggregate":
      return [
        ...call.call.args,
        ...(call.call.filter === null ? [] : [call.call.filter]),
        ...call.call.orderBy.map((key) => key.expr),
      ];
    case "offset":
      return call.fallback === null ? [call.value] : [call.value, call.fallback];
    case "nth":
      return [call.value];
    case "rank":
    case "ntile":
      return [];
  }
}

export function mapOverCall(call: OverCall, replace: (expr: Expr) => Expr): OverCall {
  switch (call.kind) {
    case "aggregate":
      return { ...call, call: mapAggregate(call.call, replace) };
    case "offset":
      return {
        ...call,
        value: replace(call.value),
        fallback: call.fallback === null ? null : replace(call.fallback),
      };
    case "nth":
      return { ...call, value: replace(call.value) };
    case "rank":
    case "ntile":
      return call;
  }
}
