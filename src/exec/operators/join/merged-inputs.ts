// The rows and watermark steps of two inputs in the order in which they arrived; the left one first where they are equal.
// Each input's own order is kept. A step says what the least of both watermarks is from there on; steps that do not move
// it are left out.
// State: "inputs", the watermark of each input (an input at its end is not remembered as such).
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import { NumbersTable } from "../../state/numbers-table.ts";
import { stepArrival } from "../emission.ts";

/** Values of MergedInput.kinds. */
export const LEFT_ROW = 0;
export const RIGHT_ROW = 1;
export const STEP = 2;

export interface MergedInput {
  readonly count: number;
  readonly kinds: Uint8Array;
  /** For rows: index into the live rows of its side. */
  readonly places: Int32Array;
  /** For steps: the watermark of the operator from here on. */
  readonly marks: Float64Array;
  readonly arrival: Float64Array;
}

export class InputMerger {
  readonly table = new NumbersTable("inputs", 2, Number.NEGATIVE_INFINITY);
  /** As stored, but Infinity where an input is at its end. */
  readonly #marks = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  #isRestored = false;

  /** The watermark that both inputs have reached. */
  get markMs(): number {
    this.#restore();
    return Math.min(this.#marks[0], this.#marks[1]);
  }

  #restore(): void {
    if (this.#isRestored) return;
    this.#marks[0] = this.table.get(0);
    this.#marks[1] = this.table.get(1);
    this.#isRestored = true;
  }

  /** `rows`: the live rows of each input. */
  merge(
    inputs: readonly [ChangeBatch, ChangeBatch],
    rows: readonly [Int32Array, Int32Array],
    lent: LentArrays,
  ): MergedInput {
    this.#restore();
    const size = rows[0].length + rows[1].length + inputs[0].steps.count + inputs[1].steps.count;
    const kinds = lent.uint8(size);
    const places = lent.int32(size);
    const marks = lent.float64(size);
    const arrival = lent.float64(size);
    const left = new Cursor(inputs[0], rows[0]);
    const right = new Cursor(inputs[1], rows[1]);
    let markMs = Math.min(this.#marks[0], this.#marks[1]);
    let count = 0;
    while (!left.isDone || !right.isDone) {
      const side = right.isDone || (!left.isDone && left.position <= right.position) ? 0 : 1;
      const cursor = side === 0 ? left : right;
      arrival[count] = cursor.position;
      if (!cursor.isStep) {
        kinds[count] = side;
        places[count++] = cursor.place;
        cursor.advance();
        continue;
      }
      this.#raise(side, cursor.markMs);
      cursor.advance();
      const least = Math.min(this.#marks[0], this.#marks[1]);
      if (least <= markMs) continue;
      markMs = least;
      kinds[count] = STEP;
      marks[count++] = markMs;
    }
    return { count, kinds, places, marks, arrival };
  }

  #raise(side: number, markMs: number): void {
    if (markMs <= this.#marks[side]) return;
    this.#marks[side] = markMs;
    if (markMs < Number.POSITIVE_INFINITY) this.table.set(side, markMs);
  }
}

/** Where the merge stands in one input. */
class Cursor {
  readonly #batch: ChangeBatch;
  readonly #rows: Int32Array;
  place = 0;
  #step = 0;
  /** What stands next. */
  isStep = false;
  isDone = false;
  position = 0;

  constructor(batch: ChangeBatch, rows: Int32Array) {
    this.#batch = batch;
    this.#rows = rows;
    this.#look();
  }

  get markMs(): number {
    return this.#batch.steps.marks[this.#step];
  }

  advance(): void {
    if (this.isStep) this.#step++;
    else this.place++;
    this.#look();
  }

  #look(): void {
    const { steps, arrival } = this.#batch;
    const hasRow = this.place < this.#rows.length;
    const hasStep = this.#step < steps.count;
    this.isDone = !hasRow && !hasStep;
    if (this.isDone) return;
    this.isStep = hasStep && (!hasRow || steps.rows[this.#step] <= this.#rows[this.place]);
    if (this.isStep) this.position = stepArrival(this.#batch, this.#step);
    else this.position = arrival === null ? this.#rows[this.place] : arrival[this.#rows[this.place]];
  }
}
