// Distinct boxed values (ARRAY, MAP, ROW): a map from the text that equal values share. For rare key types only.
import { invariant } from "../../common/invariant.ts";
import { keyText } from "../compare.ts";
import type { Scalar } from "../scalar.ts";
import type { Vector } from "../vector.ts";
import { type KeyColumn, NO_CODE } from "./key-column.ts";

/** Rough cost of one value and its text. */
const ENTRY_BYTES = 200;

export class BoxedKeys implements KeyColumn {
  readonly #codes = new Map<string, number>();
  readonly #values: Scalar[] = [];

  get count(): number {
    return this.#values.length;
  }

  lookup(vector: Vector, rows: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    invariant(vector.rep === "boxed", "a boxed key vector");
    for (let i = 0; i < count; i++) {
      const isNull = vector.valid !== null && vector.valid[rows[i]] === 0;
      const value = isNull ? null : (vector.values[rows[i]] as Scalar);
      const text = keyText(value);
      let code = this.#codes.get(text) ?? NO_CODE;
      if (code === NO_CODE && mayInsert) {
        code = this.#values.length;
        this.#values.push(value);
        this.#codes.set(text, code);
      }
      out[i] = code;
    }
  }

  read(codes: Int32Array, count: number): Vector {
    const values: Scalar[] = [];
    let valid: Uint8Array | null = null;
    for (let i = 0; i < count; i++) {
      const value = this.#values[codes[i]];
      values.push(value);
      if (value === null) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
    }
    return { rep: "boxed", values, valid };
  }

  free(code: number): void {
    this.#codes.delete(keyText(this.#values[code]));
    this.#values[code] = null;
  }

  sizeBytes(): number {
    return this.#values.length * ENTRY_BYTES;
  }
}
