// A multiset that knows its extreme value: counts by value and a heap of the distinct values, from which values whose
// count fell to 0 are dropped when they come to the top, or all at once when they outnumber the live ones. Taking a value
// back costs O(log n), whatever its place.
import { compareScalars } from "../../../columnar/compare.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { SqlType } from "../../../common/types.ts";
import { type CountedValue, ValueCounts } from "./value-counts.ts";

const REBUILD_MIN = 64;

export class ExtremeMultiset {
  readonly #type: SqlType;
  /** 1: the least value is on top; -1: the greatest. */
  readonly #direction: 1 | -1;
  #counts = new ValueCounts();
  #heap: CountedValue[] = [];

  constructor(type: SqlType, direction: 1 | -1) {
    this.#type = type;
    this.#direction = direction;
  }

  add(value: Scalar, count: number): void {
    const distinctBefore = this.#counts.distinctCount;
    const entry = this.#counts.add(value, count);
    if (this.#counts.distinctCount > distinctBefore) this.#push(entry);
    if (this.#heap.length > REBUILD_MIN && this.#heap.length > 2 * this.#counts.distinctCount) this.#rebuild();
  }

  addAll(other: ExtremeMultiset): void {
    for (const { value, count } of other.#counts.entries()) this.add(value, count);
  }

  /** NULL when it is empty. */
  top(): Scalar {
    while (this.#heap.length > 0 && this.#heap[0].count === 0) this.#pop();
    if (this.#heap.length === 0) return null;
    if (this.#heap[0].count > 0) return this.#heap[0].value;
    // Only while a removal waits for its addition.
    const live = this.#counts.sorted(this.#type);
    return live.length === 0 ? null : live[this.#direction === 1 ? 0 : live.length - 1].value;
  }

  save(): Scalar {
    return this.#counts.save();
  }

  load(saved: Scalar): this {
    this.#counts = ValueCounts.load(saved);
    this.#rebuild();
    return this;
  }

  #isAbove(a: CountedValue, b: CountedValue): boolean {
    return this.#direction * compareScalars(a.value, b.value, this.#type) < 0;
  }

  #push(entry: CountedValue): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isAbove(entry, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    this.#siftDown(0);
  }

  #siftDown(from: number): void {
    const heap = this.#heap;
    const entry = heap[from];
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && this.#isAbove(heap[child + 1], heap[child])) child++;
      if (!this.#isAbove(heap[child], entry)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = entry;
  }

  #rebuild(): void {
    this.#heap = this.#counts.all();
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#siftDown(i);
  }
}
