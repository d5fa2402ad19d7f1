// The watermark of one source: per lane the running maximum of the watermark expression, over lanes their minimum.
//
// Lanes that are idle or ended leave the minimum; a lane that was not there before enters at minus infinity and holds the
// watermark, which never goes back. A step stands just after the row that raised the watermark, one step per rise, so
// every row is judged by exactly the rows before it whatever the batch size. Rows out of the selection (bad ones) and NULL
// values change nothing. When all lanes of a bounded source have ended, or the whole input has, the last step is Infinity;
// it is not stored: a later run over new files starts from the real maxima.
import type { WatermarkSteps } from "../../columnar/change-batch.ts";
import type { SourceBatch } from "../operator.ts";
import type { LaneTable } from "../state/lane-table.ts";
import { lowerBound } from "./live-rows.ts";

export interface WatermarkValues {
  /** Milliseconds per physical row, before the delay is taken off. */
  readonly ms: Float64Array;
  readonly valid: Uint8Array | null;
  readonly delayMs: number;
  /** Rows that count, ascending; null: all. */
  readonly selection: Int32Array | null;
}

export interface SourceEnd {
  readonly isEndOfInput: boolean;
  readonly isBounded: boolean;
}

/**
 * Steps of a batch; the lanes' maxima and the source's mark are moved on in `table` (null: no watermark). The steps lie in
 * `buffer`, so they are those of this batch until it is used for the next.
 */
export function laneSteps(
  batch: SourceBatch,
  values: WatermarkValues | null,
  table: LaneTable | null,
  end: SourceEnd,
  buffer: StepBuffer = new StepBuffer(),
): WatermarkSteps {
  const { rowCount } = batch.rows;
  const open = new Set(batch.lanes);
  for (const run of batch.runs) open.add(run.lane);
  const steps = new StepWriter(buffer, rowCount + batch.runs.length + 2, table?.markMs ?? Number.NEGATIVE_INFINITY);
  const lanes = new OpenLanes(open, new Set(batch.idleLanes), table);
  steps.raise(0, lanes.minimum());
  let from = 0;
  for (const run of batch.runs) {
    const to = from + run.rowCount;
    if (values !== null) {
      const othersMs = lanes.minimumWithout(run.lane);
      const before = lanes.maximumOf(run.lane);
      lanes.setMaximum(run.lane, raiseOverRows(steps, values, from, to, before, othersMs));
    }
    if (run.isEnded) {
      lanes.end(run.lane);
      steps.raise(to, lanes.minimum());
    }
    from = to;
  }
  if (table !== null) {
    lanes.store(table);
    table.markMs = steps.markMs;
  }
  if (end.isEndOfInput || (end.isBounded && lanes.isEmpty)) steps.raise(rowCount, Number.POSITIVE_INFINITY);
  return withArrivals(steps.finish(), batch.arrival);
}

/** Lanes that have not ended, with their maxima. */
class OpenLanes {
  readonly #open: Set<string>;
  readonly #idle: ReadonlySet<string>;
  readonly #maxima = new Map<string, number>();
  readonly #ended: string[] = [];

  constructor(open: Set<string>, idle: ReadonlySet<string>, table: LaneTable | null) {
    this.#open = open;
    this.#idle = idle;
    for (const lane of open) this.#maxima.set(lane, table?.maximumOf(lane) ?? Number.NEGATIVE_INFINITY);
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  maximumOf(lane: string): number {
    return this.#maxima.get(lane) ?? Number.NEGATIVE_INFINITY;
  }

  setMaximum(lane: string, ms: number): void {
    this.#maxima.set(lane, ms);
  }

  /** -Infinity when every lane is idle or ended: the watermark stays. */
  minimum(): number {
    const ms = this.minimumWithout(null);
    return ms === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : ms;
  }

  /** Over the lanes that count, `lane` left out; Infinity when there is none. */
  minimumWithout(lane: string | null): number {
    let least = Number.POSITIVE_INFINITY;
    for (const other of this.#open) {
      if (other === lane || this.#idle.has(other)) continue;
      const ms = this.maximumOf(other);
      if (ms < least) least = ms;
    }
    return least;
  }

  end(lane: string): void {
    this.#open.delete(lane);
    this.#ended.push(lane);
  }

  store(table: LaneTable): void {
    for (const lane of this.#open) table.setMaximum(lane, this.maximumOf(lane));
    for (const lane of this.#ended) table.remove(lane);
  }
}

/** Arrays for steps, used again from batch to batch. */
export class StepBuffer {
  rows = new Int32Array(0);
  marks = new Float64Array(0);

  reserve(countMax: number): void {
    if (this.rows.length >= countMax) return;
    this.rows = new Int32Array(countMax + (countMax >> 2));
    this.marks = new Float64Array(countMax + (countMax >> 2));
  }
}

/** Steps under construction in arrays that are large enough for one step per row and run. */
class StepWriter {
  readonly rows: Int32Array;
  readonly marks: Float64Array;
  count = 0;
  markMs: number;

  constructor(buffer: StepBuffer, countMax: number, markMs: number) {
    buffer.reserve(countMax);
    this.rows = buffer.rows;
    this.marks = buffer.marks;
    this.markMs = markMs;
  }

  raise(row: number, ms: number): void {
    if (!(ms > this.markMs)) return;
    this.markMs = ms;
    // The end of input stands beside the last real watermark: that is the one to remember.
    if (ms < Number.POSITIVE_INFINITY && this.count > 0 && this.rows[this.count - 1] === row) this.count--;
    this.rows[this.count] = row;
    this.marks[this.count++] = ms;
  }

  finish(): WatermarkSteps {
    return { rows: this.rows.subarray(0, this.count), marks: this.marks.subarray(0, this.count), count: this.count };
  }
}

/** Takes rows [from, to) of one lane into account; answers the lane's maximum after them. */
function raiseOverRows(
  steps: StepWriter,
  values: WatermarkValues,
  from: number,
  to: number,
  maximumBefore: number,
  othersMs: number,
): number {
  const { ms, valid, delayMs, selection } = values;
  if (valid === null && selection === null) return raiseOverAll(steps, ms, delayMs, from, to, maximumBefore, othersMs);
  let maximum = maximumBefore;
  const count = selection === null ? to : selection.length;
  for (let i = selection === null ? from : lowerBound(selection, 0, from); i < count; i++) {
    const row = selection === null ? i : selection[i];
    if (row >= to) break;
    if (valid !== null && valid[row] === 0) continue;
    const value = ms[row] - delayMs;
    if (value > maximum) {
      maximum = value;
      steps.raise(row + 1, Math.min(value, othersMs));
    }
  }
  return maximum;
}

/** The usual case in one tight loop: no NULLs, nothing filtered. */
function raiseOverAll(
  steps: StepWriter,
  ms: Float64Array,
  delayMs: number,
  from: number,
  to: number,
  maximumBefore: number,
  othersMs: number,
): number {
  const { rows, marks } = steps;
  let { count, markMs } = steps;
  let maximum = maximumBefore;
  for (let row = from; row < to; row++) {
    const value = ms[row] - delayMs;
    if (value > maximum) {
      maximum = value;
      const raised = Math.min(value, othersMs);
      if (raised > markMs) {
        markMs = raised;
        rows[count] = row + 1;
        marks[count++] = raised;
      }
    }
  }
  steps.count = count;
  steps.markMs = markMs;
  return maximum;
}

function withArrivals(steps: WatermarkSteps, arrival: Float64Array | null): WatermarkSteps {
  if (arrival === null) return steps;
  const arrivals = new Float64Array(steps.count);
  for (let s = 0; s < steps.count; s++) arrivals[s] = steps.rows[s] === 0 ? -1 : arrival[steps.rows[s] - 1];
  return { ...steps, arrivals };
}
