// Bound expressions for tests, without SQL, and what they mean: each record's evaluate on scalars, operand by operand.
import type { Scalar } from "../../src/columnar/scalar.ts";
import { vectorOf } from "../../src/columnar/builders.ts";
import { scalarAt } from "../../src/columnar/read.ts";
import { notNull, type SqlType } from "../../src/common/types.ts";
import { zoneFor } from "../../src/common/zone.ts";
import { bindCall } from "../../src/expr/bind-call.ts";
import { makeCast } from "../../src/expr/cast.ts";
import { castKernel } from "../../src/expr/cast-kernel.ts";
import { compileCalc } from "../../src/expr/compile.ts";
import type { CallExpr, ColumnExpr, Expr, LiteralExpr } from "../../src/expr/expr.ts";
import { DataProblem, type EvalContext } from "../../src/expr/function.ts";
import { functionOf } from "../../src/expr/functions/index.ts";

export const testContext: EvalContext = {
  zone: "UTC",
  timeZone: zoneFor("UTC"),
  batchTimeMs: 0,
  watermarkMs: Number.NEGATIVE_INFINITY,
  random: () => 0.5,
};

export function column(index: number, type: SqlType): ColumnExpr {
  return { kind: "column", index, name: `c${index}`, type };
}

export function lit(value: Scalar, type: SqlType): LiteralExpr {
  return { kind: "literal", value, type: value === null ? type : notNull(type) };
}

export function call(name: string, ...args: Expr[]): CallExpr {
  const bound = bindCall(name, args);
  if (typeof bound === "string") throw new Error(`${name}: ${bound}`);
  return bound as CallExpr;
}

export function cast(input: Expr, type: SqlType, isTry = false): Expr {
  const bound = makeCast(input, type, isTry);
  if (typeof bound === "string") throw new Error(bound);
  return bound;
}

/** A value, or the code of the problem. */
export type Answer = { readonly value: Scalar } | { readonly problem: string };

/** By evaluate alone; all operands are evaluated, so lazy operators need operands that do not fail. */
export function naiveAnswer(expr: Expr, row: readonly Scalar[]): Answer {
  try {
    return { value: naive(expr, row) };
  } catch (error) {
    if (error instanceof DataProblem) return { problem: error.code };
    throw error;
  }
}

function naive(expr: Expr, row: readonly Scalar[]): Scalar {
  switch (expr.kind) {
    case "column":
      return row[expr.index];
    case "literal":
      return expr.value;
    case "cast": {
      const input = naive(expr.input, row);
      if (input === null) return null;
      const kernel = castKernel(expr.input.type, expr.type);
      return (expr.isTry ? kernel.evaluateTry : kernel.evaluate)(input, testContext);
    }
    case "call": {
      const fn = functionOf(expr);
      const args = expr.args.map((arg) => naive(arg, row));
      if (fn.isStrict && args.includes(null)) return null;
      if (fn.evaluate === undefined) throw new Error(`${expr.fn} has no evaluate`);
      const info = {
        argTypes: expr.args.map((arg) => arg.type),
        type: expr.type,
        options: expr.options ?? {},
        constants: expr.args.map((arg) => (arg.kind === "literal" ? arg.value : undefined)),
        memo: new Map(),
      };
      return fn.evaluate(args, info, testContext);
    }
  }
}

/** What the kernel answers for each row. */
export function kernelAnswers(expr: Expr, types: readonly SqlType[], rows: readonly (readonly Scalar[])[]): Answer[] {
  const columns = types.map((type, i) =>
    vectorOf(
      type,
      rows.map((row) => row[i]),
    ),
  );
  const problems = new Map<number, string>();
  const output = compileCalc(null, [expr], types).run(
    { rowCount: rows.length, columns, selection: null },
    testContext,
    (row, problem) => problems.set(row, problem.code),
  );
  return rows.map((_, row) => {
    const problem = problems.get(row);
    return problem === undefined ? { value: scalarAt(output.columns[0], expr.type, row) } : { problem };
  });
}
