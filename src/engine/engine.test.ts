import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { collectConnector, rowsConnector, type TestTables, testTables } from "../golden/rows-connector.ts";
import { ManualClock } from "../common/clock.ts";
import { MemoryStore } from "../exec/state/memory-store.ts";
import {
  Millrace,
  MillraceError,
  MillraceErrors,
  type RunOptions,
  renderError,
  Session,
  type Step,
  VERSION,
} from "../index.ts";

const SOURCE = `
CREATE TABLE t (k STRING, n INT, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '1' SECOND) WITH ('connector' = 'rows');
`;
const SINK = "CREATE TABLE o (k STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'collect');";

function tablesWith(...rows: readonly (readonly [k: string, n: number, atSeconds: number])[]): TestTables {
  const tables = testTables();
  tables.inputs.set(
    "t",
    rows.map(([k, n, at]) => ({ kind: "+I" as const, values: [k, n, at * 1000] })),
  );
  return tables;
}

/** The same tables as sources without end. */
function growing(tables: TestTables): TestTables {
  return { ...tables, isGrowing: true };
}

function optionsFor(tables: TestTables) {
  return {
    connectors: [rowsConnector(tables), collectConnector(tables)],
    settings: { "table.local-time-zone": "UTC" },
  };
}

function jobOf(steps: readonly Step[]) {
  const step = steps.find((s) => s.kind === "job");
  assert.ok(step?.kind === "job");
  return step.job;
}

async function compile(tables: TestTables, sql: string) {
  return new Session(optionsFor(tables)).compile([{ name: "test.sql", text: sql }]);
}

async function errorsOf(sql: string): Promise<readonly string[]> {
  try {
    await compile(testTables(), sql);
  } catch (error) {
    assert.ok(error instanceof MillraceErrors);
    assert.ok(error instanceof MillraceError);
    assert.deepEqual(
      [error.code, error.kind, error.span],
      [error.errors[0].code, error.errors[0].kind, error.errors[0].span],
    );
    return error.errors.map((e) => renderError(e).split("\n")[0]);
  }
  assert.fail("it compiled");
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test("the version is that of the package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  assert.equal(VERSION, version);
});

test("all errors of all statements and files are told at once", async () => {
  const errors = await errorsOf(`${SOURCE}SELECT nn FROM t;\nSELECT FROM t;\nSELECT * FROM tt;`);
  assert.deepEqual(errors.map((e) => e.split(" ")[0]).sort(), ["test.sql:3:8", "test.sql:4:8", "test.sql:5:15"]);
});

test("a statement that is nested too deeply to be planned is an error, not a crash", async () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => String(i)).join(" + ");
  const [error] = await errorsOf(`SELECT ${chain};`);
  assert.match(error, /(PLAN|PARSE)_TOO_DEEP/);
});

test("a table whose CREATE failed is not told to be unknown", async () => {
  const errors = await errorsOf("CREATE TABLE x (a INT) WITH ('connector' = 'nosuch');\nSELECT a FROM x;");
  assert.equal(errors.length, 1);
  assert.match(errors[0], /CONNECTOR_UNKNOWN/);
});

test("after an error catalog and settings are as before", async () => {
  const session = new Session(optionsFor(testTables()));
  const text = `${SOURCE} SET 'table.local-time-zone' = 'Asia/Tokyo'; SELECT nope FROM t;`;
  await assert.rejects(session.compile([{ name: "-e", text }]), MillraceErrors);
  assert.equal(session.zone, "UTC");
  const steps = await session.compile([{ name: "-e", text: "SHOW TABLES;" }]);
  assert.deepEqual(steps[0].kind === "rows" && steps[0].rows, []);
});

test("a setting given from outside is checked like SET", async () => {
  const session = new Session({ settings: { "table.local-time-zone": "Mars/Olympus" } });
  await assert.rejects(session.compile([{ name: "-e", text: "SELECT 1;" }]), MillraceErrors);
});

test("all INSERTs are one job at the place of the last, a SELECT is one at its own", async () => {
  const sql = `${SOURCE}${SINK}
    INSERT INTO o SELECT k, COUNT(*) FROM t GROUP BY k;
    SELECT 1;
    CREATE TABLE p (k STRING) WITH ('connector' = 'collect');
    INSERT INTO p SELECT k FROM t;
    SELECT 2;`;
  const steps = await compile(tablesWith(["a", 1, 1]), sql);
  const kinds = steps.filter((s) => s.kind !== "message").map((s) => (s.kind === "job" ? s.role : s.kind));
  assert.deepEqual(kinds, ["query", "inserts", "query"]);
  const inserts = steps.find((s) => s.kind === "job" && s.role === "inserts");
  assert.ok(inserts?.kind === "job");
  assert.deepEqual(
    inserts.job.plan.sinks.map((s) => s.name),
    ["o", "p"],
  );
});

test("a job that goes on from its checkpoint gives what one run gives", async () => {
  const rows = Array.from({ length: 20 }, (_, i) => [`k${i % 3}`, i, i] as const);
  const sql = `${SOURCE}CREATE TABLE o (k STRING, n BIGINT) WITH ('connector' = 'collect', 'changelog-mode' = 'append');
    INSERT INTO o SELECT k, SUM(n) FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY window_start, window_end, k;`;
  const whole = tablesWith(...rows);
  await jobOf(await compile(whole, sql)).run({ checksInvariants: true });
  const cut = tablesWith(...rows);
  const store = new MemoryStore(true);
  for (;;) {
    const job = jobOf(await compile(cut, sql));
    const { endedBy } = await job.run({ store, batchRowsMax: 3, batchesMax: 1, checksInvariants: true });
    if (endedBy === "end of input") break;
  }
  assert.equal(whole.outputs.get("o")?.length, 12);
  assert.deepEqual(cut.outputs.get("o"), whole.outputs.get("o"));
});

test("a later run over new rows refuses what belongs to windows that were given", async () => {
  const tables = tablesWith(["a", 1, 1], ["a", 2, 3]);
  const sql = `${SOURCE}CREATE TABLE o (k STRING, n BIGINT) WITH ('connector' = 'collect', 'changelog-mode' = 'append');
    INSERT INTO o SELECT k, SUM(n) FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND) GROUP BY window_start, window_end, k;`;
  const store = new MemoryStore(true);
  const options: RunOptions = { store, checksInvariants: true, clock: new ManualClock(0) };
  await jobOf(await compile(tables, sql)).run(options);
  tables.inputs.get("t")!.push({ kind: "+I", values: ["a", 10, 4000] }, { kind: "+I", values: ["a", 20, 6000] });
  const summary = await jobOf(await compile(tables, sql)).run(options);
  assert.deepEqual(
    tables.outputs.get("o")?.map((c) => c.values),
    [
      ["a", 3],
      ["a", 20],
    ],
  );
  const [{ read, used, late }] = summary.accounts;
  assert.deepEqual([read, used, late], [4, 3, 1]);
  assert.deepEqual(
    store.lateRows().map((row) => [row.sourceTable, row.offset, row.windowEndMs]),
    [["t", 2, 5000]],
  );
});

test("a changed query over the same state is refused, and goes on with the positions when allowed", async () => {
  const tables = tablesWith(["a", 1, 1], ["b", 2, 2]);
  const store = new MemoryStore(true);
  const sqlOf = (fn: string) => `${SOURCE}${SINK}INSERT INTO o SELECT k, ${fn}(n) FROM t GROUP BY k;`;
  await jobOf(await compile(tables, sqlOf("SUM"))).run({ store, clock: new ManualClock(0) });
  tables.inputs.get("t")!.push({ kind: "+I", values: ["a", 5, 9000] });
  const changed = jobOf(await compile(tables, sqlOf("MAX")));
  await assert.rejects(changed.run({ store }), { code: "STATE_QUERY_CHANGED", hint: /kept {2}positions of t/ });
  await changed.run({ store, upgrade: "allow", clock: new ManualClock(0) });
  assert.deepEqual(tables.outputs.get("o")?.at(-1)?.values, ["a", 5]);
  assert.match(store.readMeta()!.sql, /MAX\(n\)/);
});

test("a setting that changes results is a changed query", async () => {
  const tables = tablesWith(["a", 1, 1]);
  const store = new MemoryStore(true);
  const sql = `${SOURCE}${SINK}INSERT INTO o SELECT k, SUM(n) FROM t GROUP BY k;`;
  await jobOf(await compile(tables, sql)).run({ store });
  const changed = jobOf(await compile(tables, `SET 'execution.on-error' = 'skip';${sql}`));
  const expected = { code: "STATE_QUERY_CHANGED", hint: /now {3}'execution.on-error' is 'skip', was 'fail'/ };
  await assert.rejects(changed.run({ store }), expected);
  assert.equal((await changed.run({ store, upgrade: "allow" })).isNothingNew, true);
});

test("a value that cannot be computed fails the job, or is counted and kept", async () => {
  const tables = tablesWith(["a", 1, 1], ["b", 0, 2]);
  const sql = `${SOURCE}CREATE TABLE o (k STRING, n INT) WITH ('connector' = 'collect'); INSERT INTO o SELECT k, 10 / n FROM t;`;
  const error = await jobOf(await compile(tables, sql))
    .run()
    .catch((e: unknown) => e);
  assert.match(String(error), /division by zero.*\{"k":"b","n":0/);
  const skipping = tablesWith(["a", 1, 1], ["b", 0, 2]);
  const store = new MemoryStore(true);
  const job = jobOf(await compile(skipping, `SET 'execution.on-error' = 'skip'; ${sql}`));
  const { accounts } = await job.run({ store, checksInvariants: true });
  assert.deepEqual(
    skipping.outputs.get("o")?.map((c) => c.values),
    [["a", 10]],
  );
  assert.deepEqual([accounts[0].read, accounts[0].used, accounts[0].bad], [2, 1, 1]);
  assert.deepEqual(
    store.badRows().map((r) => [r.sourceTable, r.offset]),
    [["t", 1]],
  );
});

test("library: a query gives folded rows, changes() every change with its kind", async () => {
  await using db = await Millrace.open({
    ...optionsFor(tablesWith(["a", 1, 1], ["b", 2, 2], ["a", 3, 3])),
    batchRowsMax: 1,
  });
  await db.execute(SOURCE);
  const query = db.query<{ k: string; n: number }>("SELECT k, SUM(n) AS n FROM t GROUP BY k");
  assert.deepEqual(await all(query), [
    { k: "a", n: 4 },
    { k: "b", n: 2 },
  ]);
  const changes = await all(query.changes());
  assert.deepEqual(
    changes.map(({ op, row }) => `${op} ${row.k} ${row.n}`),
    ["+I a 1", "+I b 2", "-U a 1", "+U a 4"],
  );
});

test("library: values as JavaScript has them", async () => {
  await using db = await Millrace.open({ settings: { "table.local-time-zone": "UTC" } });
  const sql = `SELECT CAST(9007199254740993 AS BIGINT) AS b, CAST(1.50 AS DECIMAL(5, 2)) AS d, DATE '2020-02-29' AS day,
    TIMESTAMP '2020-01-01 00:00:01.5' AS ts, TRUE AS t, CAST(NULL AS INT) AS n, ARRAY[1, 2] AS a, 0.5e0 AS f`;
  assert.deepEqual(await all(db.query(sql)), [
    {
      b: 9007199254740993n,
      d: "1.50",
      day: "2020-02-29",
      ts: "2020-01-01 00:00:01.5",
      t: true,
      n: null,
      a: [1, 2],
      f: 0.5,
    },
  ]);
});

test("library: a reader that leaves early ends the query", async () => {
  const rows = Array.from({ length: 100 }, (_, i) => ["a", i, i] as const);
  await using db = await Millrace.open({ ...optionsFor(tablesWith(...rows)), batchRowsMax: 10 });
  await db.execute(SOURCE);
  const seen: number[] = [];
  for await (const { n } of db.query<{ n: number }>("SELECT n FROM t")) {
    seen.push(n);
    if (n === 12) break;
  }
  assert.deepEqual(seen.length, 13);
});

test("library: a job runs beside its caller until it is stopped", async () => {
  const tables = growing(tablesWith(["a", 1, 1], ["a", 2, 2]));
  await using db = await Millrace.open(optionsFor(tables));
  await db.execute(`${SOURCE}${SINK}`);
  const job = await db.start("INSERT INTO o SELECT k, SUM(n) FROM t GROUP BY k");
  while (job.metrics === null) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(job.metrics.rowsIn, 2);
  const summary = await job.stop();
  assert.equal(summary.endedBy, "stopped");
  assert.deepEqual(
    tables.outputs.get("o")?.map((c) => c.values),
    [["a", 3]],
  );
});

test("library: disposal stops what runs, and errors are typed", async () => {
  const tables = growing(tablesWith(["a", 1, 1]));
  const db = await Millrace.open(optionsFor(tables));
  await db.execute(`${SOURCE}${SINK}`);
  const job = await db.start("INSERT INTO o SELECT k, SUM(n) FROM t GROUP BY k");
  await db.close();
  assert.equal((await job.done).endedBy, "stopped");
  await assert.rejects(async () => db.execute("SELECT 1"), { code: "PLAN_CLOSED" });
  await using other = await Millrace.open();
  await assert.rejects(all(other.query("SELECT * FROM t")), MillraceErrors);
  await assert.rejects(other.start("SELECT 1"), { code: "PLAN_WRONG_STATEMENT" });
});

test("library: an updating result without end has no last state", async () => {
  await using db = await Millrace.open(optionsFor(growing(tablesWith(["a", 1, 1]))));
  await db.execute(SOURCE);
  const query = db.query("SELECT k, COUNT(*) AS n FROM t GROUP BY k");
  await assert.rejects(all(query), { code: "PLAN_UNBOUNDED_RESULT" });
  for await (const { op } of query.changes()) {
    assert.equal(op, "+I");
    break;
  }
});

test("a sink is given the net changes of a batch", async () => {
  const tables = tablesWith(["a", 1, 1], ["b", 2, 2], ["a", 2, 3]);
  const sql = `${SOURCE}CREATE TABLE o (odd INT) WITH ('connector' = 'collect');
    INSERT INTO o SELECT MOD(s, 2) FROM (SELECT k, SUM(n) AS s FROM t GROUP BY k);`;
  // One row a batch: the third makes -U 1, +U 1 of the sum of a, which is nothing.
  const { written } = await jobOf(await compile(tables, sql)).run({ batchRowsMax: 1, checksInvariants: true });
  const changes = tables.outputs.get("o")!.map(({ kind, values }) => `${kind} ${values.join(" ")}`);
  assert.deepEqual(changes, ["+I 1", "+I 0"]);
  assert.equal(written[0].rows, 2);
});
