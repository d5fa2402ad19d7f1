// A process that is killed in place of its k-th step of writing, for random k: what random moments hardly ever meet, such
// as the steps between a sink's commit and the state's. The next run asks for larger batches, so that a pending batch is
// only right when it is replayed with the ranges that were logged. Row for row the output must be the undisturbed one.
// MILLRACE_STEP_KILLS: kills a job (default 16); MILLRACE_SEED repeats them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, type TestContext, test } from "node:test";
import { randomFrom } from "../crash/inputs.ts";
import { JobFolder } from "../crash/job-folder.ts";
import { positionOf } from "../crash/outcome.ts";
import { builtProgram, fastParent, temporaryFolder } from "../helpers/command-line.ts";
import { builtShim } from "./built-shim.ts";

const KILLS = Number(process.env["MILLRACE_STEP_KILLS"] ?? 16);
const SEED = Number(process.env["MILLRACE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const SIZE = { fileCount: 2, rowsPerFile: 60 };
const AT_ONCE = 2;

before(() => {
  process.stderr.write(`kills at steps: MILLRACE_SEED=${SEED}\n`);
  builtProgram();
});

for (const job of ["append", "everything"]) {
  test(`${job}: killed at ${KILLS} steps of writing`, { timeout: 60_000 + KILLS * 5000 }, async (t) => {
    const shim = builtShim(t, temporaryFolder(t, "shim", fastParent()));
    if (shim === null) return;
    const base = JobFolder.of(t, job, SIZE);
    const undisturbed = base.anew("undisturbed");
    const log = base.file("log");
    const counted = await undisturbed.run([], { env: shimmed(shim, undisturbed, log, 0) });
    assert.equal(counted.code, 0, counted.stderr);
    const stepCount = Number(readFileSync(log, "utf8").split(" ")[0]);
    assert.ok(stepCount > 50, `the shim counted ${stepCount} steps`);
    const expected = rowsOf(undisturbed);

    const random = randomFrom(SEED);
    const steps = Array.from({ length: KILLS }, () => 1 + Math.floor(random() * stepCount));
    let replayed = 0;
    const killOne = async (k: number): Promise<void> => {
      const folder = base.anew(`k${k}`);
      const killed = await folder.run([], { env: shimmed(shim, folder, folder.file("log"), k) });
      const label = `k = ${k}: ${readFileSync(folder.file("log"), "utf8")}`;
      assert.equal(killed.signal, "SIGKILL", label);
      const { committed, logged } = positionOf(folder.path);
      if (logged > committed) replayed++;
      const again = await folder.run(["--batch-rows", "13"]);
      assert.equal(again.code, 0, `${label}\n${again.stderr}`);
      assert.deepEqual(rowsOf(folder), expected, label);
    };
    const waiting = [...new Set(steps)];
    const work = async (): Promise<void> => {
      for (let k = waiting.pop(); k !== undefined; k = waiting.pop()) await killOne(k);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    report(t, replayed, stepCount);
  });
}

function report(t: TestContext, replayed: number, stepCount: number): void {
  t.diagnostic(`${stepCount} steps; ${replayed} batches replayed`);
  if (KILLS >= 20) assert.ok(replayed > 0, "some kill falls into a batch");
}

function shimmed(shim: string, folder: JobFolder, log: string, k: number): Record<string, string> {
  return {
    LD_PRELOAD: shim,
    MILLRACE_FAULT_PREFIX: folder.path,
    MILLRACE_FAULT_LOG: log,
    MILLRACE_FAULT_KILL_AT: String(k),
  };
}

/** What does not depend on where batches end. */
function rowsOf(folder: JobFolder): unknown {
  const { texts, rows, watermarks, totals } = folder.written();
  const { accounts } = JSON.parse(totals) as { accounts: unknown };
  const lines = Object.entries(texts).map(([sink, text]) => [sink, text.split("\n").sort()]);
  return { lines, rows, watermarks, accounts };
}
