// The operator interface: one instance per physical node, run once per micro-batch in topological order.
import type { ChangeBatch } from "../columnar/change-batch.ts";
import type { LentArrays } from "../columnar/lent-arrays.ts";
import type { Scalar } from "../columnar/scalar.ts";
import type { Lookup, LookupCacheSpec, LookupColumns, SourceRows } from "../connectors/connector.ts";
import type { EvalContext } from "../expr/function.ts";
import type { ResolvedTable } from "../planner/logical.ts";
import type { PhysicalSink } from "../planner/physical.ts";
import type { StateTable } from "./state/state-table.ts";

/** What an operator may use while it runs one batch. */
export interface BatchContext {
  readonly batchId: number;
  /** Batch time, ms UTC, from the offset log. */
  readonly batchTimeMs: number;
  /** True in the last batch of bounded input: inputs carry a step to Infinity at their end. */
  readonly isEndOfInput: boolean;
  readonly evaluation: EvalContext;
  readonly report: RowReport;
  /** Arrays of use until the next batch begins: for what is handed on, and for work. Whoever keeps rows copies them. */
  readonly lent: LentArrays;
}

/** Where operators account for rows they refuse. Everything here is stored in the batch's transaction. */
export interface RowReport {
  /** A row refused by an operator because it was late; `isLateForAll` false: it still counted, in another window or with what an interval join had kept. */
  late(row: LateRow): void;
  /** True under 'execution.on-error' = 'skip'; else bad() throws. */
  readonly skipsRefused: boolean;
  /** A row that an expression could not compute, or a retraction that could not be applied. @throws under 'fail'. */
  bad(row: RefusedRow): void;
  /**
   * Rows dropped by a predicate, per operator. Every operator that drops or takes rows reports it, wherever it stands: the
   * driver knows from the plan which of them count for law 11. `table` is needed only where rows of several source
   * tables are mixed (above a union).
   */
  filtered(operatorId: string, rowCount: number, table?: string | null): void;
  /** Keys (of joins: rows) that state TTL has freed. */
  expired(operatorId: string, count: number): void;
  /** Retractions of what is not there, which state TTL may have freed. */
  passedOver(operatorId: string, count: number): void;
  /** Rows taken by a stateful operator. (What reaches a sink is counted by the driver.) */
  used(operatorId: string, rowCount: number, table?: string | null): void;
}

export interface LateRow {
  readonly operatorId: string;
  readonly isLateForAll: boolean;
  readonly windowStartMs: number | null;
  readonly windowEndMs: number | null;
  readonly watermarkMs: number;
  /** Source position when the row still has one. */
  readonly table: string | null;
  readonly split: string | null;
  readonly offset: number | null;
  readonly values: readonly Scalar[];
}

export interface RefusedRow {
  readonly operatorId: string;
  readonly code: string;
  readonly message: string;
  readonly table: string | null;
  readonly split: string | null;
  readonly offset: number | null;
  readonly values: readonly Scalar[];
}

/**
 * Same inputs and state -> byte-identical output (law 1). `close` frees memory only.
 * Operators with one input get one batch; union and later joins get one per input.
 */
export interface Operator {
  readonly id: string;
  /** Declared once, restored before the first batch, saved after each. */
  readonly stateTables: readonly StateTable[];
  processBatch(inputs: readonly ChangeBatch[], context: BatchContext): ChangeBatch;
  /** Takes from outside what the batch needs; awaited before processBatch. */
  takeOutside?(inputs: readonly ChangeBatch[], context: BatchContext, log: OutsideLog): Promise<void>;
  /** Before the first batch, and after the last one. */
  open?(): Promise<void>;
  close?(): Promise<void>;
  /** The batch time, less 1 ms, by which it has something to emit without input; Infinity: never. */
  nextTimerMs?(): number;
  /** True when nothing more can come out, whatever arrives (LIMIT over append-only input): the job may end early. */
  isDone?(): boolean;
}

/**
 * What a batch takes from outside and no replay could take again: answers of lookups and of async functions. They are in the
 * external log before any sink shows the batch.
 */
export interface OutsideLog {
  /** What the operator logged when this batch ran before; null: it did not, or nothing was logged. */
  logged(operatorId: string): Uint8Array | null;
  log(operatorId: string, payload: Uint8Array): void;
}

export interface OpenLookup {
  readonly lookup: Lookup;
  readonly cache: LookupCacheSpec | null;
}

export interface BuildOptions {
  /** Checks every batch that an operator hands on (check-operator.ts). */
  readonly isChecked?: boolean;
  /** Absent: there is nothing to look rows up in. */
  readonly createLookup?: (table: ResolvedTable, columns: LookupColumns) => OpenLookup;
}

/** The graph that build.ts makes of a physical plan and the driver runs. */
export interface ExecGraph {
  /** In topological order: the inputs of a node stand before it. */
  readonly nodes: readonly ExecNode[];
  readonly sinks: readonly ExecSink[];
}

export type ExecNode =
  | { readonly kind: "scan"; readonly scan: ScanOperator }
  /** `inputs`: indexes into ExecGraph.nodes. */
  | { readonly kind: "operator"; readonly operator: Operator; readonly inputs: readonly number[] };

export interface ExecSink {
  readonly sink: PhysicalSink;
  /** Index into ExecGraph.nodes. */
  readonly input: number;
}

/**
 * Turns the decoded rows of a table into a change batch: computed columns, and watermark steps before any filter. Keeps
 * the greatest watermark value of each lane in a state table. The driver reads a table once for all its scans.
 */
export interface ScanOperator {
  readonly id: string;
  readonly table: ResolvedTable;
  /** What it needs decoded: indexes into the table's physical and metadata columns, as the connector counts them. */
  readonly sourceColumns: readonly number[];
  readonly stateTables: readonly StateTable[];
  processSource(batch: SourceBatch, context: BatchContext): ChangeBatch;
}

/** What one source brings to one batch. */
export interface SourceBatch {
  /** `rows.columns` are the scan's sourceColumns in that order. */
  readonly rows: SourceRows;
  /** What was read, in order; the row counts add up to rows.rowCount. */
  readonly runs: readonly LaneRun[];
  /**
   * Lanes (watermark groups of splits) that are not ended when the batch begins, in order. One that was not there before
   * enters at minus infinity: it holds the source's watermark and never takes it back.
   */
  readonly lanes: readonly string[];
  /** Those of `lanes` that are idle during this batch: they leave the min. */
  readonly idleLanes: readonly string[];
  /** ChangeBatch.arrival of the rows, set only in graphs with an operator of several inputs. */
  readonly arrival: Float64Array | null;
}

export interface LaneRun {
  readonly lane: string;
  readonly rowCount: number;
  /** True when the lane has nothing more after this run: it leaves the min just after the run's last row. */
  readonly isEnded: boolean;
}
