// The operator interface: one instance per physical node, run once per micro-batch in topological order.
import type { ChangeBatch } from "../columnar/change-batch.ts";
import type { Scalar } from "../columnar/scalar.ts";
import type { EvalContext } from "../expr/function.ts";
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
}

/** Where operators account for rows they refuse. Everything here is stored in the batch's transaction. */
export interface RowReport {
  /** A row refused by an operator because it was late; `isLateForAll` false: it still counted in another window. */
  late(row: LateRow): void;
  /** A row that an expression could not compute, or a retraction that could not be applied. @throws under 'fail'. */
  bad(row: RefusedRow): void;
  /** Rows dropped by a predicate, per operator. */
  filtered(operatorId: string, rowCount: number): void;
  /** Rows taken by the first stateful operator or the sink on their way. */
  used(operatorId: string, rowCount: number): void;
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
}
