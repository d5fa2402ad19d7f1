// What one cast is. `evaluate` sees no NULL.
import type { Scalar } from "../../columnar/scalar.ts";
import type { SqlType } from "../../common/types.ts";
import type { EvalContext } from "../function.ts";

export interface Cast {
  readonly isNoOp?: boolean;
  /** Throws a DataProblem for some values. */
  readonly canFail?: boolean;
  /** Depends on the session zone. */
  readonly isZoned?: boolean;
  readonly evaluate: (value: Scalar, context: EvalContext) => Scalar;
  /** Like evaluate, but NULL where that throws: for casts that often refuse, since an exception costs a microsecond. */
  readonly attempt?: (value: Scalar, context: EvalContext) => Scalar;
  /**
   * The common values straight from a slice of bytes: `code` is NaN for all others, else `convert` makes the value of it.
   * Null when this variant has none.
   */
  readonly emitSlice?: (slice: string, isBig: boolean) => SliceCode | null;
  /** May use the names of compile-library.ts. `isBig`: exact 64-bit values are bigints, coming and going. */
  readonly emit?: (code: string, isBig: boolean) => string | null;
}

export interface SliceCode {
  readonly code: string;
  readonly convert: (local: string) => string;
}

export type FindCast = (from: SqlType, to: SqlType) => Cast | null;

/** The cast between two different types, or null when the family has none; `find` for the types inside. */
export type CastFamily = (from: SqlType, to: SqlType, find: FindCast) => Cast | null;
