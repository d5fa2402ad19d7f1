import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import Database from "better-sqlite3";
import { batchOf, connectorContext, tableOf } from "../../../test/helpers/connectors.ts";
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import * as types from "../../common/types.ts";
import type { Sink, SinkContext, TableSpec } from "../connector.ts";
import { checkOptions, findConnector } from "../index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-sqlite-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS = [
  { name: "k", type: types.STRING },
  { name: "total", type: types.BIGINT },
];

function table(more: Partial<TableSpec> = {}): TableSpec {
  return tableOf(COLUMNS, { connector: "sqlite", path: "out.db", "table-name": "totals" }, more);
}

function sinkOf(spec: TableSpec, more: Partial<SinkContext> = {}): Sink {
  const sink = findConnector("sqlite")?.sink?.create(spec, connectorContext(folder, more));
  assert.ok(sink);
  return sink;
}

function query(sql: string): unknown[] {
  const database = new Database(join(folder, "out.db"));
  try {
    return database.prepare(sql).safeIntegers().raw().all();
  } finally {
    database.close();
  }
}

test("upsert by primary key, deletes by key; the batch id is stored with the rows", async () => {
  const sink = sinkOf(table({ primaryKey: ["k"] }));
  await sink.open(null);
  assert.equal(sink.lastBatchId?.(), null);
  sink.write(
    batchOf(
      COLUMNS,
      [
        ["a", 1],
        ["b", 2],
        ["a", 1],
        ["a", 9007199254740993n],
      ],
      [INSERT, INSERT, UPDATE_BEFORE, UPDATE_AFTER],
    ),
  );
  await sink.prepare(1, 0, false);
  await sink.commit?.(1);
  sink.write(
    batchOf(
      COLUMNS,
      [
        ["b", 2],
        ["c", null],
      ],
      [DELETE, INSERT],
    ),
  );
  await sink.commit?.(2);
  assert.equal(sink.lastBatchId?.(), 2);
  sink.close();
  assert.deepEqual(query("SELECT * FROM totals ORDER BY k"), [
    ["a", 9007199254740993n],
    ["c", null],
  ]);
  assert.deepEqual(query("SELECT * FROM millrace_batches"), [["job1", "out", 2n]]);
});

test("without a key rows are appended and one equal row is taken back", async () => {
  const sink = sinkOf(table());
  await sink.open(null);
  sink.write(
    batchOf(
      COLUMNS,
      [
        ["a", 1],
        ["a", 1],
        [null, 2],
        ["a", 1],
        [null, 2],
      ],
      [INSERT, INSERT, INSERT, DELETE, UPDATE_BEFORE],
    ),
  );
  await sink.commit?.(1);
  assert.deepEqual(query("SELECT * FROM totals"), [["a", 1n]]);
  sink.write(
    batchOf(
      COLUMNS,
      [
        ["new", 1],
        ["gone", 1],
      ],
      [INSERT, DELETE],
    ),
  );
  assert.throws(() => sink.commit?.(2), { code: "SINK_ROW_MISSING" });
  sink.close();
  assert.deepEqual(query("SELECT * FROM totals"), [["a", 1n]]);
  assert.deepEqual(query("SELECT batch_id FROM millrace_batches"), [[1n]]);
});

test("what was written and not committed is not there after a crash", async () => {
  const sink = sinkOf(table());
  await sink.open(null);
  sink.write(batchOf(COLUMNS, [["a", 1]]));
  await sink.prepare(1, 0, false);
  sink.close();
  assert.deepEqual(query("SELECT * FROM totals"), []);
});

test("two sinks of one file, and two jobs, keep their own batch ids", async () => {
  const one = sinkOf(table());
  const two = sinkOf(table(), { sinkId: "other" });
  const otherJob = sinkOf(table(), { jobId: "job2" });
  for (const sink of [one, two, otherJob]) await sink.open(null);
  one.write(batchOf(COLUMNS, [["a", 1]]));
  two.write(batchOf(COLUMNS, [["b", 1]]));
  await one.commit?.(7);
  await two.commit?.(8);
  assert.deepEqual([one.lastBatchId?.(), two.lastBatchId?.(), otherJob.lastBatchId?.()], [7, 8, null]);
  for (const sink of [one, two, otherJob]) sink.close();
});

test("the state file of the job is refused, through a link too", () => {
  writeFileSync(join(folder, "state.db"), "");
  symlinkSync(join(folder, "state.db"), join(folder, "out.db"));
  assert.throws(() => sinkOf(table(), { statePath: "state.db" }), { code: "SINK_IS_STATE_FILE" });
});

test("a table with other columns is refused, millrace_batches is no name for rows", async () => {
  const database = new Database(join(folder, "out.db"));
  database.exec("CREATE TABLE totals (k TEXT)");
  database.close();
  await assert.rejects(async () => sinkOf(table()).open(null), {
    code: "SINK_TABLE_MISMATCH",
    message: "the table totals in the file has no column 'total'",
  });
  const problems = checkOptions(
    tableOf(COLUMNS, { connector: "sqlite", path: "x", "table-name": "millrace_batches" }),
    "sqlite",
  );
  assert.equal(problems[0].code, "CONNECTOR_BAD_OPTION");
});

test("values of all kinds, exact", async () => {
  const columns = [
    { name: "ok", type: types.BOOLEAN },
    { name: "x", type: types.DOUBLE },
    { name: "p", type: types.decimal(38, 2) },
    { name: "at", type: types.timestamp(3) },
    { name: "z", type: types.timestampLtz(3) },
    { name: "y", type: types.BYTES },
    { name: "list", type: { kind: "ARRAY", element: types.INT, nullable: true } as const },
  ];
  const sink = sinkOf(tableOf(columns, { connector: "sqlite", path: "out.db" }));
  await sink.open(null);
  sink.write(
    batchOf(columns, [
      [true, 1, 10n ** 30n, 1000, 1000, Uint8Array.from([1, 2]), [1, null]],
      [null, Number.NaN, 1, 1, 1, null, null],
    ]),
  );
  await sink.commit?.(1);
  sink.close();
  const [first, second] = query("SELECT ok, typeof(x), p, at, z, hex(y), list FROM t");
  assert.deepEqual(first, [
    1n,
    "real",
    "10000000000000000000000000000.00",
    "1970-01-01 00:00:01",
    "1970-01-01 00:00:01Z",
    "0102",
    "[1,null]",
  ]);
  assert.deepEqual(second, [null, "text", "0.01", "1970-01-01 00:00:00.001", "1970-01-01 00:00:00.001Z", "", null]);
});
