// What a start refuses: state that does not fit its sinks, its inputs or its query, and state that is damaged. Each time
// with a code and a way out, and without changing anything.
import assert from "node:assert/strict";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { before, test } from "node:test";
import Database from "better-sqlite3";
import { builtProgram, runMillrace } from "../helpers/command-line.ts";
import { JobFolder } from "./job-folder.ts";
import { outcomeOf, positionOf } from "./outcome.ts";

before(() => {
  builtProgram();
});

test("an old copy of the state under a sink that is ahead is refused, and nothing is changed", async (t) => {
  const job = JobFolder.of(t, "upsert");
  assert.equal((await job.run(["--max-batches", "20"])).code, 0);
  copyFileSync(job.file("job.db"), job.file("old.db"));
  for (const more of ["1", "1000"]) {
    assert.equal((await job.run(["--max-batches", more])).code, 0);
    const { tables } = outcomeOf(job.path);
    const held = positionOf(job.path).committed;
    copyFileSync(job.file("job.db"), job.file("newest.db"));
    putState(job, "old.db");
    const ended = await job.run();
    assert.equal(ended.code, 3);
    assert.match(
      ended.stderr,
      new RegExp(
        `job.db: STATE_BEHIND_SINK: per_sensor holds batch ${held} of this job, but the state ends with batch 20\n`,
      ),
    );
    assert.match(ended.stderr, /Use the newest one, or start over with --fresh/);
    assert.deepEqual(outcomeOf(job.path).tables, tables);
    assert.equal(positionOf(job.path).committed, 20);
    putState(job, "newest.db");
  }
  const undisturbed = job.anew("undisturbed");
  assert.equal((await undisturbed.run()).code, 0);
  assert.deepEqual(job.written(), undisturbed.written());
});

const DAMAGED = [
  ["state_segments", "UPDATE state_segments SET payload = $damaged WHERE rowid = $rowid", "payload"],
  ["offset_log", "UPDATE offset_log SET ranges = $damaged WHERE rowid = $rowid", "ranges"],
  ["commit_log", "UPDATE commit_log SET totals = $damaged WHERE rowid = $rowid", "totals"],
] as const;

for (const [table, update, column] of DAMAGED) {
  test(`a flipped byte in ${table} is found`, async (t) => {
    const job = JobFolder.of(t, "tumble");
    assert.equal((await job.run(["--max-batches", "40"])).code, 0);
    const database = new Database(job.file("job.db"));
    const row = database
      .prepare(`SELECT rowid AS id, ${column} AS value FROM ${table} ORDER BY rowid DESC LIMIT 1`)
      .get() as {
      id: number;
      value: string | Buffer;
    };
    const damaged =
      typeof row.value === "string"
        ? row.value.replace(/\d(?=\D*$)/, (digit) => String(9 - Number(digit)))
        : Buffer.from(row.value);
    if (typeof damaged !== "string") damaged[damaged.length >> 1] ^= 1;
    assert.notDeepEqual(damaged, row.value);
    database.prepare(update).run({ damaged, rowid: row.id });
    database.close();
    const before = outcomeOf(job.path);
    const ended = await job.run();
    assert.equal(ended.code, 3);
    assert.match(ended.stderr, new RegExp(`job.db: STATE_CORRUPT: the state file is damaged: .*${table}`));
    assert.match(ended.stderr, /Put back a copy of the file, or start over with --fresh/);
    assert.deepEqual(outcomeOf(job.path), before);
  });
}

test("half a state file is refused; --fresh starts over all the same", async (t) => {
  const job = JobFolder.of(t, "tumble");
  assert.equal((await job.run(["--max-batches", "40"])).code, 0);
  truncateSync(job.file("job.db"), statSync(job.file("job.db")).size >> 1);
  const refused = await job.run();
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /job.db: STATE_CORRUPT: /);
  rmSync(job.file("out"), { recursive: true });
  assert.equal((await job.run(["--fresh"])).code, 0);
  const undisturbed = job.anew("undisturbed");
  assert.equal((await undisturbed.run()).code, 0);
  assert.deepEqual(job.written(), undisturbed.written());
});

test("a changed query is refused with the plan; --upgrade allow goes on, --fresh starts over", async (t) => {
  const job = JobFolder.of(t, "tumble");
  assert.equal((await job.run(["--max-batches", "40"])).code, 0);
  const sql = readFileSync(job.file("job.sql"), "utf8");
  writeFileSync(job.file("job.sql"), sql.replace("INTERVAL '30' SECOND", "INTERVAL '45' SECOND"));
  const before = outcomeOf(job.path);
  const refused = await job.run();
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /STATE_QUERY_CHANGED/);
  assert.match(refused.stderr, /^\s*kept .*readings/m);
  assert.match(refused.stderr, /^\s*lost .*aggregate/m);
  assert.match(refused.stderr, /^\s*new .*aggregate/m);
  assert.match(refused.stderr, /--upgrade/);
  assert.deepEqual(outcomeOf(job.path), before);
  const allowed = await job.run(["--upgrade", "allow"]);
  assert.equal(allowed.code, 0);
  assert.equal(positionOf(job.path).committed, positionOf(job.path).logged);
  assert.match(allowed.stderr, /readings -> minutes: in 400 = /);

  const fresh = await job.run(["--fresh"]);
  assert.equal(fresh.code, 0);
  assert.match(
    fresh.stderr,
    /^--fresh: forgot the state of batches 1 to \d+ \(.*\); output that was delivered stays and is delivered again$/m,
  );
  const undisturbed = job.anew("undisturbed");
  assert.equal((await undisturbed.run()).code, 0);
  const totals = (folder: JobFolder) => (outcomeOf(folder.path).account as { totals: string }).totals;
  assert.equal(totals(job), totals(undisturbed));
});

test("a source file that changed after it was listed is refused", async (t) => {
  const job = JobFolder.of(t, "tumble");
  assert.equal((await job.run(["--max-batches", "40"])).code, 0);
  for (const name of ["in/readings-0.csv", "in/readings-3.csv"]) {
    const { size } = statSync(job.file(name));
    renameSync(job.file(name), job.file("original"));
    writeFileSync(job.file(name), `${readFileSync(job.file("original"), "utf8")}9999,roof,1.00,2026-01-01 00:00:00\n`);
    const before = outcomeOf(job.path);
    const refused = await job.run();
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, new RegExp(`${name}: SOURCE_FILE_CHANGED: the file grew from ${size} to \\d+ bytes`));
    assert.match(refused.stderr, /To read all anew, start with --fresh/);
    assert.deepEqual(outcomeOf(job.path), before);
    renameSync(job.file("original"), job.file(name));
  }
  assert.equal((await job.run()).code, 0);
  const undisturbed = job.anew("undisturbed");
  assert.equal((await undisturbed.run()).code, 0);
  assert.deepEqual(job.written(), undisturbed.written());
});

test("folders that cannot be written: STATE_IO and SINK_WRITE_FAILED with the way out", async (t) => {
  const job = JobFolder.of(t, "filter");
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  chmodSync(job.path, 0o777);
  for (const name of ["locked", "out"]) mkdirSync(job.file(name));
  for (const name of ["locked", "out"]) chmodSync(job.file(name), 0o555);
  const state = await runMillrace(["run", "job.sql", "--state", "locked/job.db"], { cwd: job.path, uid: user });
  if (user !== undefined && /EACCES|Cannot find module/.test(state.stderr) && !state.stderr.includes("STATE_")) {
    t.skip("the tests run as root, and another user may not read the program");
    return;
  }
  assert.equal(state.code, 3, state.stderr);
  assert.match(state.stderr, /locked\/job.db(-lock)?: STATE_IO: cannot .*\n {2}The folder must exist and be writable/);
  const sink = await job.run([], { uid: user });
  assert.equal(sink.code, 3, sink.stderr);
  assert.match(sink.stderr, /SINK_WRITE_FAILED: the file cannot be written: EACCES/);
  chmodSync(job.file("out"), 0o777);
  assert.equal((await job.run([], { uid: user })).code, 0);
});

/** A user without rights, for tests that run as root. */
const NOBODY = 65_534;

function putState(job: JobFolder, copy: string): void {
  for (const suffix of ["-wal", "-shm"]) rmSync(job.file(`job.db${suffix}`), { force: true });
  copyFileSync(job.file(copy), job.file("job.db"));
}
