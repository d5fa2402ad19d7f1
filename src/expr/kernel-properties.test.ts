// The generated code of every operator and function that has some means what `evaluate` means, in the number variant and
// in the bigint variant: random rows with edge values, over all pairs of types that bind.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Answer, cast, column, kernelAnswers, naiveAnswer } from "../../test/helpers/exprs.ts";
import { exact, type Scalar } from "../columnar/scalar.ts";
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  decimal,
  DOUBLE,
  FLOAT,
  INT,
  INTERVAL_DAY,
  INTERVAL_MONTH,
  SMALLINT,
  STRING,
  type SqlType,
  TINYINT,
  timestamp,
  typeText,
} from "../common/types.ts";
import { bindCall } from "./bind-call.ts";
import { canFail } from "./can-fail.ts";
import { canCast } from "./cast.ts";
import type { Expr } from "./expr.ts";
import { allFunctions } from "./functions/index.ts";

const ROWS = 12;

/** Values of a type; `isSmall` keeps exact 64-bit values, and most of what comes of them, safe integers. */
function valuesOf(type: SqlType, isSmall: boolean): fc.Arbitrary<Scalar> {
  const edge = (bits: bigint): fc.Arbitrary<Scalar> => {
    const most = (1n << bits) - 1n;
    const edges = fc.constantFrom(0n, 1n, -1n, 2n, most, -most, most - 1n, -most - 1n);
    return fc.oneof(edges, fc.bigInt(-most, most), fc.bigInt(-10n, 10n)).map(exact);
  };
  switch (type.kind) {
    case "BOOLEAN":
      return fc.boolean();
    case "TINYINT":
      return edge(7n);
    case "SMALLINT":
      return edge(15n);
    case "INT":
      return edge(31n);
    case "DATE":
      return fc.integer({ min: -100000, max: 100000 });
    case "FLOAT":
      return fc.float().map((value) => Math.fround(value));
    case "DOUBLE":
      return fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, 1, -1, 2 ** 53 + 2));
    case "DECIMAL": {
      const most = 10n ** BigInt(isSmall ? Math.min(type.precision, 6) : type.precision) - 1n;
      return fc
        .oneof(fc.bigInt(-most, most), fc.bigInt(-10n < -most ? -most : -10n, 10n > most ? most : 10n))
        .map(exact);
    }
    case "VARCHAR":
      return fc.oneof(
        fc.string({ unit: "binary", maxLength: 6 }),
        fc.constantFrom("", "a", "ab", "%", "_", "12", "-1.5", "é", "😀"),
      );
    case "VARBINARY":
      return fc.uint8Array({ maxLength: 4 });
    case "INTERVAL_MONTH":
      return fc.integer({ min: -5000, max: 5000 });
    default:
      return isSmall ? edge(30n) : edge(60n);
  }
}

function rowsOf(types: readonly SqlType[], isSmall: boolean): fc.Arbitrary<Scalar[][]> {
  const cells = types.map((type) => fc.option(valuesOf(type, isSmall), { nil: null, freq: 6 }));
  return fc.array(fc.tuple(...cells), { minLength: ROWS, maxLength: ROWS }) as unknown as fc.Arbitrary<Scalar[][]>;
}

function isSameAnswer(a: Answer, b: Answer): boolean {
  if ("problem" in a || "problem" in b) return "problem" in a && "problem" in b && a.problem === b.problem;
  if (a.value instanceof Uint8Array && b.value instanceof Uint8Array) return Buffer.compare(a.value, b.value) === 0;
  return Object.is(a.value, b.value);
}

function checkAgreement(expr: Expr, types: readonly SqlType[], runs: number): void {
  for (const isSmall of [true, false]) {
    fc.assert(
      fc.property(rowsOf(types, isSmall), (rows) => {
        const answers = kernelAnswers(expr, types, rows);
        rows.forEach((row, i) => {
          const wanted = naiveAnswer(expr, row);
          const text = () => `${row.map(String).join(", ")} gives ${show(answers[i])}, evaluate ${show(wanted)}`;
          assert.ok(isSameAnswer(answers[i], wanted), text());
          assert.ok("value" in wanted || canFail(expr), `${text()}, but it cannot fail`);
        });
      }),
      { numRuns: runs, seed: 7 },
    );
  }
}

function show(answer: Answer): string {
  return "problem" in answer ? answer.problem : String(answer.value);
}

/** IN leaves out casts that evaluate would make fail. */
function isLazyOverFailing(expr: Expr): boolean {
  return expr.kind === "call" && expr.fn === "IN" && expr.args.some((arg) => arg.kind === "cast");
}

const TYPES: readonly SqlType[] = [
  BOOLEAN,
  TINYINT,
  SMALLINT,
  INT,
  BIGINT,
  decimal(5, 2),
  decimal(18, 0),
  decimal(38, 10),
  FLOAT,
  DOUBLE,
  STRING,
  BYTES,
  DATE,
  timestamp(0),
  timestamp(3),
  timestamp(6),
  INTERVAL_DAY,
  INTERVAL_MONTH,
];

const BINARY = [
  "=",
  "<>",
  "<",
  "<=",
  ">",
  ">=",
  "IS DISTINCT FROM",
  "IS NOT DISTINCT FROM",
  "+",
  "-",
  "*",
  "/",
  "%",
  "||",
  "LIKE",
  "NULLIF",
  "COALESCE",
  "IN",
  "AND",
  "OR",
  "GREATEST",
];

for (const name of BINARY) {
  test(`${name}: the kernel agrees with evaluate for all pairs of types`, () => {
    let boundCount = 0;
    for (const a of TYPES) {
      for (const b of TYPES) {
        const expr = bindCall(name, [column(0, a), column(1, b)]);
        if (typeof expr === "string" || isLazyOverFailing(expr)) continue;
        boundCount++;
        checkAgreement(expr, [a, b], 4);
      }
    }
    assert.ok(boundCount > 0);
  });
}

test("unary operators agree for all types", () => {
  for (const name of [
    "-",
    "+",
    "NOT",
    "IS NULL",
    "IS NOT NULL",
    "IS TRUE",
    "IS NOT TRUE",
    "IS FALSE",
    "IS NOT FALSE",
    "IS UNKNOWN",
  ]) {
    for (const type of TYPES) {
      const expr = bindCall(name, [column(0, type)]);
      if (typeof expr !== "string") checkAgreement(expr, [type], 4);
    }
  }
});

test("three operands: BETWEEN, CASE, IN", () => {
  for (const type of TYPES.filter((t) => t.kind !== "BOOLEAN")) {
    const [a, b, c] = [column(0, type), column(1, type), column(2, type)];
    const when = bindCall(">", [a, b]);
    assert.ok(typeof when !== "string");
    for (const expr of [
      bindCall("BETWEEN", [a, b, c]),
      bindCall("BETWEEN", [a, b, c], { isSymmetric: true }),
      bindCall("IN", [a, b, c]),
      bindCall("CASE", [when, b, c]),
    ]) {
      assert.ok(typeof expr !== "string", String(expr));
      checkAgreement(expr, [type, type, type], 6);
    }
  }
});

test("casts agree for all pairs of types, CAST and TRY_CAST", () => {
  for (const from of TYPES) {
    for (const to of [
      ...TYPES,
      { kind: "CHAR", length: 3, nullable: true } as const,
      { kind: "VARCHAR", length: 2, nullable: true } as const,
    ]) {
      if (!canCast(from, to)) continue;
      for (const isTry of [false, true]) checkAgreement(cast(column(0, from), to, isTry), [from], 4);
    }
  }
});

test("every other function with code of its own agrees where it binds to one or two types", () => {
  for (const fn of allFunctions()) {
    if (fn.emit === undefined || BINARY.includes(fn.name)) continue;
    for (const a of TYPES) {
      for (const types of [[a], ...TYPES.map((b) => [a, b])]) {
        const expr = bindCall(
          fn.name,
          types.map((type, i) => column(i, type)),
        );
        if (typeof expr !== "string") checkAgreement(expr, types, 3);
      }
    }
  }
});

test("casts of texts agree on the forms that are read from bytes, and near them", () => {
  const digit = fc.constantFrom(..."0123456789");
  const digits = (maxLength: number) => fc.string({ unit: digit, maxLength });
  const number = fc
    .tuple(fc.constantFrom("", "-", "+", " "), digits(12), fc.constantFrom("", "."), digits(6))
    .map((p) => p.join(""));
  const two = fc.integer({ min: 0, max: 70 }).map((n) => String(n).padStart(2, "0"));
  const date = fc.tuple(fc.constantFrom("1969", "2020", "0001", "0000", "9999"), two, two).map((p) => p.join("-"));
  const time = fc.tuple(two, two, two).map((p) => p.join(":"));
  const fraction = fc.oneof(
    fc.constant(""),
    digits(5).map((text) => `.${text}`),
  );
  const stamp = fc.tuple(date, fc.constantFrom(" ", "T", "  "), time, fraction).map((p) => p.join(""));
  const text = fc.oneof(number, number, date, stamp, stamp);
  const targets = [
    TINYINT,
    INT,
    BIGINT,
    FLOAT,
    DOUBLE,
    decimal(5, 2),
    decimal(18, 0),
    DATE,
    timestamp(0),
    timestamp(3),
    timestamp(6),
    timestamp(9),
  ];
  for (const to of targets) {
    for (const isTry of [false, true]) {
      const expr = cast(column(0, STRING), to, isTry);
      fc.assert(
        fc.property(fc.array(text, { minLength: 40, maxLength: 40 }), (texts) => {
          const answers = kernelAnswers(
            expr,
            [STRING],
            texts.map((one) => [one]),
          );
          texts.forEach((one, i) => {
            const wanted = naiveAnswer(expr, [one]);
            assert.ok(isSameAnswer(answers[i], wanted), `'${one}' gives ${show(answers[i])}, evaluate ${show(wanted)}`);
          });
        }),
        { numRuns: 25, seed: 7 },
      );
    }
  }
});

test("the types of a test are told apart", () => {
  assert.equal(new Set(TYPES.map((type) => typeText(type))).size, TYPES.length);
});
