import assert from "node:assert/strict";
import { test } from "node:test";
import { call, cast, column, lit } from "../../test/helpers/exprs.ts";
import { BOOLEAN, DATE, INT, notNull, STRING, timestampLtz } from "../common/types.ts";
import { exprText } from "./expr-text.ts";
import { foldConstants } from "./fold.ts";

const folded = (expr: Parameters<typeof foldConstants>[0]): string => exprText(foldConstants(expr));

test("constant parts are computed, the rest stays", () => {
  const sum = call("+", lit(2, INT), call("*", lit(3, INT), lit(4, INT)));
  assert.equal(folded(sum), "14");
  assert.equal(folded(call("+", column(0, INT), sum)), "c0 + 14");
  assert.equal(folded(call("||", lit("a", STRING), lit("b'", STRING))), "'ab'''");
});

test("the type of the whole stays, with its nullability", () => {
  const expr = call("COALESCE", lit(1, INT), column(0, INT));
  assert.deepEqual(foldConstants(expr).type, notNull(INT));
});

test("what fails is left for the rows that reach it", () => {
  assert.equal(folded(call("/", lit(1, INT), lit(0, INT))), "1 / 0");
  assert.equal(folded(cast(lit("x", STRING), INT)), "CAST('x' AS INT)");
  assert.equal(folded(cast(lit("x", STRING), INT, true)), "NULL");
  const guarded = call("AND", lit(false, BOOLEAN), call("=", call("/", lit(1, INT), lit(0, INT)), lit(1, INT)));
  assert.equal(folded(guarded), "FALSE");
});

test("literals decide lazy operators", () => {
  const x = column(0, notNull(INT));
  assert.equal(folded(call("IF", lit(true, BOOLEAN), lit(1, INT), x)), "1");
  assert.equal(folded(call("IF", lit(null, BOOLEAN), lit(1, INT), x)), "c0");
  assert.equal(folded(call("CASE", lit(false, BOOLEAN), lit(1, INT), lit(true, BOOLEAN), x, lit(2, INT))), "c0");
  assert.equal(folded(call("OR", lit(true, BOOLEAN), call("=", x, lit(1, INT)))), "TRUE");
});

test("what depends on the session zone or is new at each call is not computed", () => {
  assert.equal(folded(cast(lit("2020-01-01", STRING), timestampLtz(3))), "CAST('2020-01-01' AS TIMESTAMP_LTZ(3))");
  assert.equal(folded(cast(lit(0, timestampLtz(3)), DATE)), "CAST(0 AS DATE)");
  assert.equal(folded(call("RAND")), "RAND()");
  assert.equal(folded(call("+", call("RAND"), lit(1, INT))), "RAND() + 1.0");
});
