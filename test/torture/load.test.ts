// More than a job can take, and for long: memory stays flat, what waits is told, and nothing is lost on the way.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { scalarAt } from "../../src/columnar/read.ts";
import { BIGINT } from "../../src/common/types.ts";
import type { Progress } from "../../src/exec/driver/run-options.ts";
import { fastParent, temporaryFolder } from "../helpers/command-line.ts";
import { byLength } from "./how-long.ts";
import { heldBytes, runSql } from "./job-run.ts";

const MIB = 1024 * 1024;

/** A row takes the job this time at least, on any machine. */
const ROW_MS = 0.05;
const slow = {
  kind: "scalar",
  args: ["BIGINT"],
  returns: "BIGINT",
  evaluate(id: bigint | number) {
    const endMs = performance.now() + ROW_MS;
    while (performance.now() < endMs);
    return id;
  },
} as const;

const behind = ({ splitLags }: Progress): number => splitLags.reduce((sum, { records }) => sum + records, 0);

test("a producer at three times what the job can take: the lag grows and is told, then it is caught up", async (t) => {
  const intervalMs = 100;
  const perSecond = (3 * 1000) / ROW_MS;
  const rowCount = perSecond * byLength(1.2, 20);
  const held: number[] = [];
  const { summary, progress } = await runSql(
    `CREATE TABLE made (id BIGINT, at AS PROCTIME()) WITH ('connector' = 'datagen', 'fields.id.kind' = 'sequence',
       'fields.id.start' = '1', 'fields.id.end' = '${rowCount}', 'rows-per-second' = '${perSecond}');
     CREATE TABLE sums (k BIGINT, n BIGINT, total BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'blackhole');
     SET 'execution.backpressure.enabled' = 'true';
     SET 'execution.backpressure.initial-rate' = '5000';
     INSERT INTO sums SELECT MOD(k, 7), COUNT(*), SUM(k) FROM (SELECT slow(id) AS k FROM made) GROUP BY MOD(k, 7);`,
    { functions: { slow } },
    {
      batchIntervalMs: intervalMs,
      statePath: join(temporaryFolder(t, "load", fastParent()), "job.db"),
      onProgress: ({ batchId }) => {
        if (batchId % 10 === 0) held.push(heldBytes());
      },
    },
  );
  assert.equal(summary.accounts[0].read, rowCount);
  assert.equal(summary.accounts[0].used, rowCount);
  const lags = progress.map(behind);
  const peak = lags.indexOf(Math.max(...lags));
  // A second's worth is there at once and is no growth.
  assert.ok(lags[peak] > perSecond && lags[peak] > lags[0], `at most ${lags[peak]} rows behind`);
  assert.equal(lags.at(-1), 0);
  for (let i = peak + 1; i < lags.length; i++) assert.ok(lags[i] <= lags[i - 1], "what waits only becomes less");
  const most = intervalMs / ROW_MS;
  const capped = progress.slice(2);
  assert.ok(capped.length > 10, `${progress.length} batches`);
  assert.ok(capped.every(({ batchRows, rateLimit }) => batchRows <= most && rateLimit! <= 1000 / ROW_MS));
  assert.ok(progress.every(({ schedulingDelayMs }) => schedulingDelayMs >= 0));
  assertFlat(held, 8 * MIB);
  t.diagnostic(`${rowCount} rows in ${progress.length} batches, at most ${lags[peak]} behind`);
});

test("a day of event time at full speed: all windows, and state that does not grow", async () => {
  const perSecond = byLength(2, 100);
  const rowCount = 86_400 * perSecond;
  const held: number[] = [];
  let windows = 0;
  let rows = 0;
  const { progress } = await runSql(
    `CREATE TABLE made (id BIGINT, at AS TO_TIMESTAMP_LTZ(id * ${1000 / perSecond}, 3), WATERMARK FOR at AS at - INTERVAL '5' SECOND)
       WITH ('connector' = 'datagen', 'fields.id.kind' = 'sequence', 'fields.id.start' = '0',
         'fields.id.end' = '${rowCount - 1}', 'rows-per-second' = '${rowCount}');
     SELECT window_start, MOD(id, 10) AS k, COUNT(*) AS n FROM TUMBLE(TABLE made, DESCRIPTOR(at), INTERVAL '1' MINUTE)
     GROUP BY window_start, window_end, MOD(id, 10);`,
    {},
    {
      batchRowsMax: 4096,
      onRows: (batch) => {
        windows += batch.rowCount;
        for (let i = 0; i < batch.rowCount; i++) rows += Number(scalarAt(batch.columns[2], BIGINT, i));
      },
      onProgress: ({ batchId }) => {
        if (batchId % byLength(5, 100) === 0) held.push(heldBytes());
      },
    },
  );
  assert.equal(windows, 1440 * 10);
  assert.equal(rows, rowCount);
  const statesRows = progress.map(({ stateRows }) => stateRows);
  assert.ok(Math.max(...statesRows) < 1000, `${Math.max(...statesRows)} rows of state`);
  assertFlat(held, 8 * MIB);
});

test("thousands of batches with a state file: memory and file stay as they are", async (t) => {
  const batches = byLength(2000, 10_000);
  const path = join(temporaryFolder(t, "batches", fastParent()), "job.db");
  const held: number[] = [];
  const resident: number[] = [];
  const { summary } = await runSql(
    `CREATE TABLE made (id BIGINT, at AS TO_TIMESTAMP_LTZ(id * 100, 3), WATERMARK FOR at AS at - INTERVAL '5' SECOND)
       WITH ('connector' = 'datagen', 'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '${batches * 10}',
         'rows-per-second' = '${batches * 10}');
     CREATE TABLE sums (k BIGINT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'blackhole');
     CREATE TABLE minutes (w TIMESTAMP_LTZ(3), n BIGINT) WITH ('connector' = 'blackhole');
     INSERT INTO sums SELECT MOD(id, 100), COUNT(*) FROM made GROUP BY MOD(id, 100);
     INSERT INTO minutes SELECT window_start, COUNT(*) FROM TUMBLE(TABLE made, DESCRIPTOR(at), INTERVAL '1' MINUTE)
       GROUP BY window_start, window_end;`,
    {},
    {
      batchRowsMax: 10,
      statePath: path,
      onProgress: ({ batchId }) => {
        if (batchId % (batches / 20) !== 0) return;
        held.push(heldBytes());
        resident.push(process.memoryUsage.rss());
      },
    },
  );
  assert.equal(summary.batchCount, batches);
  assertFlat(held, 4 * MIB);
  assertFlat(resident, 48 * MIB);
});

/** The last samples are no more than `slack` above those after the start, when the machine code is there. */
function assertFlat(samples: readonly number[], slack: number): void {
  assert.ok(samples.length >= 4, `${samples.length} samples`);
  const quarter = Math.ceil(samples.length / 4);
  const early = Math.max(...samples.slice(0, 2 * quarter));
  const late = Math.max(...samples.slice(-quarter));
  assert.ok(late <= early + slack, `memory grew from ${early} to ${late} bytes: ${samples.join(" ")}`);
}
