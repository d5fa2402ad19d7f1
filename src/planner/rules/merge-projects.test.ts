import assert from "node:assert/strict";
import { test } from "node:test";
import { call, col, int, project, scan } from "../../../test/helpers/plans.ts";
import { plan, ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT, STRING } from "../../common/types.ts";
import { mergeProjects } from "./merge-projects.ts";

const t = scan();

test("expressions are put into each other", () => {
  const inner = project(t, { u: call("UPPER", [col(t, "k")], STRING), a: col(t, "a"), unread: col(t, "b") });
  const outer = project(inner, {
    r: call("REVERSE", [col(inner, "u")], STRING),
    a: col(inner, "a"),
    again: col(inner, "a"),
  });
  assert.equal(
    ruleText(mergeProjects, outer),
    plan`
      project REVERSE(UPPER(k)) AS r, a, a AS again
        scan t (k, a, b, ts)
    `,
  );
});

test("what can fail is neither dropped, nor moved into a branch, nor computed twice", () => {
  const sum = project(t, { s: call("+", [col(t, "a"), int(1)], INT), k: col(t, "k") });
  const s = col(sum, "s");
  assert.equal(ruleText(mergeProjects, project(sum, { k: col(sum, "k") })), STAYS);
  assert.equal(ruleText(mergeProjects, project(sum, { s, t: s })), STAYS);
  const branch = call("CASE", [call("IS NULL", [col(sum, "k")]), s, int(0)], INT);
  assert.equal(ruleText(mergeProjects, project(sum, { c: branch })), STAYS);
  assert.equal(
    ruleText(mergeProjects, project(sum, { k: col(sum, "k"), s })),
    plan`
      project k, a + 1 AS s
        scan t (k, a, b, ts)
    `,
  );
});

test("what is not deterministic is computed once", () => {
  const random = project(t, { id: call("UUID", [], STRING) });
  const id = col(random, "id");
  assert.equal(ruleText(mergeProjects, project(random, { id, same: id })), STAYS);
});
