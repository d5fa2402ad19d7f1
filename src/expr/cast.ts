// Building casts. Casts of literals that need no session zone are computed at once; one that fails stays as it is and
// fails when a row reaches it.
import { sameType, type SqlType, typeText, withNullable } from "../common/types.ts";
import type { Scalar } from "../columnar/scalar.ts";
import { type CastKernel, findCast } from "./cast-kernel.ts";
import type { Expr } from "./expr.ts";
import { DataProblem } from "./function.ts";
import { NEUTRAL_CONTEXT } from "./neutral-context.ts";

/** True when CAST(from AS to) exists, implicit or not. */
export function canCast(from: SqlType, to: SqlType): boolean {
  return findCast(from, to) !== null;
}

/** CAST or TRY_CAST of an expression; a text is the reason why there is no such cast. NULL stays NULL: only the kind and parameters of `type` count. */
export function makeCast(input: Expr, type: SqlType, isTry: boolean): Expr | string {
  const kernel = findCast(input.type, type);
  if (kernel === null) return `there is no cast from ${plainText(input.type)} to ${plainText(type)}`;
  const target = withNullable(type, input.type.nullable || isTry);
  if (input.kind === "literal" && kernel.volatility === "immutable") {
    const value = castLiteral(input.value, isTry ? kernel.evaluateTry : kernel.evaluate);
    if (value !== undefined)
      return { kind: "literal", value, type: withNullable(target, target.nullable || value === null) };
  }
  if (sameType(input.type, target, "compare")) return input;
  return { kind: "cast", input, type: target, isTry };
}

function plainText(type: SqlType): string {
  return typeText(withNullable(type, true));
}

/** Undefined: it fails. */
function castLiteral(value: Scalar, evaluate: CastKernel["evaluate"]): Scalar | undefined {
  if (value === null) return null;
  try {
    return evaluate(value, NEUTRAL_CONTEXT);
  } catch (error) {
    if (error instanceof DataProblem) return undefined;
    throw error;
  }
}
