// State files that a disk, a copy or a person has spoilt, beside what test/crash/refusal.test.ts has: a job goes on with
// exactly the undisturbed output, or refuses with a code and changes nothing.
import assert from "node:assert/strict";
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { before, test } from "node:test";
import Database from "better-sqlite3";
import { randomFrom } from "../crash/inputs.ts";
import { JobFolder, until } from "../crash/job-folder.ts";
import { outcomeOf, positionOf } from "../crash/outcome.ts";
import { builtProgram } from "../helpers/command-line.ts";
import { byLength } from "./how-long.ts";

before(() => {
  builtProgram();
});

/** Killed while it ran: what was committed last is in the write-ahead log only. */
async function killedJob(t: { after(step: () => void): void }, name: string): Promise<JobFolder> {
  const job = JobFolder.of(t, name);
  // Copies keep times to the millisecond.
  for (const input of readdirSync(job.file("in"))) utimesSync(job.file(`in/${input}`), 1_700_000_000, 1_700_000_000);
  const started = job.start(["--batch-interval", "5 ms"]);
  await until(() => positionOf(job.path).committed >= 25, "25 batches");
  started.process.kill("SIGKILL");
  await started.ended;
  assert.ok(existsSync(job.file("job.db-wal")));
  return job;
}

const SPOILT: Readonly<Record<string, (wal: string, at: number) => void>> = {
  cut: (wal, at) => truncateSync(wal, at),
  "with a flipped bit": (wal, at) => {
    const bytes = readFileSync(wal);
    bytes[at] ^= 1 << (at % 8);
    writeFileSync(wal, bytes);
  },
  "zero from there on": (wal, at) => writeFileSync(wal, readFileSync(wal).fill(0, at)),
  "followed by rubbish": (wal, at) => appendFileSync(wal, Buffer.alloc(5000, at)),
};

for (const name of ["tumble", "upsert"]) {
  test(`${name}: a torn write-ahead log is gone back before, or refused`, { timeout: 300_000 }, async (t) => {
    const killed = await killedJob(t, name);
    const undisturbed = killed.anew("undisturbed");
    assert.equal((await undisturbed.run()).code, 0);
    const expected = undisturbed.written();
    const random = randomFrom(5);
    const counts = { exact: 0, refused: 0 };
    const batches = new Set<number>();
    for (const [how, spoil] of Object.entries(SPOILT)) {
      for (let i = 0; i < byLength(2, 25); i++) {
        const job = killed.anew(`${how}-${i}`);
        for (const file of ["job.db", "job.db-wal", "out", "out.db", "out.db-wal"])
          if (existsSync(killed.file(file))) cpSync(killed.file(file), job.file(file), { recursive: true });
        const wal = readFileSync(job.file("job.db-wal"));
        const at = Math.floor(random() * wal.length);
        spoil(job.file("job.db-wal"), at);
        const where = `${how} at ${at} of ${wal.length}`;
        batches.add(positionOf(job.path).committed);
        const ended = await job.run();
        if (ended.code === 0) {
          counts.exact++;
          assert.deepEqual(job.written(), expected, where);
          continue;
        }
        counts.refused++;
        assert.equal(ended.code, 3, `${where}: ${ended.stderr}`);
        assert.match(ended.stderr, /STATE_(BEHIND_SINK|CORRUPT)/, where);
      }
    }
    assert.ok(counts.exact > 0, "some logs are only followed by rubbish");
    assert.ok(batches.size > 2, "logs end in several batches");
    t.diagnostic(`${counts.exact} went on exactly, ${counts.refused} were refused`);
  });
}

test("a state file of a newer version is refused, with --fresh too, and left as it is", async (t) => {
  const job = JobFolder.of(t, "upsert");
  assert.equal((await job.run(["--max-batches", "5"])).code, 0);
  const database = new Database(job.file("job.db"));
  database.exec("UPDATE meta SET value = '2' WHERE key = 'schema_version'; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
  const before = readFileSync(job.file("job.db"));
  const { tables } = outcomeOf(job.path);
  for (const args of [[], ["--fresh"]]) {
    const ended = await job.run(args);
    assert.equal(ended.code, 3);
    assert.match(ended.stderr, /job\.db: STATE_VERSION: the state file has version 2; this Millrace reads 1\n/);
    assert.deepEqual(readFileSync(job.file("job.db")), before);
    assert.deepEqual(outcomeOf(job.path).tables, tables);
  }
});

test("--fresh over delivered output: rows by key are the same, appended rows and files come again", async (t) => {
  const job = JobFolder.of(t, "everything");
  assert.equal((await job.run()).code, 0);
  const once = job.written();
  const fresh = await job.run(["--fresh"]);
  assert.equal(fresh.code, 0, fresh.stderr);
  assert.match(fresh.stderr, /--fresh: forgot the state of batches 1 to \d+ .*; output that was delivered stays/);
  const twice = job.written();
  assert.deepEqual([twice.totals, twice.watermarks], [once.totals, once.watermarks]);
  const sorted = (text: string) => text.split("\n").sort();
  for (const [sink, text] of Object.entries(once.texts))
    assert.deepEqual(sorted(twice.texts[sink]), sorted(text + text), `${sink} came again, whole`);
  const { per_sensor, window_rows } = once.rows;
  assert.deepEqual(twice.rows["per_sensor"], per_sensor);
  assert.deepEqual(twice.rows["window_rows"], [...window_rows, ...window_rows].sort());
});

test("a query that changes while a batch is half committed: the old one finishes it, then the new one is asked for", async (t) => {
  const job = JobFolder.of(t, "upsert");
  assert.equal((await job.run(["--max-batches", "20"])).code, 0);
  cpSync(job.file("job.db"), job.file("old.db"));
  assert.equal((await job.run(["--max-batches", "1"])).code, 0);
  const { bad } = outcomeOf(job.path);
  halfCommit(job);
  assert.deepEqual(positionOf(job.path), { committed: 20, logged: 21 });
  const sql = readFileSync(job.file("job.sql"), "utf8");
  const changed = job.anew("changed");
  const refused = await runChanged(job, sql, []);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /STATE_QUERY_CHANGED/);
  assert.deepEqual(positionOf(job.path), { committed: 20, logged: 21 }, "a refusal changes nothing");
  const allowed = await runChanged(job, sql, ["--upgrade", "allow"]);
  assert.equal(allowed.code, 0, allowed.stderr);
  // The changed query has no state of the first 21 batches; each of its rows counts from batch 22 on.
  const whole = await runChanged(changed, sql, []);
  assert.equal(whole.code, 0, whole.stderr);
  const counted = readCounted(job);
  const all = readCounted(changed);
  assert.equal(
    counted.rows,
    all.rows - (21 * 5 - bad.length),
    "nothing of the half committed batch came twice or was lost",
  );
});

const READ_PER_SENSOR = "SELECT SUM(n) FROM warm_per_sensor";

function readCounted(job: JobFolder): { readonly rows: number } {
  const database = new Database(job.file("out.db"), { readonly: true });
  const rows = database.prepare(READ_PER_SENSOR).pluck().get() as number;
  database.close();
  return { rows };
}

function runChanged(job: JobFolder, sql: string, args: readonly string[]) {
  const changed = sql.replaceAll("per_sensor", "warm_per_sensor").replace("SUM(degrees)", "SUM(degrees + 0)");
  writeFileSync(job.file("job.sql"), changed);
  return job.run(args);
}

/** Takes the last batch out of the state as if the process had ended after the sink's commit. */
function halfCommit(job: JobFolder): void {
  const newest = new Database(job.file("job.db"), { readonly: true });
  const read = (table: string) => newest.prepare(`SELECT * FROM ${table} ORDER BY batch_id DESC LIMIT 1`).get();
  const rows = { offset_log: read("offset_log"), external_log: read("external_log") } as Record<string, object>;
  newest.close();
  for (const suffix of ["", "-wal", "-shm"])
    if (existsSync(job.file(`job.db${suffix}`))) truncateSync(job.file(`job.db${suffix}`));
  cpSync(job.file("old.db"), job.file("job.db"));
  const database = new Database(job.file("job.db"));
  for (const [table, row] of Object.entries(rows)) {
    const names = Object.keys(row);
    const columns = names.map((name) => `"${name}"`).join(", ");
    database
      .prepare(`INSERT INTO ${table} (${columns}) VALUES (${names.map(() => "?").join(", ")})`)
      .run(...Object.values(row));
  }
  database.close();
}
