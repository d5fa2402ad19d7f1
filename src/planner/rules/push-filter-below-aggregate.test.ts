import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aggregate,
  aggregateCall,
  bool,
  call,
  col,
  filter,
  int,
  scan,
  TUMBLE_10S,
} from "../../../test/helpers/plans.ts";
import { plan, ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT, STRING, timestampLtz } from "../../common/types.ts";
import { pushFilterBelowAggregate } from "./push-filter-below-aggregate.ts";

const t = scan();
const count = { n: aggregateCall("COUNT", []) };
const windowed = aggregate(t, { key: col(t, "k") }, count, TUMBLE_10S);

test("a filter on keys goes below a window aggregate, one on results stays", () => {
  const onKey = call("IS NOT NULL", [col(windowed, "key")]);
  const onCount = call("=", [col(windowed, "n"), int(1)]);
  assert.equal(
    ruleText(pushFilterBelowAggregate, filter(windowed, call("AND", [onCount, onKey]))),
    plan`
      filter n = 1
        aggregate by k AS key; TUMBLE(ts, 10 s); COUNT(*) AS n
          filter k IS NOT NULL
            scan t (k, a, b, ts)
    `,
  );
});

test("window columns, results and what varies with the batch stay", () => {
  assert.equal(
    ruleText(pushFilterBelowAggregate, filter(windowed, call("IS NOT NULL", [col(windowed, "window_end")]))),
    STAYS,
  );
  const now = call("IS NOT NULL", [call("CURRENT_TIMESTAMP", [], timestampLtz(3))]);
  assert.equal(ruleText(pushFilterBelowAggregate, filter(windowed, now)), STAYS);
});

test("an aggregate without keys has a row over nothing: nothing goes below it", () => {
  const global = aggregate(t, {}, count);
  assert.equal(ruleText(pushFilterBelowAggregate, filter(global, bool(false))), STAYS);
});

test("arguments that can fail still see every row", () => {
  const failing = { s: aggregateCall("SUM", [call("+", [col(t, "a"), int(1)], INT)]) };
  const summed = aggregate(t, { k: col(t, "k") }, failing);
  assert.equal(ruleText(pushFilterBelowAggregate, filter(summed, call("IS NOT NULL", [col(summed, "k")]))), STAYS);
});

test("a key that is computed stays above until it is a column", () => {
  const computed = aggregate(t, { u: call("UPPER", [col(t, "k")], STRING) }, count);
  assert.equal(ruleText(pushFilterBelowAggregate, filter(computed, call("IS NOT NULL", [col(computed, "u")]))), STAYS);
});
