// Batches of an interval under load, and clocks that are set while a job runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  kitGraph,
  kitPlan,
  kitSurroundings,
  type Lines,
  LinesScan,
  linesTable,
  NumberRows,
  outside,
} from "../../../test/helpers/driver-kit.ts";
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import { type Clock, ManualClock } from "../../common/clock.ts";
import type { BatchContext } from "../operator.ts";
import { runJob } from "./driver.ts";
import type { Progress, RunOptions } from "./run-options.ts";

const ROW_MS = 0.5;

/** Takes ROW_MS for a row at least, whatever the machine can do. */
class SlowRows extends NumberRows {
  override processBatch(inputs: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const endMs = performance.now() + ROW_MS * inputs[0].rowCount;
    while (performance.now() < endMs);
    return super.processBatch(inputs, context);
  }
}

async function run(count: number, settings: Readonly<Record<string, string>>, options: RunOptions) {
  const lines: Lines = { splits: new Map([["a", Array.from({ length: count }, (_, i) => `a${i}`)]]), isBounded: true };
  const to = outside();
  const plan = kitPlan(["first"], { settings });
  const operator = new SlowRows();
  const surroundings = kitSurroundings({
    sources: { t: lines },
    outside: to,
    graph: (p) => kitGraph([{ scan: new LinesScan(linesTable("t")) }, { operator, inputs: [0] }], { first: 1 }, p),
  });
  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => void seen.push(progress);
  await runJob({ plan, sql: "" }, surroundings, { clock: new ManualClock(0), ...options, onProgress });
  return { seen, rows: to.visible.get("first")! };
}

const BACKPRESSURE = { "execution.backpressure.enabled": "true" };

test("backpressure holds batches to what the job can take in an interval, and changes no row", async () => {
  const options = { batchRowsMax: 600, batchIntervalMs: 20 };
  const held = await run(1500, BACKPRESSURE, options);
  const free = await run(1500, {}, options);
  assert.deepEqual(held.rows, free.rows);
  assert.deepEqual(
    free.seen.map(({ batchRows }) => batchRows),
    [600, 600, 300],
  );
  assert.deepEqual(new Set(free.seen.map(({ rateLimit }) => rateLimit)), new Set([null]));
  const [first, second, ...later] = held.seen;
  assert.deepEqual([first.batchRows, first.rateLimit, second.batchRows], [600, null, 600]);
  const most = 20 / ROW_MS;
  for (const { batchRows } of later) assert.ok(batchRows >= 1 && batchRows <= most, `${batchRows} rows in a batch`);
  assert.ok(held.seen.slice(1).every(({ rateLimit }) => rateLimit! <= 1000 / ROW_MS && rateLimit! >= 100));
  // The first took 300 ms of an interval of 20 ms, at least.
  assert.ok(second.schedulingDelayMs >= 280, `${second.schedulingDelayMs} ms late`);
  assert.equal(first.schedulingDelayMs, 0);
});

test("the initial rate holds from the first batch on", async () => {
  const settings = { ...BACKPRESSURE, "execution.backpressure.initial-rate": "500" };
  const { seen } = await run(100, settings, { batchIntervalMs: 100 });
  assert.deepEqual([seen[0].batchRows, seen[1].batchRows], [50, 50]);
});

test("backpressure without an interval is told to do nothing", async () => {
  const warnings: string[] = [];
  await run(3, BACKPRESSURE, { onWarning: (text) => void warnings.push(text) });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /'execution\.backpressure\.enabled' holds batches of --batch-interval only/);
});

const HOUR_MS = 3_600_000;

for (const [name, jumpMs] of [
  ["an hour forward", HOUR_MS],
  ["an hour back", -HOUR_MS],
  ["ten years forward", 87_660 * HOUR_MS],
  ["ten years back", -87_660 * HOUR_MS],
] as const) {
  test(`a clock that jumps ${name} holds no batch back for longer than the interval`, async () => {
    const slept: number[] = [];
    const manual = new ManualClock(1_800_000_000_000);
    const clock: Clock = {
      nowMs: () => manual.nowMs(),
      elapsedMs: () => manual.elapsedMs(),
      sleep: async (delayMs) => {
        slept.push(delayMs);
        manual.advance(delayMs);
        if (slept.length === 3) manual.jump(jumpMs);
      },
    };
    const { seen } = await run(60, {}, { clock, batchRowsMax: 10, batchIntervalMs: 1000 });
    assert.equal(seen.length, 6);
    assert.ok(
      slept.every((ms) => ms >= 0 && ms <= 1000),
      `slept ${slept.join()}`,
    );
    assert.ok(seen.every(({ schedulingDelayMs, batchMs }) => schedulingDelayMs >= 0 && batchMs >= 0));
  });
}
