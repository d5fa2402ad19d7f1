// Rows by the watermark that lets them go, the least first, equal ones in order of arrival: a binary heap. Not stored: made
// from the live rows after a restart. Entries of rows that went meanwhile are passed over by who takes them out.
import { grown } from "../../../columnar/grow.ts";

export class ExpiryQueue {
  #times = new Float64Array(64);
  #orders = new Float64Array(64);
  #rows = new Int32Array(64);
  #count = 0;

  get nextMs(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : this.#times[0];
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  clear(): void {
    this.#count = 0;
  }

  push(timeMs: number, order: number, row: number): void {
    if (this.#count === this.#rows.length) {
      const size = this.#count * 2;
      this.#times = grown(this.#times, size);
      this.#orders = grown(this.#orders, size);
      this.#rows = grown(this.#rows, size);
    }
    let at = this.#count++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(timeMs, order, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#set(at, timeMs, order, row);
  }

  /** The row with the least time; there is one. */
  pop(): { readonly row: number; readonly order: number } {
    const top = { row: this.#rows[0], order: this.#orders[0] };
    const last = --this.#count;
    const timeMs = this.#times[last];
    const order = this.#orders[last];
    const row = this.#rows[last];
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#isBefore(this.#times[child + 1], this.#orders[child + 1], child)) child++;
      if (!this.#isAfter(timeMs, order, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#set(at, timeMs, order, row);
    return top;
  }

  #isBefore(timeMs: number, order: number, at: number): boolean {
    return timeMs < this.#times[at] || (timeMs === this.#times[at] && order < this.#orders[at]);
  }

  #isAfter(timeMs: number, order: number, at: number): boolean {
    return timeMs > this.#times[at] || (timeMs === this.#times[at] && order > this.#orders[at]);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#times[from], this.#orders[from], this.#rows[from]);
  }

  #set(at: number, timeMs: number, order: number, row: number): void {
    this.#times[at] = timeMs;
    this.#orders[at] = order;
    this.#rows[at] = row;
  }
}
