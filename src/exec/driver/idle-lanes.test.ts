import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Faults,
  faultyStore,
  kitGraph,
  kitPlan,
  kitSurroundings,
  type Lines,
  LinesScan,
  linesTable,
  outside,
} from "../../../test/helpers/driver-kit.ts";
import { ManualClock } from "../../common/clock.ts";
import { MemoryStore } from "../state/memory-store.ts";
import type { StateStore } from "../state/state-store.ts";
import { runJob } from "./driver.ts";

/** Runs until the clock passes `untilMs`; `atBatch` may feed the splits. Returns (time, rows, idle lanes) of each batch. */
async function seenBy(
  lines: Lines,
  options: Readonly<Record<string, string>>,
  untilMs: number,
  feed: (nowMs: number) => void = () => {},
  store: StateStore = new MemoryStore(true),
) {
  const clock = new ManualClock(0);
  const stop = new AbortController();
  const seen: [number, number, string][] = [];
  class WatchedScan extends LinesScan {}
  const scan = new WatchedScan(linesTable("t", options));
  const plan = kitPlan(["after"]);
  const surroundings = kitSurroundings({
    sources: { t: lines },
    outside: outside(),
    graph: (p) => kitGraph([{ scan }], { after: 0 }, p),
  });
  const ticking = {
    nowMs: () => clock.nowMs(),
    elapsedMs: () => clock.elapsedMs(),
    sleep: async (delayMs: number) => {
      await clock.sleep(delayMs);
      feed(clock.nowMs());
      if (clock.nowMs() >= untilMs) stop.abort();
    },
  };
  await runJob({ plan, sql: "" }, surroundings, {
    clock: ticking,
    signal: stop.signal,
    batchIntervalMs: 1000,
    store,
    onProgress: () => {
      const { rows, idleLanes } = scan.seen.at(-1)!;
      seen.push([clock.nowMs(), rows.rowCount, idleLanes.join()]);
    },
  });
  return seen;
}

function twoSplits(isBounded: boolean): Lines {
  return {
    splits: new Map([
      ["a", ["a0"]],
      ["b", ["b0"]],
    ]),
    isBounded,
  };
}

test("a lane without data for the timeout of batch time becomes idle, in a batch of its own, and comes back with data", async () => {
  const lines = twoSplits(false);
  const seen = await seenBy(lines, { "scan.watermark.idle-timeout": "3 s" }, 8000, (nowMs) => {
    if (nowMs <= 5000) lines.splits.get("a")!.push("a");
    if (nowMs === 6000) lines.splits.get("b")!.push("b");
  });
  assert.deepEqual(seen, [
    [0, 2, ""],
    [1000, 1, ""],
    [2000, 1, ""],
    [3000, 1, "b"],
    [4000, 1, "b"],
    [5000, 1, "b"],
    [6000, 1, ""],
    [8000, 0, "a"],
  ]);
});

test("without the option no lane becomes idle, and batches without data are not made", async () => {
  const seen = await seenBy(twoSplits(false), {}, 9000);
  assert.deepEqual(seen, [
    [0, 2, ""],
    [9000, 0, ""],
  ]);
});

test("a stream without data gets a batch now and then, ever more seldom, so that sinks can close what is open", async () => {
  const seen = await seenBy(twoSplits(false), {}, 120_000);
  assert.deepEqual(seen, [
    [0, 2, ""],
    [15_000, 0, ""],
    [45_000, 0, ""],
    [105_000, 0, ""],
    [120_000, 0, ""],
  ]);
});

test("bounded sources have no idle lanes", async () => {
  const seen = await seenBy(twoSplits(true), { "scan.watermark.idle-timeout": "1 ms" }, 9000);
  assert.deepEqual(seen, [[0, 2, ""]]);
});

test("a replay has the idle lanes of the log", async () => {
  const lines = twoSplits(false);
  const store = new MemoryStore(true);
  const options = { "scan.watermark.idle-timeout": "3 s" };
  // The steps of a batch: before and after logOffsets, before and after commit; batch 2 makes both lanes idle.
  const faults = new Faults(9);
  await assert.rejects(
    seenBy(lines, options, 60_000, () => {}, faultyStore(store, faults)),
    /fault at before commit/,
  );
  assert.deepEqual(store.readPending()?.idleLanes, [
    { table: "t", lane: "a" },
    { table: "t", lane: "b" },
  ]);
  const [replayed] = await seenBy(lines, options, 2000, () => {}, store);
  assert.deepEqual(replayed.slice(1), [0, "a,b"]);
});
