// Runs in a process with the shim preloaded (fault-shim.c): one job again and again, in a fresh folder each time, with the
// k-th step of its writing failing, k = 1, 2, 3, ... until none fails; after each failure the same command without a
// fault. The command line is called in this process, which saves a thousand starts and also shows what a failed run
// leaves open. Writes what happened to `report` as JSON: fault.test.ts judges it.
//
// Arguments: PROGRAM_FOLDER JOB_FOLDER CONTROL LOG REPORT ERRNO STICKY STEP FIRST
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Outcome, outcomeOf } from "../crash/outcome.ts";

export interface Attempt {
  readonly k: number;
  /** "12 1 pwrite64 /path": count, fired, operation, path. */
  readonly fault: string;
  readonly code: number;
  readonly text: string;
  readonly againCode: number;
  readonly againText: string;
  readonly outcome: Outcome | null;
}

export interface SweepReport {
  readonly expected: Outcome;
  /** Steps that a run without faults takes. */
  readonly stepCount: number;
  readonly attempts: readonly Attempt[];
}

const [programFolder, jobFolder, control, log, reportPath, errno, sticky, step, first] = process.argv.slice(2);
const RUN = ["run", "job.sql", "--state", "job.db", "--batch-rows", "40", "--quiet"];
const ATTEMPTS_MAX = 5000;

async function sweep(main: (argv: readonly string[]) => Promise<void>): Promise<SweepReport> {
  const attempts: Attempt[] = [];
  const undisturbed = freshFolder("undisturbed");
  const counted = await runArmed(main, undisturbed, 0);
  if (counted.code !== 0) throw new Error(counted.text);
  const stepCount = Number(counted.fault.split(" ")[0]);
  const expected = outcomeOf(undisturbed);
  for (let k = Number(first); attempts.length < ATTEMPTS_MAX; k += Number(step)) {
    const folder = freshFolder(`k${k}`);
    const { code, text, fault } = await runArmed(main, folder, k);
    if (fault.split(" ")[1] !== "1") break;
    const again = await run(main, folder);
    const outcome = again.code === 0 ? outcomeOf(folder) : null;
    attempts.push({ k, fault, code, text, againCode: again.code, againText: again.text, outcome });
    process.chdir(jobFolder);
    rmSync(folder, { recursive: true });
  }
  return { expected, stepCount, attempts };
}

async function runArmed(main: (argv: readonly string[]) => Promise<void>, folder: string, k: number) {
  writeFileSync(log, "0 0");
  writeFileSync(control, `arm ${k} ${errno} ${sticky}`);
  try {
    const ended = await run(main, folder);
    return { ...ended, fault: readFileSync(log, "utf8").trim() };
  } finally {
    writeFileSync(control, "off");
  }
}

async function run(
  main: (argv: readonly string[]) => Promise<void>,
  folder: string,
): Promise<{ code: number; text: string }> {
  process.chdir(folder);
  const { write } = process.stderr;
  let text = "";
  process.stderr.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  try {
    process.exitCode = 0;
    await main(RUN);
    return { code: Number(process.exitCode), text };
  } finally {
    process.exitCode = 0;
    process.stderr.write = write;
  }
}

function freshFolder(name: string): string {
  const folder = join(jobFolder, "runs", name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(jobFolder, "in"), join(folder, "in"), { recursive: true, preserveTimestamps: true });
  cpSync(join(jobFolder, "job.sql"), join(folder, "job.sql"));
  return folder;
}

process.stdout.setMaxListeners(0);
const { main } = (await import(pathToFileURL(join(programFolder, "dist", "cli.js")).href)) as {
  main: (argv: readonly string[]) => Promise<void>;
};
writeFileSync(reportPath, JSON.stringify(await sweep(main)));
