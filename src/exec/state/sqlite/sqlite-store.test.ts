import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import Sqlite from "better-sqlite3";
import { MemoryStore } from "../memory-store.ts";
import type { BatchCommit, JobMeta, OffsetEntry, StateSegment, StateStore } from "../state-store.ts";
import { openStateFile } from "./open-state-file.ts";
import { PART_BYTES_MAX } from "./schema.ts";

let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-state-"));
  path = join(folder, "job.db");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const META: JobMeta = {
  jobId: "job",
  fingerprint: "f",
  sql: "INSERT INTO o SELECT 'it''s' FROM t;",
  settings: { "table.local-time-zone": "UTC" },
  operators: [
    { id: "op", role: "operator", label: "sort (a)", tables: [{ name: "rows", layoutVersion: 1 }] },
    { id: "source:t", role: "source", label: "positions of t", tables: [{ name: "positions", layoutVersion: 1 }] },
  ],
};

function offsets(batchId: number): OffsetEntry {
  return {
    batchId,
    batchTimeMs: 1000 + batchId,
    runs: [
      { table: "t", split: "a.csv", from: { offset: 0 }, to: { offset: 70, file: "a.csv" }, isEnded: batchId === 2 },
    ],
    openedSplits: [{ table: "t", split: "a.csv", lane: "all" }],
    idleLanes: [{ table: "t", lane: "b" }],
    turn: batchId === 1 ? { table: "t", lane: "all" } : null,
    isEndOfInput: batchId === 2,
  };
}

function commit(batchId: number, deltas: readonly StateSegment[] = []): BatchCommit {
  const account = { sinkId: "o", table: "t", read: 9, used: 4, filtered: 3, late: 1, bad: 1, lateForSome: 2 };
  return {
    entry: {
      batchId,
      batchTimeMs: 1000 + batchId,
      committedAtMs: 5000,
      watermarksMs: { t: -62135596800000, u: null },
      totals: { accounts: [account], written: { o: 7 }, refusedAbove: { top: 2 } },
      isEndOfInput: batchId === 2,
      isLast: true,
    },
    deltas,
    manifests: [{ sinkId: "o", manifest: { part: "part-1", length: batchId } }],
    late: [
      {
        operator: "op",
        sourceTable: "t",
        split: "a.csv",
        offset: 12,
        windowStartMs: -1000,
        windowEndMs: 0,
        watermarkMs: Number.POSITIVE_INFINITY,
        isLateForAll: true,
        row: "[1]",
      },
    ],
    bad: [
      {
        operator: null,
        sourceTable: "t",
        split: "a.csv",
        offset: 20,
        line: 3,
        column: "c",
        code: "DATA_BAD_VALUE",
        message: "no",
        raw: Uint8Array.of(0, 255),
        row: null,
      },
    ],
  };
}

function delta(table: string, ...bytes: readonly number[]): StateSegment {
  const operator = table === "rows" ? "op" : "source:t";
  return { operator, table, kind: "delta", payload: Uint8Array.from(bytes) };
}

function segmentsOf(store: StateStore): string[] {
  const texts: string[] = [];
  store.readSegments(({ operator, table, kind, payload }) =>
    texts.push(`${operator}.${table} ${kind} ${[...payload]}`),
  );
  return texts;
}

/** One job's writes, then all reads: the same from memory and from a file that was closed in between. */
async function roundTrip(open: () => StateStore | Promise<StateStore>) {
  let store = await open();
  assert.equal(store.readMeta(), null);
  assert.equal(store.readLastCommit(), null);
  store.writeMeta(META);
  store.logOffsets(offsets(1), [{ operator: "seed", payload: Uint8Array.of(1, 2) }], true);
  store.commit(commit(1, [delta("rows", 1), delta("positions", 9)]));
  store.logOffsets(offsets(2), [], false);
  store.commit(commit(2, [delta("rows", 2, 3)]));
  store.compact("source:t", "positions", 2, Uint8Array.of(8));
  store.logOffsets(offsets(3), [{ operator: "seed", payload: Uint8Array.of(3) }], false);
  store.close();
  store = await open();
  const read = {
    meta: store.readMeta(),
    last: store.readLastCommit(),
    lastOffsets: store.readLastOffsets(),
    pending: store.readPending(),
    external: store.readExternal(3).map((e) => [e.operator, ...e.payload]),
    manifests: store.readManifests(),
    segments: segmentsOf(store),
    sizes: store.tableSizes(),
  };
  store.dropPending();
  assert.equal(store.readPending(), null);
  assert.equal(store.readExternal(3).length, 0);
  const discarded = store.discardAll();
  const left = [store.readMeta(), store.readLastCommit(), store.readManifests(), segmentsOf(store), store.tableSizes()];
  store.close();
  return { read, discarded, left };
}

test("what was written is read back, the same as from memory", async () => {
  const memory = new MemoryStore(true);
  const expected = await roundTrip(() => memory);
  const actual = await roundTrip(() => openStateFile(path));
  assert.deepEqual(actual, expected);
  assert.deepEqual(actual.read.meta, META);
  assert.deepEqual(actual.read.lastOffsets, offsets(2));
  assert.deepEqual(actual.read.pending, offsets(3));
  assert.deepEqual(actual.read.segments, ["op.rows delta 1", "op.rows delta 2,3", "source:t.positions snapshot 8"]);
  assert.deepEqual(actual.discarded, { lastBatchId: 2, segmentBytes: 4, lateRowCount: 2, badRowCount: 2 });
  assert.deepEqual(actual.left, [null, null, [], [], []]);
});

test("a payload beyond the size of one row is cut into parts and joined again", async () => {
  const payload = new Uint8Array(PART_BYTES_MAX + 5).fill(7);
  payload[PART_BYTES_MAX] = 1;
  const store = await openStateFile(path);
  store.writeMeta(META);
  store.logOffsets(offsets(1), [], true);
  store.commit(commit(1, [{ operator: "op", table: "rows", kind: "delta", payload }, delta("positions", 5)]));
  store.close();
  const again = await openStateFile(path);
  const read: Uint8Array[] = [];
  again.readSegments((segment) => read.push(segment.payload));
  assert.equal(Buffer.compare(read[0], payload), 0);
  assert.deepEqual([...read[1]], [5]);
  assert.equal(again.tableSizes()[0].deltaCount, 1);
  again.close();
});

test("state of owners that a changed query does not name is dropped", async () => {
  const store = await openStateFile(path);
  store.writeMeta(META);
  store.commit(commit(1, [delta("rows", 1), delta("positions", 9)]));
  store.writeMeta({ ...META, operators: META.operators.slice(1) });
  assert.deepEqual(segmentsOf(store), ["source:t.positions delta 9"]);
  store.close();
});

async function writtenFile(): Promise<void> {
  const store = await openStateFile(path);
  store.writeMeta(META);
  store.logOffsets(offsets(1), [{ operator: "seed", payload: Uint8Array.of(1) }], true);
  store.commit(commit(1, [delta("rows", 1), delta("positions", 9)]));
  store.logOffsets(offsets(2), [{ operator: "seed", payload: Uint8Array.of(1) }], true);
  store.close();
}

function damage(sql: string): void {
  const database = new Sqlite(path);
  database.exec(sql);
  database.close();
}

const DAMAGES: readonly (readonly [what: string, sql: string, read: (store: StateStore) => unknown])[] = [
  ["a payload", "UPDATE state_segments SET payload = x'02' WHERE operator = 'op'", (s) => segmentsOf(s)],
  ["a segment's place", "UPDATE state_segments SET seq = 7 WHERE operator = 'op'", (s) => segmentsOf(s)],
  ["a part without its first row", "UPDATE state_segments SET kind = 'part'", (s) => segmentsOf(s)],
  ["logged offsets", `UPDATE offset_log SET ranges = replace(ranges, '70', '71')`, (s) => s.readPending()],
  ["the commit log", "UPDATE commit_log SET watermarks = '{}'", (s) => s.readLastCommit()],
  ["a manifest", `UPDATE sink_manifest SET manifest = '{"part":"part-2"}'`, (s) => s.readManifests()],
  ["a seed", "UPDATE external_log SET payload = x'09'", (s) => s.readExternal(2)],
  ["the job", "UPDATE meta SET value = 'other' WHERE key = 'fingerprint'", (s) => s.readMeta()],
  ["a missing part of the job", "DELETE FROM meta WHERE key = 'sql'", (s) => s.readMeta()],
];

for (const [what, sql, read] of DAMAGES) {
  test(`damage is found: ${what}`, async () => {
    await writtenFile();
    damage(sql);
    const store = await openStateFile(path);
    assert.throws(() => read(store), { code: "STATE_CORRUPT", location: path });
    store.close();
  });
}

test("a file that is no SQLite file, or another program's, is left as it is", async () => {
  writeFileSync(path, "just a text, and long enough that SQLite looks at it: ".repeat(20));
  await assert.rejects(openStateFile(path), { code: "STATE_CORRUPT" });
  // Not ours: --fresh does not delete it either.
  await assert.rejects(openStateFile(path, { replacesDamaged: true }), { code: "STATE_CORRUPT" });
  assert.match(readFileSync(path, "utf8"), /^just a text/);
  rmSync(path);
  damage("CREATE TABLE theirs (a)");
  await assert.rejects(openStateFile(path, { replacesDamaged: true }), { code: "STATE_FOREIGN_FILE" });
});

test("a damaged file of ours is replaced when one starts over", async () => {
  await writtenFile();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, 100));
  await assert.rejects(openStateFile(path), { code: "STATE_CORRUPT" });
  const store = await openStateFile(path, { replacesDamaged: true });
  assert.equal(store.readMeta(), null);
  store.close();
});

test("starting over works on rows that are damaged", async () => {
  await writtenFile();
  damage(
    "UPDATE meta SET value = 'x' WHERE key = 'sql'; UPDATE commit_log SET totals = ''; UPDATE state_segments SET payload = x'07'",
  );
  const store = await openStateFile(path);
  assert.equal(store.discardAll().lastBatchId, 1);
  store.writeMeta(META);
  assert.deepEqual(store.readMeta(), META);
  store.close();
});

test("a file of another version is refused", async () => {
  await writtenFile();
  damage("UPDATE meta SET value = '99' WHERE key = 'schema_version'");
  await assert.rejects(openStateFile(path), { code: "STATE_VERSION", message: /version 99/ });
});

test("two jobs on one state file: the second is refused, by name of the process, in this one and in another", async () => {
  const store = await openStateFile(path);
  const expected = { code: "STATE_IN_USE", message: new RegExp(`process ${process.pid}\\b`) };
  await assert.rejects(openStateFile(path), expected);
  const other = execFileSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { openStateFile } from ${JSON.stringify(new URL("open-state-file.ts", import.meta.url).href)};
       await openStateFile(${JSON.stringify(path)}).catch((error) => console.log(error.code, error.message));`,
    ],
    { encoding: "utf8" },
  );
  assert.match(other, new RegExp(`^STATE_IN_USE .*process ${process.pid}\\)`));
  // Others may look at it meanwhile.
  const reader = new Sqlite(path, { readonly: true });
  assert.equal(reader.prepare("SELECT count(*) FROM commit_log").pluck().get(), 0);
  reader.close();
  store.close();
  (await openStateFile(path)).close();
});

test("a folder that cannot be written is an error with the way out", async () => {
  writeFileSync(join(folder, "file"), "");
  const expected = { code: "STATE_IO", hint: /another path with --state/ };
  await assert.rejects(openStateFile(join(folder, "file", "job.db")), expected);
  await assert.rejects(openStateFile("/proc/job.db"), expected);
});

test("after a write that failed nothing more is written", async () => {
  const store = await openStateFile(path);
  store.writeMeta(META);
  store.logOffsets(offsets(1), [], true);
  // The same batch twice: SQLite refuses the row.
  assert.throws(() => store.logOffsets(offsets(1), [], true), { code: "STATE_IO" });
  assert.throws(() => store.commit(commit(1)), { code: "STATE_IO", message: /earlier write/ });
  store.close();
  const again = await openStateFile(path);
  assert.equal(again.readLastCommit(), null);
  assert.deepEqual(again.readPending(), offsets(1));
  again.close();
});

test("the folder of the state file is made", async () => {
  const deep = join(folder, "a", "b", "job.db");
  (await openStateFile(deep)).close();
  assert.ok(existsSync(deep));
});
