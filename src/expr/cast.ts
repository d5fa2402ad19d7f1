// Building casts. Casts of literals that need no session zone are computed at once; one that fails stays as it is and
// fails when a row reaches it.
import { sameType, type SqlType, typeText, withNullable } from "../common/types.ts";
import { findCast } from "./cast-kernel.ts";
import type { Expr } from "./expr.ts";
import { DataProblem, type EvalContext } from "./function.ts";

/** True when CAST(from AS to) exists, implicit or not. */
export function canCast(from: SqlType, to: SqlType): boolean {
  return findCast(from, to) !== null;
}

/** CAST or TRY_CAST of an expression; a text is the reason why there is no such cast. NULL stays NULL: only the kind and parameters of `type` count. */
export function makeCast(input: Expr, type: SqlType, isTry: boolean): Expr | string {
  const kernel = findCast(input.type, type);
  if (kernel === null) return `there is no cast from ${plainText(input.type)} to ${plainText(type)}`;
  const target = withNullable(type, input.type.nullable || (isTry && type.nullable) || isTry);
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

function castLiteral(
  value: Parameters<NonNullable<ReturnType<typeof findCast>>["evaluate"]>[0],
  evaluate: NonNullable<ReturnType<typeof findCast>>["evaluate"],
) {
  if (value === null) return null;
  try {
    return evaluate(value, NO_CONTEXT);
  } catch (error) {
    if (error instanceof DataProblem) return undefined;
    throw error;
  }
}

/** For what depends on nothing around it. */
const NO_CONTEXT = {
  zone: "UTC",
  timeZone: { name: "UTC", offsetMsAt: () => 0, localToUtcMs: (ms: number) => ms, shortNameAt: () => "UTC" },
  batchTimeMs: 0,
  watermarkMs: Number.NEGATIVE_INFINITY,
  random: () => 0,
} satisfies EvalContext;
