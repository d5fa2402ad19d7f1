import assert from "node:assert/strict";
import { test } from "node:test";
import { call, cast, column, kernelAnswers, lit, testContext } from "../../test/helpers/exprs.ts";
import { vectorOf } from "../columnar/builders.ts";
import { scalarAt } from "../columnar/read.ts";
import type { Scalar } from "../columnar/scalar.ts";
import type { Vector } from "../columnar/vector.ts";
import { MillraceError, renderError } from "../common/errors.ts";
import { BIGINT, BOOLEAN, decimal, DOUBLE, INT, notNull, STRING, type SqlType, timestamp } from "../common/types.ts";
import { compileCalc, evaluateConstant } from "./compile.ts";
import type { Expr } from "./expr.ts";

function values(vector: Vector, type: SqlType, rowCount: number): Scalar[] {
  return Array.from({ length: rowCount }, (_, row) => scalarAt(vector, type, row));
}

function valuesOf(expr: Expr, types: readonly SqlType[], rows: readonly (readonly Scalar[])[]): Scalar[] {
  return kernelAnswers(expr, types, rows).map((answer) => {
    if (!("value" in answer)) throw new Error(answer.problem);
    return answer.value;
  });
}

test("columns alone are handed on without copying", () => {
  const vector = vectorOf(BIGINT, [1, 2]);
  const selection = Int32Array.of(1);
  const calc = compileCalc(null, [column(0, BIGINT), column(0, BIGINT)], [BIGINT]);
  const output = calc.run({ rowCount: 2, columns: [vector], selection }, testContext, null);
  assert.equal(output.columns[0], vector);
  assert.equal(output.columns[1], vector);
  assert.equal(output.selection, selection);
  assert.equal(calc.source, "");
});

test("a predicate narrows the selection and keeps physical rows", () => {
  const types = [INT, STRING];
  const columns = [vectorOf(INT, [5, 1, null, 7, 9]), vectorOf(STRING, ["a", "b", "c", "d", "e"])];
  const doubled = call("*", column(0, INT), lit(2, INT));
  const calc = compileCalc(call(">", column(0, INT), lit(4, INT)), [column(1, STRING), doubled], types);
  const output = calc.run({ rowCount: 5, columns, selection: Int32Array.of(1, 2, 3, 4) }, testContext, null);
  assert.deepEqual([...(output.selection ?? [])], [3, 4]);
  assert.equal(output.columns[0], columns[1]);
  assert.deepEqual(values(output.columns[1], INT, 5).slice(3), [14, 18]);
});

test("all rows pass: no selection is made", () => {
  const calc = compileCalc(call(">", column(0, INT), lit(0, INT)), [column(0, INT)], [INT]);
  const output = calc.run({ rowCount: 2, columns: [vectorOf(INT, [1, 2])], selection: null }, testContext, null);
  assert.equal(output.selection, null);
});

test("AND, OR, CASE, COALESCE and IF do not evaluate what they do not need", () => {
  const x = column(0, INT);
  const quotient = call("/", lit(10, INT), x);
  const isZero = call("=", x, lit(0, INT));
  const rows = [[0], [5]];
  assert.deepEqual(valuesOf(call("AND", call("NOT", isZero), call(">", quotient, lit(1, INT))), [INT], rows), [
    false,
    true,
  ]);
  assert.deepEqual(valuesOf(call("OR", isZero, call(">", quotient, lit(3, INT))), [INT], rows), [true, false]);
  assert.deepEqual(valuesOf(call("CASE", isZero, lit(-1, INT), quotient), [INT], rows), [-1, 2]);
  assert.deepEqual(valuesOf(call("IF", isZero, lit(-1, INT), quotient), [INT], rows), [-1, 2]);
  assert.deepEqual(
    valuesOf(call("COALESCE", call("NULLIF", lit(1, INT), call("+", x, lit(2, INT))), quotient), [INT], rows),
    [1, 1],
  );
});

test("what a lazy branch computed is not taken for known outside of it", () => {
  const x = column(0, INT);
  const sum = call("+", x, lit(1, INT));
  const inside = call("CASE", call(">", x, lit(0, INT)), sum, lit(0, INT));
  assert.deepEqual(valuesOf(call("+", inside, sum), [INT], [[-5], [5]]), [-4, 12]);
});

test("a row with a problem is reported with its expression and leaves the selection", () => {
  const quotient = call("/", lit(6, INT), column(0, INT));
  const calc = compileCalc(null, [quotient, column(0, INT)], [INT]);
  const columns = [vectorOf(INT, [1, 0, 3])];
  const problems: string[] = [];
  const output = calc.run({ rowCount: 3, columns, selection: null }, testContext, (row, problem) => {
    problems.push(`${row} ${problem.code} ${problem.message}`);
  });
  assert.deepEqual(problems, ["1 DATA_DIVISION_BY_ZERO 6 / c0: division by zero"]);
  assert.deepEqual([...(output.selection ?? [])], [0, 2]);
  assert.throws(
    () => calc.run({ rowCount: 3, columns, selection: null }, testContext, null),
    (error: unknown) => {
      assert.ok(error instanceof MillraceError);
      assert.equal(renderError(error), "row 1: DATA_DIVISION_BY_ZERO: 6 / c0: division by zero");
      return true;
    },
  );
});

test("problems met before a bail-out are reported once", () => {
  const sum = call("+", call("/", column(0, BIGINT), column(1, BIGINT)), column(2, BIGINT));
  const rows = [
    [1, 0, 0],
    [4, 2, Number.MAX_SAFE_INTEGER],
  ];
  const seen: number[] = [];
  const columns = [0, 1, 2].map((i) =>
    vectorOf(
      BIGINT,
      rows.map((row) => row[i]),
    ),
  );
  const output = compileCalc(null, [sum], [BIGINT, BIGINT, BIGINT]).run(
    { rowCount: 2, columns, selection: null },
    testContext,
    (row) => seen.push(row),
  );
  assert.deepEqual(seen, [0]);
  assert.equal(scalarAt(output.columns[0], BIGINT, 1), 9007199254740993n);
});

test("64-bit integers stay exact, overflow is an error, safe results come out as numbers", () => {
  const sum = call("+", column(0, BIGINT), lit(1, BIGINT));
  const rows = [[Number.MAX_SAFE_INTEGER], [2n ** 62n], [-5], [null]];
  assert.deepEqual(valuesOf(sum, [BIGINT], rows), [9007199254740992n, 2n ** 62n + 1n, -4, null]);
  assert.deepEqual(kernelAnswers(sum, [BIGINT], [[2n ** 63n - 1n]]), [{ problem: "DATA_OVERFLOW" }]);
  const back = call("-", column(0, BIGINT), lit(2n ** 60n, BIGINT));
  const calc = compileCalc(null, [back], [BIGINT]);
  const output = calc.run(
    { rowCount: 1, columns: [vectorOf(BIGINT, [2n ** 60n + 7n])], selection: null },
    testContext,
    null,
  );
  assert.equal(output.columns[0].rep, "f64");
  assert.equal(scalarAt(output.columns[0], BIGINT, 0), 7);
});

test("integers overflow by an error that names the expression, never by a wrap", () => {
  const at = (expr: Expr) => kernelAnswers(expr, [INT], [[2147483647], [-2147483648]]);
  assert.deepEqual(at(call("+", column(0, INT), lit(1, INT))), [{ problem: "DATA_OVERFLOW" }, { value: -2147483647 }]);
  assert.deepEqual(at(call("*", column(0, INT), lit(-1, INT))), [{ value: -2147483647 }, { problem: "DATA_OVERFLOW" }]);
  assert.deepEqual(at(call("/", column(0, INT), lit(-1, INT))), [{ value: -2147483647 }, { problem: "DATA_OVERFLOW" }]);
  assert.deepEqual(at(call("-", column(0, INT))), [{ value: -2147483647 }, { problem: "DATA_OVERFLOW" }]);
});

test("decimals are exact beyond doubles and beyond 64 bits", () => {
  const type = decimal(38, 2);
  const sum = call("+", column(0, type), lit(1, decimal(1, 0)));
  assert.deepEqual(valuesOf(sum, [type], [[10n ** 30n + 1n], [7]]), [10n ** 30n + 101n, 107]);
  const product = call("*", column(0, decimal(18, 4)), column(0, decimal(18, 4)));
  assert.deepEqual(valuesOf(product, [decimal(18, 4)], [[999999999999999n]]), [999999999999998000000000000001n]);
  const third = call("/", column(0, decimal(10, 2)), lit(3, INT));
  assert.deepEqual(valuesOf(third, [decimal(10, 2)], [[100], [-200]]), [3333333333333, -6666666666667]);
});

test("texts compare by code point, on slices and as strings", () => {
  const fullWidth = "～";
  const emoji = "😀";
  const types = [STRING, STRING];
  const slices = call("<", column(0, STRING), column(1, STRING));
  assert.deepEqual(
    valuesOf(slices, types, [
      [fullWidth, emoji],
      ["a", "ab"],
      ["b", "ab"],
      [null, "x"],
    ]),
    [true, true, false, null],
  );
  const strings = call("<", call("||", column(0, STRING), lit("", STRING)), column(1, STRING));
  assert.deepEqual(valuesOf(strings, types, [[fullWidth, emoji]]), [true]);
});

test("a BOOLEAN that is NULL is neither true nor false", () => {
  const x = column(0, BOOLEAN);
  const rows = [[true], [false], [null]];
  assert.deepEqual(valuesOf(call("IS NOT TRUE", x), [BOOLEAN], rows), [false, true, true]);
  assert.deepEqual(valuesOf(call("IS FALSE", x), [BOOLEAN], rows), [false, true, false]);
  assert.deepEqual(valuesOf(call("NOT", x), [BOOLEAN], rows), [false, true, null]);
  assert.deepEqual(valuesOf(call("AND", x, lit(null, BOOLEAN)), [BOOLEAN], rows), [null, false, null]);
  const calc = compileCalc(call("NOT", x), [x], [BOOLEAN]);
  const output = calc.run(
    { rowCount: 3, columns: [vectorOf(BOOLEAN, [true, false, null])], selection: null },
    testContext,
    null,
  );
  assert.deepEqual([...(output.selection ?? [])], [1]);
});

test("IN with many constants finds by value and knows NULL", () => {
  const items = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => lit(value, INT));
  assert.deepEqual(valuesOf(call("IN", column(0, INT), ...items), [INT], [[8], [9], [null]]), [true, false, null]);
  assert.deepEqual(valuesOf(call("IN", column(0, INT), ...items, lit(null, INT)), [INT], [[8], [9]]), [true, null]);
  const doubles = [0, 1, 2, 3, 4, 5, Number.NaN].map((value) => lit(value, DOUBLE));
  assert.deepEqual(valuesOf(call("IN", column(0, DOUBLE), ...doubles), [DOUBLE], [[-0], [Number.NaN], [9]]), [
    true,
    true,
    false,
  ]);
});

test("no text of a user and no column name is in the source", () => {
  const name = { ...column(0, STRING), name: "`); process.exit(); //" };
  const calc = compileCalc(
    call("=", name, lit('"+evil+"', STRING)),
    [call("||", name, lit("` + evil + `", STRING))],
    [STRING],
  );
  assert.ok(!calc.source.includes("evil") && !calc.source.includes("process"));
});

test("equal subexpressions are computed once", () => {
  const product = call("*", column(0, notNull(DOUBLE)), column(0, notNull(DOUBLE)));
  const { source } = compileCalc(null, [call("+", product, product), product], [notNull(DOUBLE)]);
  assert.equal(source.split(" * ").length, 2);
});

test("casts of timestamps cut towards the past and need no detour when hot", () => {
  const at = column(0, timestamp(3));
  const rows = [[-1], [1583000000123], [null]];
  assert.deepEqual(valuesOf(cast(at, timestamp(0)), [timestamp(3)], rows), [-1, 1583000000, null]);
  assert.deepEqual(valuesOf(cast(at, timestamp(9)), [timestamp(3)], rows), [-1000000, 1583000000123000000n, null]);
  assert.deepEqual(valuesOf(cast(at, { kind: "DATE", nullable: true }), [timestamp(3)], rows), [-1, 18321, null]);
});

test("a constant is evaluated by the same kernel", () => {
  assert.equal(evaluateConstant(call("+", lit(2, INT), lit(3, INT)), testContext), 5);
  assert.throws(() => evaluateConstant(call("/", lit(2, INT), lit(0, INT)), testContext), {
    code: "DATA_DIVISION_BY_ZERO",
  });
});

test("a second attempt draws the same random numbers", () => {
  const draws = (rows: readonly (readonly Scalar[])[]): { readonly values: Scalar[]; readonly count: number } => {
    let drawn = 0;
    const random = (): number => ++drawn / 100;
    const sum = call("+", column(0, BIGINT), lit(1, BIGINT));
    const output = compileCalc(null, [call("RAND"), sum], [BIGINT]).run(
      {
        rowCount: rows.length,
        columns: [
          vectorOf(
            BIGINT,
            rows.map((row) => row[0]),
          ),
        ],
        selection: null,
      },
      { ...testContext, random },
      null,
    );
    return { values: values(output.columns[0], DOUBLE, rows.length), count: drawn };
  };
  assert.deepEqual(draws([[1], [Number.MAX_SAFE_INTEGER], [3]]), draws([[1], [2], [3]]));
});

test("a constant beyond the safe integers is compared exactly", () => {
  const beyond = lit(2n ** 53n + 1n, BIGINT);
  const rows = [[Number.MAX_SAFE_INTEGER], [5], [null]];
  assert.deepEqual(valuesOf(call("=", column(0, BIGINT), beyond), [BIGINT], rows), [false, false, null]);
  assert.deepEqual(valuesOf(call("<", column(0, BIGINT), beyond), [BIGINT], rows), [true, true, null]);
  assert.deepEqual(valuesOf(call("=", column(0, BIGINT), beyond), [BIGINT], [[2n ** 53n + 1n], [2n ** 53n]]), [
    true,
    false,
  ]);
});

test("texts chosen by CASE and COALESCE stay slices until a string is needed", () => {
  const x = column(0, STRING);
  const chosen = call(
    "CASE",
    call("=", x, lit("a", STRING)),
    lit("one", STRING),
    call("COALESCE", x, lit("none", STRING)),
  );
  const rows = [["a"], ["é"], [null]];
  assert.deepEqual(valuesOf(chosen, [STRING], rows), ["one", "é", "none"]);
  assert.ok(!compileCalc(null, [chosen], [STRING]).source.includes("textOf"));
  assert.deepEqual(valuesOf(call("||", chosen, chosen), [STRING], rows), ["oneone", "éé", "nonenone"]);
  const pair = call("||", call("NULLIF", lit("a", STRING), x), call("NULLIF", lit("b", STRING), x));
  assert.deepEqual(valuesOf(pair, [STRING], [["x"], ["b"]]), ["ab", null]);
});

test("many outputs and columns do not meet in one name", () => {
  const count = 40;
  const types = Array.from({ length: count }, () => STRING);
  const exprs = types.map((type, i) => call("UPPER", call("COALESCE", column(i, type), lit("none", STRING))));
  const columns = types.map((type, i) => vectorOf(type, [`a${i}`, null]));
  const output = compileCalc(null, exprs, types).run({ rowCount: 2, columns, selection: null }, testContext, null);
  assert.deepEqual(
    output.columns.map((vector) => values(vector, STRING, 2)),
    types.map((_, i) => [`A${i}`, "NONE"]),
  );
});

test("a chain of thousands of operands compiles", () => {
  const x = column(0, INT);
  let chain: Expr = call("=", x, lit(0, INT));
  for (let i = 1; i < 3000; i++) chain = call("OR", chain, call("=", x, lit(i, INT)));
  assert.deepEqual(valuesOf(chain, [INT], [[2999], [3000], [null]]), [true, false, null]);
});

test("0 and -0 are two constants", () => {
  const quotient = (divisor: number): Expr => call("/", column(0, DOUBLE), lit(divisor, DOUBLE));
  const calc = compileCalc(null, [quotient(0), quotient(-0)], [DOUBLE]);
  const { columns } = calc.run(
    { rowCount: 1, columns: [vectorOf(DOUBLE, [1])], selection: null },
    testContext,
    null,
  );
  assert.deepEqual(
    columns.map((vector) => values(vector, DOUBLE, 1)[0]),
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
});
