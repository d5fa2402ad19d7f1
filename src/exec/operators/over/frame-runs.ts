// Aggregates over moving frames: rows that come into the frame are added, rows that leave it are taken back.
//
// Partitions are independent, so one step moves the frame of every partition on by one target: one update and one read of
// the state for as many rows as there are partitions in work.
import { concatVectors, gather, type VectorPart } from "../../../columnar/gather.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { AggregateState } from "../../../expr/aggregate-function.ts";
import { DataProblem } from "../../../expr/function.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PreparedCall } from "../aggregate-inputs.ts";
import type { FrameBounds, OverWork } from "./over-work.ts";

/** Told of a row that the aggregate cannot take. @throws under 'fail'. */
export type RefuseRow = (row: number, problem: DataProblem) => void;

/** An aggregate that rows are fed to. */
export interface RunningFeed {
  readonly state: AggregateState;
  readonly prepared: PreparedCall;
  readonly type: SqlType;
  readonly refuse: RefuseRow;
}

export interface FrameRun extends RunningFeed {
  readonly bounds: FrameBounds;
  /** Group of the state for each segment. */
  readonly groups: Int32Array;
  /** The state holds the rows before the targets already. */
  readonly isContinued: boolean;
}

/** Grows with use: rows that one step adds and takes back. */
export class StepRows {
  rows = new Int32Array(256);
  groups = new Int32Array(256);
  signs = new Int8Array(256);
  count = 0;
  hasRetractions = false;

  push(row: number, group: number, sign: 1 | -1): void {
    if (this.count === this.rows.length) this.#grow();
    this.rows[this.count] = row;
    this.groups[this.count] = group;
    this.signs[this.count++] = sign;
    if (sign < 0) this.hasRetractions = true;
  }

  #grow(): void {
    const size = this.count * 2;
    const rows = new Int32Array(size);
    rows.set(this.rows);
    this.rows = rows;
    const groups = new Int32Array(size);
    groups.set(this.groups);
    this.groups = groups;
    const signs = new Int8Array(size);
    signs.set(this.signs);
    this.signs = signs;
  }

  clear(): void {
    this.count = 0;
    this.hasRetractions = false;
  }
}

/** The results of all targets, segment by segment. */
export function runFrames(work: OverWork, run: FrameRun): Vector {
  const { segments } = work;
  const lo = new Int32Array(segments.length);
  const hi = new Int32Array(segments.length);
  const firstTarget = new Int32Array(segments.length);
  let targets = 0;
  segments.forEach((segment, s) => {
    lo[s] = hi[s] = run.isContinued ? segment.from : segment.base;
    firstTarget[s] = targets;
    targets += segment.to - segment.from;
  });
  const places = new Int32Array(targets);
  const parts: VectorPart[] = [];
  const step = new StepRows();
  const refused = new Set<number>();
  const active = new Int32Array(segments.length);
  let activeCount = 0;
  for (let s = 0; s < segments.length; s++) if (segments[s].from < segments[s].to) active[activeCount++] = s;
  let done = 0;
  for (let t = 0; activeCount > 0; t++) {
    step.clear();
    const groups = new Int32Array(activeCount);
    let stillActive = 0;
    for (let a = 0; a < activeCount; a++) {
      const s = active[a];
      const { from, to } = segments[s];
      moveFrame(run, s, from + t, lo, hi, step, refused);
      groups[a] = run.groups[s];
      places[firstTarget[s] + t] = done++;
      if (from + t + 1 < to) active[stillActive++] = s;
    }
    feed(run, step, refused);
    parts.push({ vector: run.state.values(groups, activeCount), count: activeCount });
    activeCount = stillActive;
  }
  return gather(concatVectors(run.type, parts), places, targets);
}

function moveFrame(
  { bounds, prepared, groups }: FrameRun,
  s: number,
  target: number,
  lo: Int32Array,
  hi: Int32Array,
  step: StepRows,
  refused: ReadonlySet<number>,
): void {
  const group = groups[s];
  const { passes } = prepared;
  const [first, end] = [bounds.lo[target], bounds.hi[target]];
  for (let i = lo[s]; i < Math.min(first, hi[s]); i++) {
    if ((passes === null || passes[i] === 1) && !refused.has(i)) step.push(i, group, -1);
  }
  lo[s] = first;
  for (let i = Math.max(hi[s], first); i < end; i++) if (passes === null || passes[i] === 1) step.push(i, group, 1);
  hi[s] = Math.max(first, end, hi[s]);
}

/** A row that cannot be taken is told and passed over; the rest goes on. */
export function feed({ state, prepared, refuse }: RunningFeed, step: StepRows, refused: Set<number>): void {
  let from = 0;
  while (from < step.count) {
    const rows = step.rows.subarray(from, step.count);
    const groups = step.groups.subarray(from, step.count);
    const signs = step.hasRetractions ? step.signs.subarray(from, step.count) : null;
    try {
      state.update({ rows, groups, count: rows.length, signs }, prepared.args);
      return;
    } catch (error) {
      if (!(error instanceof DataProblem) || !("row" in error) || typeof error.row !== "number") throw error;
      refuse(error.row, error);
      refused.add(error.row);
      from = step.rows.indexOf(error.row, from) + 1;
    }
  }
}
