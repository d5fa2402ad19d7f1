import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { connectorContext, NO_LIMIT, readBatch, sourceOf, tableOf } from "../../../test/helpers/connectors.ts";
import * as types from "../../common/types.ts";
import type { SplitCursor } from "../connector.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS = [
  { name: "k", type: types.STRING },
  { name: "v", type: types.INT },
];

function put(name: string, content: string | Uint8Array, mtimeS?: number): void {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  if (mtimeS !== undefined) utimesSync(path, mtimeS, mtimeS);
}

function csv(path: string, options: Readonly<Record<string, string>> = {}) {
  return tableOf(COLUMNS, { connector: "filesystem", path, format: "csv", ...options });
}

function readAll(table: ReturnType<typeof csv>) {
  const source = sourceOf(table, connectorContext(folder));
  source.open(new Map());
  const batch = readBatch(source, table, new Map(), 0);
  source.close();
  return batch;
}

test("a folder is one sequence in natural path order; hidden, unfinished and empty files bring nothing", () => {
  for (const n of [10, 9, 1]) put(`in/part-${n}.csv`, `p${n},${n}\n`);
  put("in/sub/a.csv", "sub,0\n");
  put("in/.hidden.csv", "no,0\n");
  put("in/_tmp/x.csv", "no,0\n");
  put("in/big.csv._COPYING_", "no,0\n");
  put("in/empty.csv", "");
  const { rows, splits } = readAll(csv("in"));
  assert.deepEqual(
    rows.map((row) => row[0]),
    ["p1", "p9", "p10", "sub"],
  );
  assert.deepEqual(splits, ["in/part-1.csv", "in/part-9.csv", "in/part-10.csv", "in/sub/a.csv"]);
});

test("a pattern takes what matches, one file is taken whatever its name, file: URLs are paths", () => {
  put("logs/a/1.csv", "a1,1\n");
  put("logs/b/deep/2.csv", "b2,2\n");
  put("logs/b/deep/3.txt", "b3,3\n");
  put("_odd", "odd,1\n");
  const keys = (path: string) => readAll(csv(path)).rows.map((row) => row[0]);
  assert.deepEqual(keys("logs/**/*.csv"), ["a1", "b2"]);
  assert.deepEqual(keys("logs/*/[0-9].{csv,txt}"), ["a1"]);
  assert.deepEqual(keys("_odd"), ["odd"]);
  assert.deepEqual(keys(`file://${folder}/logs/a`), ["a1"]);
  assert.deepEqual(keys(join(folder, "logs", "b")), ["b2", "b3"]);
});

test("a path that is not there: what is near", () => {
  put("weather/a.csv", "a,1\n");
  assert.throws(() => readAll(csv("wether/a.csv")), {
    code: "SOURCE_NOT_FOUND",
    message: "there is no file or folder 'wether/a.csv'",
    hint: `Did you mean 'weather'? '${folder}' holds weather.`,
  });
  assert.throws(() => readAll(csv("none/*.csv")), { code: "SOURCE_NOT_FOUND" });
});

test("by time, and side by side with a watermark group for each file", () => {
  put("in/a.csv", "a,1\n", 300);
  put("in/b.csv", "b,1\n", 100);
  put("in/c.csv", "c,1\n", 200);
  assert.deepEqual(readAll(csv("in", { "source.split-order": "mtime" })).splits, ["in/b.csv", "in/c.csv", "in/a.csv"]);
  const groups = (order: string) => {
    const source = sourceOf(csv("in", { "source.split-order": order }), connectorContext(folder));
    source.open(new Map());
    return source.discover(0).map((state) => state.watermarkGroup);
  };
  assert.deepEqual(groups("interleaved"), ["in/a.csv", "in/b.csv", "in/c.csv"]);
  assert.deepEqual(groups("path"), ["in", "in", "in"]);
});

test("gzip: offsets count decompressed bytes, members follow each other, reading resumes in the middle", () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => `key-${i},${i}\n`);
  const half = lines.slice(0, 15_000).join("");
  put("in/a.csv.gz", Buffer.concat([gzipSync(half), gzipSync(lines.slice(15_000).join(""))]));
  const table = csv("in");
  const whole = readAll(table);
  assert.equal(whole.rows.length, 30_000);
  const source = sourceOf(table, connectorContext(folder));
  source.open(new Map());
  const cursors = new Map<string, SplitCursor>();
  assert.equal(readBatch(source, table, cursors, 0, { ...NO_LIMIT, recordsMax: 20_000 }).rows.length, 20_000);
  source.close();
  assert.equal(cursors.get("in/a.csv.gz")?.offset, lines.slice(0, 20_000).join("").length);
  const resumed = sourceOf(table, connectorContext(folder));
  resumed.open(cursors);
  assert.deepEqual(readBatch(resumed, table, cursors, 0).rows, whole.rows.slice(20_000));
  resumed.close();
});

test("a gzip file that was cut is an error, not a short file", () => {
  put("in/a.csv.gz", gzipSync("a,1\n".repeat(1000)).subarray(0, 20));
  assert.throws(() => readAll(csv("in")), { code: "SOURCE_BAD_GZIP" });
  put("in/a.csv.gz", "this is no gzip\n");
  assert.throws(() => readAll(csv("in")), { code: "SOURCE_BAD_GZIP" });
});

test("a replay reads exactly the logged range, whatever was read in between", () => {
  put("in/a.csv", Array.from({ length: 1000 }, (_, i) => `"k${i}\n",${i}\nshort\n`).join(""));
  const table = csv("in");
  const source = sourceOf(table, connectorContext(folder));
  source.open(new Map());
  const [state] = source.discover(0);
  let cursor = state.start;
  const runs: { from: SplitCursor; to: SplitCursor; rows: unknown; bad: unknown }[] = [];
  while (!state.isEnded(cursor)) {
    const cursors = new Map([[state.split, cursor]]);
    const { rows, bad } = readBatch(source, table, cursors, 0, { ...NO_LIMIT, recordsMax: 37, bytesMax: 500 });
    const to = cursors.get(state.split)!;
    runs.push({ from: cursor, to, rows, bad });
    cursor = to;
  }
  source.close();
  assert.equal(runs.flatMap((run) => run.rows).length, 1000);
  const replayed = sourceOf(table, connectorContext(folder));
  replayed.open(new Map());
  replayed.discover(0);
  for (const run of [...runs].reverse()) {
    replayed.beginBatch();
    const result = replayed.readRun(
      state.split,
      JSON.parse(JSON.stringify(run.from)),
      NO_LIMIT,
      JSON.parse(JSON.stringify(run.to)),
    );
    const { rowCount } = replayed.endBatch();
    assert.deepEqual([rowCount, result.bad, result.to], [(run.rows as unknown[]).length, run.bad, run.to]);
  }
  replayed.close();
});

test("a file that changes after it was listed is an error", () => {
  const table = csv("in");
  const begin = () => {
    rmSync(join(folder, "in"), { recursive: true, force: true });
    put("in/a.csv", "a,1\n".repeat(400_000));
    const source = sourceOf(table, connectorContext(folder));
    source.open(new Map());
    return source;
  };
  const path = join(folder, "in/a.csv");
  const readChanged = (change: () => void) => {
    const source = begin();
    const cursors = new Map<string, SplitCursor>();
    readBatch(source, table, cursors, 0, { ...NO_LIMIT, recordsMax: 10 });
    change();
    try {
      readBatch(source, table, cursors, 0);
    } finally {
      source.close();
    }
  };
  assert.throws(() => readChanged(() => appendFileSync(path, "b,1\n")), {
    code: "SOURCE_FILE_CHANGED",
    message: /grew/,
  });
  assert.throws(() => readChanged(() => truncateSync(path, 100)), { code: "SOURCE_FILE_CHANGED", message: /shrank/ });
  assert.throws(() => readChanged(() => utimesSync(path, 1, 1)), {
    code: "SOURCE_FILE_CHANGED",
    message: /written again/,
  });
  const cursors = new Map<string, SplitCursor>();
  const source = begin();
  readBatch(source, table, cursors, 0);
  source.close();
  const again = () => sourceOf(table, connectorContext(folder));
  again().open(cursors);
  put("in/a.csv", "other\n");
  assert.throws(() => again().open(cursors), { code: "SOURCE_FILE_CHANGED" });
  rmSync(path);
  again().open(cursors);
});

test("a finished job finds new files, also such that sort before the old ones", () => {
  put("in/b.csv", "b,1\n");
  const table = csv("in");
  const cursors = new Map<string, SplitCursor>();
  const source = sourceOf(table, connectorContext(folder));
  source.open(new Map());
  readBatch(source, table, cursors, 0);
  put("in/a.csv", "a,1\n");
  const next = sourceOf(table, connectorContext(folder));
  next.open(cursors);
  assert.deepEqual(readBatch(next, table, cursors, 0).rows, [["a", 1]]);
  assert.deepEqual(
    next.discover(0).map((state) => state.split),
    ["in/b.csv", "in/a.csv"],
  );
});

test("monitored: a file is listed when two looks an interval apart saw it the same", () => {
  mkdirSync(join(folder, "in"));
  const table = csv("in", { "source.monitor-interval": "1 s" });
  const source = sourceOf(table, connectorContext(folder));
  source.open(new Map());
  assert.equal(source.isBounded, false);
  const cursors = new Map<string, SplitCursor>();
  const look = (ms: number) => readBatch(source, table, cursors, ms).rows.map((row) => row[0]);
  assert.deepEqual(look(0), []);
  put("in/a.csv", "a,1", 100);
  assert.deepEqual(look(999), []);
  assert.deepEqual(look(1000), []);
  put("in/a.csv", "a,1\nb,2", 101);
  assert.deepEqual(look(2000), []);
  assert.deepEqual(look(2500), []);
  assert.deepEqual(look(3000), ["a", "b"]);
  put("in/c.csv", "c,3", 100);
  assert.deepEqual(look(4000), []);
  assert.deepEqual(look(5000), ["c"]);
  put("in/a.csv", "a,1\nb,2\nd,4\n", 102);
  assert.throws(() => look(6000), { code: "SOURCE_FILE_CHANGED" });
});

test("metadata and partition columns", () => {
  put("in/day=2020-01-02/place=New%20York/1.csv", "a,1\nb,2\n", 1000);
  put("in/day=2020-01-03/place=__HIVE_DEFAULT_PARTITION__/2.csv", "c,3\n", 2000);
  const table = tableOf(
    [
      ...COLUMNS,
      { name: "day", type: types.DATE },
      { name: "place", type: types.STRING },
      { name: "file", type: types.STRING, metadataKey: "file.name" },
      { name: "size", type: types.BIGINT, metadataKey: "file.size" },
      { name: "at", type: types.timestampLtz(3), metadataKey: "file.modification-time" },
      { name: "path", type: types.STRING, metadataKey: "file.path" },
    ],
    { connector: "filesystem", path: "in", format: "csv" },
    { partitionedBy: ["day", "place"] },
  );
  const first = join(folder, "in/day=2020-01-02/place=New%20York/1.csv");
  assert.deepEqual(readAll(table).rows, [
    ["a", 1, 18263, "New York", "1.csv", 8, 1_000_000, first],
    ["b", 2, 18263, "New York", "1.csv", 8, 1_000_000, first],
    [
      "c",
      3,
      18264,
      null,
      "2.csv",
      4,
      2_000_000,
      join(folder, "in/day=2020-01-03/place=__HIVE_DEFAULT_PARTITION__/2.csv"),
    ],
  ]);
});

test("raw lines as text and as bytes", () => {
  put("a.txt", "one\r\n\ntwo");
  const raw = (type: types.SqlType) =>
    readAll(tableOf([{ name: "line", type }], { connector: "filesystem", path: "a.txt", format: "raw" }));
  assert.deepEqual(raw(types.STRING).rows, [["one"], [""], ["two"]]);
  assert.deepEqual(raw(types.BYTES).rows[0], [Uint8Array.from(Buffer.from("one"))]);
});

test("more files side by side than are kept open", () => {
  for (let i = 0; i < 100; i++) put(`in/${i}.csv`, Array.from({ length: 5 }, (_, n) => `f${i},${n}\n`).join(""));
  const table = csv("in", { "source.split-order": "interleaved" });
  const source = sourceOf(table, connectorContext(folder));
  source.open(new Map());
  const cursors = new Map<string, SplitCursor>();
  const seen: unknown[] = [];
  for (let round = 0; round < 5; round++)
    seen.push(...readBatch(source, table, cursors, 0, { ...NO_LIMIT, recordsMax: 1 }).rows);
  source.close();
  assert.deepEqual(
    seen,
    Array.from({ length: 5 }, (_, n) => Array.from({ length: 100 }, (_, i) => [`f${i}`, n])).flat(),
  );
});
