// The rows of some partitions laid out one partition after the other, each in its order, with what frames ask for: peers and
// numbers to count ranges in. Rows [from, to) of a segment are answered; the others are there to be looked at.
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { ColumnOrder, OverFrame } from "../../../planner/over-calls.ts";

export interface Segment {
  readonly base: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** Of the partition, in whatever numbering the owner has. */
  readonly group: number;
}

export interface OverWork {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
  readonly segments: readonly Segment[];
  /** Of each row: where its peers begin and end. */
  readonly peerStart: Int32Array;
  readonly peerEnd: Int32Array;
  readonly targetCount: number;
}

/** `isPeer(i)`: row i is a peer of row i - 1; asked only within a segment. */
export function layOut(
  rowCount: number,
  columns: readonly Vector[],
  segments: readonly Segment[],
  isPeer: (i: number) => boolean,
): OverWork {
  const peerStart = new Int32Array(rowCount);
  const peerEnd = new Int32Array(rowCount);
  let targetCount = 0;
  for (const { base, end, from, to } of segments) {
    targetCount += to - from;
    for (let i = base; i < end; i++) peerStart[i] = i > base && isPeer(i) ? peerStart[i - 1] : i;
    for (let i = end - 1; i >= base; i--)
      peerEnd[i] = i + 1 < end && peerStart[i + 1] === peerStart[i] ? peerEnd[i + 1] : i + 1;
  }
  return { rowCount, columns, segments, peerStart, peerEnd, targetCount };
}

/** Frame of each target: rows [lo, hi). By row of the work. */
export interface FrameBounds {
  readonly lo: Int32Array;
  readonly hi: Int32Array;
}

export function frameBounds(work: OverWork, frame: OverFrame, rangeKeys: Float64Array | null): FrameBounds {
  const lo = new Int32Array(work.rowCount);
  const hi = new Int32Array(work.rowCount);
  for (const segment of work.segments) {
    if (frame.unit === "rows") rowBounds(segment, frame, lo, hi);
    else rangeBounds(work, segment, frame, rangeKeys, lo, hi);
  }
  return { lo, hi };
}

function rowBounds({ base, end, from, to }: Segment, frame: OverFrame, lo: Int32Array, hi: Int32Array): void {
  for (let i = from; i < to; i++) {
    const first = frame.start === null ? base : Math.min(end, Math.max(base, i + frame.start));
    lo[i] = first;
    hi[i] = frame.end === null ? end : Math.max(first, Math.min(end, i + frame.end + 1));
  }
}

function rangeBounds(
  work: OverWork,
  { base, end, from, to }: Segment,
  { start, end: last }: OverFrame,
  keys: Float64Array | null,
  lo: Int32Array,
  hi: Int32Array,
): void {
  let low = base;
  let high = base;
  for (let i = from; i < to; i++) {
    if (start === null) low = base;
    else if (start === 0 || keys === null) low = work.peerStart[i];
    else while (low < end && keys[low] < keys[i] + start) low++;
    if (last === null) high = end;
    else if (last === 0 || keys === null) high = work.peerEnd[i];
    else while (high < end && keys[high] <= keys[i] + last) high++;
    lo[i] = low;
    hi[i] = Math.max(low, high);
  }
}

/**
 * The sort key as numbers that ascend in the order of the rows: milliseconds for timestamps; NULLs are an infinity, so that
 * they are peers of each other alone.
 */
export function rangeKeysOf(vector: Vector, type: SqlType, order: ColumnOrder, rowCount: number): Float64Array {
  const keys = new Float64Array(rowCount);
  const values = (vector as { readonly values: ArrayLike<number | bigint> }).values;
  const unit = unitOf(type);
  const sign = order.isDescending ? -1 : 1;
  const ofNull = order.isNullsFirst ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (let i = 0; i < rowCount; i++) {
    keys[i] = vector.valid !== null && vector.valid[i] === 0 ? ofNull : (sign * Number(values[i])) / unit;
  }
  return keys;
}

function unitOf(type: SqlType): number {
  if (type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ") return 10 ** (type.precision - 3);
  return type.kind === "DECIMAL" ? 10 ** type.scale : 1;
}
