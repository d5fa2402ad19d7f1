import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DropRows,
  type KitNode,
  kitGraph,
  kitPlan,
  kitSurroundings,
  LinesScan,
  linesTable,
  NumberRows,
  outside,
} from "../../../test/helpers/driver-kit.ts";
import { ManualClock } from "../../common/clock.ts";
import { MemoryStore } from "../state/memory-store.ts";
import { runJob } from "./driver.ts";
import { planAccounts } from "./account-plan.ts";

interface Case {
  readonly nodes: () => readonly KitNode[];
  readonly sinks: Readonly<Record<string, number>>;
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly options?: Readonly<Record<string, string>>;
}

async function accountsOf({ nodes, sinks, tables, options }: Case, store = new MemoryStore(true)) {
  const plan = kitPlan(Object.keys(sinks));
  const sources = Object.fromEntries(
    Object.entries(tables).map(([name, texts]) => [name, { splits: new Map([["s", [...texts]]]), isBounded: true }]),
  );
  const surroundings = kitSurroundings({ sources, outside: outside(), graph: (p) => kitGraph(nodes(), sinks, p) });
  void options;
  const summary = await runJob({ plan, sql: "" }, surroundings, {
    checksInvariants: true,
    clock: new ManualClock(),
    batchRowsMax: 2,
    store,
  });
  return { summary, store };
}

function numbers(summary: Awaited<ReturnType<typeof accountsOf>>["summary"]) {
  return summary.accounts.map(
    ({ sinkId, table, read, used, filtered, late, bad }) =>
      `${sinkId} <- ${table}: ${read} = ${used} + ${filtered} + ${late} + ${bad}`,
  );
}

const scan = (name: string, options: Readonly<Record<string, string>> = {}): KitNode => ({
  scan: new LinesScan(linesTable(name, options)),
});

test("rows that a filter drops below the first stateful operator are filtered, above it they are not", async () => {
  const { summary } = await accountsOf({
    nodes: () => [
      scan("t"),
      { operator: new DropRows("below", "x"), inputs: [0] },
      { operator: new NumberRows("number"), inputs: [1] },
      { operator: new DropRows("above", "a"), inputs: [2] },
    ],
    sinks: { first: 3 },
    tables: { t: ["a", "x", "b", "x", "c"] },
  });
  assert.deepEqual(numbers(summary), ["first <- t: 5 = 3 + 2 + 0 + 0"]);
  assert.equal(summary.written[0].rows, 2);
});

test("each sink has its own account of a table", async () => {
  const { summary } = await accountsOf({
    nodes: () => [scan("t"), { operator: new DropRows("drop", "x"), inputs: [0] }],
    sinks: { first: 0, first2: 1 },
    tables: { t: ["a", "x", "b"] },
  });
  assert.deepEqual(numbers(summary), ["first <- t: 3 = 3 + 0 + 0 + 0", "first2 <- t: 3 = 2 + 1 + 0 + 0"]);
});

const NO_KINDS = { manyRows: new Set<string>(), unions: new Set<string>() };

test("an account goes through a union, which keeps state but hands its rows on", () => {
  const nodes: KitNode[] = [
    scan("t"),
    scan("u"),
    { operator: new NumberRows("union"), inputs: [0, 1] },
    { operator: new DropRows("drop", "x"), inputs: [2] },
    { operator: new NumberRows("top"), inputs: [3] },
  ];
  const graph = kitGraph(nodes, { out: 4 }, kitPlan(["out"]));
  const plan = planAccounts(graph, ["out"], { ...NO_KINDS, unions: new Set(["union"]) });
  for (const id of ["union", "drop", "top"]) assert.deepEqual([...plan.nodes.get(id)!.places.keys()], ["t", "u"], id);
  assert.equal(plan.reported.size, 2);
});

test("a table that a sink reads twice counts each row once a way", () => {
  const nodes: KitNode[] = [
    scan("t"),
    { operator: new DropRows("left", "x"), inputs: [0] },
    { operator: new DropRows("union", "never"), inputs: [0, 1] },
    { operator: new NumberRows("number"), inputs: [2] },
  ];
  const graph = kitGraph(nodes, { out: 3 }, kitPlan(["out"]));
  const plan = planAccounts(graph, ["out"], NO_KINDS);
  assert.equal(plan.scans.get("t")![0].weight, 2);
  const weights = ["scan-t", "left", "union", "number"].map((id) => plan.nodes.get(id)!.places.get("t")![0].weight);
  assert.deepEqual(weights, [2, 1, 1, 1]);
});

test("a stateful operator counts its rows once, however many ways lead up from it", () => {
  const nodes: KitNode[] = [
    scan("t"),
    { operator: new NumberRows("number"), inputs: [0] },
    { operator: new DropRows("union", "never"), inputs: [1, 1] },
  ];
  const plan = planAccounts(kitGraph(nodes, { out: 2 }, kitPlan(["out"])), ["out"], NO_KINDS);
  assert.equal(plan.scans.get("t")![0].weight, 1);
  assert.equal(plan.nodes.get("number")!.places.get("t")![0].weight, 1);
});

test("what a stateful operator gives up is outside of the account of another table above it", () => {
  const nodes: KitNode[] = [
    scan("t"),
    { operator: new NumberRows("number"), inputs: [0] },
    scan("u"),
    { operator: new DropRows("union", "never"), inputs: [1, 2] },
    { operator: new NumberRows("top"), inputs: [3] },
  ];
  const graph = kitGraph(nodes, { out: 4 }, kitPlan(["out"]));
  const plan = planAccounts(graph, ["out"], NO_KINDS);
  assert.deepEqual(
    plan.accounts.map((a) => a.table),
    ["t", "u"],
  );
  assert.deepEqual([...plan.nodes.get("top")!.places.keys()], ["u"]);
  assert.equal(plan.nodes.get("union")!.isMixed, true);
  assert.equal(plan.nodes.get("top")!.isMixed, true);
  assert.equal(plan.nodes.get("number")!.isMixed, false);
});

test("undecodable rows are bad under 'skip', kept raw under 'dead-letter', and fail the job otherwise", async () => {
  const texts = ["a", "!b", "c"];
  const withOption = (onError: Readonly<Record<string, string>>) => ({
    nodes: () => [scan("t", onError), { operator: new NumberRows("number"), inputs: [0] }],
    sinks: { first: 1 },
    tables: { t: texts },
  });
  const skipped = await accountsOf(withOption({ "on-error": "skip" }));
  assert.deepEqual(numbers(skipped.summary), ["first <- t: 3 = 2 + 0 + 0 + 1"]);
  const [record] = skipped.store.badRows();
  assert.deepEqual([record.sourceTable, record.split, record.offset, record.line, record.raw], ["t", "s", 16, 2, null]);
  const kept = await accountsOf(withOption({ "on-error": "dead-letter" }));
  assert.equal(new TextDecoder().decode(kept.store.badRows()[0].raw!), "!b");
  const store = new MemoryStore(true);
  await assert.rejects(accountsOf(withOption({}), store), {
    code: "DATA_BAD_VALUE",
    location: "s:2, column text",
    hint: /'on-error' = 'skip'/,
  });
  assert.equal(store.readPending(), null);
});

test("a job's accounts go on after a restart", async () => {
  const store = new MemoryStore(true);
  const tables: Record<string, string[]> = { t: ["a", "x"] };
  const job = () => ({
    nodes: () => [scan("t"), { operator: new DropRows("drop", "x"), inputs: [0] }],
    sinks: { after: 1 },
    tables,
  });
  await accountsOf(job(), store);
  tables["t"].push("b", "x", "x");
  const { summary } = await accountsOf(job(), store);
  assert.deepEqual(numbers(summary), ["after <- t: 5 = 2 + 3 + 0 + 0"]);
});
