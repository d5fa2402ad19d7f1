// Puts rows that are in one order together by partition: partitions in order of their first row, rows as they came.
import type { Segment } from "./over-work.ts";

export interface PartitionedSlots {
  readonly slots: Int32Array;
  readonly segments: readonly Segment[];
  /** Where each of the rows given went. */
  readonly places: Int32Array;
}

/** `groups`: partition number of each row. */
export function byPartition(rows: Int32Array, groups: Int32Array): PartitionedSlots {
  const count = rows.length;
  let groupCount = 0;
  for (let i = 0; i < count; i++) if (groups[i] >= groupCount) groupCount = groups[i] + 1;
  const segmentOf = new Int32Array(groupCount).fill(-1);
  const groupOf: number[] = [];
  const sizes = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const group = groups[i];
    if (segmentOf[group] === -1) segmentOf[group] = groupOf.push(group) - 1;
    sizes[segmentOf[group]]++;
  }
  const next = new Int32Array(groupOf.length);
  let base = 0;
  const segments = groupOf.map((group, s): Segment => {
    const end = base + sizes[s];
    const segment = { base, end, from: base, to: end, group };
    next[s] = base;
    base = end;
    return segment;
  });
  const slots = new Int32Array(count);
  const places = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const place = next[segmentOf[groups[i]]]++;
    slots[place] = rows[i];
    places[i] = place;
  }
  return { slots, segments, places };
}
