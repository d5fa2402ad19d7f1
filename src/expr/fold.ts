// Constant folding: what has only literals below it and answers the same always becomes a literal, computed by the same
// kernel as at run time. What fails is left as it is: it fails when a row reaches it, if one does. Operators that skip
// operands are folded as far as literals decide: FALSE AND x, COALESCE('a', x), CASE WHEN FALSE ....
import type { Scalar } from "../columnar/scalar.ts";
import { MillraceError } from "../common/errors.ts";
import { castKernel } from "./cast-kernel.ts";
import { hasInstant } from "./casts/to-text.ts";
import { evaluateConstant } from "./compile.ts";
import type { CallExpr, Expr } from "./expr.ts";
import { functionOf } from "./functions/index.ts";
import { NEUTRAL_CONTEXT } from "./neutral-context.ts";

/** The same value with constant parts computed; nullability may become stricter inside, the type of the whole stays. */
export function foldConstants(expr: Expr): Expr {
  switch (expr.kind) {
    case "column":
    case "literal":
      return expr;
    case "cast": {
      const input = foldConstants(expr.input);
      const folded = input === expr.input ? expr : { ...expr, input };
      const isImmutable = castKernel(expr.input.type, expr.type).volatility === "immutable";
      return input.kind === "literal" && isImmutable ? computed(folded) : folded;
    }
    case "call":
      return foldCall(expr);
  }
}

function foldCall(expr: CallExpr): Expr {
  const args = expr.args.map(foldConstants);
  const folded = args.every((arg, i) => arg === expr.args[i]) ? expr : { ...expr, args };
  if (functionOf(expr).volatility !== "immutable") return folded;
  // What looks at an instant may look at its fields, which depend on the session zone.
  if (args.some((arg) => hasInstant(arg.type))) return folded;
  if (args.every((arg) => arg.kind === "literal")) return computed(folded);
  return decided(folded) ?? folded;
}

function computed(expr: Expr): Expr {
  try {
    const value = evaluateConstant(expr, NEUTRAL_CONTEXT);
    return { kind: "literal", value, type: expr.type };
  } catch (error) {
    if (error instanceof MillraceError && error.kind === "data") return expr;
    throw error;
  }
}

/** The operand that a lazy operator comes to whatever the others are; null when that is open. */
function decided(expr: CallExpr): Expr | null {
  const { fn, args } = expr;
  const first = args[0];
  if (fn === "AND" || fn === "OR") {
    const decider = fn === "OR";
    return isLiteral(first, decider) ? { kind: "literal", value: decider, type: expr.type } : null;
  }
  if ((fn === "COALESCE" || fn === "IFNULL") && first.kind === "literal" && first.value !== null) {
    return { ...first, type: expr.type };
  }
  if ((fn === "CASE" || fn === "IF") && isLiteral(first, true)) return typed(args[1], expr);
  if ((fn === "CASE" || fn === "IF") && (isLiteral(first, false) || isLiteral(first, null))) {
    return args.length === 3 ? typed(args[2], expr) : decidedRest({ ...expr, args: args.slice(2) });
  }
  return null;
}

function decidedRest(expr: CallExpr): Expr {
  return decided(expr) ?? expr;
}

function isLiteral(expr: Expr, value: Scalar): boolean {
  return expr.kind === "literal" && expr.value === value;
}

/** A branch in the place of the whole: with the whole's type, or not at all. */
function typed(branch: Expr, whole: Expr): Expr | null {
  if (branch.kind === "literal") return { ...branch, type: whole.type };
  return branch.type.nullable === whole.type.nullable ? branch : null;
}
