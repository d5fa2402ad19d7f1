// `millrace/test`: golden cases in a test runner of one's choice.
//
//   import { test } from "vitest";            // or "node:test"
//   import { goldens } from "millrace/test";
//   goldens("queries", { test });
import { resolve } from "node:path";
import { CRASH, MODES } from "./run-case.ts";
import { findCases, judgeCase, readCase } from "./suite.ts";

export { CaseError } from "./case-file.ts";
export { CRASH, MODES, type Mode } from "./run-case.ts";
export { findCases, judgeCase, outputOf, readCase, type Verdict, writeOutput } from "./suite.ts";

export interface GoldensOptions {
  /** What registers a test: that of Vitest, Jest, node:test or Mocha (`it`). */
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  /**
   * How else each case is run, its rows to be the same: "crash" stops and resumes between all micro-batches, "all" does so and has one row a
   * batch, one big batch, and no optimizer. Default: only as it is written.
   */
  readonly modes?: "crash" | "all";
}

/** Registers a test for each golden case below a folder. @throws CaseError when there is none */
export function goldens(folder: string, options: GoldensOptions): void {
  const root = resolve(folder);
  const files = findCases(root);
  if (files.length === 0) throw new Error(`there are no golden cases in ${folder}`);
  const modes = options.modes === "all" ? MODES : options.modes === "crash" ? [CRASH] : [];
  for (const file of files) {
    options.test(readCase(file, root).name, async () => {
      const verdict = await judgeCase(file, root, modes);
      switch (verdict.kind) {
        case "passed":
          return;
        case "failed":
          throw new Error(`${verdict.text}\n\nWhen the new output is right: millrace test --bless ${file}`);
        case "missing":
          throw new Error(`there is no output yet; millrace test --update-missing ${file} writes it:\n${verdict.text}`);
      }
    });
  }
}
