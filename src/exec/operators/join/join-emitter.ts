// The third step of a join (join.ts): output rows from the trace and the candidates that match.
import { type ChangeBatch, DELETE, INSERT, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import type { JoinType } from "../../../planner/logical.ts";
import { NONE } from "../../state/join-rows.ts";
import { JoinOutput } from "./join-output.ts";
import type { JoinSide } from "./join-side.ts";
import { type JoinTrace, LEFT, MARK, RIGHT, sideOf } from "./join-trace.ts";

export class JoinEmitter {
  readonly #type: JoinType;
  readonly #sides: readonly [JoinSide, JoinSide];
  readonly #isOneSided: boolean;
  /** How far the watermark downstream stays behind. */
  readonly #heldMs: number;

  constructor(type: JoinType, left: JoinSide, right: JoinSide, heldMs: number) {
    this.#type = type;
    this.#sides = [left, right];
    this.#isOneSided = type === "semi" || type === "anti";
    this.#heldMs = heldMs;
  }

  /** `matches` null: every candidate does. */
  emit(trace: JoinTrace, matches: Uint8Array | null): ChangeBatch {
    const output = new JoinOutput(trace.candidateCount);
    for (let e = 0; e < trace.count; e++) {
      const kind = trace.kinds[e];
      if (kind === MARK) output.step(trace.values[e] - this.#heldMs, trace.arrival[e]);
      else if (kind !== LEFT && kind !== RIGHT) this.#emitExpired(trace, e, matches, output);
      else if (this.#isOneSided) this.#emitExistence(trace, e, matches, output);
      else this.#emitPairs(trace, e, matches, output);
    }
    const [left, right] = this.#sides;
    return output.finish(left.table, this.#isOneSided ? null : right.table);
  }

  #emitPairs(trace: JoinTrace, e: number, matches: Uint8Array | null, output: JoinOutput): void {
    const own = trace.kinds[e];
    const side = this.#sides[own];
    const other = this.#sides[1 - own];
    const row = trace.rows[e];
    const change = trace.changes[e];
    const arrival = trace.arrival[e];
    const isGone = change === DELETE || change === UPDATE_BEFORE;
    const isInner = this.#type === "inner";
    const kind = isInner ? change : isGone ? DELETE : INSERT;
    let matchCount = 0;
    for (let c = trace.firstCandidate[e]; c < trace.firstCandidate[e + 1]; c++) {
      if (matches !== null && matches[c] === 0) continue;
      const at = trace.candidateRows[c];
      const times = trace.candidateCounts[c];
      matchCount += times;
      const before = other.tracksMatches ? this.#count(other, at, isGone ? -1 : 1) : 1;
      if (!isGone && before === 0) this.#pushPadded(1 - own, at, DELETE, arrival, times, output);
      if (own === LEFT) output.push(row, at, kind, arrival, times);
      else output.push(at, row, kind, arrival, times);
      if (isGone && before === 1 && other.tracksMatches) this.#pushPadded(1 - own, at, INSERT, arrival, times, output);
    }
    if (!side.tracksMatches) return;
    this.#set(side, row, matchCount);
    if (matchCount === 0 && this.#padsAtOnce(trace, e)) this.#pushPadded(own, row, kind, arrival, 1, output);
  }

  /** Joins bounded by time wait with a row that is kept; the others show it and take it back. */
  #padsAtOnce(trace: JoinTrace, e: number): boolean {
    const side = this.#sides[trace.kinds[e]];
    if (side.times === null) return true;
    return trace.values[e] === 1 || side.table.keyOf(trace.rows[e]) === NONE;
  }

  #emitExistence(trace: JoinTrace, e: number, matches: Uint8Array | null, output: JoinOutput): void {
    const [left] = this.#sides;
    const isSemi = this.#type === "semi";
    const change = trace.changes[e];
    const arrival = trace.arrival[e];
    const isGone = change === DELETE || change === UPDATE_BEFORE;
    const row = trace.rows[e];
    let matchCount = 0;
    for (let c = trace.firstCandidate[e]; c < trace.firstCandidate[e + 1]; c++) {
      if (matches !== null && matches[c] === 0) continue;
      const times = trace.candidateCounts[c];
      matchCount += times;
      if (trace.kinds[e] === LEFT) continue;
      const at = trace.candidateRows[c];
      const before = this.#count(left, at, isGone ? -1 : 1);
      const isTurning = isGone ? before === 1 : before === 0;
      if (!isTurning || (!isSemi && left.times !== null)) continue;
      output.push(at, NONE, isGone === isSemi ? DELETE : INSERT, arrival, times);
    }
    if (trace.kinds[e] !== LEFT) return;
    this.#set(left, row, matchCount);
    if (isSemi ? matchCount > 0 : matchCount === 0 && this.#padsAtOnce(trace, e))
      output.push(row, NONE, change, arrival, 1);
  }

  /** Candidates are there only when a window closes: its pairs come now. */
  #emitExpired(trace: JoinTrace, e: number, matches: Uint8Array | null, output: JoinOutput): void {
    const own = sideOf(trace.kinds[e]);
    const side = this.#sides[own];
    const other = this.#sides[1 - own];
    const row = trace.rows[e];
    const arrival = trace.arrival[e];
    const times = trace.values[e];
    const isSemi = this.#type === "semi";
    let matchCount = side.tracksMatches ? side.table.matchesOf(row) : 0;
    for (let c = trace.firstCandidate[e]; c < trace.firstCandidate[e + 1]; c++) {
      if (matches !== null && matches[c] === 0) continue;
      const at = trace.candidateRows[c];
      const pairCount = times * trace.candidateCounts[c];
      if (isSemi && matchCount === 0) output.push(row, NONE, INSERT, arrival, times);
      matchCount += pairCount;
      if (other.tracksMatches) this.#count(other, at, pairCount);
      if (!this.#isOneSided) output.push(row, at, INSERT, arrival, pairCount);
    }
    if (!side.tracksMatches || isSemi || matchCount > 0) return;
    this.#pushPadded(own, row, INSERT, arrival, times, output);
  }

  #pushPadded(own: number, row: number, kind: number, arrival: number, times: number, output: JoinOutput): void {
    if (this.#sides[own].times !== null && kind === DELETE) return;
    if (own === LEFT) output.push(row, NONE, kind, arrival, times);
    else output.push(NONE, row, kind, arrival, times);
  }

  /** Adds to the matches of a row; answers how many there were. */
  #count(side: JoinSide, row: number, by: number): number {
    const before = side.table.matchesOf(row);
    side.table.setMatches(row, before + by);
    return before;
  }

  #set(side: JoinSide, row: number, count: number): void {
    if (side.table.matchesOf(row) !== count) side.table.setMatches(row, count);
  }
}
