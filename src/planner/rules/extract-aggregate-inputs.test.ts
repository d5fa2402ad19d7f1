import assert from "node:assert/strict";
import { test } from "node:test";
import { aggregate, aggregateCall, call, col, int, scan, TUMBLE_10S } from "../../../test/helpers/plans.ts";
import { plan, ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT, STRING } from "../../common/types.ts";
import { extractInputs } from "./extract-aggregate-inputs.ts";

const t = scan();
const sum = call("+", [col(t, "a"), int(1)], INT);

test("computed keys and arguments come from a project, equal ones once", () => {
  const calls = { s: aggregateCall("SUM", [sum]), m: aggregateCall("MAX", [sum]) };
  assert.equal(
    ruleText(extractInputs, aggregate(t, { u: call("UPPER", [col(t, "k")], STRING) }, calls, TUMBLE_10S)),
    plan`
      aggregate by u; TUMBLE(ts, 10 s); SUM($2) AS s, MAX($2) AS m
        project UPPER(k) AS u, ts, a + 1 AS $2
          scan t (k, a, b, ts)
    `,
  );
});

test("columns and literals need no project", () => {
  const calls = { n: aggregateCall("COUNT", []), s: aggregateCall("SUM", [col(t, "a")]) };
  assert.equal(ruleText(extractInputs, aggregate(t, { k: col(t, "k") }, calls)), STAYS);
});

test("with FILTER, what can fail is computed only for the rows that pass", () => {
  const filtered = aggregateCall("SUM", [sum], { filter: call("IS NOT NULL", [col(t, "k")]) });
  assert.equal(ruleText(extractInputs, aggregate(t, {}, { s: filtered })), STAYS);
  assert.equal(
    ruleText(extractInputs, aggregate(t, { u: call("UPPER", [col(t, "k")], STRING) }, { s: filtered })),
    plan`
      aggregate by u; SUM(a + 1) FILTER (WHERE k IS NOT NULL) AS s
        project UPPER(k) AS u, a, k
          scan t (k, a, b, ts)
    `,
  );
});
