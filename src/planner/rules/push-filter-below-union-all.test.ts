import assert from "node:assert/strict";
import { test } from "node:test";
import { call, col, filter, project, scan, table, unionAll } from "../../../test/helpers/plans.ts";
import { plan, ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { STRING } from "../../common/types.ts";
import { pushFilterBelowUnionAll } from "./push-filter-below-union-all.ts";

const t = project(scan(), { k: col(scan(), "k") });
const u = scan(table("u", [{ name: "name", type: STRING }]));
const both = unionAll(t, u);

test("every input is filtered by its own columns", () => {
  assert.equal(
    ruleText(pushFilterBelowUnionAll, filter(both, call("IS NOT NULL", [col(both, "k")]))),
    plan`
      union-all
        filter k IS NOT NULL
          project k
            scan t (k, a, b, ts)
        filter name IS NOT NULL
          scan u (name)
    `,
  );
});

test("a predicate that is not deterministic stays", () => {
  assert.equal(
    ruleText(pushFilterBelowUnionAll, filter(both, call("<>", [col(both, "k"), call("UUID", [], STRING)]))),
    STAYS,
  );
});
