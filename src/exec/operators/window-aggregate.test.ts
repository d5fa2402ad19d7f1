import assert from "node:assert/strict";
import { test } from "node:test";
import {
  batchOf,
  changesOf,
  contextFor,
  oneByOne,
  runBatches,
  StateCopy,
  textOf,
} from "../../../test/helpers/change-text.ts";
import {
  aggregateCall,
  columnExpr,
  EVENT_COLUMNS,
  inputNode,
  windowAggregate,
  windowOf,
} from "../../../test/helpers/physical-nodes.ts";
import { BIGINT, DOUBLE, timestampLtz } from "../../common/types.ts";
import type { AggregateCall } from "../../expr/expr.ts";
import type { WindowSpec } from "../../planner/logical.ts";
import type { PhysicalWindowAggregate } from "../../planner/physical.ts";
import { WindowAggregateOperator } from "./window-aggregate.ts";

const ms = (value: number) => ({ unit: "ms", ms: value }) as const;
const TUMBLE_10: WindowSpec = { kind: "tumble", size: ms(10), offsetMs: 0 };
const HOP_5_10: WindowSpec = { kind: "hop", slide: ms(5), size: ms(10), offsetMs: 0 };

const V = columnExpr(EVENT_COLUMNS, 1);
const COUNT: AggregateCall = aggregateCall("COUNT", [], BIGINT);
const SUM: AggregateCall = aggregateCall("SUM", [V], BIGINT);

function node(
  spec: WindowSpec,
  aggregates: readonly AggregateCall[] = [COUNT, SUM],
  allowedLatenessMs = 0,
): PhysicalWindowAggregate {
  return windowAggregate(inputNode(EVENT_COLUMNS), [0], aggregates, windowOf(spec, 2), allowedLatenessMs);
}

function run(plan: PhysicalWindowAggregate, text: string): string[] {
  const batch = batchOf(plan.input.columns, text);
  return textOf(plan.columns, new WindowAggregateOperator(plan, false).processBatch([batch], contextFor()));
}

test("a window fires when the watermark reaches its last millisecond, before the step", () => {
  assert.deepEqual(
    run(node(TUMBLE_10), "+I a 1 0; +I b 2 9; watermark 8; +I a 3 9; watermark 9; +I a 5 10; watermark 18"),
    ["watermark 8", "+I a 2 4 0 10", "+I b 1 2 0 10", "watermark 18"],
  );
});

test("rows on the boundary belong to the window that starts there; end of input fires the rest", () => {
  assert.deepEqual(run(node(TUMBLE_10), "+I a 1 9; +I a 2 10; +I a 3 20; watermark end"), [
    "+I a 1 1 0 10",
    "+I a 1 2 10 20",
    "+I a 1 3 20 30",
    "watermark end",
  ]);
});

test("windows before 1970, and nothing is late at the start", () => {
  assert.deepEqual(
    run(node(TUMBLE_10), "+I a 1 -1; +I a 2 -10; +I a 3 -11; watermark -11; watermark end").slice(0, 3),
    ["+I a 1 3 -20 -10", "watermark -11", "+I a 2 3 -10 0"],
  );
});

test("a row late for its first HOP window still counts in the second, in one batch", () => {
  const context = contextFor();
  const plan = node(HOP_5_10);
  const operator = new WindowAggregateOperator(plan, false);
  const input = batchOf(EVENT_COLUMNS, "+I a 1 1; +I a 2 12; watermark 11; +I b 4 8; +I b 8 4; watermark end");
  assert.deepEqual(changesOf(plan.columns, operator.processBatch([input], context)), [
    "+I a 1 1 -5 5",
    "+I a 1 1 0 10",
    "+I b 1 4 5 15",
    "+I a 1 2 5 15",
    "+I a 1 2 10 20",
  ]);
  assert.deepEqual(
    context.late.map((row) => [
      row.isLateForAll,
      row.windowStartMs,
      row.windowEndMs,
      row.watermarkMs,
      row.offset,
      row.split,
    ]),
    [
      [false, 0, 10, 11, 20, "s"],
      [true, 0, 10, 11, 30, "s"],
    ],
  );
  assert.deepEqual(context.counts, { used: 3, filtered: 0 });
});

test("a window's groups come in order of first arrival, NULL is a key, exact beyond 2^53", () => {
  const text = "+I z 9007199254740993 1; +I NULL 1 2; +I a 2 3; +I NULL 4 4; +I z 9007199254740993 5; watermark end";
  assert.deepEqual(run(node(TUMBLE_10), text).slice(0, 3), [
    "+I z 2 18014398509481986 0 10",
    "+I NULL 2 5 0 10",
    "+I a 1 2 0 10",
  ]);
});

test("a slide above the size leaves rows between windows out", () => {
  const context = contextFor();
  const plan = node({ kind: "hop", slide: ms(10), size: ms(4), offsetMs: 0 });
  const operator = new WindowAggregateOperator(plan, false);
  const output = operator.processBatch(
    [batchOf(EVENT_COLUMNS, "+I a 1 3; +I a 2 4; +I a 4 10; watermark end")],
    context,
  );
  assert.deepEqual(changesOf(plan.columns, output), ["+I a 1 1 0 4", "+I a 1 4 10 14"]);
  assert.deepEqual(context.counts, { used: 2, filtered: 1 });
});

test("CUMULATE, offsets and calendar windows", () => {
  const cumulate: WindowSpec = { kind: "cumulate", step: ms(5), size: ms(10), offsetMs: 0 };
  assert.deepEqual(run(node(cumulate, [COUNT]), "+I a 1 1; +I a 1 7; watermark end").slice(0, 2), [
    "+I a 1 0 5",
    "+I a 2 0 10",
  ]);
  assert.deepEqual(run(node({ ...TUMBLE_10, offsetMs: 3 }, [COUNT]), "+I a 1 2; +I a 1 3; watermark end").slice(0, 2), [
    "+I a 1 -7 3",
    "+I a 1 3 13",
  ]);
  const month: WindowSpec = { kind: "tumble", size: { unit: "month", months: 1 }, offsetMs: 0 };
  const [feb29, mar1] = [Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1)];
  assert.deepEqual(run(node(month, [COUNT]), `+I a 1 ${feb29}; +I a 1 ${mar1}; watermark end`).slice(0, 2), [
    `+I a 1 ${Date.UTC(2024, 1, 1)} ${mar1}`,
    `+I a 1 ${mar1} ${Date.UTC(2024, 3, 1)}`,
  ]);
});

test("LTZ windows run on the wall clock: both passes of the doubled hour are one window, the 23-hour day is kept", () => {
  const columns = [EVENT_COLUMNS[0], EVENT_COLUMNS[1], { name: "ts", type: timestampLtz(3) }];
  const hour = 3_600_000;
  const plan = (sizeMs: number) =>
    windowAggregate(
      inputNode(columns),
      [0],
      [COUNT],
      windowOf({ kind: "tumble", size: ms(sizeMs), offsetMs: 0 }, 2, { isLtz: true }),
    );
  const run = (sizeMs: number, text: string) => {
    const p = plan(sizeMs);
    const operator = new WindowAggregateOperator(p, false);
    return textOf(
      p.columns,
      operator.processBatch([batchOf(columns, text)], contextFor({ zone: "America/Los_Angeles" })),
    );
  };
  // 2021-11-07: 01:30 PDT is 08:30 UTC, 01:30 PST is 09:30 UTC.
  const first = Date.UTC(2021, 10, 7, 8, 30);
  const start = Date.UTC(2021, 10, 7, 1);
  const closing = Date.UTC(2021, 10, 7, 10) - 1;
  assert.deepEqual(
    run(
      hour,
      `+I a 1 ${first}; watermark ${first + hour / 2}; +I a 1 ${first + hour}; watermark ${closing - 1}; watermark ${closing}`,
    ),
    [
      `watermark ${first + hour / 2}`.replace(/.*/, `watermark ${closing - 1}`),
      `+I a 2 ${start} ${start + hour}`,
      `watermark ${closing}`,
    ],
  );
  // 2021-03-14 has 23 hours, and the watermark stands exactly before it.
  const day = Date.UTC(2021, 2, 14, 8);
  const midnight = Date.UTC(2021, 2, 14);
  assert.deepEqual(run(24 * hour, `watermark ${day - 1}; +I a 1 ${day}; +I a 1 ${day + 22 * hour}; watermark end`), [
    `watermark ${day - 1}`,
    `+I a 2 ${midnight} ${midnight + 24 * hour}`,
    "watermark end",
  ]);
});

test("allowed lateness corrects what has fired, until the window is gone", () => {
  const context = contextFor();
  const plan = node(TUMBLE_10, [COUNT, SUM], 5);
  const operator = new WindowAggregateOperator(plan, false);
  const text =
    "+I a 1 1; watermark 9; +I a 2 2; +I b 7 3; watermark 13; +I a 0 4; watermark 14; +I a 9 5; watermark end";
  assert.deepEqual(changesOf(plan.columns, operator.processBatch([batchOf(EVENT_COLUMNS, text)], context)), [
    "+I a 1 1 0 10",
    "-U a 1 1 0 10",
    "+U a 3 3 0 10",
    "+I b 1 7 0 10",
  ]);
  assert.deepEqual(
    context.late.map((row) => [row.offset, row.watermarkMs]),
    [[40, 14]],
  );
});

test("corrections without keys, over shared slices and with retractions", () => {
  const plan = windowAggregate(inputNode(EVENT_COLUMNS, "retract"), [], [COUNT, SUM], windowOf(HOP_5_10, 2), 20);
  const operator = new WindowAggregateOperator(plan, false);
  const context = contextFor();
  const text = "+I a 1 6; watermark 14; +I a 2 7; -D a 1 6; -D a 2 7; +I b 3 12";
  assert.deepEqual(changesOf(plan.columns, operator.processBatch([batchOf(EVENT_COLUMNS, text)], context)), [
    "+I 1 1 0 10",
    "+I 1 1 5 15",
    "-D 1 1 0 10",
    "-U 1 1 5 15",
    "+U 1 3 5 15",
  ]);
  assert.deepEqual([context.late, context.bad], [[], []]);
});

test("retractions take rows back; a group without rows is not emitted; unknown rows are bad", () => {
  const context = contextFor();
  const plan = windowAggregate(inputNode(EVENT_COLUMNS, "retract"), [0], [COUNT, SUM], windowOf(HOP_5_10, 2));
  const operator = new WindowAggregateOperator(plan, false);
  const text = "+I a 1 1; +I a 2 1; -D a 1 1; +I b 5 1; -D b 5 1; -D c 1 1; watermark end";
  assert.deepEqual(changesOf(plan.columns, operator.processBatch([batchOf(EVENT_COLUMNS, text)], context)), [
    "+I a 1 2 -5 5",
    "+I a 1 2 0 10",
  ]);
  assert.deepEqual(
    context.bad.map((row) => [row.code, row.offset]),
    [["DATA_UNKNOWN_RETRACTION", 50]],
  );
  assert.equal(context.counts.used, 5);
});

test("aggregates that depend on the order of arrival see each window's rows in it", () => {
  const first = aggregateCall("FIRST_VALUE", [V], BIGINT);
  const plan = node(HOP_5_10, [first]);
  assert.deepEqual(run(plan, "+I a 1 8; +I a 2 3; watermark end").slice(0, 3), [
    "+I a 2 -5 5",
    "+I a 1 0 10",
    "+I a 1 5 15",
  ]);
});

test("attached windows group by the bounds in the input and fire by the end", () => {
  const columns = [...EVENT_COLUMNS, { name: "we", type: EVENT_COLUMNS[2].type }];
  const attached = { startColumn: 2, endColumn: 3 };
  const plan = windowAggregate(
    inputNode(columns),
    [0],
    [SUM],
    windowOf(TUMBLE_10, 2, { attached, properties: ["start", "end", "time"] }),
  );
  const operator = new WindowAggregateOperator(plan, false);
  const context = contextFor();
  const text =
    "+I a 1 0 10; +I a 2 5 10; +I a 4 0 10; +I a 8 0 5; watermark 9; +I a 9 0 10; +I a 3 5 15; watermark end";
  assert.deepEqual(textOf(plan.columns, operator.processBatch([batchOf(columns, text)], context)), [
    "+I a 8 0 5 4",
    "+I a 5 0 10 9",
    "+I a 2 5 10 9",
    "watermark 9",
    "+I a 3 5 15 14",
    "watermark end",
  ]);
  assert.equal(context.late.length, 1);
});

test("one row per batch, one big batch and a restart after every batch are the same", () => {
  for (const spec of [TUMBLE_10, HOP_5_10]) {
    for (const lateness of [0, 7]) {
      const plan = node(spec, [COUNT, SUM, aggregateCall("MAX", [V], BIGINT)], lateness);
      const text = randomEvents(300, 7);
      const big = batchOf(EVENT_COLUMNS, text);
      const wholeContext = contextFor();
      const whole = fold(runBatches(new WindowAggregateOperator(plan, false), plan.columns, [big], wholeContext));
      const context = contextFor();
      let operator = new WindowAggregateOperator(plan, false);
      const state = new StateCopy();
      const lines: string[] = [];
      oneByOne(big).forEach((batch, i) => {
        lines.push(...changesOf(plan.columns, operator.processBatch([batch], context)));
        if (i % 50 === 49) state.takeSnapshot(operator);
        else state.take(operator);
        operator = state.restore(new WindowAggregateOperator(plan, false));
      });
      assert.deepEqual(fold(lines), whole);
      assert.deepEqual(
        context.late.map((row) => [row.values, row.windowEndMs, row.watermarkMs]).sort(),
        wholeContext.late.map((row) => [row.values, row.windowEndMs, row.watermarkMs]).sort(),
      );
      assert.ok(wholeContext.late.length > 0);
      assert.deepEqual(context.counts, wholeContext.counts);
    }
  }
});

test("sums of DOUBLE are the same to the bit after a restart, corrections take back exactly what was emitted", () => {
  const columns = [EVENT_COLUMNS[0], { name: "v", type: DOUBLE }, EVENT_COLUMNS[2]];
  const sum = aggregateCall("SUM", [columnExpr(columns, 1)], DOUBLE);
  const spec: WindowSpec = { kind: "hop", slide: ms(2), size: ms(14), offsetMs: 0 };
  const plan = windowAggregate(inputNode(columns), [0], [sum], windowOf(spec, 2), 6);
  const text = randomEvents(300, 3).replaceAll(
    /^(\+I \w+) (\d+)/gm,
    (_, head, value) => `${head} ${(Number(value) + 1) / 7}`,
  );
  const batches = oneByOne(batchOf(columns, text));
  const undisturbed = runBatches(new WindowAggregateOperator(plan, false), plan.columns, batches, contextFor());
  let operator = new WindowAggregateOperator(plan, false);
  const state = new StateCopy();
  const lines = batches.flatMap((batch) => {
    const output = textOf(plan.columns, operator.processBatch([batch], contextFor()));
    state.take(operator);
    operator = state.restore(new WindowAggregateOperator(plan, false));
    return output;
  });
  assert.deepEqual(lines, undisturbed);
  assert.ok(lines.some((line) => line.startsWith("-U")));
  const live = new Set<string>();
  for (const line of lines.filter((l) => !l.startsWith("watermark"))) {
    if (line.startsWith("-")) assert.ok(live.delete(line.slice(3)), `${line} was emitted before`);
    else live.add(line.slice(3));
  }
});

test("after the end of input a later run is late only where something was emitted", () => {
  const plan = node(TUMBLE_10, [COUNT]);
  const operator = new WindowAggregateOperator(plan, false);
  const state = new StateCopy();
  operator.processBatch([batchOf(EVENT_COLUMNS, "+I a 1 12; watermark 12; watermark end")], contextFor());
  state.take(operator);
  const resumed = state.restore(new WindowAggregateOperator(plan, false));
  const context = contextFor();
  const output = resumed.processBatch(
    [batchOf(EVENT_COLUMNS, "+I a 1 15; +I a 1 22; watermark 22; watermark end")],
    context,
  );
  assert.deepEqual(changesOf(plan.columns, output), ["+I a 1 20 30"]);
  assert.equal(context.late.length, 1);
});

test("the results are those of a row-by-row reference, for every kind of window", () => {
  const shapes = [
    { slide: 10, size: 10, offset: 0 },
    { slide: 5, size: 10, offset: 2 },
    { slide: 4, size: 10, offset: -1 },
    { slide: 7, size: 3, offset: 0 },
    { slide: 1, size: 30, offset: 0 },
  ];
  for (const { slide, size, offset } of shapes) {
    const plan = node({ kind: "hop", slide: ms(slide), size: ms(size), offsetMs: offset });
    const text = randomEvents(500, slide * 31 + size);
    const context = contextFor();
    const lines = runBatches(
      new WindowAggregateOperator(plan, false),
      plan.columns,
      [batchOf(EVENT_COLUMNS, text)],
      context,
    );
    const expected = reference(text, slide, size, offset);
    assert.deepEqual(fold(lines), expected.rows);
    assert.equal(context.late.filter((row) => row.isLateForAll).length, expected.lateCount);
    assert.ok(expected.rows.length > 50 && (size > 10 || expected.lateCount > 0));
  }
});

/** Row by row and window by window, sharing nothing with the operator. */
function reference(text: string, slide: number, size: number, offset: number): { rows: string[]; lateCount: number } {
  const windows = new Map<string, { count: number; sum: number; tail: string; key: string }>();
  let watermark = Number.NEGATIVE_INFINITY;
  let lateCount = 0;
  for (const line of text.split("\n")) {
    const [kind, key, value, time] = line.split(" ");
    if (kind === "watermark") {
      watermark = key === "end" ? watermark : Number(key);
      continue;
    }
    let open = 0;
    let all = 0;
    const ts = Number(time);
    for (let start = offset - 1000 * slide; start <= ts; start += slide) {
      if (start + size <= ts) continue;
      all++;
      if (start + size - 1 <= watermark) continue;
      open++;
      const name = `${key} ${start}`;
      const window = windows.get(name) ?? { count: 0, sum: 0, tail: `${start} ${start + size}`, key };
      windows.set(name, { ...window, count: window.count + 1, sum: window.sum + Number(value) });
    }
    if (all > 0 && open === 0) lateCount++;
  }
  const rows = [...windows.values()].map((window) => `${window.key} ${window.count} ${window.sum} ${window.tail}`);
  return { rows: rows.sort(), lateCount };
}

/** Rows whose times jitter around a rising clock, with the watermark 4 ms behind the greatest time. */
function randomEvents(count: number, seed: number): string {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  const lines: string[] = [];
  let greatest = 0;
  for (let i = 0; i < count; i++) {
    const ts = i + next(25) - 12;
    lines.push(`+I ${"abc"[next(3)]} ${next(100)} ${ts}`);
    if (ts > greatest) lines.push(`watermark ${ts - 4}`);
    greatest = Math.max(greatest, ts);
  }
  return [...lines, "watermark end"].join("\n");
}

/** Rows of a changelog after all its changes, sorted. */
function fold(lines: readonly string[]): string[] {
  const live = new Map<string, number>();
  for (const line of lines) {
    if (line.startsWith("watermark")) continue;
    const row = line.slice(3);
    const sign = line.startsWith("-") ? -1 : 1;
    live.set(row, (live.get(row) ?? 0) + sign);
  }
  return [...live].flatMap(([row, count]) => Array<string>(count).fill(row)).sort();
}
