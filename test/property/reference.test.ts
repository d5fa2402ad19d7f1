// The engine against the naive evaluator: folded rows, late rows, bad rows, over random queries and rows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsFor } from "./check-property.ts";
import { runEngine, runReference } from "./outcomes.ts";
import { type CaseOptions, randomCases } from "./random-cases.ts";

function engineIsReference(name: string, runs: number, options: CaseOptions): void {
  test(name, () =>
    holdsFor(runs, randomCases(options), async (one) => {
      const expected = await runReference(one);
      const { error, rows, late, bad } = await runEngine(one);
      assert.deepEqual({ error, rows, late, bad }, expected);
    }),
  );
}

engineIsReference("late rows, lanes, windows and groups", 150, {});
engineIsReference("rows that change and go", 100, { changes: true });
