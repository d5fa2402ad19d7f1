// Running aggregates (from the first row of a partition to the current one) over rows in order of time, partitions mixed.
//
// Sums of integers go row by row and write their results as they go; peers of a RANGE frame take the result of the last of them.
// For other aggregates the n-th row of each partition in the batch makes round n; peers that a RANGE frame shows at once are of one round. A round is
// one update and one read of the state, so there are as many as the longest partition has rows in the batch.
import { concatVectors, gather, type VectorPart } from "../../../columnar/gather.ts";
import { grown } from "../../../columnar/grow.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { feed, type RunningFeed, StepRows } from "./frame-runs.ts";

interface Rounds {
  /** Rows in order of their rounds. */
  readonly rows: Int32Array;
  /** Where each round begins, and the end. */
  readonly starts: Int32Array;
  /** The place of each row among `rows`. */
  readonly places: Int32Array;
}

/** Runs aggregates, batch by batch. */
export class RunningAggregates {
  /** By group: its last row, + 1; all 0 between runs. */
  #lastOf = new Int32Array(0);

  /**
   * The result of each row: one by one as far as the aggregate does that, then in rounds. `times`: rows of a group with equal
   * ones are peers; null: none are.
   */
  run(
    groups: Int32Array,
    groupCount: number,
    times: Float64Array | null,
    feeds: RunningFeed,
    lent: LentArrays,
  ): Vector {
    const { state, prepared, type } = feeds;
    const count = groups.length;
    if (state.run === undefined || prepared.passes !== null) return this.#inRounds(groups, groupCount, times, feeds);
    const values = lent.float64(count);
    const done = state.run(groups, count, prepared.args, values);
    if (done === 0) return this.#inRounds(groups, groupCount, times, feeds);
    const one: VectorPart = { vector: { rep: "f64", values, valid: null }, count: done };
    let vector = one.vector;
    if (done < count) {
      const args = prepared.args.map((arg) => gather(arg, restFrom(done, count), count - done));
      const refuse: RunningFeed["refuse"] = (row, problem) => feeds.refuse(row + done, problem);
      const rest = { ...feeds, prepared: { args, passes: null }, refuse };
      const later = this.#inRounds(groups.subarray(done), groupCount, times?.subarray(done) ?? null, rest);
      vector = concatVectors(type, [one, { vector: later, count: count - done }]);
    }
    return times === null ? vector : this.#sharedByPeers(vector, groups, groupCount, times, lent);
  }

  #inRounds(groups: Int32Array, groupCount: number, times: Float64Array | null, feeds: RunningFeed): Vector {
    return runRounds(this.#make(groups, groupCount, times), groups, feeds);
  }

  /** Peers have the result of the last of them. */
  #sharedByPeers(
    vector: Vector,
    groups: Int32Array,
    groupCount: number,
    times: Float64Array,
    lent: LentArrays,
  ): Vector {
    const count = groups.length;
    this.#lastOf = grown(this.#lastOf, groupCount);
    const lastOf = this.#lastOf;
    const from = lent.int32(count);
    let hasPeers = false;
    for (let row = count - 1; row >= 0; row--) {
      const group = groups[row];
      const after = lastOf[group] - 1;
      const isPeer = after >= 0 && times[after] === times[row];
      from[row] = isPeer ? from[after] : row;
      if (isPeer) hasPeers = true;
      lastOf[group] = row + 1;
    }
    for (let row = 0; row < count; row++) lastOf[groups[row]] = 0;
    return hasPeers ? gather(vector, from, count, lent) : vector;
  }

  /** `times`: rows of a group with equal ones are peers; null: every row is a round of its own. */
  #make(groups: Int32Array, groupCount: number, times: Float64Array | null): Rounds {
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

function restFrom(from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from);
  for (let i = 0; i < rows.length; i++) rows[i] = from + i;
  return rows;
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
function runRounds({ rows, starts, places }: Rounds, groups: Int32Array, run: RunningFeed): Vector {
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
