import assert from "node:assert/strict";
import { test } from "node:test";
import { call, cast, column, lit } from "../../test/helpers/exprs.ts";
import { BIGINT, decimal, DOUBLE, INT, INTERVAL_DAY, STRING, timestamp } from "../common/types.ts";
import { canFail } from "./can-fail.ts";

test("what has room for every result cannot fail", () => {
  const x = column(0, DOUBLE);
  assert.equal(canFail(call("/", x, lit(0, INT))), false);
  assert.equal(canFail(call("*", column(0, decimal(10, 2)), column(1, decimal(10, 2)))), false);
  assert.equal(canFail(call("-", column(0, timestamp(3)), lit(5000, INTERVAL_DAY))), false);
  assert.equal(canFail(call("/", column(0, INT), lit(2, INT))), false);
  assert.equal(canFail(call("LIKE", column(0, STRING), lit("a%", STRING))), false);
  assert.equal(canFail(cast(column(0, INT), BIGINT)), false);
  assert.equal(canFail(cast(column(0, STRING), INT, true)), false);
});

test("what can overflow, divide by zero or be no number can fail, also deep inside", () => {
  assert.equal(canFail(call("+", column(0, INT), lit(1, INT))), true);
  assert.equal(canFail(call("/", column(0, INT), column(1, INT))), true);
  assert.equal(canFail(call("/", column(0, INT), lit(-1, INT))), true);
  assert.equal(canFail(call("*", column(0, decimal(38, 10)), column(1, decimal(38, 10)))), true);
  assert.equal(canFail(call("LIKE", column(0, STRING), column(1, STRING))), true);
  assert.equal(canFail(call("LIKE", column(0, STRING), lit("a!b", STRING), lit("!", STRING))), true);
  assert.equal(canFail(call("=", cast(column(0, STRING), INT), lit(1, INT))), true);
});
