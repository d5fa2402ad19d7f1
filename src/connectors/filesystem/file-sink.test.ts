import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { batchOf, connectorContext, readBatch, sourceOf, tableOf } from "../../../test/helpers/connectors.ts";
import type { Scalar } from "../../columnar/scalar.ts";
import * as types from "../../common/types.ts";
import type { Sink, SinkManifest, TableSpec } from "../connector.ts";
import { findConnector } from "../index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-sink-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS = [
  { name: "k", type: types.STRING },
  { name: "v", type: types.INT },
];

function table(options: Readonly<Record<string, string>> = {}, more: Partial<TableSpec> = {}): TableSpec {
  return tableOf(COLUMNS, { connector: "filesystem", path: "out", format: "csv", ...options }, more);
}

function sinkOf(spec: TableSpec): Sink {
  const sink = findConnector("filesystem")?.sink?.create(spec, connectorContext(folder));
  assert.ok(sink);
  return sink;
}

/** One batch; the manifest as the state file gives it back. */
async function prepare(
  sink: Sink,
  rows: readonly (readonly Scalar[])[],
  batchId: number,
  timeMs: number,
  isLast = false,
): Promise<SinkManifest> {
  if (rows.length > 0) sink.write(batchOf(COLUMNS, rows));
  return JSON.parse(JSON.stringify(await sink.prepare(batchId, timeMs, isLast))) as SinkManifest;
}

/** Visible files and their content, in order. */
function visible(): Record<string, string> {
  const names = readdirSync(join(folder, "out"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 5));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, "out", name), "utf8")]));
}

function hiddenCount(): number {
  return readdirSync(join(folder, "out"), { recursive: true }).filter((name) => String(name).includes(".inprogress"))
    .length;
}

test("rows are visible when the batch that closed their part is committed, not before", async () => {
  const sink = sinkOf(table());
  await sink.open(null);
  const first = await prepare(sink, [["a", 1]], 1, 0);
  await sink.finish?.(first);
  assert.deepEqual(visible(), {});
  const second = await prepare(sink, [["b", 2]], 2, 60_000);
  assert.deepEqual(visible(), {});
  await sink.finish?.(second);
  assert.deepEqual(visible(), { "part-job1-out-0.csv": "a,1\nb,2\n" });
  await sink.finish?.(await prepare(sink, [["c", 3]], 3, 61_000, true));
  assert.deepEqual(Object.values(visible()), ["a,1\nb,2\n", "c,3\n"]);
  assert.equal(hiddenCount(), 0);
  sink.close();
});

test("a restart cuts what was not committed and finishes what was", async () => {
  const sink = sinkOf(table());
  await sink.open(null);
  const committed = await prepare(sink, [["a", 1]], 1, 0);
  await prepare(sink, [["lost", 9]], 2, 1000, true);
  sink.close();
  const again = sinkOf(table());
  await again.open(committed);
  const last = await prepare(again, [["b", 2]], 2, 1000, true);
  again.close();
  // Committed, and the process died before finish: the next start does it, twice does no harm.
  for (let i = 0; i < 2; i++) {
    const third = sinkOf(table());
    await third.open(last);
    third.close();
  }
  assert.deepEqual(visible(), { "part-job1-out-0.csv": "a,1\nb,2\n" });
  assert.equal(hiddenCount(), 0);
});

test("parts that no commit knows are removed, those of another job are left alone", async () => {
  const sink = sinkOf(table());
  await sink.open(null);
  await prepare(sink, [["lost", 1]], 1, 0);
  sink.close();
  writeFileSync(join(folder, "out", ".part-job2-out-0.csv.inprogress"), "other");
  await sinkOf(table()).open(null);
  assert.deepEqual(readdirSync(join(folder, "out")), [".part-job2-out-0.csv.inprogress"]);
});

test("an output file that is gone or another is an error of the state", async () => {
  const sink = sinkOf(table());
  await sink.open(null);
  const open = await prepare(sink, [["a", 1]], 1, 0);
  const closed = await prepare(sink, [["b", 2]], 2, 0, true);
  await sink.finish?.(closed);
  sink.close();
  assert.throws(() => sinkOf(table()).open(open), { code: "STATE_SINK_FILE_LOST", message: /is gone/ });
  appendFileSync(join(folder, "out", "part-job1-out-0.csv"), "x");
  assert.throws(() => sinkOf(table()).open(closed), { code: "STATE_SINK_FILE_LOST", message: /9 bytes instead of 8/ });
});

test("parts are closed by size, and a part longer than memory is written in pieces", async () => {
  const sink = sinkOf(table({ "sink.rolling-policy.file-size": "2 mb" }));
  await sink.open(null);
  const rows = Array.from({ length: 300_000 }, (_, i) => [`key-${i}`, i] as const);
  const manifest = await prepare(sink, rows, 1, 0);
  await sink.finish?.(manifest);
  await sink.finish?.(await prepare(sink, [["z", 0]], 2, 0, true));
  sink.close();
  const [first, second] = Object.values(visible());
  assert.equal(first, rows.map(([k, v]) => `${k},${v}\n`).join(""));
  assert.equal(second, "z,0\n");
});

test("a part per partition, read back by a table over the folder", async () => {
  const spec = table({ format: "json" }, { partitionedBy: ["k"] });
  const sink = sinkOf(spec);
  await sink.open(null);
  const rows: Scalar[][] = [
    ["a/b", 1],
    [null, 2],
    ["c", 3],
    ["a/b", 4],
  ];
  await sink.finish?.(await prepare(sink, rows, 1, 0, true));
  sink.close();
  assert.deepEqual(visible(), {
    "k=__HIVE_DEFAULT_PARTITION__/part-job1-out-1.json": '{"v":2}\n',
    "k=a%2Fb/part-job1-out-0.json": '{"v":1}\n{"v":4}\n',
    "k=c/part-job1-out-2.json": '{"v":3}\n',
  });
  const source = sourceOf(spec, connectorContext(folder));
  source.open(new Map());
  assert.deepEqual(readBatch(source, spec, new Map(), 0).rows, [
    [null, 2],
    ["a/b", 1],
    ["a/b", 4],
    ["c", 3],
  ]);
});

test("more partitions than are kept open: the oldest part is closed", async () => {
  const spec = table({}, { partitionedBy: ["v"] });
  const sink = sinkOf(spec);
  await sink.open(null);
  const rows = Array.from({ length: 300 }, (_, i) => ["x", i] as const);
  const manifest = await prepare(sink, rows, 1, 0);
  await sink.finish?.(manifest);
  assert.equal(Object.keys(visible()).length, 44);
  await sink.finish?.(await prepare(sink, [], 2, 0, true));
  sink.close();
  assert.equal(Object.keys(visible()).length, 300);
});

test("what csv and json write they read back", async () => {
  const columns = [
    { name: "s", type: types.STRING },
    { name: "b", type: types.BIGINT },
    { name: "d", type: types.DOUBLE },
    { name: "p", type: types.decimal(38, 18) },
    { name: "t", type: types.timestamp(6) },
    { name: "z", type: types.timestampLtz(3) },
    { name: "y", type: types.BYTES },
    { name: "o", type: types.BOOLEAN },
    { name: "h", type: types.TIME },
    { name: "q", type: types.DATE },
  ];
  const rows: Scalar[][] = [
    [
      'a,"\\\n\u0001é',
      -9223372036854775808n,
      5e-324,
      10n ** 37n + 1n,
      -1,
      1_600_000_000_123,
      Uint8Array.from([0, 255]),
      true,
      86_399_999,
      -1,
    ],
    [" ", 9007199254740993n, Number.NaN, -1, 253402300799999999n, -1, Uint8Array.from([]), false, 0, 0],
    ["", 0, Number.NEGATIVE_INFINITY, 0, 0, 0, Uint8Array.from([1]), true, 1000, 100000],
  ];
  const ways: readonly Readonly<Record<string, string>>[] = [
    { format: "csv" },
    { format: "csv", "csv.header": "true", "csv.escape-character": "\\" },
    { format: "json" },
    { format: "json", "json.timestamp-format.standard": "ISO-8601" },
  ];
  for (const options of ways) {
    rmSync(join(folder, "out"), { recursive: true, force: true });
    const spec = tableOf(columns, { connector: "filesystem", path: "out", ...options });
    const sink = sinkOf(spec);
    await sink.open(null);
    sink.write(batchOf(columns, rows));
    await sink.finish?.((await sink.prepare(1, 0, true)) as SinkManifest);
    sink.close();
    const source = sourceOf(spec, connectorContext(folder));
    source.open(new Map());
    const read = readBatch(source, spec, new Map(), 0);
    assert.deepEqual(read.bad, []);
    // csv has no form for bytes of length 0 other than the empty text, which is NULL outside of texts.
    const expected =
      options["format"] === "csv"
        ? rows.map((row) => row.map((v) => (v instanceof Uint8Array && v.length === 0 ? null : v)))
        : rows;
    assert.deepEqual(read.rows, expected);
  }
});

test("a path that is a file is refused", () => {
  writeFileSync(join(folder, "out"), "");
  assert.throws(() => sinkOf(table()).open(null), { code: "SINK_NOT_A_FOLDER" });
});
