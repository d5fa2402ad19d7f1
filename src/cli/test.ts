// `millrace test`: golden cases, ours and a user's. The report goes to stdout; exit code 1 when a case failed or has no output yet.
import { writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import {
  CaseError,
  CRASH,
  findCases,
  judgeCase,
  MODES,
  type Mode,
  readCase,
  type Verdict,
  writeOutput,
} from "../golden/index.ts";
import { oneValue, type ParsedArgs, UsageError } from "./args.ts";
import { EXIT_DONE, EXIT_USER_ERROR } from "./failure.ts";
import type { Terminal } from "./terminal.ts";
import { junitText } from "./test-junit.ts";
import { type CaseReport, reportText, totalsText } from "./test-report.ts";
import { watchFolders } from "./test-watch.ts";

interface TestRun {
  readonly paths: readonly string[];
  readonly only: string;
  readonly modes: readonly Mode[];
  /** Which outputs are written. */
  readonly blesses: "all" | "missing" | "none";
  readonly isVerbose: boolean;
}

export async function testCommand(args: ParsedArgs, terminal: Terminal): Promise<number> {
  const { flags } = args;
  if (flags.has("bless") && flags.has("update-missing"))
    throw new UsageError("--bless writes missing outputs too; leave out --update-missing");
  const run: TestRun = {
    paths: args.files.length > 0 ? args.files : ["."],
    only: oneValue(args, "only") ?? "",
    modes: flags.has("all-modes") ? MODES : flags.has("crash") ? [CRASH] : [],
    blesses: flags.has("bless") ? "all" : flags.has("update-missing") ? "missing" : "none",
    isVerbose: flags.has("verbose"),
  };
  if (run.blesses !== "none" && process.env["CI"] !== undefined)
    throw new UsageError("outputs are not written where CI is set: bless them on your machine");
  const reports = await runCases(run, casesOf(run), terminal);
  const junit = oneValue(args, "junit");
  if (junit !== null) writeFileSync(junit, junitText(reports));
  if (flags.has("watch")) {
    const onReady = () => void terminal.stdout.write("waiting for changes; ctrl-C ends\n");
    await watchFolders(
      run.paths.map((path) => (/\.(sql|out)$/.test(path) ? dirname(path) : path)),
      onReady,
      (changed) => runChanged(run, changed, terminal),
    );
  }
  return reports.every(({ verdict }) => verdict.kind === "passed") ? EXIT_DONE : EXIT_USER_ERROR;
}

/** A case by itself when it changed; all of them when it was an input, a module or a script. */
async function runChanged(run: TestRun, changed: readonly string[], terminal: Terminal): Promise<void> {
  try {
    const all = casesOf(run);
    const touched = all.filter((file) => changed.some((path) => path.replace(/\.out$/, ".sql") === file));
    await runCases(run, touched.length === changed.length ? touched : all, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // The last case was taken away: another one may come.
    terminal.stdout.write(`${error.message}\n`);
  }
}

/** @throws UsageError when a path is not there or nothing is left to run */
function casesOf(run: TestRun): readonly string[] {
  try {
    const files = [...new Set(run.paths.flatMap(findCases))].filter((file) =>
      relative(process.cwd(), file).includes(run.only),
    );
    if (files.length > 0) return files;
  } catch (error) {
    if (error instanceof CaseError) throw new UsageError(error.message);
    throw error;
  }
  const of = run.only === "" ? "" : ` with "${run.only}" in its path`;
  throw new UsageError(
    `no golden case${of} in ${run.paths.join(", ")}: a case is a .sql file with its .out beside it, or with "-- description: ..." on top`,
  );
}

async function runCases(run: TestRun, files: readonly string[], terminal: Terminal): Promise<readonly CaseReport[]> {
  const startMs = Date.now();
  const reports: CaseReport[] = [];
  let written = 0;
  for (const file of files) {
    const caseStartMs = Date.now();
    let verdict = await judgeCase(file, process.cwd(), run.modes);
    if (
      verdict.kind !== "passed" &&
      verdict.output !== undefined &&
      (run.blesses === "all" || run.blesses === verdictWrites(verdict))
    ) {
      if (writeOutput(file, verdict.output)) written++;
      // Once more: the other modes, and what cannot be blessed.
      verdict = await judgeCase(file, process.cwd(), run.modes);
    }
    const report = { name: nameOf(file), file, verdict, elapsedMs: Date.now() - caseStartMs };
    reports.push(report);
    terminal.stdout.write(reportText(report, run.isVerbose, terminal));
  }
  terminal.stdout.write(totalsText(reports, written, Date.now() - startMs, terminal));
  return reports;
}

function verdictWrites(verdict: Verdict): "missing" | "all" {
  return verdict.kind === "missing" ? "missing" : "all";
}

function nameOf(file: string): string {
  try {
    return readCase(file, process.cwd()).name;
  } catch {
    // Its directives are wrong: the verdict says so.
    return relative(process.cwd(), file).replace(/\.sql$/, "");
  }
}
