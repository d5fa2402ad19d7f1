import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf, changesOf, contextFor, oneByOne, StateCopy, textOf } from "../../../test/helpers/change-text.ts";
import {
  aggregateCall,
  columnExpr,
  EVENT_COLUMNS,
  groupAggregate,
  inputNode,
} from "../../../test/helpers/physical-nodes.ts";
import { BIGINT, BOOLEAN } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import type { ChangelogMode, PhysicalGroupAggregate } from "../../planner/physical.ts";
import { GroupAggregateOperator } from "./group-aggregate.ts";

const V = columnExpr(EVENT_COLUMNS, 1);
const COUNT = aggregateCall("COUNT", [], BIGINT);
const SUM = aggregateCall("SUM", [V], BIGINT);
const MAX = aggregateCall("MAX", [V], BIGINT);

function plan(
  keys: readonly number[],
  aggregates = [COUNT, SUM],
  mode: ChangelogMode = "append",
): PhysicalGroupAggregate {
  return groupAggregate(inputNode(EVENT_COLUMNS, mode), keys, aggregates);
}

function run(node: PhysicalGroupAggregate, texts: readonly string[], context = contextFor()): string[][] {
  const operator = new GroupAggregateOperator(node, false);
  return texts.map((text) => changesOf(node.columns, operator.processBatch([batchOf(EVENT_COLUMNS, text)], context)));
}

test("a key changes once per batch, groups in order of first row; an unchanged result says nothing", () => {
  assert.deepEqual(
    run(plan([0], [MAX]), ["+I b 1 0; +I a 5 0; +I b 3 0", "+I a 4 0; +I c 1 0; +I b 9 0", "+I a 1 0"]),
    [["+I b 3", "+I a 5"], ["+I c 1", "-U b 3", "+U b 9"], []],
  );
});

test("NULL is a group, and sums are exact beyond 2^53", () => {
  assert.deepEqual(run(plan([0]), ["+I NULL 9007199254740993 0; +I a 1 0", "+I NULL 2 0"]), [
    ["+I NULL 1 9007199254740993", "+I a 1 1"],
    ["-U NULL 1 9007199254740993", "+U NULL 2 9007199254740995"],
  ]);
});

test("the last row retracted deletes the group; coming back it is new", () => {
  const context = contextFor();
  const texts = [
    "+I a 1 0; +I a 2 0",
    "-D a 1 0",
    "-D a 2 0; -D z 1 0",
    "+I a 7 0",
    "-U a 7 0; +U a 8 0",
    "+I q 1 0; -D q 1 0",
  ];
  assert.deepEqual(run(plan([0], [COUNT, SUM, MAX], "retract"), texts, context), [
    ["+I a 2 3 2"],
    ["-U a 2 3 2", "+U a 1 2 2"],
    ["-D a 1 2 2"],
    ["+I a 1 7 7"],
    ["-U a 1 7 7", "+U a 1 8 8"],
    [],
  ]);
  assert.deepEqual(
    context.bad.map((row) => row.code),
    ["DATA_UNKNOWN_RETRACTION"],
  );
  assert.equal(context.counts.used, 9);
});

test("the global aggregate: nothing before the first row, all retracted, and an input that ends empty", () => {
  assert.deepEqual(run(plan([], [COUNT, SUM], "retract"), ["", "+I a 1 0", "-D a 1 0"]), [
    [],
    ["+I 1 1"],
    ["-U 1 1", "+U 0 NULL"],
  ]);
  const node = plan([]);
  const operator = new GroupAggregateOperator(node, false);
  const end = () =>
    textOf(
      node.columns,
      operator.processBatch([batchOf(EVENT_COLUMNS, "watermark end")], contextFor({ isEndOfInput: true })),
    );
  assert.deepEqual(end(), ["+I 0 NULL", "watermark end"]);
  assert.deepEqual(end(), ["watermark end"]);
});

test("DISTINCT over inserts keeps the first row of each key in its place", () => {
  const node = plan([0], []);
  const operator = new GroupAggregateOperator(node, false);
  const go = (text: string) =>
    textOf(node.columns, operator.processBatch([batchOf(EVENT_COLUMNS, text)], contextFor()));
  assert.deepEqual(go("+I a 1 0; watermark 3; +I a 2 0; +I b 1 0; watermark 5"), [
    "+I a",
    "watermark 3",
    "+I b",
    "watermark 5",
  ]);
  assert.deepEqual(go("+I b 1 0; +I NULL 1 0; +I c 1 0; +I NULL 2 0"), ["+I NULL", "+I c"]);
});

test("DISTINCT over changes counts rows", () => {
  assert.deepEqual(run(plan([0], [], "retract"), ["+I a 1 0; +I a 2 0", "-D a 1 0", "-D a 2 0"]), [
    ["+I a"],
    [],
    ["-D a"],
  ]);
});

test("FILTER and DISTINCT inside aggregates", () => {
  const isBig: Expr = { kind: "call", fn: ">", args: [V, { kind: "literal", value: 2, type: BIGINT }], type: BOOLEAN };
  const filtered = aggregateCall("SUM", [V], BIGINT, { filter: isBig });
  const distinct = aggregateCall("COUNT", [V], BIGINT, { isDistinct: true });
  assert.deepEqual(run(plan([0], [filtered, distinct, COUNT]), ["+I a 1 0; +I a 5 0; +I a 5 0; +I b 1 0"]), [
    ["+I a 10 2 3", "+I b NULL 1 1"],
  ]);
});

test("a sum that does not fit is a bad row", () => {
  const context = contextFor();
  assert.deepEqual(run(plan([0], [SUM]), ["+I a 9223372036854775807 0; +I a 1 0; +I b 2 0"], context), [
    ["+I a 9223372036854775807", "+I b 2"],
  ]);
  assert.deepEqual(
    context.bad.map((row) => [row.code, row.offset]),
    [["DATA_OVERFLOW", 10]],
  );
});

test("one row per batch with restarts folds to one big batch", () => {
  const node = plan([0], [COUNT, SUM, MAX], "retract");
  const big = batchOf(EVENT_COLUMNS, randomChanges(400));
  const whole = fold(
    changesOf(node.columns, new GroupAggregateOperator(node, false).processBatch([big], contextFor())),
  );
  const state = new StateCopy();
  let operator = new GroupAggregateOperator(node, false);
  const lines: string[] = [];
  oneByOne(big).forEach((batch, i) => {
    lines.push(...changesOf(node.columns, operator.processBatch([batch], contextFor())));
    if (i % 60 === 59) state.takeSnapshot(operator);
    else state.take(operator);
    operator = state.restore(new GroupAggregateOperator(node, false));
  });
  assert.deepEqual(fold(lines), whole);
  assert.ok(whole.length > 3);
});

test("many freed groups are forgotten, and the rest goes on", () => {
  const node = plan([1], [COUNT], "retract");
  const operator = new GroupAggregateOperator(node, false);
  const values = Array.from({ length: 4000 }, (_, i) => i);
  const all = (kind: string, keep: (value: number) => boolean) =>
    values
      .filter(keep)
      .map((value) => `${kind} k ${value} 0`)
      .join("\n");
  operator.processBatch(
    [
      batchOf(
        EVENT_COLUMNS,
        all("+I", () => true),
      ),
    ],
    contextFor(),
  );
  operator.processBatch(
    [
      batchOf(
        EVENT_COLUMNS,
        all("-D", (value) => value % 10 !== 0),
      ),
    ],
    contextFor(),
  );
  assert.equal(operator.stateTables[0].rowCount(), 400);
  const state = new StateCopy();
  state.takeSnapshot(operator);
  for (const survivor of [operator, state.restore(new GroupAggregateOperator(node, false))]) {
    const output = survivor.processBatch([batchOf(EVENT_COLUMNS, "+I k 3990 0; +I k 7 0")], contextFor());
    assert.deepEqual(changesOf(node.columns, output), ["-U 3990 1", "+U 3990 2", "+I 7 1"]);
  }
});

/** Inserts, and deletes of rows that are there. */
function randomChanges(count: number): string {
  let seed = 5;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  const live: string[] = [];
  return Array.from({ length: count }, () => {
    if (live.length > 0 && next(5) < 2) return `-D ${live.splice(next(live.length), 1)[0]}`;
    const row = `${"abcdefgh"[next(8)]} ${next(50)} 0`;
    live.push(row);
    return `+I ${row}`;
  }).join("\n");
}

function fold(lines: readonly string[]): string[] {
  const live = new Map<string, number>();
  for (const line of lines) live.set(line.slice(3), (live.get(line.slice(3)) ?? 0) + (line[0] === "-" ? -1 : 1));
  return [...live]
    .filter(([, count]) => count !== 0)
    .map(([row, count]) => `${row} x${count}`)
    .sort();
}
