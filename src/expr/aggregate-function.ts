// What an aggregate is: a record that makes column-wise state. One AggregateState holds the accumulators of all groups
// of one state table (a window pane, or a whole updating aggregate) as struct of arrays indexed by dense group number.
import type { Vector } from "../columnar/vector.ts";
import type { AggregateCall } from "./expr.ts";
import type { ArgumentInfo, BoundSignature } from "./function.ts";

export interface AggregateFunction {
  readonly kind: "aggregate";
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly category: "aggregate";
  readonly summary: string;
  readonly syntax: readonly string[];
  /** SQL of the aggregate over `VALUES` rows given as SQL text, and its result: ["SUM(x)", "(1), (2), (NULL)", "3"]. */
  readonly examples: readonly (readonly [sql: string, values: string, result: string | null])[];
  bind(
    args: readonly ArgumentInfo[],
    call: { readonly isDistinct: boolean; readonly hasOrderBy: boolean },
  ): BoundSignature | string;
  /** Set for a user function: its calls carry this record, no registry knows it. */
  readonly isUser?: boolean;
  /** True when the result depends on arrival order (FIRST_VALUE, LISTAGG): rules that change the order stay away. */
  readonly isOrderSensitive: boolean;
  /** False: legal only on append-only input, and the planner says so. */
  readonly canRetract: boolean;
  /** True: written with WITHIN GROUP (ORDER BY x), which becomes the first argument (PERCENTILE_CONT). */
  readonly isOrderedSet: boolean;
  /** True: not NULL even over no rows (COUNT). Otherwise nothing aggregated gives NULL. */
  readonly isNeverNull: boolean;
  /** State for one table. `needsRetract` false lets MIN/MAX keep one value instead of all. */
  createState(call: AggregateCall, needsRetract: boolean): AggregateState;
}

/**
 * Rows of a batch for an aggregate: for i in [0, count): physical row `rows[i]`, dense group `groups[i]`.
 * FILTER, DISTINCT and NULL validity of the group are handled by the caller or by a wrapping state; the arguments' own
 * NULLs by the state.
 */
export interface AggregateRows {
  readonly rows: Int32Array;
  readonly groups: Int32Array;
  readonly count: number;
  /** Null: all are additions; else per i: 1 = addition, -1 = retraction. */
  readonly signs: Int8Array | null;
}

export interface AggregateState {
  /** Makes room for groups [0, groupCount), new ones empty. */
  resize(groupCount: number): void;
  /**
   * Adds (or retracts, by signs) rows. `args`: vectors of the call's arguments, then of its ORDER BY.
   * @throws RowProblem DATA_OVERFLOW naming the row, which is not taken; the rows before it are, those after it are not.
   */
  update(input: AggregateRows, args: readonly Vector[]): void;
  /** Adds the groups `from[i]` of another state of the same kind into our `into[i]`. */
  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void;
  /**
   * Adds rows 0 .. count and writes the result of the group after each, a safe integer; `groups` by row. Answers how many it did: the
   * others are to be added by `update`, none of them is yet. Only where a result is an exact 64-bit number.
   */
  run?(groups: Int32Array, count: number, args: readonly Vector[], out: Float64Array): number;
  /** Current results of the groups, as a vector of the call's type, in the order given. */
  values(groups: Int32Array, count: number): Vector;
  /** The accumulators of the groups as vectors, for a checkpoint. Same number and reps of meaning at every call. */
  save(groups: Int32Array, count: number): readonly Vector[];
  /** Sets the accumulators of groups from what `save` gave (row i of the vectors is groups[i]). */
  load(groups: Int32Array, count: number, saved: readonly Vector[]): void;
  /** Empties groups so that their numbers can be used again. */
  clear(groups: Int32Array, count: number): void;
}
