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
import { builtProgram, fastParent, temporaryFolder } from "../helpers/command-line.ts";
import { randomFrom, writeInputs } from "./inputs.ts";
import { JOBS } from "./jobs.ts";
import { Killing } from "./killing.ts";
import { jobOf, WORKS } from "./matrix.ts";
import { hiddenFilesOf, type Outcome, outcomeOf, positionOf, recordsOf } from "./outcome.ts";

const KILLS = Number(process.env["MILLRACE_KILLS"] ?? 40);
const SEED = Number(process.env["MILLRACE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const SIZE = { fileCount: 6, rowsPerFile: 700 };
const RUN = ["run", "job.sql", "--state", "job.db", "--batch-rows", "10", "--quiet"];

const killing = new Killing();

before(() => {
  process.stderr.write(`crash tests: MILLRACE_SEED=${SEED} MILLRACE_KILLS=${KILLS}\n`);
  builtProgram();
});

after(() => killing.report("crash tests"));

/** Every kind of work into both kinds of sinks, and jobs of other windows, updates and several sinks. */
const SCRIPTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    WORKS.flatMap((work) =>
      (["file", "sqlite"] as const).map((kind) => [`${work} to ${kind}`, jobOf(work, { kind: "file" }, { kind })]),
    ),
  ),
  hop: JOBS["hop"],
  upsert: JOBS["upsert"],
  everything: JOBS["everything"],
};

const names = Object.keys(SCRIPTS);
names.forEach((name, i) => {
  const kills = Math.floor((KILLS * (i + 1)) / names.length) - Math.floor((KILLS * i) / names.length);
  if (kills === 0) return;
  test(`${name}: ${kills} kills lose and double nothing`, { timeout: 120_000 + kills * 10_000 }, async (t) => {
    const random = randomFrom(SEED + i);
    const base = temporaryFolder(t, "crash", fastParent());
    writeInputs(join(base, "in"), SIZE, random);
    writeFileSync(join(base, "job.sql"), SCRIPTS[name]);
    const undisturbed = folderLike(base, "undisturbed");
    const { fromMs, spanMs } = await killing.undisturbed(undisturbed, RUN);
    const expected = outcomeOf(undisturbed);
    checkUndisturbed(name, expected, undisturbed);

    for (let left = kills, round = 0; left > 0; round++) {
      const folder = folderLike(base, `killed-${round}`);
      left -= await killing.runToEnd(
        folder,
        left,
        () => RUN,
        () => fromMs + random() * spanMs,
      );
      const outcome = outcomeOf(folder);
      killing.compare(recordsOf(expected), recordsOf(outcome), SIZE.fileCount * SIZE.rowsPerFile);
      assert.deepEqual(outcome, expected);
      assert.deepEqual(hiddenFilesOf(join(folder, "out")), []);
    }
  });
});

/** A comparison of nothing with nothing must not pass. */
function checkUndisturbed(name: string, outcome: Outcome, folder: string): void {
  const { files, tables, late, bad } = outcome;
  const position = positionOf(folder);
  assert.ok(position.committed >= 200, `hundreds of batches, not ${position.committed}`);
  assert.ok(Object.keys(files).length + Object.keys(tables).length >= 2, "several part files or tables");
  assert.ok(bad.length > 0, "the input has bad rows");
  const hasTime = !/^(stateless|top-n|upsert)/.test(name);
  if (hasTime) assert.ok(late.length > 0, "the input has late rows");
  const batchRows = (tables["millrace_batches"] ?? []).map((row) => JSON.parse(String(row)) as unknown[]);
  for (const [, , batchId] of batchRows) assert.equal(batchId, position.committed, "every sink holds the last batch");
}

function folderLike(base: string, name: string): string {
  const folder = join(base, name);
  mkdirSync(folder);
  cpSync(join(base, "in"), join(folder, "in"), { recursive: true, preserveTimestamps: true });
  cpSync(join(base, "job.sql"), join(folder, "job.sql"));
  return folder;
}
