// `millrace inspect` over the state of small jobs, in this process.
import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import BetterSqlite3 from "better-sqlite3";
import { MillraceError, type Progress, Session, StateInspector } from "../../index.ts";
import { COMMANDS, parseCommandLine } from "../args.ts";
import type { Terminal } from "../terminal.ts";
import { inspectCommand } from "./inspect.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-inspect-"));
after(() => rmSync(folder, { recursive: true }));

const ROWS = [
  "a,1,00:00:01",
  "b,2,00:00:30",
  "a,3,00:01:10",
  "c,x,00:01:20",
  "b,5,00:03:20",
  "a,9,00:00:02",
  "c,7,00:04:20",
];

interface Job {
  readonly input: string;
  readonly state: string;
  run(options?: {
    batchesMax?: number;
    batchRowsMax?: number;
    onProgress?: (progress: Progress) => void;
  }): Promise<void>;
}

function job(name: string, rows: readonly string[]): Job {
  const path = (end: string) => join(folder, `${name}${end}`);
  const input = path(".csv");
  writeFileSync(input, `k,v,ts\n${rows.map((row) => `${row.replace(/,(?=\d\d:)/, ",2026-01-01 ")}\n`).join("")}`);
  const sql = `
    CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
      WITH ('connector' = 'filesystem', 'path' = '${input}', 'format' = 'csv', 'csv.header' = 'true', 'on-error' = 'dead-letter');
    CREATE TABLE w (k STRING, start TIMESTAMP(3), total BIGINT)
      WITH ('connector' = 'filesystem', 'path' = '${path("-out")}', 'format' = 'json');
    CREATE TABLE p (k STRING, n BIGINT, r DOUBLE, PRIMARY KEY (k) NOT ENFORCED)
      WITH ('connector' = 'sqlite', 'path' = '${path("-p.db")}', 'table-name' = 'p');
    INSERT INTO w SELECT k, window_start, SUM(v) FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
      GROUP BY k, window_start, window_end;
    INSERT INTO p SELECT k, COUNT(*) AS n, MAX(RAND()) AS r FROM t GROUP BY k;`;
  return {
    input,
    state: path(".db"),
    async run(options = {}) {
      const steps = await new Session().compile([{ name: "sql", text: sql }]);
      for (const step of steps)
        if (step.kind === "job") await step.job.run({ statePath: path(".db"), batchRowsMax: 2, ...options });
    },
  };
}

async function inspect(...args: string[]): Promise<string> {
  let text = "";
  const out = { write: (part: string | Uint8Array) => (text += String(part)) };
  const terminal: Terminal = {
    stdout: out,
    stderr: out,
    isStdoutTerminal: false,
    isStderrTerminal: false,
    hasColor: false,
    hasOutColor: false,
    columns: () => 80,
    rows: () => 24,
  };
  await inspectCommand(parseCommandLine(COMMANDS.find(({ name }) => name === "inspect")!, args), terminal);
  return text;
}

const json = async (...args: string[]) =>
  JSON.parse(await inspect(...args, "--format", "json")) as Record<string, Record<string, unknown>[]>;

const refusal = (code: string, text: RegExp) => (error: unknown) =>
  error instanceof MillraceError &&
  error.code === code &&
  text.test(`${error.message} ${error.hint} ${error.location}`);

test("inspect shows batches, places, watermarks, state and refused rows", async () => {
  const { state, run } = job("overview", ROWS);
  await run();
  const seen = await json(state);
  assert.deepEqual(
    seen["batches"].map(({ batch, read, late, bad }) => [batch, read, late, bad]),
    [
      [1, 4, 0, 0],
      [2, 4, 0, 2],
      [3, 4, 1, 0],
      [4, 2, 0, 0],
    ],
  );
  assert.deepEqual(
    seen["offsets"].map(({ table, is_ended }) => [table, is_ended]),
    [["t", true]],
  );
  assert.deepEqual(seen["watermarks"], [{ table: "t", watermark: Date.UTC(2026, 0, 1, 0, 4, 10), lanes: 0 }]);
  const groups = seen["state"].find(({ table }) => table === "groups");
  assert.equal(groups?.rows, 3);
  assert.equal(groups?.last_batch, 4);
  assert.deepEqual(
    seen["late_rows"].map(({ batch, source, row }) => [batch, source, row]),
    [[3, "t", { k: "a", v: 9, ts: "2026-01-01 00:00:02" }]],
  );
  assert.deepEqual(
    seen["bad_rows"].map(({ line, column, code }) => [line, column, code]),
    [[5, "v", "DATA_BAD_VALUE"]],
  );
  assert.match(await inspect(state), /group-aggregate by k; COUNT\(\*\) AS n/);
});

test("--rows shows state by name of column, --key only what is under a key", async () => {
  const { state, run } = job("rows", ROWS);
  await run({ batchesMax: 2 });
  const { groups } = await json(state, "--rows", "group-agg");
  assert.deepEqual(
    groups.map(({ k, n }) => [k, n]),
    [
      ["a", 2],
      ["b", 1],
    ],
  );
  const { panes } = await json(state, "--rows", "window-agg", "--key", "a");
  assert.deepEqual(panes.at(-1), {
    pane_start: "2026-01-01 00:01:00",
    pane_end: "2026-01-01 00:02:00",
    k: "a",
    "SUM(v)": 3,
  });
  await assert.rejects(inspect(state, "--rows", "nothing"), refusal("STATE_NO_OPERATOR", /group-aggregate by k/));
  await assert.rejects(inspect(state, "--rows", "aggregate"), refusal("STATE_NO_OPERATOR", /may be each of/));
});

test("--replay runs any batch of a short log again, random numbers and late rows included", async () => {
  const { state, run } = job("replay", ROWS);
  await run();
  for (const batch of [1, 2, 3, 4]) {
    const seen = await json(state, "--replay", String(batch), "--trace", "window-agg");
    assert.deepEqual(
      seen["batch"].map(({ from_batch, agrees }) => [from_batch, agrees]),
      [[batch, true]],
    );
    assert.equal(Object.keys(seen).length, 3, "the batch, the scan and the aggregate");
  }
  const table = new BetterSqlite3(state.replace(".db", "-p.db"), { readonly: true });
  const drawn = table.prepare("SELECT r FROM p WHERE k = 'c'").pluck().get();
  table.close();
  const seen = await json(state, "--replay", "4", "--trace", "group-agg");
  const changes = Object.entries(seen).find(([key]) => key.includes("group-aggregate"))![1];
  assert.equal(changes[0].k, "c");
  assert.ok(Object.values(changes[0]).includes(drawn), "the seed of the batch is kept");
  const third = await json(state, "--replay", "3");
  assert.equal(third["batch"][0].late, 1);
});

test("--replay goes from the start where the state was compacted, and says what it cannot do", async () => {
  const rows = Array.from({ length: 270 }, (_, i) => `k${i % 7},${i},00:00:${String(i % 60).padStart(2, "0")}`);
  const { state, input, run } = job("long", rows);
  await run({ batchRowsMax: 1 });
  const seen = await json(state, "--replay", "100");
  assert.deepEqual(
    seen["batch"].map(({ from_batch, agrees }) => [from_batch, agrees]),
    [[1, true]],
  );
  await assert.rejects(inspect(state, "--replay", "9999"), refusal("STATE_NO_REPLAY", /holds batches 1 to/));
  const file = new BetterSqlite3(state);
  file.exec("DELETE FROM offset_log WHERE batch_id < 5");
  file.close();
  await assert.rejects(
    inspect(state, "--replay", "100"),
    refusal("STATE_NO_REPLAY", /compacted after batch 25\d.*Batches from 25\d on/),
  );
  appendFileSync(input, "z,1,2026-01-01 00:00:01\n");
  await assert.rejects(inspect(state, "--replay", "265"), refusal("SOURCE_FILE_CHANGED", /long\.csv/));
});

test("--diff counts rows by operator and shows them by key", async () => {
  const { state, run } = job("diff", ROWS);
  await run({ batchesMax: 2 });
  const before = state.replace(".db", "-before.db");
  copyFileSync(state, before);
  await run();
  const seen = await json(before, "--diff", state);
  const groups = seen["differences"].find(({ table }) => table === "groups");
  assert.deepEqual([groups?.added, groups?.removed, groups?.changed], [1, 0, 2]);
  const rows = Object.entries(seen).find(([key]) => key.endsWith(" groups"))![1];
  assert.deepEqual(
    rows.filter(({ k }) => k === "b").map(({ diff, n }) => [diff, n]),
    [
      ["-", 1],
      ["+", 2],
    ],
  );
  assert.deepEqual((await json(state, "--diff", state))["differences"], []);
});

test("the file is read while its job runs", async () => {
  const { state, run } = job("running", ROWS);
  const seen: Promise<number>[] = [];
  const look = async () => {
    using inspector = await StateInspector.open(state);
    return inspector.tables().length;
  };
  await run({ batchRowsMax: 1, onProgress: () => seen.push(look()) });
  assert.ok(seen.length >= 7);
  for (const count of await Promise.all(seen)) assert.equal(count, 5);
});

test("what is no state file, of another version or damaged is named", async () => {
  const { state, run } = job("broken", ROWS);
  await assert.rejects(inspect(state), refusal("STATE_IO", /no such state file/));
  const other = join(folder, "other.db");
  writeFileSync(other, "not a database, just a text that is long enough to be looked at");
  await assert.rejects(inspect(other), refusal("STATE_CORRUPT", /other\.db/));
  rmSync(other);
  const foreign = new BetterSqlite3(other);
  foreign.exec("CREATE TABLE x (y)");
  foreign.close();
  await assert.rejects(inspect(other), refusal("STATE_FOREIGN_FILE", /other\.db/));
  await run();
  const bytes = readFileSync(state);
  const change = (sql: string) => {
    writeFileSync(state, bytes);
    const file = new BetterSqlite3(state);
    file.exec(sql);
    file.close();
  };
  change("UPDATE state_segments SET payload = zeroblob(length(payload)) WHERE \"table\" = 'groups' AND seq = 1");
  await assert.rejects(inspect(state), refusal("STATE_CORRUPT", /operator group-aggregate-\w+, table groups, seq 1/));
  change("UPDATE meta SET value = '99' WHERE key = 'schema_version'");
  await assert.rejects(inspect(state), refusal("STATE_VERSION", /version 99/));
});
