// Changes in the making that name rows by their slots in a state table: what normalize and materialize emit.
// A slot that goes is freed only when the batch has been read out, for what was shown of it is still to be taken back.
import { type ChangeBatch, INSERT } from "../../columnar/change-batch.ts";
import type { RowSlots } from "../state/rows/row-slots.ts";
import { gatherNumbers, repeatedSteps } from "./repeated-rows.ts";

export class KeyedChanges {
  readonly #slots: number[] = [];
  readonly #kinds: number[] = [];
  /** The input row that caused each change. */
  readonly #causes: number[] = [];
  readonly #gone: number[] = [];

  add(slot: number, kind: number, cause: number): void {
    this.#slots.push(slot);
    this.#kinds.push(kind);
    this.#causes.push(cause);
  }

  /** A row that is in the table no more. */
  drop(slot: number): void {
    this.#gone.push(slot);
  }

  /** The changes as a batch, each at the place of its cause; frees what went. */
  finish(rows: RowSlots, input: ChangeBatch): ChangeBatch {
    const count = this.#slots.length;
    const causes = Int32Array.from(this.#causes);
    const columns = rows.read(Int32Array.from(this.#slots), count);
    rows.removeAll(this.#gone);
    return {
      rowCount: count,
      columns,
      kinds: this.#kinds.every((kind) => kind === INSERT) ? null : Uint8Array.from(this.#kinds),
      selection: null,
      steps: repeatedSteps(input.steps, causes, count),
      origin: null,
      arrival: input.arrival === null ? null : gatherNumbers(input.arrival, causes, count),
    };
  }
}
