// Fails the k-th step of writing for k = 1, 2, 3, ... until none fails (as SQLite's own tests do): SQLite's calls and ours
// alike, with a disk that is full from there on (ENOSPC) and with one error that passes (EIO). Every run must end well or
// with exit code 3 and an error that has a code and no stack; the next run without a fault must give exactly the
// undisturbed output. The larger job tries every fourth k, from a random one on; MILLRACE_FAULT_STEP=1 tries all.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { randomFrom, writeInputs } from "../crash/inputs.ts";
import { JOBS } from "../crash/jobs.ts";
import { builtProgram, fastParent, temporaryFolder } from "../helpers/command-line.ts";
import { builtShim } from "./built-shim.ts";
import type { Attempt, SweepReport } from "./sweep.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** Job -> every how manieth step fails. */
const STEP_OF: Readonly<Record<string, number>> = { tumble: 1, everything: 4 };
const INPUT_SEED = 7;
const SIZE = { fileCount: 2, rowsPerFile: 75 };

before(() => {
  builtProgram();
});

for (const [errorName, isSticky] of [
  ["ENOSPC", true],
  ["EIO", false],
] as const) {
  for (const [job, usualStep] of Object.entries(STEP_OF)) {
    const step = Number(process.env["MILLRACE_FAULT_STEP"] ?? usualStep);
    test(`${job}: steps of writing fail with ${errorName}`, { timeout: 300_000 }, (t) => {
      const report = sweepOf(t, job, constants.errno[errorName], isSticky, step);
      if (report !== null) judge(t, report, errorName, step);
    });
  }
}

function sweepOf(t: TestContext, job: string, errno: number, isSticky: boolean, step: number): SweepReport | null {
  const folder = temporaryFolder(t, "faults", fastParent());
  const shim = builtShim(t, folder);
  if (shim === null) return null;
  const jobFolder = join(folder, "job");
  mkdirSync(jobFolder);
  writeInputs(join(jobFolder, "in"), SIZE, randomFrom(INPUT_SEED));
  writeFileSync(join(jobFolder, "job.sql"), JOBS[job]);
  const paths = { control: join(folder, "control"), log: join(folder, "log"), report: join(folder, "report.json") };
  const first = 1 + Math.floor(Math.random() * step);
  const program = dirname(dirname(builtProgram()));
  const args = [join(HERE, "sweep.ts"), program, jobFolder, paths.control, paths.log, paths.report];
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const ended = spawnSync(
    process.execPath,
    [...args, String(errno), isSticky ? "1" : "0", String(step), String(first)],
    {
      env: {
        ...inherited,
        LD_PRELOAD: shim,
        MILLRACE_FAULT_PREFIX: join(jobFolder, "runs"),
        MILLRACE_FAULT_CONTROL: paths.control,
        MILLRACE_FAULT_LOG: paths.log,
      },
      encoding: "utf8",
      timeout: 280_000,
    },
  );
  assert.deepEqual([ended.status, ended.stderr], [0, ""]);
  return JSON.parse(readFileSync(paths.report, "utf8")) as SweepReport;
}

function judge(t: TestContext, { expected, stepCount, attempts }: SweepReport, errorName: string, step: number): void {
  // A shim that reaches nothing would prove nothing.
  assert.ok(stepCount > 50, `the shim counted ${stepCount} steps`);
  assert.ok(attempts.length >= Math.floor(stepCount / step) - 1, `${attempts.length} of ${stepCount} steps failed`);
  const operations = new Set(attempts.map(({ fault }) => fault.split(" ")[2]));
  if (step === 1)
    for (const name of ["fsync", "rename"]) assert.ok(operations.has(name), `${name} of ours was reached`);
  const ofState = attempts.filter(({ fault }) => fault.includes("job.db-wal"));
  assert.ok(ofState.length > 0, "SQLite's own calls were reached");
  for (const attempt of attempts) {
    checkFailure(attempt, errorName);
    const label = `after k = ${attempt.k} (${attempt.fault})`;
    assert.deepEqual([attempt.againCode, attempt.againText], [0, ""], label);
    assert.deepEqual(attempt.outcome, expected, label);
  }
  const failed = attempts.filter(({ code }) => code !== 0).length;
  t.diagnostic(`${attempts.length} of ${stepCount} steps failed with ${errorName}; ${failed} runs ended with an error`);
}

function checkFailure({ k, fault, code, text }: Attempt, errorName: string): void {
  const label = `k = ${k} (${fault}): exit code ${code}\n${text}`;
  if (code === 0) {
    assert.equal(text, "", label);
    return;
  }
  assert.equal(code, 3, label);
  assert.match(text, /(^|: )(STATE_IO|SINK_WRITE_FAILED|SINK_[A-Z_]+): /, label);
  assert.doesNotMatch(text, /^\s+at .*:\d+:\d+/m, label);
  // libuv makes folders one by one and names another error than the one that it met.
  const causes = fault.includes(" mkdir ") ? `${errorName}|ENOENT` : `${errorName}|SQLITE_|SQLite`;
  assert.match(text, new RegExp(causes), label);
}
