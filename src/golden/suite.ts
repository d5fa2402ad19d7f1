// Golden cases of a folder: which there are, whether each gives what its .out says, and writing that file.
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { CaseError, type GoldenCase, hasDirective, parseCase } from "./case-file.ts";
import { differenceText } from "./difference.ts";
import type { StepOutcome } from "./outcome.ts";
import { CANONICAL, type Mode, runCase } from "./run-case.ts";

/** How a case went. `text` is for a person: a difference, or what could not be run. */
export type Verdict =
  | { readonly kind: "passed" }
  /** `output`: what it gave; absent where there is nothing to bless. */
  | { readonly kind: "failed"; readonly text: string; readonly output?: string }
  /** There is no .out yet. */
  | { readonly kind: "missing"; readonly text: string; readonly output: string };

/**
 * Files of the cases at a path, in natural order of their paths: a .sql or .out file, or a folder and what is below it. In a folder
 * a .sql file is a case when its .out lies beside it or when it begins with a directive.
 * @throws CaseError when nothing is there
 */
export function findCases(path: string): readonly string[] {
  const absolute = resolve(path);
  const sql = absolute.replace(/\.out$/, ".sql");
  if (sql.endsWith(".sql") && existsSync(sql)) return [sql];
  if (!existsSync(absolute) || !statSync(absolute).isDirectory())
    throw new CaseError(`there is no folder and no case ${path}`);
  const natural = new Intl.Collator("en", { numeric: true });
  return globSync("**/*.sql", {
    cwd: absolute,
    exclude: (name) => name === "node_modules" || basename(name).startsWith("."),
  })
    .map((file) => resolve(absolute, file))
    .filter((file) => existsSync(outputOf(file)) || hasDirective(readFileSync(file, "utf8")))
    .sort(natural.compare);
}

/** The file of the expected output. */
export function outputOf(file: string): string {
  return file.replace(/\.sql$/, ".out");
}

/** @param root names are relative to it @throws CaseError */
export function readCase(file: string, root: string): GoldenCase {
  const name = relative(root, file)
    .replace(/\.sql$/, "")
    .split(sep)
    .join("/");
  return parseCase(name, dirname(file), readFileSync(file, "utf8"));
}

export function outputText(outcomes: readonly StepOutcome[]): string {
  return `${outcomes.map((outcome) => outcome.text).join("\n\n")}\n`;
}

/** Runs a case: canonically, its text compared with the .out, then in each of the modes, their rows compared with the canonical ones. */
export async function judgeCase(file: string, root: string, modes: readonly Mode[]): Promise<Verdict> {
  try {
    const golden = readCase(file, root);
    const canonical = await runCase(golden, CANONICAL);
    const output = outputText(canonical);
    if (!existsSync(outputOf(file))) return { kind: "missing", text: output, output };
    const expected = readFileSync(outputOf(file), "utf8");
    if (output !== expected) return { kind: "failed", text: differenceText(expected, output), output };
    if (canonical.some((outcome) => outcome.title === "error") !== golden.expectsError) {
      return {
        kind: "failed",
        text: golden.expectsError
          ? "an error is expected, and there is none"
          : 'the error is not announced: write "-- expect error"',
      };
    }
    for (const mode of golden.isCanonicalOnly ? [] : modes) {
      const text = modeDifference(canonical, await runCase(golden, mode), mode, golden);
      if (text !== null) return { kind: "failed", text };
    }
    return { kind: "passed" };
  } catch (error) {
    const text = error instanceof CaseError ? error.message : String(error instanceof Error ? error.stack : error);
    return { kind: "failed", text };
  }
}

/** Writes the output of a case; true when the file changed. */
export function writeOutput(file: string, output: string): boolean {
  const path = outputOf(file);
  if (existsSync(path) && readFileSync(path, "utf8") === output) return false;
  writeFileSync(path, output);
  return true;
}

function modeDifference(
  canonical: readonly StepOutcome[],
  other: readonly StepOutcome[],
  mode: Mode,
  golden: GoldenCase,
): string | null {
  const comparesAccounts = mode.comparesAccounts && !golden.doAccountsVary;
  const shown = (outcomes: readonly StepOutcome[]) =>
    outcomes
      // EXPLAIN shows the plan of its mode.
      .filter((outcome) => outcome.title !== "explain")
      .map(({ title, folded, isOrdered, accounts }) =>
        [`-- ${title}`, ...(isOrdered ? folded : [...folded].sort()), ...(comparesAccounts ? accounts : [])].join("\n"),
      )
      .join("\n\n");
  const [expected, output] = [`${shown(canonical)}\n`, `${shown(other)}\n`];
  return expected === output ? null : `other rows in the mode "${mode.name}":\n${differenceText(expected, output)}`;
}
