import assert from "node:assert/strict";
import { test } from "node:test";
import { query, runJob } from "../../../test/helpers/run-sql.ts";
import { type TestChange, testTables } from "../../golden/rows-connector.ts";

/** Minutes of rows whose keys come back now and then, some of them late. */
function input(seed: number): readonly TestChange[] {
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  let at = Date.parse("2026-01-01T00:00:00Z");
  return Array.from({ length: 60 }, () => {
    at += random(4) * 1000;
    return { kind: "+I", values: [`k${random(4)}`, random(5) - 2, at - random(3) * 1000] } as const;
  });
}

const WINDOW = "TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY k, window_start, window_end";
const SESSION =
  "SESSION(TABLE t PARTITION BY k, DESCRIPTOR(at), INTERVAL '4' SECOND) GROUP BY k, window_start, window_end";
const QUERIES = [
  "SELECT k, SUM(v) AS s, COUNT(*) AS n FROM t GROUP BY k",
  "SELECT SUM(v) AS s FROM t",
  "SELECT k, SUM(v) AS s FROM t GROUP BY k HAVING SUM(v) > 0",
  `SELECT k, window_start, SUM(v) AS s FROM ${WINDOW}`,
  `SELECT k, window_start, window_end, SUM(v) AS s FROM ${SESSION}`,
  "SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY at DESC) AS r FROM t) WHERE r <= 2",
  "SELECT a.k, b.s FROM (SELECT k, COUNT(*) AS n FROM t GROUP BY k) AS a JOIN (SELECT k, SUM(v) AS s FROM t GROUP BY k) AS b ON a.k = b.k WHERE b.s > 0",
  "SELECT n, COUNT(*) AS c FROM (SELECT k, COUNT(*) AS n FROM t GROUP BY k) GROUP BY n",
  "SELECT k, v FROM t WHERE v <> 0",
];

async function emitted(sql: string, rows: readonly TestChange[], batchRowsMax: number): Promise<readonly string[]> {
  const tables = testTables();
  tables.inputs.set("t", [...rows]);
  const { error, changes } = await query(`${sql} EMIT PERIODIC INTERVAL '5' SECOND`, {
    setup: [
      "CREATE TABLE t (k STRING, v INT, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '2' SECOND) WITH ('connector' = 'rows')",
    ],
    tables,
    settings: {},
    batchRowsMax,
  });
  assert.equal(error, null, sql);
  return changes.map(({ kind, values }) => `${kind} ${values.join("|")}`);
}

test("what comes out, and in which order, does not depend on batches", async () => {
  for (const [seed, sql] of QUERIES.entries()) {
    const rows = input(seed + 1);
    const one = await emitted(sql, rows, 1);
    assert.ok(one.length > 4, sql);
    for (const batchRowsMax of [7, 1000]) assert.deepEqual(await emitted(sql, rows, batchRowsMax), one, sql);
  }
});

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;

/** Rows that can be read so many minutes after the beginning, then nothing for three minutes. */
async function written(minutes: readonly number[]): Promise<readonly string[]> {
  const tables = testTables();
  const rows = minutes.map((at) => ({ kind: "+I" as const, values: ["a", 1], atMs: START_MS + at * MINUTE_MS }));
  tables.inputs.set("t", [...rows]);
  const failure = await runJob(
    [
      "CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'rows')",
      "CREATE TABLE o (k STRING, n BIGINT) WITH ('connector' = 'collect', 'changelog-mode' = 'retract')",
      "INSERT INTO o SELECT k, COUNT(*) FROM t GROUP BY k EMIT PERIODIC INTERVAL '10' MINUTE",
    ],
    { tables, batchRowsMax: 1, stopWhenRead: true, movesClock: true, idleStepMs: MINUTE_MS },
  );
  assert.equal(failure, null);
  return (tables.outputs.get("o") ?? []).map(({ kind, values }) => `${kind} ${values.join("|")}`);
}

test("without a watermark the time of the batch counts, also where no row comes", async () => {
  assert.deepEqual(await written([0, 4, 9]), ["+I a|3"], "the tenth minute passes without input");
  assert.deepEqual(await written([0, 4]), [], "it does not: what is held stays in the state");
  assert.deepEqual(await written([0, 4, 11, 19]), ["+I a|2", "-U a|2", "+U a|4"]);
});
