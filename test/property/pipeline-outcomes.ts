// What must be the same in the engine and in the reference, and what a rule may change.
import type { Mode, Outcome } from "./outcomes.ts";
import type { RandomCase } from "./random-cases.ts";

interface Judged {
  readonly hasFailed: boolean;
  readonly rows: readonly string[];
  /** Places of rows that an operator refused as late. */
  readonly late: readonly string[];
}

/**
 * Found and expected. A query that says one thing twice judges a row at several operators, so late rows are compared by where
 * they were read, and only with rules off: a filter that moves below a join bounded by time may drop a row before it is
 * called late, or the only row that a late one would have met.
 */
export function judged(
  one: RandomCase,
  mode: Mode,
  found: Outcome,
  expected: Outcome,
): readonly [Partial<Judged>, Partial<Judged>] {
  // A job that may end early refuses more or less behind its last row.
  if (one.mayEndEarly) return [{ rows: found.rows }, { rows: expected.rows }];
  const theirs = placesOf(expected);
  const ours = placesOf(found);
  const isFiltered = mode.optimize !== false;
  return [
    { hasFailed: found.error !== null, rows: found.rows, late: isFiltered ? [] : ours },
    { hasFailed: expected.error !== null, rows: expected.rows, late: isFiltered ? [] : theirs },
  ];
}

function placesOf({ late }: Outcome): readonly string[] {
  return [...new Set(late.map((place) => place.replace(/ (all|some)$/, "")))].sort();
}
