// Whether evaluating an expression may end in an error for some row. Such an expression is never moved onto rows that it
// would not have reached.
import { castKernel } from "./cast-kernel.ts";
import type { CallExpr, Expr } from "./expr.ts";
import { functionOf } from "./functions/index.ts";

export function canFail(expr: Expr): boolean {
  switch (expr.kind) {
    case "column":
    case "literal":
      return false;
    case "cast":
      return canFail(expr.input) || (!expr.isTry && castKernel(expr.input.type, expr.type).canFail);
    case "call":
      return callCanFail(expr) || expr.args.some(canFail);
  }
}

/** The call alone, whatever its arguments do. */
export function callCanFail(expr: CallExpr): boolean {
  const fn = functionOf(expr);
  if (!fn.canFail || fn.canCallFail === undefined) return fn.canFail;
  return fn.canCallFail({
    argTypes: expr.args.map((arg) => arg.type),
    type: expr.type,
    options: expr.options ?? {},
    constants: expr.args.map((arg) => (arg.kind === "literal" ? arg.value : undefined)),
  });
}
