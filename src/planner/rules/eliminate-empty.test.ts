import assert from "node:assert/strict";
import { test } from "node:test";
import { aggregate, aggregateCall, col, project, scan, unionAll } from "../../../test/helpers/plans.ts";
import { ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT } from "../../common/types.ts";
import { eliminateEmpty } from "./eliminate-empty.ts";

const empty = { kind: "values", rows: [], columns: [{ name: "x", type: INT }] } as const;
const count = { n: aggregateCall("COUNT", []) };

test("what is above nothing is nothing", () => {
  assert.equal(ruleText(eliminateEmpty, project(empty, { y: col(empty, "x") })), "values without rows");
  assert.equal(ruleText(eliminateEmpty, aggregate(empty, { x: col(empty, "x") }, count)), "values without rows");
  assert.equal(ruleText(eliminateEmpty, unionAll(empty, empty)), "values without rows");
});

test("an aggregate without keys has a row, and a union with one live input stays", () => {
  assert.equal(ruleText(eliminateEmpty, aggregate(empty, {}, count)), STAYS);
  const one = project(scan(), { x: col(scan(), "a") });
  assert.equal(ruleText(eliminateEmpty, unionAll(one, empty)), STAYS);
});
