// Logical plan: readonly, plain data. Each node's `columns` is its output schema; expressions read input columns by index.
import type { Column, SqlType } from "../common/types.ts";
import type { AggregateCall, Expr, SortKey } from "../expr/expr.ts";
import type { MatchSpec } from "./match.ts";
import type { OverCall, OverPartition, RankFunction } from "./over-calls.ts";

/** A table or source as the catalog resolved it. */
export interface ResolvedTable {
  readonly name: string;
  readonly connector: string;
  /** Physical, metadata and computed columns in declared order. */
  readonly columns: readonly ResolvedColumn[];
  readonly primaryKey: readonly string[] | null;
  readonly partitionedBy: readonly string[];
  readonly watermark: WatermarkSpec | null;
  readonly options: Readonly<Record<string, string>>;
}

export type ResolvedColumn =
  | { readonly kind: "physical"; readonly name: string; readonly type: SqlType }
  | {
      readonly kind: "metadata";
      readonly name: string;
      readonly type: SqlType;
      readonly key: string;
      readonly isVirtual: boolean;
    }
  /** `expr` reads the physical and metadata columns of the table by their index in `columns`. */
  | { readonly kind: "computed"; readonly name: string; readonly type: SqlType; readonly expr: Expr };

export interface WatermarkSpec {
  /** Index of the time attribute in the table's columns. */
  readonly column: number;
  /** Over the table's columns. */
  readonly expr: Expr;
  /** Milliseconds when the expression is `column - constant`, else null: bounds that quote a delay need it. */
  readonly delayMs: number | null;
}

/** SIZE and friends. Fixed windows count ms; calendar windows count months; `isWeek` aligns to ISO weeks. */
export type WindowSpec = WindowShape & {
  /** Over processing time: windows follow the time of the batch instead of the watermark. */
  readonly isProcessing?: true;
};

export type WindowShape =
  | { readonly kind: "tumble"; readonly size: WindowLength; readonly offsetMs: number }
  | { readonly kind: "hop"; readonly slide: WindowLength; readonly size: WindowLength; readonly offsetMs: number }
  | { readonly kind: "cumulate"; readonly step: WindowLength; readonly size: WindowLength; readonly offsetMs: number }
  | { readonly kind: "session"; readonly gapMs: number; readonly partitionKeys: readonly number[] };

export type WindowLength =
  | { readonly unit: "ms"; readonly ms: number }
  | { readonly unit: "month"; readonly months: number };

interface Node {
  readonly columns: readonly Column[];
  /** Set by planning before rules: the hash of what the bound subtree computes. A rewrite of the node keeps it. */
  readonly id?: string;
}

/** Reads the columns `reads` (indexes into table.columns, ascending) of a table. Computed columns are computed in the scan. */
export interface LogicalScan extends Node {
  readonly kind: "scan";
  readonly table: ResolvedTable;
  readonly reads: readonly number[];
}

export interface LogicalValues extends Node {
  readonly kind: "values";
  readonly rows: readonly (readonly Expr[])[];
}

export interface LogicalFilter extends Node {
  readonly kind: "filter";
  readonly input: LogicalNode;
  readonly predicate: Expr;
}

export interface LogicalProject extends Node {
  readonly kind: "project";
  readonly input: LogicalNode;
  readonly exprs: readonly Expr[];
}

/** A window table function: input columns, then window_start, window_end, window_time. */
export interface LogicalWindow extends Node {
  readonly kind: "window";
  readonly input: LogicalNode;
  readonly timeColumn: number;
  readonly window: WindowSpec;
  /** Of SESSION below an aggregate with EMIT or allowed lateness; absent: each session once, as it closes. */
  readonly emit?: SessionEmit;
}

export interface SessionEmit {
  /** Open sessions too: their rows are taken back and shown anew when their bounds move. */
  readonly showsOpen: boolean;
  /** The watermark runs so much behind, here and above. */
  readonly delayMs: number;
  /** A session that has closed is kept so much longer for late rows, which correct it. */
  readonly latenessMs: number;
}

/**
 * GROUP BY. Output: the keys, then the aggregates, then (window aggregates) the chosen window properties.
 * `window` null: an updating aggregate; `keys` empty and no window: the global aggregate.
 * With `window`, `input` is the node below the window function (`timeColumn` reads it) for fixed windows that are
 * assigned here; or, when `isAttached`, the input already carries window columns (windows over windows by the same bounds).
 */
export interface LogicalAggregate extends Node {
  readonly kind: "aggregate";
  readonly input: LogicalNode;
  readonly keys: readonly Expr[];
  readonly aggregates: readonly AggregateCall[];
  readonly window: WindowAssignment | null;
  /** STATE_TTL hint; absent: 'table.exec.state.ttl' holds. 0: for ever. */
  readonly ttlMs?: number;
}

export interface WindowAssignment {
  readonly spec: WindowSpec;
  /** Input column with the event time; for an attached window the columns that carry start and end. */
  readonly timeColumn: number;
  readonly isLtz: boolean;
  readonly attached: { readonly startColumn: number; readonly endColumn: number } | null;
  readonly properties: readonly ("start" | "end" | "time")[];
  /** EMIT; absent: each window once, as it closes. */
  readonly emit?: WindowEmit;
}

/** changes: open windows too, whenever they change. delay: windows close so much later, and take rows until then. */
export type WindowEmit = { readonly kind: "changes" } | { readonly kind: "delay"; readonly delayMs: number };

export interface LogicalUnionAll extends Node {
  readonly kind: "union-all";
  readonly inputs: readonly LogicalNode[];
}

/** Each row as often as the last column of the input says; that column goes. For INTERSECT ALL and EXCEPT ALL. */
export interface LogicalReplicate extends Node {
  readonly kind: "replicate";
  readonly input: LogicalNode;
}

/**
 * A row for each element of an ARRAY, MAP or MULTISET. Output: the input's columns, the element (fields of a ROW one by one; key
 * and value of a MAP), then its number from 1 when `hasOrdinality`. `isOuter`: a row of NULLs where there is no element.
 */
export interface LogicalUnnest extends Node {
  readonly kind: "unnest";
  readonly input: LogicalNode;
  readonly expr: Expr;
  readonly isOuter: boolean;
  readonly hasOrdinality: boolean;
}

/**
 * Each row once per grouping set. Output: the input's columns, a copy of each of the columns `keys` that is NULL in the sets
 * without it, and a BIGINT that names the set: bit n - 1 - i is 1 where key i of n is absent, as GROUPING_ID counts.
 */
export interface LogicalExpand extends Node {
  readonly kind: "expand";
  readonly input: LogicalNode;
  readonly keys: readonly number[];
  /** The sets by their bits, in order. */
  readonly sets: readonly number[];
}

/** ORDER BY and/or LIMIT/OFFSET. ORDER BY needs bounded input; LIMIT alone takes the first live rows by arrival. */
export interface LogicalSort extends Node {
  readonly kind: "sort";
  readonly input: LogicalNode;
  readonly keys: readonly SortKey[];
  readonly limit: number | null;
  readonly offset: number;
}

/** EMIT PERIODIC: changes are held back, and what is left of them per row comes out once per interval. */
export interface LogicalPeriodic extends Node {
  readonly kind: "periodic";
  readonly input: LogicalNode;
  readonly intervalMs: number;
}

export type JoinType = "inner" | "left" | "right" | "full" | "semi" | "anti";

/** Two expressions that must be equal, one over the left columns, one over the right ones; both of one type. */
export interface JoinKey {
  readonly left: Expr;
  readonly right: Expr;
  /** IS NOT DISTINCT FROM: NULL matches NULL. */
  readonly isNullSafe: boolean;
}

/**
 * How time bounds what can match. Column indexes count within each side.
 * interval: lowerMs <= right time - left time <= upperMs; `condition` says the same over left, then right columns.
 * window: both sides carry windows of the same kind and match within a window.
 * temporal: the version of the right row (by `rightTime`; `versionKeys` are its primary key) that held at the left time.
 * asof: of the right rows for which `left fn right` holds, the nearest one.
 */
export type JoinTime =
  | {
      readonly kind: "interval";
      readonly leftTime: number;
      readonly rightTime: number;
      readonly lowerMs: number;
      readonly upperMs: number;
      readonly condition: Expr;
    }
  | {
      readonly kind: "window";
      readonly leftStart: number;
      readonly leftEnd: number;
      readonly rightStart: number;
      readonly rightEnd: number;
      readonly isLtz: boolean;
    }
  | {
      readonly kind: "temporal";
      readonly leftTime: number;
      readonly rightTime: number;
      /** A right row older than the last one of its key is no version. */
      readonly isLastOnly: boolean;
    }
  /** The right row of the key that is there when the left row comes (FOR SYSTEM_TIME AS OF processing time). */
  | { readonly kind: "latest" }
  | AsofMatch;

export interface AsofMatch {
  readonly kind: "asof";
  readonly fn: ">=" | ">" | "<=" | "<";
  /** Over the columns of the left side; a column of it in physical plans. */
  readonly left: Expr;
  /** Over the columns of the right side; of the type of `left`. */
  readonly right: Expr;
  /** Both are times that the watermark leads. */
  readonly isEventTime: boolean;
}

/** Right rows behind the left one (>=, >) rather than ahead of it. */
export function looksBack({ fn }: AsofMatch): boolean {
  return fn === ">=" || fn === ">";
}

/** A left row meets at most one right row: which one depends on all right rows of its key. */
export function picksOne(time: JoinTime | null): boolean {
  return time !== null && (time.kind === "temporal" || time.kind === "latest" || time.kind === "asof");
}

/** Output: left columns, then right columns; semi and anti: left columns. Padded sides are nullable. */
export interface LogicalJoin extends Node {
  readonly kind: "join";
  readonly type: JoinType;
  readonly left: LogicalNode;
  readonly right: LogicalNode;
  readonly keys: readonly JoinKey[];
  /** What else must be TRUE, over left columns, then right columns. Deterministic. */
  readonly residual: Expr | null;
  readonly time: JoinTime | null;
  /** STATE_TTL hints of the sides; absent: 'table.exec.state.ttl' holds. 0: for ever. */
  readonly leftTtlMs?: number;
  readonly rightTtlMs?: number;
}

/**
 * Each row with the rows that `table` has for its key when the batch runs. Output: input columns, then the columns `reads` of the
 * table (indexes into table.columns; nullable for a left join).
 */
export interface LogicalLookup extends Node {
  readonly kind: "lookup";
  readonly type: "inner" | "left";
  readonly input: LogicalNode;
  readonly table: ResolvedTable;
  readonly reads: readonly number[];
  /** An expression over the input, and the column of the table that it must equal. */
  readonly keys: readonly { readonly left: Expr; readonly column: number }[];
  /** What else must be TRUE, over the input's columns, then those read. Deterministic. */
  readonly residual: Expr | null;
}

/** OVER: input columns, then one column per call; all calls look at the same partitions in the same order. */
export interface LogicalOver extends Node, OverPartition {
  readonly kind: "over";
  readonly input: LogicalNode;
  readonly calls: readonly OverCall[];
}

/** Top-N: the rows of each partition whose rank is in [from, to]. Input columns, then the rank when `emitsRank`. */
export interface LogicalRank extends Node, OverPartition {
  readonly kind: "rank";
  readonly input: LogicalNode;
  readonly fn: RankFunction;
  readonly from: number;
  readonly to: number;
  readonly emitsRank: boolean;
}

/** MATCH_RECOGNIZE, ordered by a time attribute. Output: see MatchSpec. */
export interface LogicalMatch extends Node, OverPartition {
  readonly kind: "match";
  readonly input: LogicalNode;
  readonly spec: MatchSpec;
}

export type LogicalNode =
  | LogicalScan
  | LogicalJoin
  | LogicalLookup
  | LogicalValues
  | LogicalFilter
  | LogicalProject
  | LogicalWindow
  | LogicalAggregate
  | LogicalUnionAll
  | LogicalReplicate
  | LogicalUnnest
  | LogicalExpand
  | LogicalSort
  | LogicalPeriodic
  | LogicalOver
  | LogicalMatch
  | LogicalRank;

/** What a statement feeds: a table, or the rows a bare SELECT prints. */
export type LogicalSink =
  | {
      readonly kind: "table";
      readonly table: ResolvedTable;
      readonly input: LogicalNode;
      /** ON CONFLICT DO DEDUPLICATE: of several rows with one PRIMARY KEY the last is shown. */
      readonly onConflict?: "deduplicate" | null;
    }
  | { readonly kind: "collect"; readonly name: string; readonly input: LogicalNode };
