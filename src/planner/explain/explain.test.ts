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
  lit,
  plannerSession,
  project,
  scan,
  sort,
} from "../../../test/helpers/plans.ts";
import { plan as text } from "../../../test/helpers/rule-text.ts";
import { BIGINT, BOOLEAN, BYTES, DATE, DOUBLE, decimal, INT, STRING, timestamp } from "../../common/types.ts";
import { planJob } from "../plan.ts";
import { exprText } from "./expr-text.ts";
import { explainDot, explainJson, explainMermaid, explainText } from "./index.ts";

const t = scan();
const windowed = aggregate(
  filter(t, call("=", [col(t, "a"), int(1)])),
  { k: col(t, "k") },
  { n: aggregateCall("COUNT", []), d: aggregateCall("SUM", [col(t, "b")], { isDistinct: true }) },
  HOP_5S_10S,
);
const sinks = [collect(project(windowed, { k: col(windowed, "k"), until: col(windowed, "window_end") }))];
const session = plannerSession();
const job = planJob(sinks, session);

test("text has three sections; physical nodes show what they emit and keep", () => {
  assert.equal(
    explainText(sinks, job),
    text`
      == Logical plan ==
      result k, until
        project k, window_end AS until
          aggregate by k; HOP(ts, 5 s, 10 s); COUNT(*) AS n, SUM(DISTINCT b) AS d
            filter a = 1
              scan t (k, a, b, ts)

      == Optimised plan ==
      as the logical plan

      == Physical plan ==
      result (k, until)
        calc k, window_end AS until
            changelog: append | stream key: k, until
          window-aggregate by k; HOP(ts, 5 s, 10 s); COUNT(*) AS n, SUM(DISTINCT b) AS d
              changelog: append | stream key: k, window_end | watermark: window_time
              state panes: one row per k and 5 s slice of the open windows; SUM DISTINCT holds each different value; freed 5 s after the last window of the slice ends
            calc k, a, b, ts where a = 1
                changelog: append | watermark: ts
              scan t (k, a, b, ts)
                  changelog: append | watermark: ts
                  watermark: ts - INTERVAL '5' SECOND
                  state lanes: one row per split that has not ended: its greatest watermark
    `,
  );
});

test("options add kinds of changes, ids, types and generated kernels", () => {
  const all = explainText(sinks, job, { changelog: true, state: true, verbose: true });
  assert.match(all, /changelog: append \(\+I\)/);
  assert.match(all, /id: window-aggregate-[0-9a-f]{16}/);
  assert.match(all, /state panes \(layout 1\): /);
  assert.match(all, /columns: k STRING, until TIMESTAMP\(3\) NOT NULL/);
  const shown = explainText(sinks, job, {
    verbose: true,
    kernelSource: (node) => (node.kind === "calc" ? "let a;\nlet b;" : null),
  });
  assert.match(shown, /kernel:\n\s+let a;\n\s+let b;\n/);
});

test("a node that two sinks share is written once", () => {
  const both = [collect(windowed), collect(sort(windowed, [col(windowed, "n")], 3))];
  const shown = explainText(both, planJob(both, session));
  const physicalPart = shown.slice(shown.indexOf("== Physical"));
  assert.equal(physicalPart.match(/window-aggregate by/g)?.length, 1);
  assert.match(physicalPart, /\[1\] window-aggregate by k/);
  assert.match(physicalPart, /sort by n limit 3\n[^[]*\[1\] as above/);
});

test("JSON, DOT and mermaid hold every node, edge and state table", () => {
  const parsed = JSON.parse(explainJson(job));
  assert.deepEqual(
    parsed.nodes.map((node: { kind: string }) => node.kind),
    ["scan", "calc", "window-aggregate", "calc"],
  );
  assert.equal(parsed.nodes[2].inputs[0], parsed.nodes[1].id);
  assert.equal(parsed.sinks[0].input, parsed.nodes[3].id);
  assert.equal(parsed.fingerprint, job.fingerprint);
  const dot = explainDot(job);
  assert.match(dot, /^digraph plan \{/);
  assert.match(dot, /n2 \[label="calc k, a, b, ts where a = 1"\];/);
  assert.match(dot, /n4 -> s1 \[label="append"\];/);
  const mermaid = explainMermaid(job);
  assert.match(mermaid, /^flowchart BT\n/);
  assert.match(mermaid, /n3\["window-aggregate by k; .*<br\/>panes: one row/);
});

test("expressions are SQL with the least brackets", () => {
  const columns = [{ name: "a" }, { name: "b c" }];
  const a = { kind: "column", index: 0, name: "a", type: INT } as const;
  const b = { kind: "column", index: 1, name: "b c", type: INT } as const;
  const shown = (expr: Parameters<typeof exprText>[0]) => exprText(expr, columns);
  assert.equal(shown(call("*", [call("+", [a, int(1)], INT), b], INT)), "(a + 1) * `b c`");
  assert.equal(shown(call("-", [a, call("-", [b, int(1)], INT)], INT)), "a - (`b c` - 1)");
  assert.equal(shown(call("OR", [call("AND", [a, b]), call("NOT", [a])])), "a AND `b c` OR NOT a");
  assert.equal(
    shown(call("CASE", [call("IS NULL", [a]), int(1), int(2)], INT)),
    "CASE WHEN a IS NULL THEN 1 ELSE 2 END",
  );
  assert.equal(shown(call("IN", [a, int(1), int(2)])), "a IN (1, 2)");
  assert.equal(shown({ kind: "cast", input: a, type: BIGINT, isTry: true }), "TRY_CAST(a AS BIGINT)");
});

test("literals are written so that they read back", () => {
  const cases = [
    [lit("it's", STRING), "'it''s'"],
    [lit(5, DOUBLE), "5E0"],
    [lit(-150, decimal(5, 2)), "-1.50"],
    [lit(true, BOOLEAN), "TRUE"],
    [lit(null, INT), "NULL"],
    [lit(-1, DATE), "DATE '1969-12-31'"],
    [lit(-1, timestamp(3)), "TIMESTAMP '1969-12-31 23:59:59.999'"],
    [lit(Uint8Array.of(1, 255), BYTES), "X'01FF'"],
    [lit(9007199254740993n, BIGINT), "9007199254740993"],
    [lit(90_000, { kind: "INTERVAL_DAY", nullable: false }), "INTERVAL '90' SECOND"],
  ] as const;
  for (const [literal, expected] of cases) assert.equal(exprText(literal, []), expected);
});
