import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  NumberRows,
  type Outside,
  outside,
} from "../../../test/helpers/driver-kit.ts";
import { ManualClock } from "../../common/clock.ts";
import { MemoryStore } from "../state/memory-store.ts";
import { openStateFile } from "../state/sqlite/open-state-file.ts";
import type { StateStore } from "../state/state-store.ts";
import { runJob } from "./driver.ts";
import type { RunOptions } from "./run-options.ts";

interface Setup {
  readonly lines: Lines;
  readonly to: Outside;
  readonly sinks?: readonly string[];
  readonly faults?: Faults;
  readonly isRandom?: boolean;
}

function run({ lines, to, sinks = ["first", "after"], faults, isRandom }: Setup, options: RunOptions) {
  const plan = kitPlan(sinks);
  const surroundings = kitSurroundings({
    sources: { t: lines },
    outside: to,
    faults,
    graph: (p) =>
      kitGraph(
        [{ scan: new LinesScan(linesTable("t")) }, { operator: new NumberRows("number", 1, isRandom), inputs: [0] }],
        Object.fromEntries(sinks.map((name) => [name, 1])),
        p,
      ),
  });
  return runJob({ plan, sql: "" }, surroundings, { checksInvariants: true, clock: new ManualClock(1000), ...options });
}

function linesOf(counts: Readonly<Record<string, number>>, more: Partial<Lines> = {}): Lines {
  const splits = new Map(
    Object.entries(counts).map(([split, count]) => [split, Array.from({ length: count }, (_, i) => `${split}${i}`)]),
  );
  return { splits, isBounded: true, ...more };
}

test("a bounded input is read to its end, every row once, in one job", async () => {
  const to = outside();
  const summary = await run({ lines: linesOf({ a: 10 }), to }, { batchRowsMax: 3 });
  const expected = Array.from({ length: 10 }, (_, i) => `${i + 1}:a${i}`);
  assert.deepEqual(to.visible.get("first"), expected);
  assert.deepEqual(to.visible.get("after"), expected);
  assert.deepEqual(to.closed, ["after at 4"]);
  assert.equal(summary.endedBy, "end of input");
  assert.equal(summary.batchCount, 4);
  const account = { table: "t", read: 10, used: 10, filtered: 0, late: 0, bad: 0, lateForSome: 0 };
  assert.deepEqual(summary.accounts, [
    { ...account, sinkId: "first", sinkName: "first" },
    { ...account, sinkId: "after", sinkName: "after" },
  ]);
  assert.deepEqual(
    summary.written.map((w) => w.rows),
    [10, 10],
  );
});

/** Stores that outlive a run that broke off: one in memory, one in a file that is closed and opened again. */
const STORES: Readonly<Record<string, (folder: string) => () => Promise<StateStore>>> = {
  memory: () => {
    const store = new MemoryStore(true);
    return async () => store;
  },
  sqlite: (folder) => () => openStateFile(join(folder, "job.db")),
};

for (const [name, makeStore] of Object.entries(STORES)) {
  test(`a fault at any step, then a restart: the output is that of an undisturbed run (${name})`, async () => {
    const lines = linesOf({ a: 7, b: 5 }, { recordBytes: 40_000 });
    const undisturbed = outside();
    const options = { batchRowsMax: 4, seed: 1 };
    const { totals } = await run({ lines, to: undisturbed, isRandom: true }, options);
    let failures = 0;
    for (let failAt = 1; ; failAt++) {
      const folder = mkdtempSync(join(tmpdir(), "millrace-driver-"));
      try {
        const openStore = makeStore(folder);
        const to = outside();
        const faults = new Faults(failAt);
        const store = await openStore();
        const broken = run({ lines, to, faults, isRandom: true }, { ...options, store: faultyStore(store, faults) });
        const error: unknown = await broken.then(() => null).catch((e: unknown) => e);
        store.close();
        if (error === null) break;
        assert.match(String(error), /fault at/);
        failures++;
        const again = await openStore();
        const resumed = await run({ lines, to, isRandom: true }, { ...options, store: again });
        const where = `after a fault at step ${failAt}, ${faults.steps.at(-1)}`;
        assert.deepEqual(resumed.totals, totals, where);
        assert.deepEqual(to.visible, undisturbed.visible, where);
        assert.equal(again.readPending(), null);
        again.close();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
    assert.ok(failures > 30, `only ${failures} steps can fail`);
  });
}

test("arrival order is a function of offsets alone, whatever the batch size", async () => {
  // Turns of 64 KiB: two records of 40 000 bytes begin in the first block, one or two in each that follows.
  const lines = linesOf({ b: 5, a: 7, c: 1 }, { recordBytes: 40_000 });
  const orders = [];
  for (const batchRowsMax of [1, 2, 3, 5, 100]) {
    const to = outside();
    await run({ lines, to }, { batchRowsMax });
    orders.push(
      to.visible
        .get("first")!
        .map((text) => text.split(":")[1])
        .join(" "),
    );
  }
  assert.equal(orders[0], "a0 a1 b0 b1 c0 a2 a3 b2 b3 a4 b4 a5 a6");
  assert.deepEqual(new Set(orders).size, 1);
});

test("a restart after any batch keeps the order, turns included", async () => {
  const lines = linesOf({ b: 5, a: 7, c: 1 }, { recordBytes: 40_000 });
  for (const batchRowsMax of [1, 2, 3]) {
    const to = outside();
    const store = new MemoryStore(true);
    for (;;) {
      const { endedBy } = await run({ lines, to }, { batchRowsMax, batchesMax: 1, store });
      if (endedBy === "end of input") break;
    }
    const order = to.visible
      .get("first")!
      .map((text) => text.split(":")[1])
      .join(" ");
    assert.equal(order, "a0 a1 b0 b1 c0 a2 a3 b2 b3 a4 b4 a5 a6");
  }
});

test("splits of one lane are read one after the other", async () => {
  const lines = linesOf({ b: 3, a: 3 }, { recordBytes: 40_000, laneOf: () => "all" });
  const to = outside();
  await run({ lines, to }, {});
  assert.deepEqual(to.visible.get("first"), ["1:a0", "2:a1", "3:a2", "4:b0", "5:b1", "6:b2"]);
});

test("a finished job run again finds nothing new, and goes on when files were added", async () => {
  const lines = linesOf({ a: 2 });
  const to = outside();
  const store = new MemoryStore(true);
  await run({ lines, to }, { store });
  const again = await run({ lines, to }, { store });
  assert.equal(again.isNothingNew, true);
  assert.equal(again.batchCount, 0);
  assert.equal(again.lastBatchId, 1);
  lines.splits.set("b", ["b0"]);
  const more = await run({ lines, to }, { store });
  assert.equal(more.isNothingNew, false);
  assert.deepEqual(to.visible.get("after"), ["1:a0", "2:a1", "3:b0"]);
  assert.equal(more.accounts[0].read, 3);
});

test("a stop ends after a whole batch with a checkpoint and closes the sinks", async () => {
  const lines = linesOf({ a: 5 }, { isBounded: false });
  const to = outside();
  const store = new MemoryStore(true);
  const stop = new AbortController();
  const summary = await run(
    { lines, to },
    {
      store,
      batchRowsMax: 2,
      signal: stop.signal,
      onProgress: ({ batchId }) => {
        if (batchId === 2) stop.abort();
      },
    },
  );
  assert.equal(summary.endedBy, "stopped");
  assert.deepEqual(to.visible.get("after"), ["1:a0", "2:a1", "3:a2", "4:a3"]);
  // Batch 2 was committed before the stop was heard: batch 3, without rows, closes the sinks.
  assert.deepEqual(to.closed, ["after at 3"]);
  assert.equal(store.readLastCommit()?.isLast, true);
  assert.equal(store.readLastCommit()?.isEndOfInput, false);
});

test("batchesMax stops with the sinks closed in its last batch", async () => {
  const to = outside();
  const summary = await run({ lines: linesOf({ a: 9 }), to }, { batchRowsMax: 2, batchesMax: 2 });
  assert.equal(summary.endedBy, "batches-max");
  assert.deepEqual(to.closed, ["after at 2"]);
});

test("a sink ahead of the state is an error", async () => {
  const lines = linesOf({ a: 4 });
  const to = outside();
  const old: StateStore = new MemoryStore(true);
  await run({ lines, to }, { store: old, batchRowsMax: 1, batchesMax: 1 });
  to.held.set("first", 3);
  await assert.rejects(run({ lines, to }, { store: old }), { code: "STATE_BEHIND_SINK" });
});

test("a pending batch is replayed with its logged seed and time, whatever seed and clock the new run has", async () => {
  const lines = linesOf({ a: 2 });
  const to = outside();
  const store = new MemoryStore(true);
  // The first sink shows the rows of batch 1, then the run breaks off before the state is written.
  const faults = new Faults(11);
  const broken = run(
    { lines, to, faults, isRandom: true },
    { store: faultyStore(store, faults), clock: new ManualClock(5000) },
  );
  await assert.rejects(broken, /fault at/);
  assert.equal(faults.steps.at(-1), "first after commit");
  await run({ lines, to, isRandom: true }, { store, clock: new ManualClock(9000) });
  assert.equal(store.readLastCommit()?.batchTimeMs, 5000);
  // Drawn before the break by the one, in the replay by the other.
  assert.deepEqual(to.visible.get("first"), to.visible.get("after"));
  const other = outside();
  await run({ lines, to: other, isRandom: true }, {});
  assert.notDeepEqual(other.visible, to.visible);
});

test("deltas are compacted into a snapshot when they are many, and a restart reads the same", async () => {
  const lines = linesOf({ a: 600 });
  const to = outside();
  const store = new MemoryStore(true);
  await run({ lines, to }, { store, batchRowsMax: 1, batchesMax: 500 });
  for (const { table, deltaCount } of store.tableSizes()) assert.ok(deltaCount < 300, `${table}: ${deltaCount} deltas`);
  assert.ok(store.tableSizes().every((size) => size.snapshotBytes > 0));
  await run({ lines, to }, { store });
  assert.deepEqual(
    to.visible.get("after"),
    Array.from({ length: 600 }, (_, i) => `${i + 1}:a${i}`),
  );
});

test("a rate limit holds the records back by batch time, and keeps the order", async () => {
  const lines = linesOf({ a: 7, b: 5 }, { recordBytes: 40_000 });
  const orders = [];
  for (const rate of ["1000000", "20"]) {
    const to = outside();
    const clock = new ManualClock(0);
    const plan = kitPlan(["first"]);
    const surroundings = kitSurroundings({
      sources: { t: lines },
      outside: to,
      graph: (p) => kitGraph([{ scan: new LinesScan(linesTable("t", { "scan.rate-limit": rate })) }], { first: 0 }, p),
    });
    const batchRows: number[] = [];
    await runJob({ plan, sql: "" }, surroundings, { clock, onProgress: (p) => batchRows.push(p.batchRows) });
    orders.push(to.visible.get("first"));
    if (rate === "20") {
      assert.ok(
        batchRows.every((rows) => rows <= 2),
        `batches of ${batchRows}`,
      );
      assert.ok(clock.nowMs() >= 500, `12 records at 20 a second took ${clock.nowMs()} ms`);
    }
  }
  assert.deepEqual(orders[0], orders[1]);
});
