// Which casts exist and what they do. A kernel is one cast between two types: its meaning on scalars, and the code of the
// same meaning for hot ones. The tables of casts/ each answer for one family; the first that knows the pair wins.
//
// The matrix is Flink 2.3's. Ours, because a wrong number is worse than an error: integers and decimals that do not fit,
// NaN as an integer and impossible dates are errors (TRY_CAST: NULL); Flink wraps, saturates or makes NULL.
import type { Scalar } from "../columnar/scalar.ts";
import { invariant } from "../common/invariant.ts";
import { sameType, type SqlType, typeText } from "../common/types.ts";
import { castBinary } from "./casts/binary.ts";
import type { Cast, CastFamily } from "./casts/cast-family.ts";
import { castFromText } from "./casts/from-text.ts";
import { castNested } from "./casts/nested.ts";
import { castNumeric } from "./casts/numeric.ts";
import { castTemporal } from "./casts/temporal.ts";
import { castToText } from "./casts/to-text.ts";
import { DataProblem, type EvalContext } from "./function.ts";

export interface CastKernel {
  /** The value stays as it is. */
  readonly isNoOp: boolean;
  readonly canFail: boolean;
  /** Stable: depends on the session zone. */
  readonly volatility: "immutable" | "stable";
  readonly evaluate: (value: Scalar, context: EvalContext) => Scalar;
  /** NULL where evaluate throws a DataProblem. */
  readonly evaluateTry: (value: Scalar, context: EvalContext) => Scalar;
  /** See Cast.emitSlice. */
  readonly emitSlice: NonNullable<Cast["emitSlice"]>;
  /** JavaScript of the same meaning over a value that is not NULL; null when there is none. */
  readonly emit: (code: string, isBig: boolean) => string | null;
}

const NO_OP: Cast = { isNoOp: true, evaluate: (value) => value, emit: (code) => code };

/** In order: text targets before the families that text sources belong to. */
const FAMILIES: readonly CastFamily[] = [castToText, castBinary, castFromText, castNumeric, castTemporal, castNested];

/** The kernel, or null when there is no such cast. NULL casts to everything. */
export function findCast(from: SqlType, to: SqlType): CastKernel | null {
  const cast = lookUp(from, to);
  if (cast === null) return null;
  const { evaluate, attempt = evaluate } = cast;
  const canFail = cast.canFail ?? false;
  return {
    isNoOp: cast.isNoOp ?? false,
    canFail,
    volatility: cast.isZoned === true ? "stable" : "immutable",
    evaluate,
    evaluateTry: (value, context) => {
      try {
        return attempt(value, context);
      } catch (error) {
        if (error instanceof DataProblem) return null;
        throw error;
      }
    },
    emitSlice: cast.emitSlice ?? (() => null),
    emit: cast.emit ?? (() => null),
  };
}

/** The kernel of a cast that was bound. */
export function castKernel(from: SqlType, to: SqlType): CastKernel {
  const kernel = findCast(from, to);
  invariant(kernel !== null, `a bound cast from ${typeText(from)} to ${typeText(to)}`);
  return kernel;
}

export function isNoOpCast(from: SqlType, to: SqlType): boolean {
  return from.kind !== "NULL" && (lookUp(from, to)?.isNoOp ?? false);
}

function lookUp(from: SqlType, to: SqlType): Cast | null {
  if (from.kind === "NULL" || sameType(from, to)) return NO_OP;
  for (const family of FAMILIES) {
    const cast = family(from, to, lookUp);
    if (cast !== null) return cast;
  }
  return null;
}
