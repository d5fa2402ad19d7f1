// The state file of a job with a state TTL whose keys are ever new: what has expired leaves the snapshots, so the file stays as it is
// however long the job runs.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { testTables } from "../../src/golden/rows-connector.ts";
import { runJob } from "../helpers/run-sql.ts";

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
/** Each batch waits for the disk: 10 000 of them take two minutes. */
const BATCHES = Number(process.env["MILLRACE_TTL_BATCHES"] ?? 3_000);
/** By then logs and segments have been cut several times. */
const SETTLED = 1_200;

test("batch after batch of ever-new keys leaves a file that does not grow", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-ttl-"));
  try {
    const statePath = join(folder, "job.db");
    const statements = [
      "CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'rows')",
      "CREATE TABLE o (k STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'collect')",
      "INSERT INTO o SELECT k, COUNT(*) FROM (SELECT t.k FROM t JOIN t AS u ON t.k = u.k) GROUP BY k",
    ];
    const run = async (from: number, to: number): Promise<number> => {
      const tables = testTables();
      const rows = Array.from({ length: to }, (_, i) => ({
        kind: "+I" as const,
        values: [`a key that is never seen again ${i}`, i],
        atMs: START_MS + i * MINUTE_MS,
      }));
      tables.inputs.set("t", rows);
      const failure = await runJob(statements, {
        tables,
        settings: { "table.exec.state.ttl": "1 h" },
        statePath,
        batchRowsMax: 1,
        stopWhenRead: true,
        startsAfterMs: from * MINUTE_MS,
        movesClock: true,
      });
      assert.equal(failure, null);
      assert.equal(tables.outputs.get("o")?.length, to - from, "each key is new");
      return statSync(statePath).size;
    };
    const settled = await run(0, SETTLED);
    const atEnd = await run(SETTLED, BATCHES);
    assert.ok(atEnd <= settled * 1.1, `${settled} bytes after ${SETTLED} batches, ${atEnd} after ${BATCHES}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
