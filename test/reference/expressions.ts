// Expressions one value at a time: the meaning of every function is its record's `evaluate`; only what decides which
// operands are evaluated at all (AND, OR, CASE, IF, COALESCE, IFNULL) is written here.
import type { Scalar } from "../../src/columnar/scalar.ts";
import { castKernel } from "../../src/expr/cast-kernel.ts";
import type { CallExpr, Expr } from "../../src/expr/expr.ts";
import type { CallInfo, EvalContext } from "../../src/expr/function.ts";
import { functionOf } from "../../src/expr/functions/index.ts";
import type { Row } from "./values.ts";

/** @throws DataProblem when the value cannot be computed. */
export function evaluate(expr: Expr, row: Row, context: EvalContext): Scalar {
  switch (expr.kind) {
    case "column":
      return row[expr.index];
    case "literal":
      return expr.value;
    case "cast": {
      const value = evaluate(expr.input, row, context);
      if (value === null) return null;
      const kernel = castKernel(expr.input.type, expr.type);
      return expr.isTry ? kernel.evaluateTry(value, context) : kernel.evaluate(value, context);
    }
    case "call":
      return evaluateCall(expr, row, context);
  }
}

/** A row passes when every operand of AND is true, asked in order until one is not: NULL stops as FALSE does. */
export function holds(predicate: Expr | null, row: Row, context: EvalContext): boolean {
  if (predicate === null) return true;
  if (predicate.kind === "call" && predicate.fn === "AND")
    return predicate.args.every((arg) => holds(arg, row, context));
  return evaluate(predicate, row, context) === true;
}

function evaluateCall(expr: CallExpr, row: Row, context: EvalContext): Scalar {
  const { args } = expr;
  switch (expr.fn) {
    case "AND":
    case "OR":
      return junction(args, expr.fn === "OR", row, context);
    case "CASE":
    case "IF":
      return branch(args, row, context);
    case "COALESCE":
    case "IFNULL": {
      for (const arg of args) {
        const value = evaluate(arg, row, context);
        if (value !== null) return value;
      }
      return null;
    }
    default:
      return evaluateRecord(expr, row, context);
  }
}

function junction(operands: readonly Expr[], decider: boolean, row: Row, context: EvalContext): Scalar {
  let isUnknown = false;
  for (const operand of operands) {
    const value = evaluate(operand, row, context);
    if (value === decider) return decider;
    isUnknown ||= value === null;
  }
  return isUnknown ? null : !decider;
}

/** when, then, when, then, ..., else. */
function branch(args: readonly Expr[], row: Row, context: EvalContext): Scalar {
  for (let i = 0; i + 1 < args.length; i += 2) {
    if (evaluate(args[i], row, context) === true) return evaluate(args[i + 1], row, context);
  }
  return args.length % 2 === 0 ? null : evaluate(args[args.length - 1], row, context);
}

function evaluateRecord(expr: CallExpr, row: Row, context: EvalContext): Scalar {
  const record = functionOf(expr);
  const values = expr.args.map((arg) => evaluate(arg, row, context));
  if (record.isStrict && values.includes(null)) return null;
  if (record.evaluate === undefined) throw new Error(`the reference cannot evaluate ${expr.fn}`);
  return record.evaluate(values, callInfo(expr), context);
}

function callInfo({ args, type, options }: CallExpr): CallInfo {
  return {
    argTypes: args.map((arg) => arg.type),
    type,
    options: options ?? {},
    constants: args.map((arg) => (arg.kind === "literal" ? arg.value : undefined)),
    memo: new Map(),
  };
}
