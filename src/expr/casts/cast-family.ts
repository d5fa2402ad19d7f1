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
  /** May use the names of compile-library.ts. `isBig`: exact 64-bit values are bigints, coming and going. */
  readonly emit?: (code: string, isBig: boolean) => string | null;
}

export type FindCast = (from: SqlType, to: SqlType) => Cast | null;

/** The cast between two different types, or null when the family has none; `find` for the types inside. */
export type CastFamily = (from: SqlType, to: SqlType, find: FindCast) => Cast | null;
