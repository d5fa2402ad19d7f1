// Every golden in every mode. Canonical: the exact text. The others: the same rows at the end and the same row accounts.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectedOutput, goldenNames, orphanOutputs, outputText, readGolden } from "./files.ts";
import { CANONICAL, MODES, type Mode, runCase, type StepOutcome } from "./run-case.ts";

test("no output without its case", () => {
  assert.deepEqual(orphanOutputs(), []);
});

describe("goldens", () => {
  const names = goldenNames();
  assert.ok(names.length > 0, "no goldens found: the test looked at nothing");
  for (const name of names) {
    test(name, async () => {
      const golden = readGolden(name);
      const canonical = await runCase(golden, CANONICAL);
      assert.equal(outputText(canonical), expectedOutput(name), `bless it with: npm run bless -- ${name}`);
      assert.equal(
        canonical.some((outcome) => outcome.title === "error"),
        golden.expectsError,
        "expect error",
      );
      if (golden.isCanonicalOnly) return;
      for (const mode of MODES) {
        const comparesAccounts = mode.comparesAccounts && !golden.doAccountsVary;
        assertSame(canonical, await runCase(golden, mode), { ...mode, comparesAccounts });
      }
    });
  }
});

function assertSame(canonical: readonly StepOutcome[], other: readonly StepOutcome[], mode: Mode): void {
  const shown = (outcomes: readonly StepOutcome[]) =>
    outcomes
      // EXPLAIN shows the plan of its mode.
      .filter((outcome) => outcome.title !== "explain")
      .map(({ title, folded, isOrdered, accounts }) => ({
        title,
        folded: isOrdered ? folded : [...folded].sort(),
        accounts: mode.comparesAccounts ? accounts : [],
      }));
  assert.deepEqual(shown(other), shown(canonical), mode.name);
}
