// Running aggregates (from the first row of a partition to the current one) over rows in order of time, partitions mixed.
//
// The n-th row of each partition in the batch makes round n; peers that a RANGE frame shows at once are of one round. A round is
// one update and one read of the state, so there are as many as the longest partition has rows in the batch.
import { concatVectors, gather, type VectorPart } from "../../../columnar/gather.ts";
import { grown } from "../../../columnar/grow.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { feed, type RunningFeed, StepRows } from "./frame-runs.ts";

export interface Rounds {
  /** Rows in order of their rounds. */
  readonly rows: Int32Array;
  /** Where each round begins, and the end. */
  readonly starts: Int32Array;
  /** The place of each row among `rows`. */
  readonly places: Int32Array;
}

/** Makes rounds, batch by batch. */
export class RoundMaker {
  /** By group: its last row, + 1; all 0 between batches. */
  #lastOf = new Int32Array(0);

  /** `times`: rows of a group with equal ones are peers; null: every row is a round of its own. */
  make(groups: Int32Array, groupCount: number, times: Float64Array | null): Rounds {
    const count = groups.length;
    this.#lastOf = grown(this.#lastOf, groupCount);
    const lastOf = this.#lastOf;
    const roundOf = new Int32Array(count);
    let roundCount = 0;
    for (let row = 0; row < count; row++) {
      const before = lastOf[groups[row]] - 1;
      lastOf[groups[row]] = row + 1;
      if (before < 0) roundOf[row] = 0;
      else roundOf[row] = roundOf[before] + (times !== null && times[before] === times[row] ? 0 : 1);
      if (roundOf[row] >= roundCount) roundCount = roundOf[row] + 1;
    }
    for (let row = 0; row < count; row++) lastOf[groups[row]] = 0;
    return inRounds(roundOf, roundCount);
  }
}

function inRounds(roundOf: Int32Array, roundCount: number): Rounds {
  const count = roundOf.length;
  const starts = new Int32Array(roundCount + 1);
  for (let row = 0; row < count; row++) starts[roundOf[row] + 1]++;
  for (let round = 0; round < roundCount; round++) starts[round + 1] += starts[round];
  const next = starts.slice();
  const rows = new Int32Array(count);
  const places = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const place = next[roundOf[row]]++;
    rows[place] = row;
    places[row] = place;
  }
  return { rows, starts, places };
}

/** The result of each row, in the order of the rows. */
export function runRounds({ rows, starts, places }: Rounds, groups: Int32Array, run: RunningFeed): Vector {
  const { passes } = run.prepared;
  const parts: VectorPart[] = [];
  const step = new StepRows();
  const refused = new Set<number>();
  const sorted = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) sorted[i] = groups[rows[i]];
  for (let round = 0; round + 1 < starts.length; round++) {
    const from = starts[round];
    const to = starts[round + 1];
    step.clear();
    for (let i = from; i < to; i++) if (passes === null || passes[rows[i]] === 1) step.push(rows[i], sorted[i], 1);
    feed(run, step, refused);
    parts.push({ vector: run.state.values(sorted.subarray(from, to), to - from), count: to - from });
  }
  return gather(concatVectors(run.type, parts), places, rows.length);
}
