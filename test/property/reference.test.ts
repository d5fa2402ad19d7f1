// The engine against the naive evaluator: folded rows, late rows, bad rows, over random queries and rows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsFor } from "./check-property.ts";
import { lasting, runEngine, runReference } from "./outcomes.ts";
import { type CaseOptions, randomCases } from "./random-cases.ts";

function engineIsReference(name: string, runs: number, options: CaseOptions): void {
  test(name, () =>
    holdsFor(runs, randomCases(options), async (one) => {
      const expected = lasting(one, await runReference(one));
      assert.deepEqual(lasting(one, await runEngine(one)), expected);
    }),
  );
}

engineIsReference("late rows, lanes, windows and groups", 150, {});
engineIsReference("rows that change and go", 100, { changes: true });
engineIsReference("rows that cannot be computed are bad, all or nothing", 100, { onError: "skip" });
