// Rows that frames look back at, by partition: chains of slots in order of time, and all of them in one queue, also in order of
// time, from which a range frame lets them go.
//
// Everything here follows from the kept rows and is rebuilt from them after a restart.
import { grown } from "../../../columnar/grow.ts";
import type { PartitionedSlots } from "./by-partition.ts";
import type { Segment } from "./over-work.ts";

const NONE = -1;
/** Numbers of a partition: its first and last slot, and how many there are. */
const FIRST = 0;
const LAST = 1;
const COUNT = 2;
const WIDTH = 3;

export class LookBack {
  #partitions = new Int32Array(0);
  /** By slot. */
  #next = new Int32Array(0);
  #groupOf = new Int32Array(0);
  /** By partition, while rows are laid out: its segment, + 1. */
  #segmentOf = new Int32Array(0);
  #queue = new Int32Array(64);
  #queueStart = 0;
  #queueEnd = 0;

  /** The rows that are kept of each partition, then its rows among `due`; `places` are where these stand among the targets. */
  layOut(due: Int32Array, groups: Int32Array, groupCount: number): PartitionedSlots {
    this.#partitions = grown(this.#partitions, groupCount * WIDTH);
    this.#segmentOf = grown(this.#segmentOf, groupCount);
    const segmentOf = this.#segmentOf;
    const groupOf: number[] = [];
    const sizes = new Int32Array(due.length);
    for (let i = 0; i < due.length; i++) {
      const group = groups[i];
      if (segmentOf[group] === 0) segmentOf[group] = groupOf.push(group);
      sizes[segmentOf[group] - 1]++;
    }
    const firstTarget = new Int32Array(groupOf.length);
    const segments: Segment[] = [];
    let base = 0;
    let targetCount = 0;
    for (let s = 0; s < groupOf.length; s++) {
      const group = groupOf[s];
      const from = base + this.#partitions[group * WIDTH + COUNT];
      const end = from + sizes[s];
      segments.push({ base, end, from, to: end, group });
      firstTarget[s] = targetCount;
      targetCount += sizes[s];
      sizes[s] = 0;
      base = end;
    }
    const slots = new Int32Array(base);
    for (const segment of segments) this.#copyKept(segment, slots);
    const places = new Int32Array(due.length);
    for (let i = 0; i < due.length; i++) {
      const s = segmentOf[groups[i]] - 1;
      const nth = sizes[s]++;
      slots[segments[s].from + nth] = due[i];
      places[i] = firstTarget[s] + nth;
    }
    for (const group of groupOf) segmentOf[group] = 0;
    return { slots, segments, places };
  }

  #copyKept({ base, from, group }: Segment, slots: Int32Array): void {
    let slot = this.#partitions[group * WIDTH + FIRST];
    for (let i = base; i < from; i++) {
      slots[i] = slot;
      slot = this.#next[slot];
    }
  }

  /** Rows in order of time, later than all that are kept. */
  append(slots: Int32Array, groups: Int32Array, groupCount: number, slotCount: number): void {
    this.#partitions = grown(this.#partitions, groupCount * WIDTH);
    this.#next = grown(this.#next, slotCount);
    this.#groupOf = grown(this.#groupOf, slotCount);
    this.#roomInQueue(slots.length);
    const partitions = this.#partitions;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      const at = groups[i] * WIDTH;
      this.#next[slot] = NONE;
      this.#groupOf[slot] = groups[i];
      if (partitions[at + COUNT]++ === 0) partitions[at + FIRST] = slot;
      else this.#next[partitions[at + LAST]] = slot;
      partitions[at + LAST] = slot;
      this.#queue[this.#queueEnd++] = slot;
    }
  }

  #roomInQueue(count: number): void {
    const kept = this.#queueEnd - this.#queueStart;
    if (this.#queueStart > kept) {
      this.#queue.copyWithin(0, this.#queueStart, this.#queueEnd);
      this.#queueStart = 0;
      this.#queueEnd = kept;
    }
    this.#queue = grown(this.#queue, this.#queueEnd + count);
  }

  /** Lets go of all but the last `most` rows of the partitions in work. */
  trimToCount(segments: readonly Segment[], most: number): readonly number[] {
    const gone: number[] = [];
    for (const { group } of segments) {
      while (this.#partitions[group * WIDTH + COUNT] > most) gone.push(this.#takeFirst(group));
    }
    // Counts alone let rows go here: nobody asks the queue.
    this.#queueStart = this.#queueEnd;
    return gone;
  }

  /** How many rows of a partition are kept. */
  count(group: number): number {
    return this.#partitions[group * WIDTH + COUNT] ?? 0;
  }

  /** Lets go of all rows of a partition, where counts alone let rows go. */
  takeAll(group: number): readonly number[] {
    const gone: number[] = [];
    while (this.count(group) > 0) gone.push(this.#takeFirst(group));
    return gone;
  }

  /** Lets go of rows at or before a time; `emptied` is told of partitions that have none left. */
  trimToTime(times: Float64Array, untilMs: number, emptied: number[]): readonly number[] {
    const gone: number[] = [];
    while (this.#queueStart < this.#queueEnd && times[this.#queue[this.#queueStart]] <= untilMs) {
      const group = this.#groupOf[this.#queue[this.#queueStart++]];
      gone.push(this.#takeFirst(group));
      if (this.#partitions[group * WIDTH + COUNT] === 0) emptied.push(group);
    }
    return gone;
  }

  #takeFirst(group: number): number {
    const at = group * WIDTH;
    const slot = this.#partitions[at + FIRST];
    this.#partitions[at + FIRST] = this.#next[slot];
    this.#partitions[at + COUNT]--;
    return slot;
  }

  /** Follows a renumbering of the partitions. */
  renumber(map: Int32Array): void {
    const partitions = new Int32Array(this.#partitions.length);
    for (let group = 0; group < map.length; group++) {
      if (map[group] < 0) continue;
      for (let n = 0; n < WIDTH; n++) partitions[map[group] * WIDTH + n] = this.#partitions[group * WIDTH + n];
    }
    this.#partitions = partitions;
    for (let i = this.#queueStart; i < this.#queueEnd; i++) {
      const slot = this.#queue[i];
      this.#groupOf[slot] = map[this.#groupOf[slot]];
    }
  }
}
