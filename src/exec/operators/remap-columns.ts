// Expressions over other column numbers.
import { assertNever } from "../../common/invariant.ts";
import type { Expr } from "../../expr/expr.ts";

/** The expression reading column `indexOf(i)` wherever it read column i. */
export function remapColumns(expr: Expr, indexOf: (index: number) => number): Expr {
  switch (expr.kind) {
    case "column":
      return { ...expr, index: indexOf(expr.index) };
    case "literal":
      return expr;
    case "call":
      return { ...expr, args: expr.args.map((arg) => remapColumns(arg, indexOf)) };
    case "cast":
      return { ...expr, input: remapColumns(expr.input, indexOf) };
    default:
      return assertNever(expr, "expression");
  }
}

/** Adds the columns that an expression reads. */
export function collectColumns(expr: Expr, into: Set<number>): void {
  switch (expr.kind) {
    case "column":
      into.add(expr.index);
      return;
    case "literal":
      return;
    case "call":
      for (const arg of expr.args) collectColumns(arg, into);
      return;
    case "cast":
      collectColumns(expr.input, into);
      return;
    default:
      assertNever(expr, "expression");
  }
}
