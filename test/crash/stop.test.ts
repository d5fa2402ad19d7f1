// Stops and goings-on: signals, one process per state file, new files after the end.
import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { before, test } from "node:test";
import { builtProgram } from "../helpers/command-line.ts";
import { JobFolder, until } from "./job-folder.ts";
import { hiddenFilesOf, positionOf } from "./outcome.ts";

before(() => {
  builtProgram();
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal}: the batch is finished, a checkpoint made, exit code 0, and the same command goes on exactly`, async (t) => {
    const job = JobFolder.of(t, "everything");
    const undisturbed = job.anew("undisturbed");
    assert.equal((await undisturbed.run()).code, 0);
    for (let stops = 0; stops < 2; stops++) {
      const from = positionOf(job.path).committed;
      const started = job.start(["--batch-interval", "15 ms"]);
      await until(() => hiddenFilesOf(job.file("out")).length > 0, "an open part file");
      started.process.kill(signal);
      const ended = await started.ended;
      assert.deepEqual([ended.code, ended.signal, ended.stdout], [0, null, ""]);
      assert.match(ended.stderr, /^stopping after this batch; a second signal ends at once$/m);
      assert.match(ended.stderr, /^stopped in .*: \d+ batch.*; the same command goes on from here$/m);
      assert.match(
        ended.stderr,
        /^readings -> warm: in \d+ = used \d+ \+ filtered \d+ \+ late 0 \+ bad \d+; out \d+$/m,
      );
      const { committed, logged } = positionOf(job.path);
      assert.ok(committed > from && committed < 80, `stopped in the middle, after batch ${committed}`);
      assert.equal(logged, committed, "no batch is pending");
      assert.deepEqual(hiddenFilesOf(job.file("out")), [], "a stop closes part files");
    }
    assert.equal((await job.run()).code, 0);
    assert.deepEqual(job.written(), undisturbed.written());
  });
}

test("a second signal ends at once, and nothing is lost", async (t) => {
  const job = JobFolder.of(t, "everything");
  const undisturbed = job.anew("undisturbed");
  assert.equal((await undisturbed.run()).code, 0);
  const started = job.start(["--batch-interval", "15 ms"]);
  await until(() => hiddenFilesOf(job.file("out")).length > 0, "an open part file");
  started.process.kill("SIGINT");
  started.process.kill("SIGTERM");
  assert.equal((await started.ended).code, 130);
  assert.equal((await job.run()).code, 0);
  assert.deepEqual(job.written(), undisturbed.written());
});

test("--max-batches stops with a checkpoint, again and again", async (t) => {
  const job = JobFolder.of(t, "everything");
  const undisturbed = job.anew("undisturbed");
  assert.equal((await undisturbed.run()).code, 0);
  const first = await job.run(["--max-batches", "31"]);
  assert.match(first.stderr, /^stopped in .*: 31 batches, watermark .*; the same command goes on from here$/m);
  assert.equal((await job.run(["--max-batches", "1"])).code, 0);
  assert.equal(positionOf(job.path).committed, 32);
  assert.equal((await job.run()).code, 0);
  assert.deepEqual(job.written(), undisturbed.written());
});

test("two processes on one state file: the second is refused and names the first", async (t) => {
  const job = JobFolder.of(t, "filter");
  const sql = readFileSync(job.file("job.sql"), "utf8");
  writeFileSync(
    job.file("job.sql"),
    sql.replace("'path' = 'in',", "'path' = 'in', 'source.monitor-interval' = '10 ms',"),
  );
  const first = job.start();
  await until(() => hiddenFilesOf(job.file("out")).length > 0, "an open part file");
  const second = await job.run();
  assert.equal(second.code, 3);
  assert.match(
    second.stderr,
    new RegExp(`STATE_IN_USE: the state file is in use by another job \\(process ${first.process.pid}\\)`),
  );
  assert.match(second.stderr, /Stop that job first/);
  assert.equal(first.process.exitCode, null, "the first one runs on");
  first.process.kill("SIGTERM");
  assert.equal((await first.ended).code, 0);
  const third = job.start();
  await until(() => positionOf(job.path).logged > 0 && existsSync(job.file("job.db-wal")), "the job to run again");
  third.process.kill("SIGTERM");
  assert.equal((await third.ended).code, 0);
});

test("new files are picked up by the next run, nothing is read twice", async (t) => {
  const job = JobFolder.of(t, "filter");
  const undisturbed = job.anew("undisturbed");
  assert.equal((await undisturbed.run()).code, 0);
  renameSync(job.file("in/readings-3.csv"), job.file("readings-3.csv"));
  assert.equal((await job.run()).code, 0);
  const before = positionOf(job.path).committed;
  const again = await job.run();
  assert.equal(again.code, 0);
  assert.equal(again.stderr, `nothing new since batch ${before}; --fresh starts over\n`);
  assert.equal(positionOf(job.path).committed, before);
  renameSync(job.file("readings-3.csv"), job.file("in/readings-3.csv"));
  const last = await job.run();
  assert.match(last.stderr, /readings -> warm: in 400 = /);
  assert.deepEqual(job.written(), undisturbed.written());
});
