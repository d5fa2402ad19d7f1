import assert from "node:assert/strict";
import { test } from "node:test";
import { bool, call, col, collect, filter, int, project, scan, unionAll } from "../../../test/helpers/plans.ts";
import { plan, ruleText, ruleTextOfSinks, STAYS } from "../../../test/helpers/rule-text.ts";
import { BIGINT, INT, STRING } from "../../common/types.ts";
import { pushFilterBelowProject } from "./push-filter-below-project.ts";

const t = scan();
const upper = project(t, { u: call("UPPER", [col(t, "k")], STRING), a: col(t, "a") });

test("a filter goes below a project and reads what it computes", () => {
  const predicate = call("AND", [call("=", [col(upper, "a"), int(1)]), call("IS NOT NULL", [col(upper, "u")])]);
  assert.equal(
    ruleText(pushFilterBelowProject, filter(upper, predicate)),
    plan`
      project UPPER(k) AS u, a
        filter a = 1 AND UPPER(k) IS NOT NULL
          scan t (k, a, b, ts)
    `,
  );
});

test("it stays above what can fail: no row is kept from an error", () => {
  const sum = project(t, { s: call("+", [col(t, "a"), int(1)], INT), k: col(t, "k") });
  assert.equal(ruleText(pushFilterBelowProject, filter(sum, call("IS NOT NULL", [col(sum, "k")]))), STAYS);
});

test("it stays above what is not deterministic, and when it reads what is dear", () => {
  const random = project(t, { r: call("UUID", [], STRING), k: col(t, "k") });
  assert.equal(ruleText(pushFilterBelowProject, filter(random, call("IS NOT NULL", [col(random, "k")]))), STAYS);
  const nested = ["UPPER", "LOWER", "REVERSE"].reduce(
    (arg, fn) => call(fn, [arg], STRING),
    call("TRIM", [col(t, "k")], STRING),
  );
  const dear = project(t, { d: nested });
  assert.equal(ruleText(pushFilterBelowProject, filter(dear, call("IS NOT NULL", [col(dear, "d")]))), STAYS);
});

test("a project that others read as well stays as it is for them", () => {
  const passed = project(t, { b: col(t, "b") });
  const filtered = filter(passed, call("=", [col(passed, "b"), { kind: "literal", value: 1, type: BIGINT }]));
  assert.equal(ruleTextOfSinks(pushFilterBelowProject, [collect(unionAll(passed, filtered))]), STAYS);
  assert.notEqual(ruleText(pushFilterBelowProject, filter(passed, bool(true))), STAYS);
});
