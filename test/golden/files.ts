// The golden files on disk: queries/<area>/<case>.sql with its .out. queries/examples and queries/data are no goldens.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type GoldenCase, parseCase } from "./case-file.ts";
import { CANONICAL, runCase, type StepOutcome } from "./run-case.ts";

const ROOT = fileURLToPath(new URL("../../queries", import.meta.url));
const NOT_GOLDEN = /^(?:examples|data)\//;

/** Names (without ending) of the files with that ending, sorted. */
function names(ending: string): string[] {
  return globSync(`**/*${ending}`, { cwd: ROOT })
    .filter((file) => !NOT_GOLDEN.test(file))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

export function goldenNames(): string[] {
  return names(".sql");
}

/** Outputs without a case. */
export function orphanOutputs(): string[] {
  const cases = new Set(goldenNames());
  return names(".out").filter((name) => !cases.has(name));
}

export function readGolden(name: string): GoldenCase {
  return parseCase(name, readFileSync(`${ROOT}/${name}.sql`, "utf8"));
}

export function expectedOutput(name: string): string | null {
  return existsSync(`${ROOT}/${name}.out`) ? readFileSync(`${ROOT}/${name}.out`, "utf8") : null;
}

export function outputText(outcomes: readonly StepOutcome[]): string {
  return `${outcomes.map((outcome) => outcome.text).join("\n\n")}\n`;
}

/** Writes the output of a case; true when it changed. CI refuses. */
export async function bless(name: string): Promise<boolean> {
  if (process.env["CI"] !== undefined) throw new Error("goldens are not written in CI");
  const text = outputText(await runCase(readGolden(name), CANONICAL));
  if (text === expectedOutput(name)) return false;
  writeFileSync(`${ROOT}/${name}.out`, text);
  return true;
}
