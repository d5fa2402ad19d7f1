// The laws of docs/ARCHITECTURE.md over queries of queries: joins, sessions, OVER, Top-N, MATCH_RECOGNIZE on top of one another.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RULES } from "../../src/planner/rules/index.ts";
import { holdsFor } from "./check-property.ts";
import { type EngineOutcome, runEngine, runReference } from "./outcomes.ts";
import { pipelineCases } from "./pipeline-cases.ts";
import { assertNoMoreLate, judged } from "./pipeline-outcomes.ts";
import type { RandomCase } from "./random-cases.ts";

const all = fc.oneof(
  { weight: 2, arbitrary: pipelineCases({ changes: false }) },
  { weight: 1, arbitrary: pipelineCases({ changes: true }) },
);

function results(one: RandomCase, { error, rows, late, bad, accounts }: EngineOutcome) {
  return one.mayEndEarly ? { error, rows } : { error, rows, late, bad, accounts };
}

test("law 1: a query of queries that is restarted after every batch writes the same bytes", () =>
  holdsFor(25, fc.tuple(all, fc.constantFrom(1, 2, 3, 7)), async ([one, batchRowsMax]) => {
    const whole = await runEngine(one, { batchRowsMax });
    assert.deepEqual(await runEngine(one, { batchRowsMax, restarts: true }), whole);
  }));

test("laws 2 and 3: batches of a query of queries are invisible in rows, late rows and accounts", () =>
  holdsFor(25, all, async (one) => {
    const whole = results(one, await runEngine(one));
    for (const batchRowsMax of [1, 3]) assert.deepEqual(results(one, await runEngine(one, { batchRowsMax })), whole);
  }));

test("law 4: each rule alone keeps what a query of queries means", () =>
  holdsFor(20, all, async (one) => {
    const expected = await runReference(one);
    for (const rule of RULES) {
      const ruled = await runReference(one, [rule]);
      assertNoMoreLate(one, ruled, expected);
      assert.deepEqual(...judged(one, { ...ruled, late: [] }, { ...expected, late: [] }));
    }
  }));
