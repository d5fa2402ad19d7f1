// State table of a few numbers, packed as one column: counters and watermarks of operators that keep nothing else.
import { packColumns } from "../../columnar/pack.ts";
import { unpackColumns } from "../../columnar/unpack.ts";
import { DOUBLE } from "../../common/types.ts";
import { corruptState } from "./corrupt-state.ts";
import { ownColumn } from "./state-columns.ts";
import type { StateTable, StateView } from "./state-table.ts";

export class NumbersTable implements StateTable {
  readonly name: string;
  readonly layoutVersion = 1;
  readonly #values: Float64Array;
  #isDirty = false;

  constructor(name: string, count: number, initial: number) {
    this.name = name;
    this.#values = new Float64Array(count).fill(initial);
  }

  get(index: number): number {
    return this.#values[index];
  }

  set(index: number, value: number): void {
    if (this.#values[index] === value) return;
    this.#values[index] = value;
    this.#isDirty = true;
  }

  takeDelta(): Uint8Array | null {
    return this.#isDirty ? this.takeSnapshot() : null;
  }

  discardDelta(): void {
    this.#isDirty = false;
  }

  takeSnapshot(): Uint8Array {
    this.#isDirty = false;
    return packColumns(this.#values.length, [{ rep: "f64", values: this.#values, valid: null }]);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    const column = columns[0];
    if (columns.length !== 1 || column.rep !== "f64" || rowCount !== this.#values.length) throw corruptState(this.name);
    this.#values.set(column.values.subarray(0, rowCount));
  }

  view(): StateView {
    const column = ownColumn("value", DOUBLE, [...this.#values]);
    return { rowCount: this.#values.length, columns: [column] };
  }

  rowCount(): number {
    return this.#values.length;
  }

  sizeBytes(): number {
    return this.#values.byteLength;
  }
}

/** One number, 0 at first. */
export class CounterTable extends NumbersTable {
  constructor(name: string) {
    super(name, 1, 0);
  }

  get value(): number {
    return this.get(0);
  }

  set value(value: number) {
    this.set(0, value);
  }
}
