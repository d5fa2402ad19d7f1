// What must be the same in the engine and in the reference, and what a rule may change.
import assert from "node:assert/strict";
import { RULES } from "../../src/planner/rules/index.ts";
import { type Mode, type Outcome, runReference } from "./outcomes.ts";
import type { RandomCase } from "./random-cases.ts";

interface Judged {
  readonly hasFailed: boolean;
  readonly rows: readonly string[];
  /** Places of rows that an operator called late. */
  readonly late: readonly string[];
}

/**
 * Found and expected. A query that says one thing twice judges a row at several operators, so late rows are compared by where
 * they were read.
 */
export function judged(
  one: RandomCase,
  found: Outcome,
  expected: Outcome,
): readonly [Partial<Judged>, Partial<Judged>] {
  // A job that may end early refuses more or less behind its last row.
  if (one.mayEndEarly) return [{ rows: found.rows }, { rows: expected.rows }];
  const parts = (outcome: Outcome): Judged => ({
    hasFailed: outcome.error !== null,
    rows: outcome.rows,
    late: placesOf(outcome),
  });
  return [parts(found), parts(expected)];
}

/**
 * What the query means, with the rows that are late in a mode: with rules on a filter may drop a row before an operator asks
 * whether it is late; so the rows are those of the bound plan, and the late rows those of the plan after the rules.
 */
export async function expectedIn(one: RandomCase, mode: Mode): Promise<Outcome> {
  const bound = await runReference(one);
  if (mode.optimize === false || bound.error !== null) return bound;
  const { late } = await runReference(one, RULES);
  assertNoMoreLate(one, { ...bound, late }, bound);
  return { ...bound, late };
}

/** A rule makes no row late that was not: it may only drop one before. */
export function assertNoMoreLate(one: RandomCase, after: Outcome, before: Outcome): void {
  if (one.mayEndEarly) return;
  const known = new Set(placesOf(before));
  assert.deepEqual(
    placesOf(after).filter((place) => !known.has(place)),
    [],
    "late by a rule",
  );
}

function placesOf({ late }: Outcome): readonly string[] {
  return [...new Set(late.map((place) => place.replace(/ (all|some)$/, "")))].sort();
}
