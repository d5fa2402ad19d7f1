// Queries of queries against the naive evaluator: one random way to run each, among batch sizes, restarts after every batch,
// and rules on and off. MILLRACE_PROPERTY_RUNS=1000 makes it a hunt.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { holdsFor } from "./check-property.ts";
import { type Mode, runEngine } from "./outcomes.ts";
import { pipelineCases } from "./pipeline-cases.ts";
import { expectedIn, judged } from "./pipeline-outcomes.ts";

const modes: fc.Arbitrary<Mode> = fc.record({
  batchRowsMax: fc.constantFrom(1, 2, 3, 5, 1000),
  optimize: fc.boolean(),
  restarts: fc.boolean(),
});

for (const changes of [false, true]) {
  test(`queries of queries over rows that ${changes ? "change and go" : "come late"} are the reference's`, () =>
    holdsFor(changes ? 60 : 100, fc.tuple(pipelineCases({ changes }), modes), async ([one, mode]) => {
      const expected = await expectedIn(one, mode);
      assert.deepEqual(...judged(one, await runEngine(one, mode), expected));
    }));
}
