import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aggregate,
  aggregateCall,
  call,
  col,
  filter,
  int,
  project,
  scan,
  sort,
  unionAll,
} from "../../../test/helpers/plans.ts";
import { plan, ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT, STRING } from "../../common/types.ts";
import { pruneColumns } from "./prune-columns.ts";

const t = scan();
const wide = project(t, { u: call("UPPER", [col(t, "k")], STRING), k: col(t, "k"), a: col(t, "a") });

test("what nobody reads is not computed, also below a filter", () => {
  const filtered = filter(wide, call("IS NOT NULL", [col(wide, "a")]));
  assert.equal(
    ruleText(pruneColumns, aggregate(filtered, { k: col(filtered, "k") }, { n: aggregateCall("COUNT", []) })),
    plan`
      aggregate by k; COUNT(*) AS n
        filter a IS NOT NULL
          project k, a
            scan t (k, a, b, ts)
    `,
  );
});

test("a union hands on only what is read", () => {
  const both = unionAll(scan(), scan());
  assert.equal(
    ruleText(pruneColumns, project(both, { b: col(both, "b") })),
    plan`
      project b
        union-all
          project b
            scan t (k, a, b, ts)
          project b
            scan t (k, a, b, ts)
    `,
  );
});

test("what can fail stays, and so do the rows that a sort keeps", () => {
  const sum = project(t, { s: call("+", [col(t, "a"), int(1)], INT), k: col(t, "k") });
  assert.equal(ruleText(pruneColumns, project(sum, { k: col(sum, "k") })), STAYS);
  const sorted = sort(wide, [col(wide, "k")]);
  assert.equal(ruleText(pruneColumns, project(sorted, { k: col(sorted, "k") })), STAYS);
});
