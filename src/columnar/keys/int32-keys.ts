// Distinct 32-bit integers (also booleans): open addressing with linear probing over typed arrays, load at most 1/2.
// slots[s] is code + 1, 0 when empty. Freed codes keep their slot and are marked in `freed`, so a probe goes on
// past them; they are gone when the owner rebuilds the table.
import { invariant } from "../../common/invariant.ts";
import { grown } from "../builders.ts";
import type { Vector } from "../vector.ts";
import { FIRST_SLOTS, HASH_FACTOR, type KeyColumn, NO_CODE, shiftFor } from "./key-column.ts";

export class Int32Keys implements KeyColumn {
  count = 0;
  readonly #rep: "bool" | "i32";
  #keys = new Int32Array(FIRST_SLOTS >> 1);
  #slots = new Int32Array(FIRST_SLOTS);
  #shift = shiftFor(FIRST_SLOTS);
  #nullCode = NO_CODE;
  /** Made at the first freed code: 1 = freed. */
  #freed: Uint8Array | null = null;

  constructor(rep: "bool" | "i32") {
    this.#rep = rep;
  }

  lookup(vector: Vector, rows: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    invariant(vector.rep === "i32" || vector.rep === "bool", "an integer key vector");
    const { values, valid } = vector;
    let keys = this.#keys;
    let slots = this.#slots;
    let shift = this.#shift;
    const mayHoldFreed = this.#freed !== null;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (valid !== null && valid[row] === 0) {
        out[i] = this.#nullAt(mayInsert);
        continue;
      }
      const value = values[row];
      const mask = slots.length - 1;
      let slot = Math.imul(value, HASH_FACTOR) >>> shift;
      let entry = slots[slot];
      while (entry !== 0 && (keys[entry - 1] !== value || (mayHoldFreed && this.#isFreed(entry - 1)))) {
        slot = (slot + 1) & mask;
        entry = slots[slot];
      }
      if (entry !== 0) {
        out[i] = entry - 1;
      } else if (mayInsert) {
        out[i] = this.#insert(value, slot);
        keys = this.#keys;
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
    this.#freed = grown(this.#freed ?? new Uint8Array(0), this.#keys.length);
    this.#freed[code] = 1;
    if (code === this.#nullCode) this.#nullCode = NO_CODE;
  }

  sizeBytes(): number {
    return this.#keys.byteLength + this.#slots.byteLength + (this.#freed?.byteLength ?? 0);
  }

  #isFreed(code: number): boolean {
    return this.#freed !== null && code < this.#freed.length && this.#freed[code] === 1;
  }

  #nullAt(mayInsert: boolean): number {
    if (this.#nullCode === NO_CODE && mayInsert) {
      this.#keys = grown(this.#keys, this.count + 1);
      this.#nullCode = this.count++;
    }
    return this.#nullCode;
  }

  #insert(value: number, slot: number): number {
    const code = this.count++;
    this.#keys = grown(this.#keys, code + 1);
    this.#keys[code] = value;
    this.#slots[slot] = code + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    return code;
  }

  #rehash(slotCount: number): void {
    const slots = new Int32Array(slotCount);
    const shift = shiftFor(slotCount);
    const keys = this.#keys;
    for (let code = 0; code < this.count; code++) {
      if (code === this.#nullCode || this.#isFreed(code)) continue;
      let slot = Math.imul(keys[code], HASH_FACTOR) >>> shift;
      while (slots[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
      slots[slot] = code + 1;
    }
    this.#slots = slots;
    this.#shift = shift;
  }
}
