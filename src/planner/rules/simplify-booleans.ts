// TRUE AND x -> x      x AND TRUE -> x      FALSE AND x -> FALSE      NOT NOT x -> x
// FALSE OR x -> x      x OR FALSE -> x      TRUE OR x -> TRUE         NOT TRUE -> FALSE, NOT FALSE -> TRUE
// x AND FALSE -> FALSE and x OR TRUE -> TRUE only when x cannot fail: x is evaluated first. What follows a deciding
// operand is never evaluated, so it may go whatever it is.
// An AND that can fail stays inside of what is around it: as a predicate of its own it would stop at a NULL operand, where
// a value goes on to look for FALSE, and a row that fails there would no longer be bad.
// A replaced expression keeps its type, nullability included.
import { typeText } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import { canFail } from "../expr-shape.ts";
import { mapNodeExprs } from "./node-exprs.ts";
import { isLiteralBoolean } from "./predicates.ts";
import type { NodeRule } from "./rule.ts";

export const simplifyBooleans: NodeRule = {
  name: "simplify-booleans",
  rewrite: (node) => mapNodeExprs(node, simplified),
};

function simplified(expr: Expr): Expr {
  if (expr.kind === "cast") return rebuilt(expr, [expr.input], ([input]) => ({ ...expr, input }));
  if (expr.kind !== "call") return expr;
  const call = rebuilt(expr, expr.args, (args) => ({ ...expr, args }));
  const simpler = simplerCall(call);
  return simpler !== null && typeText(simpler.type) === typeText(expr.type) ? simpler : call;
}

function rebuilt<T extends Expr>(expr: T, parts: readonly Expr[], make: (parts: readonly Expr[]) => T): T {
  const after = parts.map(simplified);
  return after.every((part, i) => part === parts[i]) ? expr : make(after);
}

function simplerCall(call: Expr): Expr | null {
  if (call.kind !== "call") return null;
  switch (call.fn) {
    case "NOT":
      return simplerNot(call.args[0], call);
    case "AND":
      return simplerChain(call.args, false, call);
    case "OR":
      return simplerChain(call.args, true, call);
    default:
      return null;
  }
}

function simplerNot(operand: Expr, call: Expr): Expr | null {
  if (operand.kind === "call" && operand.fn === "NOT") return isOpen(operand.args[0]) ? null : operand.args[0];
  if (isLiteralBoolean(operand, true)) return { kind: "literal", value: false, type: call.type };
  if (isLiteralBoolean(operand, false)) return { kind: "literal", value: true, type: call.type };
  return null;
}

/** AND (deciding FALSE) and OR (deciding TRUE) over two or more operands. */
function simplerChain(
  operands: readonly Expr[],
  deciding: boolean,
  call: Extract<Expr, { kind: "call" }>,
): Expr | null {
  const kept: Expr[] = [];
  for (const operand of operands) {
    if (isLiteralBoolean(operand, !deciding)) continue;
    if (isLiteralBoolean(operand, deciding)) {
      // Retyped: FALSE decides whatever could have been NULL beside it.
      if (!kept.some(canFail)) return { kind: "literal", value: deciding, type: call.type };
      kept.push(operand);
      break;
    }
    kept.push(operand);
  }
  if (kept.length === operands.length) return null;
  if (kept.length === 0) return { kind: "literal", value: !deciding, type: call.type };
  if (kept.length > 1) return { ...call, args: kept };
  return call.fn === "OR" && isOpen(kept[0]) ? null : kept[0];
}

/** An AND that can fail: what it evaluates depends on where it stands. */
function isOpen(expr: Expr): boolean {
  return expr.kind === "call" && expr.fn === "AND" && canFail(expr);
}
