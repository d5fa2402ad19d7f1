// What a batch took from outside comes back on replay: a job fails between the commit of its sinks and that of its state, the
// world outside changes, and the rest of the batch must agree with what the sink already shows.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import Database from "better-sqlite3";
import { type FunctionDefinition, Session } from "../../src/engine/index.ts";
import { openStateFile } from "../../src/exec/state/sqlite/open-state-file.ts";
import type { StateStore } from "../../src/exec/state/state-store.ts";

const SQL = `
CREATE TABLE t (id INT, k INT, proctime AS PROCTIME()) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json');
CREATE TABLE dim (k INT, v INT) WITH ('connector' = 'sqlite', 'path' = 'dim.db', 'lookup.cache' = 'PARTIAL');
CREATE TABLE totals (k INT, n BIGINT, v BIGINT, r DOUBLE, u STRING, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'sqlite', 'path' = 'out.db');
-- Rows from id 8 on, which are in the third batch, add only to n: what they bring to light of the others is what the state holds.
INSERT INTO totals SELECT t.k, COUNT(*), SUM(CASE WHEN id < 8 THEN v END), SUM(CASE WHEN id < 8 THEN RAND() END), MAX(CASE WHEN id < 8 THEN UUID() END)
FROM t LEFT JOIN dim FOR SYSTEM_TIME AS OF t.proctime ON t.k = dim.k GROUP BY t.k;
`;

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-external-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const rows = Array.from({ length: 12 }, (_, i) => `${JSON.stringify({ id: i, k: i % 3 })}\n`);
  writeFileSync(join(folder, "t.json"), rows.join(""));
  return folder;
}

function setDim(folder: string, worth: (k: number) => number): void {
  const database = new Database(join(folder, "dim.db"));
  database.exec("CREATE TABLE IF NOT EXISTS dim (k INTEGER PRIMARY KEY, v INTEGER)");
  for (const k of [0, 1, 2]) database.prepare("INSERT OR REPLACE INTO dim VALUES (?, ?)").run(k, worth(k));
  database.close();
}

/** The store, whose commit of one batch fails as if the process had died before it. */
function dyingAt(store: StateStore, batchId: number): StateStore {
  return new Proxy(store, {
    get(target, key) {
      if (key === "commit") {
        return (batch: Parameters<StateStore["commit"]>[0]) => {
          if (batch.entry.batchId === batchId) throw new Error("the process died");
          target.commit(batch);
        };
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function run(
  folder: string,
  diesAt: number | null,
  sql = SQL,
  functions: Readonly<Record<string, FunctionDefinition>> = {},
): Promise<void> {
  const settings = { "table.local-time-zone": "UTC", "execution.on-error": "skip" };
  const session = new Session({ workingDirectory: folder, settings, functions });
  const step = (await session.compile([{ name: "job.sql", text: sql }])).find((one) => one.kind === "job");
  assert.ok(step?.kind === "job");
  const store = await openStateFile(join(folder, "state.db"), { replacesDamaged: false });
  try {
    const used = diesAt === null ? store : dyingAt(store, diesAt);
    await step.job.run({ store: used, batchRowsMax: 4, checksInvariants: true });
  } finally {
    store.close();
  }
}

function all(folder: string, file: string, sql: string): readonly unknown[] {
  const database = new Database(join(folder, file), { readonly: true });
  try {
    return database.prepare(sql).raw().all();
  } finally {
    database.close();
  }
}

const TOTALS = "SELECT k, v, r, u FROM totals ORDER BY k";

test("looked-up rows and random numbers of a batch that a sink shows come back on replay", async (t) => {
  const folder = folderOf(t);
  setDim(folder, (k) => k + 1);
  await assert.rejects(run(folder, 2), /the process died/);
  const before = all(folder, "out.db", TOTALS);
  assert.equal(before.length, 3);
  setDim(folder, (k) => (k + 1) * 100);
  await run(folder, null);
  assert.deepEqual(all(folder, "out.db", TOTALS), before);
  assert.deepEqual(all(folder, "out.db", "SELECT n FROM totals ORDER BY k"), [[4], [4], [4]]);
});

test("the external log of the pending batch holds the seed and the answers", async (t) => {
  const folder = folderOf(t);
  setDim(folder, (k) => k + 1);
  await assert.rejects(run(folder, 2), /the process died/);
  const pending = all(folder, "state.db", "SELECT operator FROM external_log WHERE batch_id = 2 ORDER BY operator");
  assert.equal(pending.length, 2);
  assert.match(String(pending[0]), /^lookup-/);
  assert.equal(String(pending[1]), "seed");
  const database = new Database(join(folder, "state.db"));
  database.exec("UPDATE external_log SET payload = x'00' WHERE operator LIKE 'lookup-%'");
  database.close();
  await assert.rejects(run(folder, null), { code: "STATE_CORRUPT" });
});

test("answers that were not logged are asked for anew", async (t) => {
  const folder = folderOf(t);
  setDim(folder, (k) => k + 1);
  await assert.rejects(run(folder, 2), /the process died/);
  const database = new Database(join(folder, "state.db"));
  database.exec("DELETE FROM external_log WHERE operator LIKE 'lookup-%'");
  database.close();
  setDim(folder, () => 0);
  await run(folder, null);
  // The first batch, which is committed, saw 1 for k 0 twice, 2 and 3 once.
  assert.deepEqual(all(folder, "out.db", "SELECT v FROM totals ORDER BY k"), [[2], [2], [3]]);
});

const ASYNC_SQL = `
CREATE TABLE t (id INT, k INT) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json');
CREATE TABLE totals (k INT, n BIGINT, v BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'sqlite', 'path' = 'out.db');
INSERT INTO totals SELECT k, COUNT(*), SUM(CASE WHEN id < 8 THEN v END) FROM (SELECT id, k, fetch_worth(id) AS v FROM t) GROUP BY k;
`;

test("answers and refusals of async functions come back on replay", async (t) => {
  const folder = folderOf(t);
  let factor = 1;
  const asked: number[] = [];
  const functions: Readonly<Record<string, FunctionDefinition>> = {
    fetch_worth: {
      kind: "async",
      args: ["INT"],
      returns: "INT",
      async evaluate(id: number) {
        asked.push(id);
        if (id === 5 && factor === 1) throw new Error("not now");
        return id * factor;
      },
    },
  };
  await assert.rejects(run(folder, 2, ASYNC_SQL, functions), /the process died/);
  const before = all(folder, "out.db", "SELECT k, v FROM totals ORDER BY k");
  assert.deepEqual(before, [
    [0, 9],
    [1, 12],
    [2, 2],
  ]);
  factor = 100;
  asked.length = 0;
  await run(folder, null, ASYNC_SQL, functions);
  assert.deepEqual(asked, [8, 9, 10, 11]);
  assert.deepEqual(all(folder, "out.db", "SELECT k, v FROM totals ORDER BY k"), before);
  assert.deepEqual(all(folder, "out.db", "SELECT n FROM totals ORDER BY k"), [[4], [4], [3]]);
});
