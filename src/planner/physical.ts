// Physical plan: what exec/build.ts turns into operators. Plain data; changelog mode, stream key, watermark and state with
// its bound are decided here and shown by EXPLAIN.
import type { Column } from "../common/types.ts";
import type { AggregateCall, CallExpr, Expr, SortKey } from "../expr/expr.ts";
import type { JoinTime, JoinType, ResolvedTable, SessionEmit, WindowAssignment, WindowSpec } from "./logical.ts";
import type { MatchSpec } from "./match.ts";
import type { OverCall, OverPartition, RankFunction } from "./over-calls.ts";

/** append: +I only. retract: -U/-D carry the full old row. upsert: +I/+U and -D by stream key. */
export type ChangelogMode = "append" | "retract" | "upsert";

/** State that expires (state TTL). */
interface Expiring {
  /** How long a key stays without being written, by the time of the batch; null: for ever. */
  readonly ttlMs: number | null;
}

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
  readonly emit: SessionEmit | null;
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
export interface PhysicalGroupAggregate extends Node, Expiring {
  readonly kind: "group-aggregate";
  readonly input: PhysicalNode;
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
}

export interface PhysicalUnionAll extends Node {
  readonly kind: "union-all";
  readonly inputs: readonly PhysicalNode[];
}

/** A row for each element of a collection; output as LogicalUnnest. */
export interface PhysicalUnnest extends Node {
  readonly kind: "unnest";
  readonly input: PhysicalNode;
  readonly expr: Expr;
  readonly isOuter: boolean;
  readonly hasOrdinality: boolean;
}

/** Each row as often as the last column of the input says; that column goes. */
export interface PhysicalReplicate extends Node {
  readonly kind: "replicate";
  readonly input: PhysicalNode;
}

/** Changes by key to full changes; `verifies`: changes of full rows that are checked against the kept ones. */
export interface PhysicalNormalize extends Node, Expiring {
  readonly kind: "normalize";
  readonly input: PhysicalNode;
  readonly keys: readonly number[];
  readonly verifies: boolean;
}

/** Of the rows that share the key of the table written: the one that came last. */
export interface PhysicalMaterialize extends Node, Expiring {
  readonly kind: "materialize";
  readonly input: PhysicalNode;
  readonly keys: readonly number[];
}

/** Each row once per grouping set; output as LogicalExpand. */
export interface PhysicalExpand extends Node {
  readonly kind: "expand";
  readonly input: PhysicalNode;
  readonly keys: readonly number[];
  readonly sets: readonly number[];
}

/** EMIT PERIODIC: holds changes back and lets out, once per interval, what is left of them per `streamKey`. */
export interface PhysicalPeriodic extends Node {
  readonly kind: "periodic";
  readonly input: PhysicalNode;
  readonly intervalMs: number;
  /** Whose multiples of the interval count. */
  readonly clock: "watermark" | "batch-time";
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

/**
 * Rows of both sides that match: equal keys (input columns, pair by pair), `residual` TRUE (over left columns, then right
 * columns) and `time`. Output as LogicalJoin.
 */
export interface PhysicalJoin extends Node {
  readonly kind: "join";
  readonly type: JoinType;
  readonly left: PhysicalNode;
  readonly right: PhysicalNode;
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  readonly nullSafe: readonly boolean[];
  readonly residual: Expr | null;
  readonly time: JoinTime | null;
  /** State TTL of each side's rows, where time does not bound the join; null: for ever. */
  readonly leftTtlMs: number | null;
  readonly rightTtlMs: number | null;
}

/** As LogicalLookup; `inputKeys[i]` (input column) equals `tableKeys[i]` (index into table.columns). */
export interface PhysicalLookup extends Node {
  readonly kind: "lookup";
  readonly type: "inner" | "left";
  readonly input: PhysicalNode;
  readonly table: ResolvedTable;
  readonly reads: readonly number[];
  readonly inputKeys: readonly number[];
  readonly tableKeys: readonly number[];
  readonly residual: Expr | null;
}

/** Input columns, then `exprs` as they were when the row came: what changes by batch, over input that takes rows back. */
export interface PhysicalPin extends Node {
  readonly kind: "pin";
  readonly input: PhysicalNode;
  readonly exprs: readonly Expr[];
}

/** Input columns, then what an async function answers. */
export interface PhysicalAsyncCall extends Node {
  readonly kind: "async-call";
  readonly input: PhysicalNode;
  /** Its arguments are over the input's columns. */
  readonly call: CallExpr;
  readonly limits: AskLimits;
}

export interface AskLimits {
  readonly concurrencyMax: number;
  readonly timeoutMs: number;
  /** The first one counts. */
  readonly attemptsMax: number;
  readonly retryDelayMs: number;
}

interface RankNode extends Node, OverPartition {
  readonly input: PhysicalNode;
  readonly fn: RankFunction;
  readonly from: number;
  readonly to: number;
  readonly emitsRank: boolean;
  /** Which of equal rows comes first: the one that came first, or (deduplication by the last) the one that came last. */
  readonly ties: "first" | "last";
}

/** Top-N whose result changes with each row. */
export interface PhysicalRank extends RankNode, Expiring {
  readonly kind: "rank";
}

/** Top-N per window: emitted once, when the window closes. */
export interface PhysicalWindowRank extends RankNode {
  readonly kind: "window-rank";
}

/** The first row of each partition by event time: emitted once, when the watermark passes it. */
export interface PhysicalKeepFirst extends Node, Expiring {
  readonly kind: "keep-first";
  readonly input: PhysicalNode;
  readonly partition: readonly number[];
  readonly timeColumn: number;
}

/** Rows in order of event time, then of further keys, each when the watermark passes it. */
export interface PhysicalTimeSort extends Node {
  readonly kind: "time-sort";
  readonly input: PhysicalNode;
  /** Columns; the first is the time attribute, ascending. */
  readonly keys: readonly SortKey[];
}

/** OVER by event time: each row is answered once. Output: input columns, calls. */
export interface PhysicalTimeOver extends Node, OverPartition, Expiring {
  readonly kind: "time-over";
  readonly input: PhysicalNode;
  readonly calls: readonly OverCall[];
}

/** OVER in any order: results that change. Output: input columns, calls. */
export interface PhysicalOver extends Node, OverPartition, Expiring {
  readonly kind: "over";
  readonly input: PhysicalNode;
  readonly calls: readonly OverCall[];
}

/** MATCH_RECOGNIZE over rows in order of event time. */
export interface PhysicalMatch extends Node, OverPartition {
  readonly kind: "match";
  readonly input: PhysicalNode;
  readonly spec: MatchSpec;
}

export type PhysicalNode =
  | PhysicalJoin
  | PhysicalLookup
  | PhysicalPin
  | PhysicalAsyncCall
  | PhysicalScan
  | PhysicalValues
  | PhysicalCalc
  | PhysicalWindow
  | PhysicalWindowAggregate
  | PhysicalGroupAggregate
  | PhysicalUnionAll
  | PhysicalReplicate
  | PhysicalNormalize
  | PhysicalMaterialize
  | PhysicalUnnest
  | PhysicalExpand
  | PhysicalSort
  | PhysicalPeriodic
  | PhysicalLimit
  | PhysicalRank
  | PhysicalMatch
  | PhysicalWindowRank
  | PhysicalKeepFirst
  | PhysicalTimeSort
  | PhysicalTimeOver
  | PhysicalOver;

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
