import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf, contextFor, StateCopy, textOf } from "../../../test/helpers/change-text.ts";
import { EVENT_COLUMNS, inputNode } from "../../../test/helpers/physical-nodes.ts";
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import { BIGINT, timestamp } from "../../common/types.ts";
import type { WindowSpec } from "../../planner/logical.ts";
import type { PhysicalUnionAll, PhysicalValues, PhysicalWindow } from "../../planner/physical.ts";
import { countByTable, placeOf } from "./accounts.ts";
import { UnionAllOperator } from "./union-all.ts";
import { ValuesOperator } from "./values.ts";
import { WindowOperator } from "./window.ts";

const COMMON = { streamKey: null, watermarkColumns: [], state: [], isBounded: true, changelogMode: "append" } as const;
const UNION: PhysicalUnionAll = {
  ...COMMON,
  kind: "union-all",
  id: "union",
  columns: EVENT_COLUMNS,
  inputs: [inputNode(EVENT_COLUMNS), inputNode(EVENT_COLUMNS)],
};

/** A batch whose rows arrived at the given positions. */
function arrived(
  text: string,
  positions: readonly number[],
  table = "t",
  stepPositions?: readonly number[],
): ChangeBatch {
  const batch = batchOf(EVENT_COLUMNS, text);
  const steps =
    stepPositions === undefined ? batch.steps : { ...batch.steps, arrivals: Float64Array.from(stepPositions) };
  const origin = batch.origin === null ? null : { ...batch.origin, table };
  return { ...batch, arrival: Float64Array.from(positions), origin, steps };
}

const lines = (batch: ChangeBatch) => textOf(EVENT_COLUMNS, batch).map((line) => line.replace(/^\+I (\w+) .*/, "$1"));

test("rows of all inputs in arrival order, the least watermark at each place, origins kept", () => {
  const operator = new UnionAllOperator(UNION);
  const a = arrived("+I a 1 0; watermark 5; +I c 1 0; watermark 9", [0, 2], "left");
  const b = arrived("+I b 1 0; watermark 3; +I d 1 0; watermark 7", [1, 3], "right");
  const output = operator.processBatch([a, b], contextFor());
  assert.deepEqual(lines(output), ["a", "b", "watermark 3", "c", "d", "watermark 7"]);
  assert.deepEqual([...(output.arrival ?? [])], [0, 1, 2, 3]);
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => placeOf(output.origin, row).table),
    ["left", "right", "left", "right"],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => placeOf(output.origin, row).offset),
    [0, 0, 10, 10],
  );
});

test("rows that were not read keep no place, the others do", () => {
  const operator = new UnionAllOperator(UNION);
  const made = { ...arrived("+I x 1 0", [-1]), origin: null };
  const output = operator.processBatch([made, arrived("+I a 1 0; +I b 1 0", [0, 1], "right")], contextFor());
  assert.deepEqual(lines(output), ["x", "a", "b"]);
  assert.deepEqual(
    [0, 1, 2].map((row) => placeOf(output.origin, row)),
    [
      { table: null, split: null, offset: null },
      { table: "right", split: "s", offset: 0 },
      { table: "right", split: "s", offset: 10 },
    ],
  );
  assert.deepEqual(
    [...countByTable(output.origin, Int32Array.of(0, 2), 2)],
    [
      [null, 1],
      ["right", 1],
    ],
  );
});

test("a step holds from where it was caused, also when its row was filtered away", () => {
  const operator = new UnionAllOperator(UNION);
  const a = arrived("watermark 5; watermark 9", [], "left", [0, 3]);
  const b = arrived("watermark 100; +I b 1 0; +I c 1 0; +I d 1 0", [1, 2, 4], "right", [-1]);
  assert.deepEqual(lines(operator.processBatch([a, b], contextFor())), ["watermark 5", "b", "c", "watermark 9", "d"]);
});

test("watermarks of the inputs are remembered, the end of an input is not", () => {
  const operator = new UnionAllOperator(UNION);
  const state = new StateCopy();
  const first = [arrived("watermark 5", []), arrived("watermark 3; watermark end", [])];
  assert.deepEqual(lines(operator.processBatch(first, contextFor())), ["watermark 5"]);
  state.take(operator);
  const resumed = state.restore(new UnionAllOperator(UNION));
  assert.deepEqual(lines(resumed.processBatch([arrived("watermark 8", []), arrived("", [])], contextFor())), []);
  assert.deepEqual(lines(resumed.processBatch([arrived("", []), arrived("watermark 6", [])], contextFor())), [
    "watermark 6",
  ]);
});

function windowNode(window: WindowSpec): PhysicalWindow {
  const bounds = ["window_start", "window_end", "window_time"].map((name) => ({ name, type: timestamp(3) }));
  const columns = [...EVENT_COLUMNS, ...bounds];
  return {
    ...COMMON,
    kind: "window",
    id: "w",
    columns,
    input: inputNode(EVENT_COLUMNS),
    timeColumn: 2,
    isLtz: false,
    emit: null,
    window,
  };
}

test("a window function repeats rows per window; steps keep their place", () => {
  const hop = windowNode({ kind: "hop", slide: { unit: "ms", ms: 5 }, size: { unit: "ms", ms: 10 }, offsetMs: 0 });
  const output = new WindowOperator(hop).processBatch(
    [batchOf(EVENT_COLUMNS, "+I a 1 7; watermark 7; +I b 2 12; watermark 12")],
    contextFor(),
  );
  assert.deepEqual(textOf(hop.columns, output), [
    "+I a 1 7 0 10 9",
    "+I a 1 7 5 15 14",
    "watermark 7",
    "+I b 2 12 5 15 14",
    "+I b 2 12 10 20 19",
    "watermark 12",
  ]);
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => placeOf(output.origin, row).offset),
    [0, 0, 10, 10],
  );
});

test("the halves of an update may go to different windows", () => {
  const hop = windowNode({ kind: "hop", slide: { unit: "ms", ms: 5 }, size: { unit: "ms", ms: 10 }, offsetMs: 0 });
  const output = new WindowOperator(hop).processBatch([batchOf(EVENT_COLUMNS, "-U a 1 7; +U a 2 12")], contextFor());
  assert.deepEqual(textOf(hop.columns, output), [
    "-D a 1 7 0 10 9",
    "-D a 1 7 5 15 14",
    "+I a 2 12 5 15 14",
    "+I a 2 12 10 20 19",
  ]);
});

test("NULL event times of rows that the query itself writes are in no window", () => {
  const tumble = windowNode({ kind: "tumble", size: { unit: "ms", ms: 10 }, offsetMs: 0 });
  const context = contextFor();
  const output = new WindowOperator(tumble).processBatch([batchOf(EVENT_COLUMNS, "+I a 1 NULL; +I b 2 -1")], context);
  assert.deepEqual(textOf(tumble.columns, output), ["+I b 2 -1 -10 0 -1"]);
  assert.deepEqual([context.bad.length, context.counts.filtered], [0, 1]);
});

test("VALUES come once, behind them the watermark is at its end", () => {
  const columns = [{ name: "x", type: BIGINT }];
  const rows = [1, 9007199254740993n].map((value) => [{ kind: "literal", value, type: BIGINT } as const]);
  const node: PhysicalValues = { ...COMMON, kind: "values", id: "v", columns, rows };
  const operator = new ValuesOperator(node, false);
  assert.deepEqual(textOf(columns, operator.processBatch([], contextFor())), [
    "+I 1",
    "+I 9007199254740993",
    "watermark end",
  ]);
  const state = new StateCopy();
  state.take(operator);
  assert.deepEqual(textOf(columns, state.restore(new ValuesOperator(node, false)).processBatch([], contextFor())), [
    "watermark end",
  ]);
});
