import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf, changesOf, contextFor, oneByOne, StateCopy, textOf } from "../../../test/helpers/change-text.ts";
import { columnExpr, EVENT_COLUMNS, inputNode } from "../../../test/helpers/physical-nodes.ts";
import { BIGINT } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import type { ChangelogMode, PhysicalLimit, PhysicalSort } from "../../planner/physical.ts";
import { AppendLimitOperator, ChangingLimitOperator } from "./limit.ts";
import { SortOperator } from "./sort.ts";

const COMMON = { columns: EVENT_COLUMNS, streamKey: null, watermarkColumns: [], state: [], isBounded: true } as const;

function sortNode(mode: ChangelogMode, more: Partial<PhysicalSort> = {}): PhysicalSort {
  const key = { expr: columnExpr(EVENT_COLUMNS, 1), isDescending: true, isNullsFirst: false };
  const input = inputNode(EVENT_COLUMNS, mode);
  return {
    ...COMMON,
    kind: "sort",
    id: "sort",
    changelogMode: "append",
    input,
    keys: [key],
    limit: null,
    offset: 0,
    ...more,
  };
}

function limitNode(mode: ChangelogMode, limit: number | null, offset = 0): PhysicalLimit {
  return {
    ...COMMON,
    kind: "limit",
    id: "limit",
    changelogMode: mode,
    input: inputNode(EVENT_COLUMNS, mode),
    limit,
    offset,
  };
}

const batch = (text: string) => batchOf(EVENT_COLUMNS, text);
const lines = (texts: readonly string[]) => texts.map((text) => text.replace(/ 0$/, ""));

test("sort waits for the end, keeps ties in order of arrival and cuts", () => {
  const operator = new SortOperator(sortNode("append"), false);
  const state = new StateCopy();
  assert.deepEqual(
    textOf(
      EVENT_COLUMNS,
      operator.processBatch([batch("+I a 1 0; +I b NULL 0; +I c 9007199254740993 0; watermark 7")], contextFor()),
    ),
    ["watermark 7"],
  );
  state.take(operator);
  const resumed = state.restore(new SortOperator(sortNode("append", { offset: 1, limit: 3 }), false));
  const output = resumed.processBatch(
    [batch("+I d 1 0; +I e 2 0; watermark 8; watermark end")],
    contextFor({ isEndOfInput: true }),
  );
  assert.deepEqual(textOf(EVENT_COLUMNS, output), ["watermark 8", "+I e 2 0", "+I a 1 0", "+I d 1 0", "watermark end"]);
  const again = resumed.processBatch([batch("+I z 5 0; watermark end")], contextFor({ isEndOfInput: true }));
  assert.deepEqual(changesOf(EVENT_COLUMNS, again), []);
});

test("sort over changes sorts what is live at the end", () => {
  let operator = new SortOperator(sortNode("retract"), false);
  const state = new StateCopy();
  const texts = ["+I a 1 0; +I b 2 0", "-U a 1 0; +U a 5 0; -D b 2 0; -D q 1 0", "+I c 3 0; watermark end"];
  const context = contextFor();
  const output = texts.flatMap((text) => {
    const result = changesOf(EVENT_COLUMNS, operator.processBatch([batch(text)], context));
    state.take(operator);
    operator = state.restore(new SortOperator(sortNode("retract"), false));
    return result;
  });
  assert.deepEqual(lines(output), ["+I a 5", "+I c 3"]);
  assert.deepEqual(
    context.bad.map((row) => row.code),
    ["DATA_UNKNOWN_RETRACTION"],
  );
});

test("limit over inserts counts by arrival across batches and knows when it is done", () => {
  const operator = new AppendLimitOperator(limitNode("append", 3, 1));
  const context = contextFor();
  const go = (text: string) => lines(textOf(EVENT_COLUMNS, operator.processBatch([batch(text)], context)));
  assert.deepEqual(go("+I a 1 0; +I b 1 0; watermark 3; +I c 1 0"), ["+I b 1", "watermark 3", "+I c 1"]);
  assert.equal(operator.isDone(), false);
  const state = new StateCopy();
  state.take(operator);
  const resumed = state.restore(new AppendLimitOperator(limitNode("append", 3, 1)));
  assert.deepEqual(lines(changesOf(EVENT_COLUMNS, resumed.processBatch([batch("+I d 1 0; +I e 1 0")], contextFor()))), [
    "+I d 1",
  ]);
  assert.equal(resumed.isDone(), true);
  assert.deepEqual(context.counts, { used: 2, filtered: 1 });
  assert.equal(new AppendLimitOperator(limitNode("append", 0)).isDone(), true);
});

test("limit over changes: a row that goes lets the next move up, an update stays in its place", () => {
  const operator = new ChangingLimitOperator(limitNode("retract", 2), false);
  const go = (text: string) => lines(changesOf(EVENT_COLUMNS, operator.processBatch([batch(text)], contextFor())));
  assert.deepEqual(go("+I a 1 0; +I b 1 0; +I c 1 0"), ["+I a 1", "+I b 1"]);
  assert.deepEqual(go("-U a 1 0; +U a 2 0"), ["-U a 1", "+U a 2"]);
  assert.deepEqual(go("-D a 2 0"), ["-D a 2", "+I c 1"]);
  assert.deepEqual(go("-D c 1 0; +I d 4 0"), ["-D c 1", "+I d 4"]);
  assert.deepEqual(go("-D x 4 0"), []);
});

test("limit over changes: any batching and restarts give the same rows", () => {
  const text = Array.from({ length: 300 }, (_, i) => {
    const key = `k${i % 40}`;
    const round = Math.floor(i / 40);
    if (round === 0) return `+I ${key} 0 0`;
    return i % 3 === 0
      ? `-D ${key} ${round - 1} 0; +I ${key} ${round} 0`
      : `-U ${key} ${round - 1} 0; +U ${key} ${round} 0`;
  }).join(";");
  const node = limitNode("retract", 7, 2);
  const whole = fold(
    changesOf(EVENT_COLUMNS, new ChangingLimitOperator(node, false).processBatch([batch(text)], contextFor())),
  );
  let operator = new ChangingLimitOperator(node, false);
  const state = new StateCopy();
  const all: string[] = [];
  for (const change of pairsTogether(text)) {
    all.push(...changesOf(EVENT_COLUMNS, operator.processBatch([batch(change)], contextFor())));
    state.take(operator);
    operator = state.restore(new ChangingLimitOperator(node, false));
  }
  assert.deepEqual(fold(all), whole);
  assert.equal(whole.length, 7);
});

test("one batch per row of an append limit is the same as one batch", () => {
  const big = batch("+I a 1 0; +I b 1 0; +I c 1 0; +I d 1 0");
  const whole = changesOf(
    EVENT_COLUMNS,
    new AppendLimitOperator(limitNode("append", 2, 1)).processBatch([big], contextFor()),
  );
  const operator = new AppendLimitOperator(limitNode("append", 2, 1));
  const single = oneByOne(big).flatMap((one) => changesOf(EVENT_COLUMNS, operator.processBatch([one], contextFor())));
  assert.deepEqual(single, whole);
});

/** One batch per change; the halves of an update stay together. */
function pairsTogether(text: string): string[] {
  return text
    .replaceAll(/; ?(?=\+U)/g, "\n")
    .split(";")
    .map((part) => part.trim());
}

function fold(changes: readonly string[]): string[] {
  const live = new Map<string, number>();
  for (const line of changes) live.set(line.slice(3), (live.get(line.slice(3)) ?? 0) + (line[0] === "-" ? -1 : 1));
  return [...live].flatMap(([row, count]) => Array<string>(count).fill(row)).sort();
}

test("a row whose sort key cannot be computed is bad when it comes", () => {
  const tenth: Expr = {
    kind: "call",
    fn: "/",
    args: [{ kind: "literal", value: 10, type: BIGINT }, columnExpr(EVENT_COLUMNS, 1)],
    type: BIGINT,
  };
  const keys = [{ expr: tenth, isDescending: false, isNullsFirst: true }];
  const operator = new SortOperator(sortNode("append", { keys }), false);
  const context = contextFor({ isEndOfInput: true });
  const output = operator.processBatch([batch("+I a 2 0; +I b 0 0; +I c 5 0; +I d NULL 0; watermark end")], context);
  assert.deepEqual(lines(changesOf(EVENT_COLUMNS, output)), ["+I d NULL", "+I c 5", "+I a 2"]);
  assert.deepEqual(
    context.bad.map((row) => row.code),
    ["DATA_DIVISION_BY_ZERO"],
  );
  assert.equal(context.counts.used, 3);
});

test("limit over changes goes on after most rows have gone and what is kept was renumbered", () => {
  const node = limitNode("retract", 3);
  const operator = new ChangingLimitOperator(node, false);
  const rows = Array.from({ length: 5000 }, (_, i) => `k${i} 1 0`);
  operator.processBatch([batch(rows.map((row) => `+I ${row}`).join(";"))], contextFor());
  const gone = rows.filter((_, i) => i % 100 !== 50);
  const output = operator.processBatch([batch(gone.map((row) => `-D ${row}`).join(";"))], contextFor());
  assert.deepEqual(lines(changesOf(EVENT_COLUMNS, output)), [
    "-D k0 1",
    "-D k1 1",
    "-D k2 1",
    "+I k50 1",
    "+I k150 1",
    "+I k250 1",
  ]);
  const state = new StateCopy();
  state.take(operator);
  assert.equal(operator.stateTables[0].rowCount(), 50);
  for (const next of [operator, state.restore(new ChangingLimitOperator(node, false))]) {
    const change = next.processBatch([batch("-U k150 1 0; +U k150 2 0; -D k50 1 0; +I k0 9 0")], contextFor());
    assert.deepEqual(lines(changesOf(EVENT_COLUMNS, change)), ["-D k50 1", "-U k150 1", "+U k150 2", "+I k350 1"]);
  }
});
