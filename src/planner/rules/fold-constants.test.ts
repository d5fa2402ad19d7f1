import assert from "node:assert/strict";
import { test } from "node:test";
import { call, col, filter, int, lit, project, scan } from "../../../test/helpers/plans.ts";
import { plan, ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT, notNull, STRING, timestampLtz } from "../../common/types.ts";
import { foldConstants } from "./fold-constants.ts";

const t = scan();

test("what is constant becomes a literal inside any node", () => {
  const two = call("+", [int(1), int(1)], notNull(INT));
  assert.equal(
    ruleText(foldConstants, filter(t, call("=", [col(t, "a"), two]))),
    plan`
      filter a = 2
        scan t (k, a, b, ts)
    `,
  );
});

test("what fails, and what depends on the batch, stays", () => {
  assert.equal(ruleText(foldConstants, project(t, { x: call("/", [int(1), int(0)], INT) })), STAYS);
  assert.equal(ruleText(foldConstants, project(t, { x: call("CURRENT_TIMESTAMP", [], timestampLtz(3)) })), STAYS);
  assert.equal(ruleText(foldConstants, project(t, { x: call("UUID", [], STRING), y: lit("a", STRING) })), STAYS);
});
