import assert from "node:assert/strict";
import { test } from "node:test";
import { bool, call, col, filter, int, lit, scan } from "../../../test/helpers/plans.ts";
import { ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { BOOLEAN, INT, notNull } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import { simplifyBooleans } from "./simplify-booleans.ts";

const t = scan();
const x = call("=", [col(t, "a"), int(1)]);
const failing = call("=", [call("+", [col(t, "a"), int(1)], INT), int(2)]);

function simplified(predicate: Expr): string {
  return ruleText(simplifyBooleans, filter(t, predicate)).split("\n")[0];
}

test("operands that decide nothing go", () => {
  assert.equal(simplified(call("AND", [bool(true), x])), "filter a = 1");
  assert.equal(simplified(call("OR", [x, bool(false)])), "filter a = 1");
  assert.equal(simplified(call("NOT", [call("NOT", [x])])), "filter a = 1");
});

test("FALSE AND x is FALSE whatever x is; x AND FALSE only when x cannot fail", () => {
  assert.equal(simplified(call("AND", [bool(false), failing])), "filter FALSE");
  assert.equal(simplified(call("AND", [x, bool(false)])), "filter FALSE");
  assert.equal(simplified(call("AND", [failing, bool(false)])), STAYS);
  assert.equal(simplified(call("AND", [failing, bool(false), x])), "filter a + 1 = 2 AND FALSE");
});

test("an AND that can fail does not become a predicate of its own", () => {
  const both = call("AND", [x, failing]);
  assert.equal(simplified(call("NOT", [call("NOT", [both])])), STAYS);
  assert.equal(simplified(call("OR", [both, bool(false)])), STAYS);
  assert.equal(simplified(call("NOT", [call("NOT", [call("AND", [x, x])])])), "filter a = 1 AND a = 1");
});

test("NULL decides nothing, and a type does not change", () => {
  assert.equal(simplified(call("AND", [lit(null, BOOLEAN), x])), STAYS);
  const strict = call("IS NULL", [col(t, "a")], notNull(BOOLEAN));
  assert.equal(simplified(call("AND", [bool(true), strict], BOOLEAN)), STAYS);
});
