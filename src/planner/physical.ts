// Physical plan: what exec/build.ts turns into operators. Plain data; changelog mode, stream key, watermark and state with
// its bound are decided here and shown by EXPLAIN.
import type { Column } from "../common/types.ts";
import type { AggregateCall, Expr, SortKey } from "../expr/expr.ts";
import type { ResolvedTable, WindowAssignment, WindowSpec } from "./logical.ts";

/** append: +I only. retract: -U/-D carry the full old row. upsert: +I/+U and -D by stream key. */
export type ChangelogMode = "append" | "retract" | "upsert";

/** A state table as EXPLAIN shows it and build.ts declares it. */
export interface StateTableSpec {
  /** Addressed by (operator id, name). */
  readonly name: string;
  /** "one row per origin and open window; freed 1 h after the window ends" */
  readonly bound: string;
  readonly isBounded: boolean;
  /** Version of the table's layout. */
  readonly layoutVersion: number;
}

interface Node {
  /** Stable: hash of the bound subtree before rules plus the node's role. */
  readonly id: string;
  readonly columns: readonly Column[];
  readonly changelogMode: ChangelogMode;
  /** Output columns that identify a row of an updating result; null: append-only without key. */
  readonly streamKey: readonly number[] | null;
  /** Output columns that are time attributes still led by the watermark. */
  readonly watermarkColumns: readonly number[];
  readonly state: readonly StateTableSpec[];
  /** True when every source below is bounded. */
  readonly isBounded: boolean;
}

/** `reads` as in LogicalScan; rows come with computed columns filled in and watermark steps made before any filter. */
export interface PhysicalScan extends Node {
  readonly kind: "scan";
  readonly table: ResolvedTable;
  readonly reads: readonly number[];
  /** Watermark expression over the output columns, null without WATERMARK FOR. */
  readonly watermark: { readonly column: number; readonly expr: Expr } | null;
}

export interface PhysicalValues extends Node {
  readonly kind: "values";
  readonly rows: readonly (readonly Expr[])[];
}

/** Filter and project in one fused kernel: rows that pass `predicate` (null: all), then `exprs`. */
export interface PhysicalCalc extends Node {
  readonly kind: "calc";
  readonly input: PhysicalNode;
  readonly predicate: Expr | null;
  readonly exprs: readonly Expr[];
}

/** Window table function without aggregate: a row per window it belongs to. */
export interface PhysicalWindow extends Node {
  readonly kind: "window";
  readonly input: PhysicalNode;
  readonly timeColumn: number;
  readonly isLtz: boolean;
  readonly window: WindowSpec;
}

/** keys are input columns. Output: keys, aggregates, window properties. */
export interface PhysicalWindowAggregate extends Node {
  readonly kind: "window-aggregate";
  readonly input: PhysicalNode;
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
  readonly window: WindowAssignment;
  readonly allowedLatenessMs: number;
}

/** Updating aggregate; keys empty: global. DISTINCT is one without aggregates. Output: keys, aggregates. */
export interface PhysicalGroupAggregate extends Node {
  readonly kind: "group-aggregate";
  readonly input: PhysicalNode;
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
}

export interface PhysicalUnionAll extends Node {
  readonly kind: "union-all";
  readonly inputs: readonly PhysicalNode[];
}

/** Keeps all rows until the end of bounded input, then emits them in order, cut by offset and limit. */
export interface PhysicalSort extends Node {
  readonly kind: "sort";
  readonly input: PhysicalNode;
  readonly keys: readonly SortKey[];
  readonly limit: number | null;
  readonly offset: number;
}

/** LIMIT/OFFSET without order: the first live rows by arrival. */
export interface PhysicalLimit extends Node {
  readonly kind: "limit";
  readonly input: PhysicalNode;
  readonly limit: number | null;
  readonly offset: number;
}

export type PhysicalNode =
  | PhysicalScan
  | PhysicalValues
  | PhysicalCalc
  | PhysicalWindow
  | PhysicalWindowAggregate
  | PhysicalGroupAggregate
  | PhysicalUnionAll
  | PhysicalSort
  | PhysicalLimit;

export interface PhysicalSink {
  readonly id: string;
  /** null: rows are handed to the caller (a bare SELECT). */
  readonly table: ResolvedTable | null;
  readonly name: string;
  readonly input: PhysicalNode;
  /** For upsert sinks: input columns of the PRIMARY KEY. */
  readonly keyColumns: readonly number[] | null;
}

/** One job: all INSERTs of a run, or one SELECT. Equal deterministic subtrees are the same object and run once. */
export interface PhysicalPlan {
  readonly sinks: readonly PhysicalSink[];
  /** Hash of operators, sinks and the settings that change results. */
  readonly fingerprint: string;
  readonly settings: Readonly<Record<string, string>>;
}
