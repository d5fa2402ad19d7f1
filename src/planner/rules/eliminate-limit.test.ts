import assert from "node:assert/strict";
import { test } from "node:test";
import { col, int, scan, sort } from "../../../test/helpers/plans.ts";
import { ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT } from "../../common/types.ts";
import { eliminateLimit } from "./eliminate-limit.ts";

const rows = { kind: "values", rows: [[int(1)]], columns: [{ name: "x", type: INT }] } as const;

test("no order and no limit is nothing; LIMIT 0 over VALUES has no rows", () => {
  assert.equal(ruleText(eliminateLimit, sort(scan(), [])), "scan t (k, a, b, ts)");
  assert.equal(ruleText(eliminateLimit, sort(rows, [], 0)), "values without rows");
});

test("LIMIT 0 over a source stays, and so does any other limit", () => {
  assert.equal(ruleText(eliminateLimit, sort(scan(), [], 0)), STAYS);
  assert.equal(ruleText(eliminateLimit, sort(rows, [], 1)), STAYS);
  assert.equal(ruleText(eliminateLimit, sort(rows, [col(rows, "x")])), STAYS);
});
