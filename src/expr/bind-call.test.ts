import assert from "node:assert/strict";
import { test } from "node:test";
import { call, column, lit } from "../../test/helpers/exprs.ts";
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
  NULL_TYPE,
  notNull,
  SMALLINT,
  STRING,
  type SqlType,
  TIME,
  TINYINT,
  timestamp,
  timestampLtz,
  typeText,
} from "../common/types.ts";
import { bindCall } from "./bind-call.ts";
import { exprText } from "./expr-text.ts";

const bound = (name: string, ...types: SqlType[]): string => {
  const expr = bindCall(
    name,
    types.map((type, i) => column(i, type)),
  );
  return typeof expr === "string" ? expr : `${exprText(expr)}: ${typeText(expr.type)}`;
};

test("integers take the wider type, % that of its second operand", () => {
  assert.equal(bound("+", TINYINT, SMALLINT), "CAST(c0 AS SMALLINT) + c1: SMALLINT");
  assert.equal(bound("%", BIGINT, notNull(INT)), "c0 % CAST(c1 AS BIGINT): INT");
  assert.equal(bound("/", notNull(INT), notNull(INT)), "c0 / c1: INT NOT NULL");
});

test("approximate operands make approximate results", () => {
  assert.equal(bound("*", FLOAT, BIGINT), "c0 * CAST(c1 AS FLOAT): FLOAT");
  assert.equal(bound("*", FLOAT, decimal(10, 2)), "CAST(c0 AS DOUBLE) * CAST(c1 AS DOUBLE): DOUBLE");
  assert.equal(bound("+", DOUBLE, FLOAT), "c0 + CAST(c1 AS DOUBLE): DOUBLE");
  assert.equal(bound("%", DOUBLE, INT), "% is for integers and DECIMAL, not for FLOAT and DOUBLE");
});

test("decimals: result types as Flink derives them", () => {
  assert.equal(bound("/", decimal(10, 2), INT), "c0 / CAST(c1 AS DECIMAL(10, 0)): DECIMAL(21, 13)");
  assert.equal(bound("+", decimal(38, 18), decimal(38, 18)), "c0 + c1: DECIMAL(38, 17)");
  assert.equal(bound("*", decimal(38, 18), decimal(20, 10)), "c0 * c1: DECIMAL(38, 7)");
});

test("time and intervals", () => {
  assert.equal(bound("+", timestamp(3), INTERVAL_DAY), "c0 + c1: TIMESTAMP(3)");
  assert.equal(bound("+", INTERVAL_DAY, DATE), "c0 + c1: DATE");
  assert.equal(bound("*", INTERVAL_DAY, INT), "c0 * c1: INTERVAL DAY TO SECOND");
  assert.match(bound("-", timestamp(3), timestamp(3)), /needs a unit/);
  assert.equal(bound("+", timestamp(3), DATE), "there is no + between TIMESTAMP(3) and DATE");
  const difference = bindCall("-", [column(0, DATE), column(1, DATE)], { unit: "MONTH" });
  assert.ok(typeof difference !== "string");
  assert.equal(typeText(difference.type), "INTERVAL YEAR TO MONTH");
});

test("comparison casts as little as it can", () => {
  assert.equal(bound("=", INT, decimal(38, 20)), "c0 = c1: BOOLEAN");
  assert.equal(bound("<", BIGINT, DOUBLE), "CAST(c0 AS DOUBLE) < c1: BOOLEAN");
  assert.equal(bound("=", timestamp(3), STRING), "c0 = CAST(c1 AS TIMESTAMP(3)): BOOLEAN");
  assert.equal(bound("=", STRING, TIME), "CAST(c0 AS TIME(0)) = c1: BOOLEAN");
  assert.match(bound("=", INT, STRING), /^there is no = between INT and STRING; a CAST/);
  assert.match(bound("<", timestamp(3), timestampLtz(3)), /one has no time zone/);
  assert.match(
    bound("<", { kind: "ARRAY", element: INT, nullable: true }, { kind: "ARRAY", element: INT, nullable: true }),
    /does not order ARRAY/,
  );
  assert.equal(bound("IS DISTINCT FROM", INT, NULL_TYPE), "c0 IS DISTINCT FROM CAST(c1 AS INT): BOOLEAN NOT NULL");
});

test("CASE, COALESCE and NULLIF", () => {
  assert.equal(
    bound("CASE", BOOLEAN, notNull(INT), notNull(decimal(3, 1))),
    "CASE WHEN c0 THEN CAST(c1 AS DECIMAL(11, 1)) ELSE CAST(c2 AS DECIMAL(11, 1)) END: DECIMAL(11, 1) NOT NULL",
  );
  assert.equal(bound("CASE", BOOLEAN, INT, STRING), "its results have no common type: INT, STRING");
  assert.equal(bound("COALESCE", INT, notNull(BIGINT)), "COALESCE(CAST(c0 AS BIGINT), c1): BIGINT NOT NULL");
  assert.equal(bound("NULLIF", INT, decimal(2, 1)), "NULLIF(c0, c1): INT");
});

test("texts and bytes join, lengths add up", () => {
  const char = (length: number): SqlType => ({ kind: "CHAR", length, nullable: false });
  assert.equal(bound("||", char(2), char(3)), "c0 || c1: CHAR(5) NOT NULL");
  assert.equal(bound("||", char(2), STRING), "c0 || c1: STRING");
  assert.equal(bound("||", STRING, BYTES), "there is no || between STRING and BYTES");
  assert.equal(bound("||", STRING, INT), "there is no || between STRING and INT");
});

test("access and constructors", () => {
  const array: SqlType = { kind: "ARRAY", element: notNull(INT), nullable: false };
  const row: SqlType = { kind: "ROW", fields: [{ name: "x", type: notNull(INT) }], nullable: true };
  assert.equal(bound("[]", array, TINYINT), "c0[CAST(c1 AS INT)]: INT");
  assert.match(String(bindCall("[]", [column(0, array), lit(0, INT)])), /first element of an array has index 1/);
  const field = bindCall(".", [column(0, row)], { index: 0, name: "x" });
  assert.ok(typeof field !== "string");
  assert.equal(`${exprText(field)}: ${typeText(field.type)}`, "c0.x: INT");
  assert.equal(typeText(call("ARRAY", lit(1, INT), column(0, decimal(2, 1))).type), "ARRAY<DECIMAL(11, 1)> NOT NULL");
  assert.equal(bound("ARRAY", NULL_TYPE), "a NULL alone needs a type: CAST(NULL AS ...)");
});

test("an unknown function", () => {
  assert.equal(bindCall("no_such", []), "there is no function NO_SUCH");
});
