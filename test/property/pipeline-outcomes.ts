// What must be the same in the engine and in the reference, and what a rule may change.
import type { Mode, Outcome } from "./outcomes.ts";

interface Judged {
  readonly hasFailed: boolean;
  readonly rows: readonly string[];
  /** Places of rows that an operator refused as late. */
  readonly late: readonly string[];
}

/**
 * Found and expected. A query that says one thing twice judges a row at several operators, so late rows are compared by where
 * they were read. With rules on, a filter may drop a row before an operator that would have called it late.
 */
export function judged(mode: Mode, found: Outcome, expected: Outcome): readonly [Judged, Judged] {
  const theirs = placesOf(expected);
  const ours = placesOf(found);
  const isFiltered = mode.optimize !== false;
  const late = isFiltered ? theirs.filter((place) => ours.includes(place)) : theirs;
  return [
    { hasFailed: found.error !== null, rows: found.rows, late: ours },
    { hasFailed: expected.error !== null, rows: expected.rows, late },
  ];
}

function placesOf({ late }: Outcome): readonly string[] {
  return [...new Set(late.map((place) => place.replace(/ (all|some)$/, "")))].sort();
}
