import assert from "node:assert/strict";
import { test } from "node:test";
import { call, col, collect, filter, int, scan, unionAll } from "../../../test/helpers/plans.ts";
import { plan, ruleText, ruleTextOfSinks, STAYS } from "../../../test/helpers/rule-text.ts";
import { mergeFilters } from "./merge-filters.ts";

const t = scan();
const lower = filter(t, call("IS NOT NULL", [col(t, "k")]));
const upper = filter(lower, call("=", [col(t, "a"), int(1)]));

test("the lower predicate is evaluated first", () => {
  assert.equal(
    ruleText(mergeFilters, upper),
    plan`
      filter k IS NOT NULL AND a = 1
        scan t (k, a, b, ts)
    `,
  );
});

test("a filter that others read stays", () => {
  assert.equal(ruleTextOfSinks(mergeFilters, [collect(unionAll(lower, upper))]), STAYS);
});
