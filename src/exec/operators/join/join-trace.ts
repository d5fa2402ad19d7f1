// What happens in one batch of a join, in order: rows that come or go on either side, rows that are let go because time has
// passed, steps of the watermark; and for each row the rows of the other side that have its key at that moment, the
// candidates. The state is followed while the trace is written; which candidates match is found out for all of them at once.
import { grown } from "../../../columnar/grow.ts";

/** Values of JoinTrace.kinds; row events are 0 and 1, the side. */
export const LEFT = 0;
export const RIGHT = 1;
export const LEFT_EXPIRES = 2;
export const RIGHT_EXPIRES = 3;
export const MARK = 4;

/** The side that a row or expiry event is about. */
export function sideOf(kind: number): number {
  return kind & 1;
}

export class JoinTrace {
  count = 0;
  kinds = new Uint8Array(64);
  /** Row number within its side. */
  rows = new Int32Array(64);
  /** Kind of change of a row. */
  changes = new Uint8Array(64);
  /** How many equal rows expire; the watermark of a mark; for rows 1 when it was too late to be kept. */
  values = new Float64Array(64);
  arrival = new Float64Array(64);
  /** First candidate of each event; those of event e end where the next begin. */
  firstCandidate = new Int32Array(64);
  candidateCount = 0;
  candidateEvents = new Int32Array(64);
  candidateRows = new Int32Array(64);
  /** How many equal rows a candidate stood for. */
  candidateCounts = new Float64Array(64);

  /** Begins a batch. */
  clear(): void {
    this.count = 0;
    this.candidateCount = 0;
    this.firstCandidate[0] = 0;
  }

  event(kind: number, row: number, change: number, value: number, arrival: number): void {
    if (this.count + 1 >= this.kinds.length) this.#growEvents();
    const e = this.count++;
    this.kinds[e] = kind;
    this.rows[e] = row;
    this.changes[e] = change;
    this.values[e] = value;
    this.arrival[e] = arrival;
    this.firstCandidate[e] = this.candidateCount;
    this.firstCandidate[e + 1] = this.candidateCount;
  }

  /** A candidate of the last event. */
  candidate(row: number, times: number): void {
    const at = this.candidateCount++;
    if (at === this.candidateRows.length) this.#growCandidates();
    this.candidateEvents[at] = this.count - 1;
    this.candidateRows[at] = row;
    this.candidateCounts[at] = times;
    this.firstCandidate[this.count] = this.candidateCount;
  }

  #growEvents(): void {
    const size = this.kinds.length * 2;
    this.kinds = grown(this.kinds, size);
    this.rows = grown(this.rows, size);
    this.changes = grown(this.changes, size);
    this.values = grown(this.values, size);
    this.arrival = grown(this.arrival, size);
    this.firstCandidate = grown(this.firstCandidate, size);
  }

  #growCandidates(): void {
    const size = this.candidateRows.length * 2;
    this.candidateEvents = grown(this.candidateEvents, size);
    this.candidateRows = grown(this.candidateRows, size);
    this.candidateCounts = grown(this.candidateCounts, size);
  }
}
