import assert from "node:assert/strict";
import { test } from "node:test";
import { col, project, scan } from "../../../test/helpers/plans.ts";
import { ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { removeIdentityProject } from "./remove-identity-project.ts";

const t = scan();
const all = { k: col(t, "k"), a: col(t, "a"), b: col(t, "b"), ts: col(t, "ts") };

test("all columns in order and under their names are no project", () => {
  assert.equal(ruleText(removeIdentityProject, project(t, all)), "scan t (k, a, b, ts)");
});

test("another order, another name or fewer columns are one", () => {
  const { k, a, b, ts } = all;
  assert.equal(ruleText(removeIdentityProject, project(t, { a, k, b, ts })), STAYS);
  assert.equal(ruleText(removeIdentityProject, project(t, { key: k, a, b, ts })), STAYS);
  assert.equal(ruleText(removeIdentityProject, project(t, { k, a, b })), STAYS);
});
