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
  plannerSession,
  project,
  scan,
  sort,
  TABLE_T,
  TUMBLE_10S,
  table,
  unionAll,
} from "../../test/helpers/plans.ts";
import { MillraceError } from "../common/errors.ts";
import { BIGINT, INT, STRING } from "../common/types.ts";
import type { LogicalNode, LogicalSink, ResolvedTable } from "./logical.ts";
import type { PhysicalNode } from "./physical.ts";
import { nodesOf } from "./physical-tree.ts";
import { type PlanOptions, planJob } from "./plan.ts";

const t = scan();
const session = plannerSession();
const count = { n: aggregateCall("COUNT", []) };
const byKey = aggregate(t, { k: col(t, "k") }, count);
const perWindow = aggregate(t, { k: col(t, "k") }, count, TUMBLE_10S);

function physical(node: LogicalNode, more: Parameters<typeof plannerSession>[0] = {}): PhysicalNode {
  return planJob([collect(node)], plannerSession(more)).sinks[0].input;
}

function ids(sinks: readonly LogicalSink[], options: PlanOptions = {}): readonly string[] {
  return nodesOf(planJob(sinks, session, options).sinks).flatMap((node) => (node.state.length > 0 ? [node.id] : []));
}

function insert(into: ResolvedTable, input: LogicalNode): LogicalSink {
  return { kind: "table", table: into, input };
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MillraceError) return `${error.code}: ${error.message}\n${error.hint}`;
    throw error;
  }
  return "no error";
}

test("ids of operators with state are the same with rules and without, and say what is computed", () => {
  const query = (value: number) => {
    const filtered = filter(t, call("=", [col(t, "a"), int(value)]));
    const agg = aggregate(filtered, { u: call("UPPER", [col(t, "k")], STRING) }, count, HOP_5S_10S);
    return [collect(project(filter(agg, call("IS NOT NULL", [col(agg, "n")])), { n: col(agg, "n") }))];
  };
  assert.deepEqual(ids(query(1)), ids(query(1), { optimize: false }));
  assert.notDeepEqual(ids(query(1)), ids(query(2)));
  assert.equal(ids(query(1))[0], ids(query(2))[0], "the scan is the same");
});

test("an aggregate that a rule lets store less is another one, and so is the job", () => {
  const query = [collect(filter(byKey, call("IS NOT NULL", [col(byKey, "k")])))];
  const [withRules, without] = [true, false].map((optimize) => planJob(query, session, { optimize }));
  assert.notDeepEqual(ids(query), ids(query, { optimize: false }));
  assert.notEqual(withRules.fingerprint, without.fingerprint);
});

test("names of outputs, and columns of a table that nobody reads, are not part of an id", () => {
  const renamed = aggregate(t, { other: col(t, "k") }, { m: aggregateCall("COUNT", []) });
  assert.deepEqual(ids([collect(byKey)]), ids([collect(renamed)]));
  const wider = table("t", [...t.columns, { name: "extra", type: INT }]);
  const same = { ...scan(wider), reads: t.reads, columns: t.columns };
  assert.deepEqual(ids([collect(byKey)]), ids([collect({ ...byKey, input: same })]));
});

test("equal subtrees of two statements run once, also without rules", () => {
  const again = aggregate(scan(), { k: col(t, "k") }, count);
  for (const optimize of [true, false]) {
    const [first, second] = planJob([collect(byKey), collect(again)], session, { optimize }).sinks;
    assert.equal(first.input, second.input);
  }
});

test("a filter above one use of a shared aggregate does not change the other", () => {
  const filtered = filter(byKey, call("IS NOT NULL", [col(byKey, "k")]));
  const nodes = nodesOf(planJob([collect(byKey), collect(filtered)], session).sinks);
  assert.deepEqual(
    nodes.map((node) => node.kind),
    ["scan", "group-aggregate", "calc"],
  );
});

test("what is not deterministic is computed for each statement, under ids of their own", () => {
  const drawn = () => {
    const random = project(t, { id: call("UUID", [], STRING) });
    return collect(aggregate(random, { id: col(random, "id") }, count));
  };
  const [first, second] = planJob([drawn(), drawn()], session, { optimize: false }).sinks;
  assert.notEqual(first.input.id, second.input.id);
  assert.deepEqual(ids([drawn(), drawn()]), ids([drawn(), drawn()]), "and the same ids each time");
});

test("scans of one table with other options are two scans", () => {
  const hinted = scan({ ...TABLE_T, options: { "source.monitor-interval": "1 s" } });
  const nodes = nodesOf(planJob([collect(t), collect(hinted)], session).sinks);
  assert.equal(nodes.length, 2);
  assert.notEqual(nodes[0].id, nodes[1].id);
});

test("the fingerprint covers queries, sinks and settings that change results, not the rules", () => {
  const print = (sinks: readonly LogicalSink[], settings: Readonly<Record<string, string>> = {}, optimize = true) =>
    planJob(sinks, plannerSession({ settings }), { optimize }).fingerprint;
  const base = print([collect(perWindow)]);
  assert.equal(print([collect(perWindow)], {}, false), base);
  assert.notEqual(print([collect(byKey)]), base);
  assert.notEqual(print([collect(perWindow)], { "window.allowed-lateness": "5 s" }), base);
  assert.equal(print([collect(perWindow)], { "parallelism.default": "4" }), base);
});

test("changelog mode and stream key of each kind of node", () => {
  const facts = (node: PhysicalNode) => [node.kind, node.changelogMode, node.streamKey];
  assert.deepEqual(facts(physical(t)), ["scan", "append", null]);
  assert.deepEqual(facts(physical(byKey)), ["group-aggregate", "retract", [0]]);
  assert.deepEqual(facts(physical(aggregate(t, {}, count))), ["group-aggregate", "retract", []]);
  assert.deepEqual(facts(physical(aggregate(t, { k: col(t, "k") }, {}))), ["group-aggregate", "append", [0]]);
  assert.deepEqual(facts(physical(perWindow)), ["window-aggregate", "append", [0, 3]]);
  assert.deepEqual(facts(physical(project(byKey, { n: col(byKey, "n") }))), ["calc", "retract", null]);
  assert.deepEqual(facts(physical(unionAll(byKey, byKey))), ["union-all", "retract", null]);
  assert.deepEqual(facts(physical(sort(byKey, [col(byKey, "n")]))), ["sort", "append", [0]]);
  assert.deepEqual(facts(physical(sort(byKey, [], 3))), ["limit", "retract", [0]]);
  assert.deepEqual(facts(physical(perWindow, { settings: { "window.allowed-lateness": "1 s" } }))[1], "retract");
});

test("time attributes go through columns and windows, and end at updating aggregates", () => {
  assert.deepEqual(physical(t).watermarkColumns, [3]);
  assert.deepEqual(physical(perWindow).watermarkColumns, [4]);
  assert.deepEqual(physical(project(t, { at: col(t, "ts"), k: col(t, "k") })).watermarkColumns, [0]);
  assert.deepEqual(physical(byKey).watermarkColumns, []);
});

test("state bounds say what is true", () => {
  const bound = (node: LogicalNode, more: Parameters<typeof plannerSession>[0] = {}) =>
    physical(node, more).state.map((state) => `${state.name}: ${state.bound}`)[0];
  const unbounded = { unbounded: ["t"] };
  assert.equal(bound(perWindow), "panes: one row per k and open window; freed 5 s after the window ends");
  assert.equal(
    bound(perWindow, { settings: { "window.allowed-lateness": "1 min" } }),
    "panes: one row per k and open window; freed 1 min 5 s after the window ends",
  );
  assert.equal(
    bound(aggregate(t, {}, count, HOP_5S_10S)),
    "panes: one row per 5 s slice of the open windows; freed 5 s after the last window of the slice ends",
  );
  const noDelay = scan({ ...TABLE_T, watermark: { ...TABLE_T.watermark!, delayMs: null } });
  assert.equal(
    bound({ ...perWindow, input: noDelay }),
    "panes: one row per k and open window; freed when the watermark passes the end of the window",
  );
  assert.equal(bound(byKey, unbounded), "groups: one row per k; grows with the number of distinct keys (k)");
  assert.equal(bound(aggregate(t, {}, count), unbounded), "groups: one row");
  const distinct = aggregateCall("COUNT", [col(t, "a")], { isDistinct: true });
  assert.equal(
    bound(aggregate(t, {}, { d: distinct }), unbounded),
    "groups: one row; COUNT DISTINCT holds each different value",
  );
});

test("ORDER BY over a source without end names it and the ways out", () => {
  const run = () => physical(sort(t, [col(t, "a")]), { unbounded: ["t"] });
  assert.match(refusal(run), /^PLAN_UNBOUNDED_SORT: ORDER BY needs all rows, and "t" never ends\nWays out: /);
  assert.equal(physical(sort(t, [col(t, "a")], 10), { unbounded: ["t"] }).kind, "rank");
  assert.equal(physical(sort(t, [], 10), { unbounded: ["t"] }).kind, "limit");
});

test("a sink that only takes new rows refuses an updating query, naming operator, reason and three ways out", () => {
  const out = table("out", [
    { name: "k", type: STRING },
    { name: "n", type: BIGINT },
  ]);
  assert.equal(
    refusal(() => planJob([insert(out, byKey)], session)),
    'PLAN_SINK_NEEDS_APPEND: table "out" (filesystem) only takes new rows, and this query changes rows it has written: ' +
      "GROUP BY k replaces the row of a key with each change\n" +
      "Three ways out: group by a window (TUMBLE, HOP), whose rows are final; write to a table that takes changes " +
      "('connector' = 'sqlite' with a PRIMARY KEY, or 'print'); or add ORDER BY, which writes the final rows once, when the " +
      "bounded input has ended.",
  );
});

test("an upsert sink needs a key that tells the query's rows apart", () => {
  const columns = [
    { name: "k", type: STRING },
    { name: "n", type: BIGINT },
  ];
  const upsert = plannerSession({ sinkModes: { out: "upsert" } });
  const plan = (primaryKey: readonly string[] | null, input: LogicalNode) =>
    planJob([insert(table("out", columns, { primaryKey }), input)], upsert);
  assert.deepEqual(plan(["k"], byKey).sinks[0].keyColumns, [0]);
  assert.deepEqual(plan(["n", "k"], byKey).sinks[0].keyColumns, [1, 0]);
  assert.match(
    refusal(() => plan(null, byKey)),
    /^PLAN_SINK_NEEDS_KEY: /,
  );
  assert.match(
    refusal(() => plan(["n"], byKey)),
    /^PLAN_SINK_KEY_NOT_UNIQUE: .*the query has one row per k/,
  );
  const keyless = project(byKey, { k: call("UPPER", [col(byKey, "k")], STRING), n: col(byKey, "n") });
  assert.match(
    refusal(() => plan(["k"], keyless)),
    /dropped the columns that tell its rows apart/,
  );
});

test("the watermark's columns are read although the query does not, and dropped above the scan", () => {
  const narrow = { ...t, reads: [0], columns: [t.columns[0]] };
  const calc = physical(narrow);
  assert.equal(calc.kind, "calc");
  assert.deepEqual(
    calc.columns.map((column) => column.name),
    ["k"],
  );
  assert.deepEqual(calc.kind === "calc" && calc.input.columns.map((column) => column.name), ["k", "ts"]);
});
