// A clock that is set while a job runs, by an hour and by years, forward and back: what hangs on the time of batches goes on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, ManualClock } from "../../src/common/clock.ts";
import { scalarAt } from "../../src/columnar/read.ts";
import { BIGINT, timestampLtz } from "../../src/common/types.ts";
import type { Progress } from "../../src/exec/driver/run-options.ts";
import { MemoryStore } from "../../src/exec/state/memory-store.ts";
import { kitGraph, kitPlan, kitSurroundings, LinesScan, linesTable, outside } from "../helpers/driver-kit.ts";
import { runJob } from "../../src/exec/driver/driver.ts";
import { jobOf } from "./job-run.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 1);
const JUMPS: Readonly<Record<string, readonly number[]>> = {
  "an hour forward": [HOUR_MS],
  "an hour back": [-HOUR_MS],
  "ten years forward": [87_660 * HOUR_MS],
  "ten years back": [-87_660 * HOUR_MS],
  "years forward and back again": [87_660 * HOUR_MS, -87_660 * HOUR_MS],
  "to and fro": [HOUR_MS, -2 * HOUR_MS, HOUR_MS, -HOUR_MS, 3 * HOUR_MS],
};
/** Seconds between two jumps. */
const APART = 40;

/** Jumps while somebody sleeps, and stops the job some time behind the last jump. */
function jumpingClock(jumps: readonly number[]): { clock: Clock; signal: AbortSignal } {
  const manual = new ManualClock(START_MS);
  const stop = new AbortController();
  let done = 0;
  const clock = {
    nowMs: () => manual.nowMs(),
    elapsedMs: () => manual.elapsedMs(),
    sleep: async (delayMs: number) => {
      assert.ok(delayMs >= 0 && delayMs <= 1000, `slept ${delayMs} ms`);
      manual.advance(delayMs);
      const due = Math.floor(manual.elapsedMs() / (APART * 1000));
      if (due > done && done < jumps.length) manual.jump(jumps[done]);
      if (due > done) done = due;
      if (due > jumps.length) stop.abort();
    },
  };
  return { clock, signal: stop.signal };
}

const MADE =
  "CREATE TABLE made (id BIGINT, at AS PROCTIME()) WITH ('connector' = 'datagen', 'rows-per-second' = '10');";

function sane(progress: readonly Progress[]): void {
  for (const { lagMs, batchMs, schedulingDelayMs, splitLags } of progress) {
    assert.ok((lagMs ?? 0) >= 0 && batchMs >= 0 && schedulingDelayMs >= 0);
    assert.ok(splitLags.every(({ records }) => records >= 0));
  }
}

for (const [name, jumps] of Object.entries(JUMPS)) {
  const seconds = APART * (jumps.length + 1);

  test(`processing-time windows go on when the clock jumps ${name}`, async () => {
    const { clock, signal } = jumpingClock(jumps);
    const job = await jobOf(
      `${MADE} SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE made, DESCRIPTOR(at), INTERVAL '10' SECOND)
       GROUP BY window_start, window_end;`,
      { settings: { "table.local-time-zone": "UTC" } },
    );
    const windows: { start: number; rows: number }[] = [];
    const progress: Progress[] = [];
    const summary = await job.run({
      clock,
      signal,
      batchIntervalMs: 1000,
      checksInvariants: true,
      onProgress: (p) => void progress.push(p),
      onRows: ({ rowCount, columns }) => {
        for (let i = 0; i < rowCount; i++)
          windows.push({
            start: Number(scalarAt(columns[0], timestampLtz(3), i)),
            rows: Number(scalarAt(columns[1], BIGINT, i)),
          });
      },
    });
    sane(progress);
    assert.equal(summary.accounts[0].late, 0);
    for (let i = 1; i < windows.length; i++)
      assert.ok(windows[i].start > windows[i - 1].start, "each window comes once");
    // A jump forward cuts one window short and may end with one more.
    assert.ok(windows.length >= seconds / 10 - 2, `${windows.length} windows in ${seconds} s`);
    const closed = windows.reduce((sum, { rows }) => sum + rows, 0);
    const { read } = summary.accounts[0];
    assert.ok(read - closed >= 0 && read - closed <= 110, `${read} rows, ${closed} of them in closed windows`);
    // A gap counts for a minute's rows at most.
    assert.ok(read <= 10 * (seconds + 60 * jumps.length + 2), `${read} rows read`);
  });

  test(`state expires when the clock jumps ${name}`, async () => {
    const { clock, signal } = jumpingClock(jumps);
    const job = await jobOf(
      `CREATE TABLE made (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '10', 'fields.id.min' = '1',
         'fields.id.max' = '1000000000');
       SET 'table.exec.state.ttl' = '5 s';
       SELECT id, COUNT(*) AS n FROM made GROUP BY id;`,
    );
    const progress: Progress[] = [];
    await job.run({ clock, signal, batchIntervalMs: 1000, onProgress: (p) => void progress.push(p) });
    sane(progress);
    const read = progress.at(-1)!.rowsIn;
    assert.ok(read > 10 * (seconds - 5), `${read} rows`);
    // Twice the time to live is what may be held; a gap brings a minute's rows at once.
    const last = progress.slice(-15).map(({ stateRows }) => stateRows);
    assert.ok(Math.max(...last) <= 200, `${last.join()} rows of state`);
  });

  test(`lanes become idle when the clock jumps ${name}`, async () => {
    const { clock, signal } = jumpingClock(jumps);
    const scan = new LinesScan(linesTable("t", { "scan.watermark.idle-timeout": "5 s" }));
    const plan = kitPlan(["after"]);
    const splits = new Map([
      ["quiet", ["q0"]],
      ["loud", ["l0"]],
    ]);
    const surroundings = kitSurroundings({
      sources: { t: { splits, isBounded: false } },
      outside: outside(),
      graph: (p) => kitGraph([{ scan }], { after: 0 }, p),
    });
    const feeding: Clock = {
      ...clock,
      sleep: async (delayMs) => {
        await clock.sleep(delayMs);
        splits.get("loud")!.push("more");
      },
    };
    const store = new MemoryStore(true);
    await runJob({ plan, sql: "" }, surroundings, { clock: feeding, signal, batchIntervalMs: 1000, store });
    const idle = scan.seen.map(({ idleLanes }) => idleLanes.join());
    assert.deepEqual(new Set(idle), new Set(["", "quiet"]));
    const first = idle.indexOf("quiet");
    assert.ok(first > 3 && first < 9, `idle in batch ${first}`);
    assert.ok(
      idle.slice(first).every((lanes) => lanes === "quiet"),
      "and stays so",
    );
  });
}

test("a lane that falls silent behind a jump back becomes idle in its time", async () => {
  const { clock, signal } = jumpingClock([-87_660 * HOUR_MS]);
  const scan = new LinesScan(linesTable("t", { "scan.watermark.idle-timeout": "5 s" }));
  const splits = new Map([
    ["quiet", ["q0"]],
    ["loud", ["l0"]],
  ]);
  const surroundings = kitSurroundings({
    sources: { t: { splits, isBounded: false } },
    outside: outside(),
    graph: (p) => kitGraph([{ scan }], { after: 0 }, p),
  });
  let second = 0;
  const feeding: Clock = {
    ...clock,
    sleep: async (delayMs) => {
      await clock.sleep(delayMs);
      splits.get("loud")!.push("more");
      if (++second < APART + 5) splits.get("quiet")!.push("more");
    },
  };
  await runJob({ plan: kitPlan(["after"]), sql: "" }, surroundings, { clock: feeding, signal, batchIntervalMs: 1000 });
  const first = scan.seen.findIndex(({ idleLanes }) => idleLanes.length > 0);
  assert.ok(first >= APART + 8 && first <= APART + 14, `idle in batch ${first}`);
});

test("a restart goes on behind a batch whose clock was years ahead, at the pace of real time", async () => {
  const sql = `${MADE} CREATE TABLE w (s TIMESTAMP_LTZ(3), n BIGINT) WITH ('connector' = 'blackhole');
    INSERT INTO w SELECT window_start, COUNT(*) FROM TUMBLE(TABLE made, DESCRIPTOR(at), INTERVAL '10' SECOND)
    GROUP BY window_start, window_end;`;
  const store = new MemoryStore(true);
  const ahead = new ManualClock(START_MS + 87_660 * HOUR_MS);
  await (await jobOf(sql)).run({ clock: ahead, store, batchIntervalMs: 1000, batchesMax: 3 });
  const before = store.readLastCommit()!.batchTimeMs;
  const { clock, signal } = jumpingClock([]);
  const summary = await (await jobOf(sql)).run({ clock, signal, store, batchIntervalMs: 1000 });
  const after = store.readLastCommit()!.batchTimeMs;
  assert.ok(after - before >= (APART - 2) * 1000 && after - before <= (APART + 2) * 1000, `${after - before} ms later`);
  assert.ok(summary.written[0].rows >= 3, `${summary.written[0].rows} windows closed`);
});
