// The laws of docs/ARCHITECTURE.md over random queries and rows, each on its own. The invariants (laws 5, 6, 8 and the
// equation of 11) are checked in every run: TEST_RUN.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RULES } from "../../src/planner/rules/index.ts";
import { holdsFor } from "./check-property.ts";
import { type EngineOutcome, lasting, runEngine, runReference } from "./outcomes.ts";
import { type RandomCase, randomCases } from "./random-cases.ts";

/** Cases of every kind, in equal parts. */
const all = fc.oneof(
  randomCases(),
  randomCases({ changes: true }),
  randomCases({ onError: "skip" }),
  randomCases({ onError: "fail" }),
);

function results(one: RandomCase, outcome: EngineOutcome) {
  return { ...lasting(one, outcome), accounts: one.mayEndEarly || outcome.error !== null ? [] : outcome.accounts };
}

test("law 1: a job that is restarted after every batch writes the same bytes as one that is not", () =>
  holdsFor(60, fc.tuple(all, fc.constantFrom(1, 2, 3, 7)), async ([one, batchRowsMax]) => {
    const whole = await runEngine(one, { batchRowsMax });
    const again = await runEngine(one, { batchRowsMax });
    assert.deepEqual(again, whole);
    const restarted = await runEngine(one, { batchRowsMax, restarts: true });
    assert.deepEqual(restarted, whole);
  }));

test("laws 2 and 3: batches are invisible in rows, late rows, bad rows and accounts", () =>
  holdsFor(60, all, async (one) => {
    const whole = results(one, await runEngine(one));
    for (const batchRowsMax of [1, 2, 3, 7]) {
      const parts = results(one, await runEngine(one, { batchRowsMax, restarts: batchRowsMax === 2 }));
      assert.deepEqual(parts, whole);
    }
  }));

test("law 4: the optimizer keeps rows, late rows and bad rows", () =>
  holdsFor(80, all, async (one) => {
    const expected = lasting(one, await runEngine(one, { optimize: false }));
    assert.deepEqual(lasting(one, await runEngine(one)), expected);
  }));

test("law 4: each rule alone keeps what the bound plan means", () =>
  holdsFor(40, all, async (one) => {
    const expected = lasting(one, await runReference(one));
    for (const rule of RULES) {
      assert.deepEqual(lasting(one, await runReference(one, [rule])), expected, rule.name);
    }
  }));

test("law 11: late and bad rows are counted for the table they were read from", () =>
  holdsFor(80, fc.oneof(randomCases(), randomCases({ onError: "skip" })), async (one) => {
    // A HOP without aggregate repeats rows: what is refused above it is counted there.
    if (one.sql.includes("HOP(")) return;
    const { late, bad, refused } = await runEngine(one);
    const count = (list: readonly string[], start: string, end: string) =>
      list.filter((text) => text.startsWith(start) && text.endsWith(end)).length;
    for (const account of refused) {
      const start = `${account.table} `;
      assert.deepEqual(account, { table: account.table, late: count(late, start, " all"), bad: count(bad, start, "") });
    }
  }));
