import assert from "node:assert/strict";
import { test } from "node:test";
import { call, col, filter, HOP_5S_10S, int, scan, window } from "../../../test/helpers/plans.ts";
import { plan, ruleText, STAYS } from "../../../test/helpers/rule-text.ts";
import { INT } from "../../common/types.ts";
import { pushFilterBelowWindow } from "./push-filter-below-window.ts";

const t = scan();
const hop = window(t, HOP_5S_10S);
const ofRow = call("=", [col(hop, "a"), int(1)]);
const ofWindow = call("IS NOT NULL", [col(hop, "window_start")]);
const failing = call("=", [call("+", [col(hop, "a"), int(1)], INT), int(2)]);

test("what reads no window column goes below, the rest stays", () => {
  assert.equal(
    ruleText(pushFilterBelowWindow, filter(hop, call("AND", [ofWindow, ofRow]))),
    plan`
      filter window_start IS NOT NULL
        window HOP(ts, 5 s, 10 s)
          filter a = 1
            scan t (k, a, b, ts)
    `,
  );
});

test("what can fail stays, and so does what comes after it", () => {
  assert.equal(ruleText(pushFilterBelowWindow, filter(hop, call("AND", [failing, ofRow]))), STAYS);
  assert.equal(
    ruleText(pushFilterBelowWindow, filter(hop, call("AND", [ofRow, failing]))),
    plan`
      filter a + 1 = 2
        window HOP(ts, 5 s, 10 s)
          filter a = 1
            scan t (k, a, b, ts)
    `,
  );
});

test("sessions are made of their rows: only PARTITION BY columns go below", () => {
  const session = window(t, { kind: "session", gapMs: 1000, partitionKeys: [0] });
  assert.equal(ruleText(pushFilterBelowWindow, filter(session, ofRow)), STAYS);
  assert.equal(
    ruleText(pushFilterBelowWindow, filter(session, call("IS NOT NULL", [col(session, "k")]))),
    plan`
      window SESSION(ts PARTITION BY k, 1 s)
        filter k IS NOT NULL
          scan t (k, a, b, ts)
    `,
  );
});
