// A heap of slots, the least first.

export class SlotHeap {
  readonly #compare: (a: number, b: number) => number;
  readonly #slots: number[] = [];

  constructor(compare: (a: number, b: number) => number) {
    this.#compare = compare;
  }

  /** The least slot; -1: empty. */
  first(): number {
    return this.#slots.length === 0 ? -1 : this.#slots[0];
  }

  push(slot: number): void {
    const slots = this.#slots;
    let at = slots.push(slot) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(slots[parent], slot) <= 0) break;
      slots[at] = slots[parent];
      at = parent;
    }
    slots[at] = slot;
  }

  /** Takes the least slot out; there must be one. */
  pop(): number {
    const slots = this.#slots;
    const least = slots[0];
    const last = slots.pop() as number;
    const count = slots.length;
    if (count === 0) return least;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= count) break;
      if (child + 1 < count && this.#compare(slots[child + 1], slots[child]) < 0) child++;
      if (this.#compare(last, slots[child]) <= 0) break;
      slots[at] = slots[child];
      at = child;
    }
    slots[at] = last;
    return least;
  }
}
