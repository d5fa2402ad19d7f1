import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf, changesOf, contextFor, type TestContext } from "../../test/helpers/change-text.ts";
import {
  aggregateCall,
  columnExpr,
  EVENT_COLUMNS,
  inputNode,
  windowAggregate,
  windowOf,
} from "../../test/helpers/physical-nodes.ts";
import type { ChangeBatch } from "../columnar/change-batch.ts";
import { BIGINT } from "../common/types.ts";
import type { ResolvedTable } from "../planner/logical.ts";
import type { PhysicalNode, PhysicalPlan, PhysicalScan, PhysicalUnionAll } from "../planner/physical.ts";
import { buildGraph } from "./build.ts";
import { checkedOperator } from "./check-operator.ts";
import type { ExecGraph, SourceBatch } from "./operator.ts";

function scan(name: string): PhysicalScan {
  const expr = columnExpr(EVENT_COLUMNS, 2);
  const table: ResolvedTable = {
    name,
    connector: "rows",
    columns: EVENT_COLUMNS.map((column) => ({ kind: "physical", ...column })),
    primaryKey: null,
    partitionedBy: [],
    watermark: { column: 2, expr, delayMs: 3 },
    options: {},
  };
  return {
    ...inputNode(EVENT_COLUMNS),
    kind: "scan",
    id: `scan ${name}`,
    table,
    reads: [0, 1, 2],
    watermark: { column: 2, expr },
  };
}

function unionOf(...inputs: PhysicalNode[]): PhysicalUnionAll {
  return { ...inputNode(EVENT_COLUMNS), kind: "union-all", id: "union", inputs };
}

function planOf(input: PhysicalNode): PhysicalPlan {
  return {
    sinks: [{ id: "sink", table: null, name: "query", input, keyColumns: null }],
    fingerprint: "",
    settings: {},
  };
}

const V = columnExpr(EVENT_COLUMNS, 1);
const COUNTS = [aggregateCall("COUNT", [], BIGINT), aggregateCall("SUM", [V], BIGINT)];
const WINDOW = windowOf({ kind: "hop", slide: { unit: "ms", ms: 5 }, size: { unit: "ms", ms: 10 }, offsetMs: 0 }, 2);

/** Rows `[from, to)` of all that arrives, each with its table. */
type Arrivals = readonly { readonly table: string; readonly row: string }[];

function sourceBatch(all: Arrivals, table: string, from: number, to: number, isLast: boolean): SourceBatch {
  const mine = all.map((arrival, i) => ({ ...arrival, i })).filter((a) => a.table === table && a.i >= from && a.i < to);
  const { rowCount, columns, kinds, origin } = batchOf(EVENT_COLUMNS, mine.map((a) => a.row).join(";"));
  assert.ok(origin !== null);
  const arrival = Float64Array.from(mine, (a) => a.i - from);
  const runs = [{ lane: "l", rowCount, isEnded: isLast }];
  return {
    rows: { rowCount, columns, kinds, origin: { ...origin, table } },
    runs,
    lanes: ["l"],
    idleLanes: [],
    arrival,
  };
}

/** Runs the graph over the arrivals cut at `cuts`; the sink's changes in order. */
function run(
  graph: ExecGraph,
  node: PhysicalNode,
  all: Arrivals,
  cuts: readonly number[],
  context: TestContext,
): string[] {
  const bounds = [0, ...cuts, all.length];
  return bounds.slice(1).flatMap((to, b) => {
    const isEndOfInput = to === all.length;
    const outputs: ChangeBatch[] = [];
    for (const execNode of graph.nodes) {
      const batchContext = { ...context, isEndOfInput };
      if (execNode.kind === "scan") {
        const batch = sourceBatch(all, execNode.scan.table.name, bounds[b], to, isEndOfInput);
        outputs.push(execNode.scan.processSource(batch, batchContext));
      } else {
        const inputs = execNode.inputs.map((i) => outputs[i]);
        outputs.push(execNode.operator.processBatch(inputs, batchContext));
      }
    }
    return changesOf(node.columns, outputs[graph.sinks[0].input]);
  });
}

function arrivals(count: number): Arrivals {
  let state = 11;
  const next = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  return Array.from({ length: count }, (_, i) => ({
    table: next(3) === 0 ? "right" : "left",
    row: `+I ${"abc"[next(3)]} ${next(90)} ${i + next(21) - 10}`,
  }));
}

test("windows over a union: batches of any size give the same rows and the same late rows", () => {
  const node = windowAggregate(unionOf(scan("left"), scan("right")), [0], COUNTS, WINDOW);
  const all = arrivals(250);
  const outcome = (cuts: readonly number[]) => {
    const context = contextFor();
    const rows = run(buildGraph(planOf(node), { isChecked: true }), node, all, cuts, context);
    return {
      rows,
      late: context.late.map((row) => [row.values, row.windowEndMs, row.watermarkMs]),
      counts: context.counts,
    };
  };
  const whole = outcome([]);
  assert.ok(whole.late.length > 5 && whole.rows.length > 50);
  assert.deepEqual(outcome(all.map((_, i) => i).slice(1)), whole);
  assert.deepEqual(outcome([3, 50, 51, 120]), whole);
});

test("windows over a union of window results and raw rows: batching is invisible", () => {
  const inner = windowAggregate(scan("left"), [0], [COUNTS[1]], windowOf(WINDOW.spec, 2, { properties: ["time"] }));
  const node = windowAggregate(unionOf(inner, scan("right")), [0], COUNTS, WINDOW);
  const all = arrivals(250);
  const outcome = (cuts: readonly number[]) => {
    const context = contextFor();
    const rows = run(buildGraph(planOf(node), { isChecked: true }), node, all, cuts, context);
    return { rows, late: context.late.map((row) => [row.values, row.windowEndMs]).sort() };
  };
  const whole = outcome([]);
  assert.ok(whole.rows.length > 50);
  assert.deepEqual(outcome(all.map((_, i) => i).slice(1)), whole);
});

test("a node that two others read is built once", () => {
  const shared = scan("left");
  const graph = buildGraph(planOf(unionOf(shared, shared)));
  assert.deepEqual(
    graph.nodes.map((node) => node.kind),
    ["scan", "operator"],
  );
  assert.deepEqual(graph.nodes[1].kind === "operator" && graph.nodes[1].inputs, [0, 0]);
});

test("sessions are refused with a way out", () => {
  const session = windowOf({ kind: "session", gapMs: 5, partitionKeys: [] }, 2);
  assert.throws(() => buildGraph(planOf(windowAggregate(scan("left"), [0], COUNTS, session))), {
    code: "PLAN_WINDOW_NOT_SUPPORTED",
    hint: "Use TUMBLE, HOP or CUMULATE.",
  });
});

test("the run-time checks name the operator that broke a law", () => {
  const node = unionOf(scan("left"));
  const good = batchOf(EVENT_COLUMNS, "+I a 1 0; watermark 5");
  const emitting = (batch: ChangeBatch) =>
    checkedOperator({ id: "u", stateTables: [], processBatch: () => batch }, node).processBatch([], contextFor());
  assert.equal(emitting(good), good);
  const broken: [Partial<ChangeBatch>, RegExp][] = [
    [{ columns: good.columns.slice(1) }, /union-all union: one vector per column/],
    [{ columns: [good.columns[1], good.columns[1], good.columns[2]] }, /column k is not held as f64/],
    [{ rowCount: 9 }, /has a value for each row/],
    [{ selection: Int32Array.of(1) }, /selected rows exist/],
    [{ kinds: Uint8Array.of(3) }, /inserts only/],
    [{ steps: { rows: Int32Array.of(1, 1), marks: Float64Array.of(5, 4), count: 2 } }, /never goes back/],
  ];
  for (const [change, message] of broken) {
    assert.throws(() => emitting({ ...good, ...change }), { code: "INTERNAL_INVARIANT", message });
  }
});
