import assert from "node:assert/strict";
import { test } from "node:test";
import { bool, call, filter, int, scan } from "../../../test/helpers/plans.ts";
import { ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT } from "../../common/types.ts";
import { eliminateConstantFilter } from "./eliminate-constant-filter.ts";

const rows = { kind: "values", rows: [[int(1)]], columns: [{ name: "x", type: INT }] } as const;

test("TRUE goes, FALSE empties VALUES", () => {
  assert.equal(ruleText(eliminateConstantFilter, filter(scan(), bool(true))), "scan t (k, a, b, ts)");
  assert.equal(ruleText(eliminateConstantFilter, filter(rows, bool(false))), "values without rows");
});

test("FALSE stays above a source, and above rows that could fail", () => {
  assert.equal(ruleText(eliminateConstantFilter, filter(scan(), bool(false))), STAYS);
  const failing = { ...rows, rows: [[call("/", [int(1), int(0)], INT)]] };
  assert.equal(ruleText(eliminateConstantFilter, filter(failing, bool(false))), STAYS);
});
