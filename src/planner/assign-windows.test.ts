import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aggregate,
  aggregateCall,
  call,
  col,
  collect,
  filter,
  HOP_5S_10S,
  int,
  project,
  scan,
  TUMBLE_10S,
  window,
} from "../../test/helpers/plans.ts";
import { plan } from "../../test/helpers/rule-text.ts";
import { INT, STRING } from "../common/types.ts";
import { assignWindows } from "./assign-windows.ts";
import { logicalNodeText } from "./explain/logical-text.ts";
import type { LogicalAggregate, LogicalNode, WindowSpec } from "./logical.ts";

const t = scan();

/** GROUP BY k, window_start, window_end over rows that carry windows. */
function attached(input: LogicalNode, spec: WindowSpec): LogicalAggregate {
  const node = aggregate(input, { k: col(input, "k") }, { n: aggregateCall("COUNT", []) }, spec);
  const startColumn = col(input, "window_start").index;
  const endColumn = col(input, "window_end").index;
  return { ...node, window: { ...node.window!, timeColumn: endColumn, attached: { startColumn, endColumn } } };
}

function assigned(node: LogicalNode): string {
  return logicalNodeText(assignWindows([collect(node)])[0].input);
}

const STAYS = /^aggregate by k; windows of \(window_start, window_end\)/;

test("the aggregate assigns the windows; what stood in between works on the rows below", () => {
  const hop = window(t, HOP_5S_10S);
  const kept = filter(hop, call("=", [col(hop, "a"), int(1)]));
  const renamed = project(kept, {
    window_end: col(kept, "window_end"),
    window_start: col(kept, "window_start"),
    k: col(kept, "k"),
  });
  assert.equal(
    assigned(attached(renamed, HOP_5S_10S)),
    plan`
      aggregate by k; HOP(ts, 5 s, 10 s); COUNT(*) AS n
        project k, ts
          filter a = 1
            scan t (k, a, b, ts)
    `,
  );
});

test("it stays when a window column is read, or when windows are sessions", () => {
  const tumble = window(t);
  const late = filter(tumble, call("IS NOT NULL", [col(tumble, "window_start")]));
  assert.match(assigned(attached(late, TUMBLE_10S)), STAYS);
  const session = { kind: "session", gapMs: 1000, partitionKeys: [0] } as const;
  assert.match(assigned(attached(window(t, session), session)), STAYS);
});

test("it stays when an expression would notice: not deterministic, or failing over windows with gaps", () => {
  const hop = window(t, HOP_5S_10S);
  const random = filter(hop, call("<>", [col(hop, "k"), call("UUID", [], STRING)]));
  assert.match(assigned(attached(random, HOP_5S_10S)), STAYS);
  const gaps = { ...HOP_5S_10S, slide: { unit: "ms", ms: 20_000 } } as const;
  const failing = (over: LogicalNode) => filter(over, call("=", [call("+", [col(over, "a"), int(1)], INT), int(2)]));
  assert.match(assigned(attached(failing(window(t, gaps)), gaps)), STAYS);
  assert.doesNotMatch(assigned(attached(failing(hop), HOP_5S_10S)), STAYS);
});
