// When the rows of a side that only adds rows may be let go: as ExpiryQueue, but what a batch lets go is found and sorted at
// once, when the last watermark of the batch is known. Rows of the batch itself are among it before they are met: a row
// whose time is over before it comes is never kept, so its entry is passed over.
import { grown } from "../../../columnar/grow.ts";
import { sortByNumber } from "../../../columnar/sort-by-number.ts";

export class ExpiryRuns {
  /** What waits, in order of arrival. */
  #rows = new Int32Array(64);
  #orders = new Float64Array(64);
  #untilMs = new Float64Array(64);
  #count = 0;
  #leastMs = Number.POSITIVE_INFINITY;
  /** What the batch lets go, by time, then arrival. */
  #dueRows = new Int32Array(0);
  #dueOrders = new Float64Array(0);
  #dueMs = new Float64Array(0);
  #at = 0;

  clear(): void {
    this.#count = 0;
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#dueRows = new Int32Array(0);
    this.#at = 0;
  }

  push(untilMs: number, order: number, row: number): void {
    const at = this.#count++;
    if (at === this.#rows.length) {
      this.#rows = grown(this.#rows, this.#count);
      this.#orders = grown(this.#orders, this.#count);
      this.#untilMs = grown(this.#untilMs, this.#count);
    }
    this.#rows[at] = row;
    this.#orders[at] = order;
    this.#untilMs[at] = untilMs;
    if (untilMs < this.#leastMs) this.#leastMs = untilMs;
  }

  /** `markMs`: the last watermark of the batch. */
  prepare(markMs: number): void {
    this.#at = 0;
    this.#dueRows = new Int32Array(0);
    if (this.#leastMs > markMs || this.#count === 0) return;
    const due = new Int32Array(this.#count);
    let dueCount = 0;
    for (let i = 0; i < this.#count; i++) if (this.#untilMs[i] <= markMs) due[dueCount++] = i;
    const sorted = sortByNumber(due.subarray(0, dueCount), this.#untilMs);
    this.#dueRows = new Int32Array(dueCount);
    this.#dueOrders = new Float64Array(dueCount);
    this.#dueMs = new Float64Array(dueCount);
    for (let i = 0; i < dueCount; i++) {
      this.#dueRows[i] = this.#rows[sorted[i]];
      this.#dueOrders[i] = this.#orders[sorted[i]];
      this.#dueMs[i] = this.#untilMs[sorted[i]];
    }
    this.#keepAfter(markMs);
  }

  #keepAfter(markMs: number): void {
    let kept = 0;
    this.#leastMs = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#count; i++) {
      const untilMs = this.#untilMs[i];
      if (untilMs <= markMs) continue;
      this.#rows[kept] = this.#rows[i];
      this.#orders[kept] = this.#orders[i];
      this.#untilMs[kept++] = untilMs;
      if (untilMs < this.#leastMs) this.#leastMs = untilMs;
    }
    this.#count = kept;
  }

  /** True when a watermark of the batch lets a row go: `row` and `order` are its; `pass` goes on to the next. */
  isDue(markMs: number): boolean {
    return this.#at < this.#dueRows.length && this.#dueMs[this.#at] <= markMs;
  }

  get row(): number {
    return this.#dueRows[this.#at];
  }

  get order(): number {
    return this.#dueOrders[this.#at];
  }

  pass(): void {
    this.#at++;
  }
}
