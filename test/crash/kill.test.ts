// kill -9 at random moments: whatever is killed when, running the same command again until it ends gives what one
// undisturbed run gives, byte for byte: part files and their names, rows of SQLite tables, the batch ids in
// millrace_batches, the row accounts, watermarks, late and bad rows of the state file.
//
// MILLRACE_KILLS: kills over all jobs (default 40; `npm run test:crash` 200). MILLRACE_SEED repeats a failure's inputs and
// moments as far as a machine repeats itself.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { builtProgram, fastParent, runMillrace, startMillrace, temporaryFolder } from "../helpers/command-line.ts";
import { randomFrom, writeInputs } from "./inputs.ts";
import { JOBS } from "./jobs.ts";
import { differenceOf, hiddenFilesOf, type Outcome, outcomeOf, positionOf } from "./outcome.ts";

const KILLS = Number(process.env["MILLRACE_KILLS"] ?? 40);
const SEED = Number(process.env["MILLRACE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const SIZE = { fileCount: 6, rowsPerFile: 700 };
/** Of one job from its start to its end. */
const KILLS_PER_JOB_MAX = 6;
const RUN = ["run", "job.sql", "--state", "job.db", "--batch-rows", "10", "--quiet"];

const counts = { kills: 0, beforeStart: 0, batchesReplayed: 0, rows: 0, lost: 0, doubled: 0 };

before(() => {
  process.stderr.write(`crash tests: MILLRACE_SEED=${SEED} MILLRACE_KILLS=${KILLS}\n`);
  builtProgram();
});

after(() => {
  const { kills, beforeStart, batchesReplayed, rows, lost, doubled } = counts;
  process.stderr.write(
    `crash tests: ${kills} kills (${beforeStart} before the first batch), ${batchesReplayed} batches replayed, ${rows} rows, lost ${lost}, doubled ${doubled}\n`,
  );
  // Kills that all came too early or between two batches would prove little.
  if (kills >= 20) assert.ok(batchesReplayed > 0, "some kill falls into a batch");
});

const names = Object.keys(JOBS);
names.forEach((name, i) => {
  const kills = Math.floor((KILLS * (i + 1)) / names.length) - Math.floor((KILLS * i) / names.length);
  if (kills === 0) return;
  test(`${name}: ${kills} kills lose and double nothing`, { timeout: 120_000 + kills * 10_000 }, async (t) => {
    const random = randomFrom(SEED + i);
    const base = temporaryFolder(t, "crash", fastParent());
    writeInputs(join(base, "in"), SIZE, random);
    writeFileSync(join(base, "job.sql"), JOBS[name]);
    const undisturbed = folderLike(base, "undisturbed");
    const startMs = performance.now();
    const ended = await runMillrace(RUN, { cwd: undisturbed });
    const runMs = performance.now() - startMs;
    assert.deepEqual([ended.code, ended.stderr], [0, ""]);
    const expected = outcomeOf(undisturbed);
    checkUndisturbed(expected, undisturbed);
    const againMs = performance.now();
    assert.equal((await runMillrace(RUN, { cwd: undisturbed })).code, 0);
    const startupMs = performance.now() - againMs;
    const moments = { fromMs: startupMs * 0.7, spanMs: Math.max(runMs - startupMs, 20) / 3 };

    for (let left = kills, round = 0; left > 0; round++) {
      const folder = folderLike(base, `killed-${round}`);
      left -= await runToEnd(folder, left, () => moments.fromMs + random() * moments.spanMs);
      const outcome = outcomeOf(folder);
      const difference = differenceOf(expected, outcome);
      counts.rows += SIZE.fileCount * SIZE.rowsPerFile;
      counts.lost += difference.lost;
      counts.doubled += difference.doubled;
      assert.deepEqual(difference, { lost: 0, doubled: 0 });
      assert.deepEqual(outcome, expected);
      assert.deepEqual(hiddenFilesOf(join(folder, "out")), []);
    }
  });
});

/** A comparison of nothing with nothing must not pass. */
function checkUndisturbed(outcome: Outcome, folder: string): void {
  const { files, tables, late, bad } = outcome;
  const position = positionOf(folder);
  assert.ok(position.committed >= 200, `hundreds of batches, not ${position.committed}`);
  assert.ok(Object.keys(files).length + Object.keys(tables).length >= 2, "several part files or tables");
  assert.ok(bad.length > 0, "the input has bad rows");
  const hasWindows = "window_rows" in tables || Object.keys(files).some((name) => !name.startsWith("warm"));
  if (hasWindows) assert.ok(late.length > 0, "the input has late rows");
  const batchRows = (tables["millrace_batches"] ?? []).map((row) => JSON.parse(String(row)) as unknown[]);
  for (const [, , batchId] of batchRows) assert.equal(batchId, position.committed, "every sink holds the last batch");
}

/** Starts the job again and again, kills at most `killsMax` of the processes. Returns how many it killed. */
async function runToEnd(folder: string, killsMax: number, momentMs: () => number): Promise<number> {
  for (let kills = 0; ; ) {
    const started = startMillrace(RUN, { cwd: folder });
    const isDoomed = kills < Math.min(killsMax, KILLS_PER_JOB_MAX);
    const timer = isDoomed ? setTimeout(() => started.process.kill("SIGKILL"), momentMs()) : null;
    const { code, signal, stderr } = await started.ended;
    if (timer !== null) clearTimeout(timer);
    if (signal === "SIGKILL") {
      kills++;
      counts.kills++;
      const { committed, logged } = positionOf(folder);
      if (logged > committed) counts.batchesReplayed++;
      if (logged === 0) counts.beforeStart++;
      continue;
    }
    assert.deepEqual([code, stderr], [0, ""]);
    return kills;
  }
}

function folderLike(base: string, name: string): string {
  const folder = join(base, name);
  mkdirSync(folder);
  cpSync(join(base, "in"), join(folder, "in"), { recursive: true, preserveTimestamps: true });
  cpSync(join(base, "job.sql"), join(folder, "job.sql"));
  return folder;
}
