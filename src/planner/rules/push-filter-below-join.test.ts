import assert from "node:assert/strict";
import { test } from "node:test";
import { call, col, filter, lit, scan, table } from "../../../test/helpers/plans.ts";
import { plan, ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { BOOLEAN, INT, STRING } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import type { JoinType, LogicalJoin } from "../logical.ts";
import { pushFilterBelowJoin } from "./push-filter-below-join.ts";

const x = scan(
  table("x", [
    { name: "k", type: STRING },
    { name: "a", type: INT },
  ]),
);
const y = scan(
  table("y", [
    { name: "k", type: STRING },
    { name: "b", type: INT },
  ]),
);

function join(type: JoinType, residual: Expr | null = null): LogicalJoin {
  const columns = type === "semi" || type === "anti" ? x.columns : [...x.columns, ...y.columns];
  const keys = [{ left: col(x, "k"), right: col(y, "k"), isNullSafe: false }];
  return { kind: "join", type, left: x, right: y, keys, residual, time: null, columns };
}

const a: Expr = { kind: "column", index: 1, name: "a", type: INT };
const b: Expr = { kind: "column", index: 3, name: "b", type: INT };
const over = (fn: string, ...args: Expr[]): Expr => call(fn, args, BOOLEAN);

test("conditions on one side of an inner join go below it, the others stay", () => {
  const predicate = over("AND", over("AND", over(">", a, lit(1, INT)), over("<", b, lit(2, INT))), over("<>", a, b));
  assert.equal(
    ruleText(pushFilterBelowJoin, filter(join("inner"), predicate)),
    plan`
      filter a <> b
        join inner; on k = k
          filter a > 1
            scan x (k, a)
          filter b < 2
            scan y (k, b)
    `,
  );
});

test("the padded side of an outer join is not filtered from above", () => {
  assert.equal(ruleText(pushFilterBelowJoin, filter(join("left"), over("<", b, lit(2, INT)))), STAYS);
  assert.equal(ruleText(pushFilterBelowJoin, filter(join("full"), over(">", a, lit(1, INT)))), STAYS);
});

test("a condition of ON goes below the padded side only", () => {
  assert.equal(
    ruleText(pushFilterBelowJoin, join("left", over("AND", over(">", a, lit(1, INT)), over("<", b, lit(2, INT))))),
    plan`
      join left; on k = k; where a > 1
        scan x (k, a)
        filter b < 2
          scan y (k, b)
    `,
  );
  assert.equal(ruleText(pushFilterBelowJoin, join("anti", over(">", a, lit(1, INT)))), STAYS);
});

test("what can fail is asked only of rows that were joined", () => {
  const predicate = over(">", call("/", [lit(10, INT), a], INT), lit(1, INT));
  assert.equal(ruleText(pushFilterBelowJoin, filter(join("inner"), predicate)), STAYS);
});
