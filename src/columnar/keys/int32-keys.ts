// Distinct 32-bit integers, also booleans. A slot is [key, code + 1]; see key-column.ts.
import { invariant } from "../../common/invariant.ts";
import { grown } from "../grow.ts";
import type { Vector } from "../vector.ts";
import { EMPTY_SLOT, FIRST_SLOTS, FREED_SLOT, HASH_FACTOR, type KeyColumn, NO_CODE, shiftFor } from "./key-column.ts";

export class Int32Keys implements KeyColumn {
  count = 0;
  readonly #rep: "bool" | "i32";
  /** By code. */
  #keys = new Int32Array(FIRST_SLOTS >> 1);
  #slots = new Int32Array(2 * FIRST_SLOTS);
  #shift = shiftFor(FIRST_SLOTS);
  #nullCode = NO_CODE;

  constructor(rep: "bool" | "i32") {
    this.#rep = rep;
  }

  lookup(vector: Vector, rows: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    invariant(vector.rep === "i32" || vector.rep === "bool", "an integer key vector");
    const { values, valid } = vector;
    let slots = this.#slots;
    let shift = this.#shift;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (valid !== null && valid[row] === 0) {
        out[i] = this.#nullAt(mayInsert);
        continue;
      }
      const value = values[row];
      const mask = slots.length - 1;
      let at = (Math.imul(value, HASH_FACTOR) >>> shift) << 1;
      let entry = slots[at + 1];
      while (entry !== EMPTY_SLOT && (slots[at] !== value || entry === FREED_SLOT)) {
        at = (at + 2) & mask;
        entry = slots[at + 1];
      }
      if (entry !== EMPTY_SLOT) {
        out[i] = entry - 1;
      } else if (mayInsert) {
        out[i] = this.#insert(value, at);
        slots = this.#slots;
        shift = this.#shift;
      } else {
        out[i] = NO_CODE;
      }
    }
  }

  read(codes: Int32Array, count: number): Vector {
    const isBool = this.#rep === "bool";
    const values = isBool ? new Uint8Array(count) : new Int32Array(count);
    let valid: Uint8Array | null = null;
    for (let i = 0; i < count; i++) {
      const code = codes[i];
      values[i] = this.#keys[code];
      if (code === this.#nullCode) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
    }
    return isBool
      ? { rep: "bool", values: values as Uint8Array, valid }
      : { rep: "i32", values: values as Int32Array, valid };
  }

  free(code: number): void {
    if (code === this.#nullCode) {
      this.#nullCode = NO_CODE;
      return;
    }
    const mask = this.#slots.length - 1;
    let at = (Math.imul(this.#keys[code], HASH_FACTOR) >>> this.#shift) << 1;
    while (this.#slots[at + 1] !== code + 1) at = (at + 2) & mask;
    this.#slots[at + 1] = FREED_SLOT;
  }

  sizeBytes(): number {
    return this.#keys.byteLength + this.#slots.byteLength;
  }

  #nullAt(mayInsert: boolean): number {
    if (this.#nullCode === NO_CODE && mayInsert) {
      this.#keys = grown(this.#keys, this.count + 1);
      this.#nullCode = this.count++;
    }
    return this.#nullCode;
  }

  #insert(value: number, at: number): number {
    const code = this.count++;
    this.#keys = grown(this.#keys, this.count);
    this.#keys[code] = value;
    this.#slots[at] = value;
    this.#slots[at + 1] = code + 1;
    if (this.count * 4 > this.#slots.length) this.#rehash(this.#slots.length);
    return code;
  }

  #rehash(slotCount: number): void {
    const old = this.#slots;
    const slots = new Int32Array(2 * slotCount);
    const shift = shiftFor(slotCount);
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] <= EMPTY_SLOT) continue;
      let at = (Math.imul(old[from], HASH_FACTOR) >>> shift) << 1;
      while (slots[at + 1] !== EMPTY_SLOT) at = (at + 2) & mask;
      slots[at] = old[from];
      slots[at + 1] = old[from + 1];
    }
    this.#slots = slots;
    this.#shift = shift;
  }
}
