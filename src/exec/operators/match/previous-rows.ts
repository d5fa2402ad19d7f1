// For PREV: by row (a slot of the row table) the one before it in its partition. Rows that may be asked for are kept, so a
// link that leads to a row which is gone is never followed.
import { grown } from "../../../columnar/grow.ts";

export const NO_ROW = -1;

export class PreviousRows {
  #before = new Int32Array(0);

  /** `before`: NO_ROW for the first row of a partition. */
  link(row: number, before: number): void {
    this.#before = grown(this.#before, row + 1);
    this.#before[row] = before;
  }

  /** The row `count` rows before; NO_ROW: there is none. */
  back(row: number, count: number): number {
    let at = row;
    for (let i = 0; i < count && at !== NO_ROW; i++) at = this.#before[at];
    return at;
  }
}
