// Output rows of a join in the making: which row of each side (NONE: padded), with which kind, caused when. Columns are read
// from the sides once, at the end of the batch.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { INSERT } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import type { JoinRows } from "../../state/join-rows.ts";
import { StepList } from "../emission.ts";

export class JoinOutput {
  #left: Int32Array;
  #right: Int32Array;
  #kinds: Uint8Array;
  #arrival: Float64Array;
  #count = 0;
  #hasChanges = false;
  readonly #steps = new StepList(true);

  /** `rowCount`: about how many rows there will be. */
  constructor(rowCount = 0) {
    const room = Math.max(64, rowCount);
    this.#left = new Int32Array(room);
    this.#right = new Int32Array(room);
    this.#kinds = new Uint8Array(room);
    this.#arrival = new Float64Array(room);
  }

  /** `times` equal rows. */
  push(left: number, right: number, kind: number, arrival: number, times: number): void {
    const needed = this.#count + times;
    if (needed > this.#left.length) this.#grow(needed);
    if (kind !== INSERT) this.#hasChanges = true;
    for (; this.#count < needed; this.#count++) {
      this.#left[this.#count] = left;
      this.#right[this.#count] = right;
      this.#kinds[this.#count] = kind;
      this.#arrival[this.#count] = arrival;
    }
  }

  #grow(needed: number): void {
    this.#left = grown(this.#left, needed);
    this.#right = grown(this.#right, needed);
    this.#kinds = grown(this.#kinds, needed);
    this.#arrival = grown(this.#arrival, needed);
  }

  step(markMs: number, arrival: number): void {
    this.#steps.push(this.#count, markMs, arrival);
  }

  /** `right` null: the output is the left side alone. */
  finish(left: JoinRows, right: JoinRows | null): ChangeBatch {
    const count = this.#count;
    return {
      rowCount: count,
      columns: [...left.read(this.#left, count), ...(right === null ? [] : right.read(this.#right, count))],
      kinds: this.#hasChanges ? this.#kinds.subarray(0, count) : null,
      selection: null,
      steps: this.#steps.finish(),
      origin: null,
      arrival: this.#arrival.subarray(0, count),
    };
  }
}
