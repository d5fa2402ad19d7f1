// Distinct numbers: DOUBLE and FLOAT values, or exact 64-bit values whatever vector they come in.
//
// Safe integers and doubles lie in a Float64Array behind open addressing (linear probing, load at most 1/2; slots[s] is
// code + 1, 0 when empty). A freed code, and the codes of NULL, NaN and of values that no double holds, have NaN there,
// which no probe matches. NULL and NaN have a code each outside the slots; integers beyond 2^53 have a map by value.
import { invariant } from "../../common/invariant.ts";
import { grown, isInt64 } from "../builders.ts";
import type { Vector } from "../vector.ts";
import { FIRST_SLOTS, HASH_FACTOR, type KeyColumn, NO_CODE, shiftFor } from "./key-column.ts";

const MIX_FACTOR = 0x85ebca6b;

export class NumberKeys implements KeyColumn {
  count = 0;
  #keys = new Float64Array(FIRST_SLOTS >> 1);
  #slots = new Int32Array(FIRST_SLOTS);
  #shift = shiftFor(FIRST_SLOTS);
  #nullCode = NO_CODE;
  #nanCode = NO_CODE;
  readonly #codeOfWide = new Map<bigint, number>();
  readonly #wideOfCode = new Map<number, bigint>();
  readonly #bits = new Float64Array(1);
  readonly #words = new Int32Array(this.#bits.buffer);

  lookup(vector: Vector, rows: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    if (vector.rep === "f64") {
      this.#lookupNumbers(vector.values, vector.valid, rows, count, out, mayInsert);
      return;
    }
    invariant(vector.rep === "i64" || vector.rep === "big", "a number key vector");
    const { values, valid } = vector;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      out[i] = valid !== null && valid[row] === 0 ? this.#nullAt(mayInsert) : this.#bigAt(values[row], mayInsert);
    }
  }

  read(codes: Int32Array, count: number): Vector {
    const values = new Float64Array(count);
    let valid: Uint8Array | null = null;
    let isWide = false;
    for (let i = 0; i < count; i++) {
      const code = codes[i];
      if (code === this.#nullCode) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
      else {
        values[i] = this.#keys[code];
        isWide ||= this.#wideOfCode.size > 0 && this.#wideOfCode.has(code);
      }
    }
    if (!isWide) return { rep: "f64", values, valid };
    const bigs: bigint[] = [];
    let isLong = true;
    for (let i = 0; i < count; i++) {
      const wide = this.#wideOfCode.get(codes[i]);
      if (wide !== undefined) isLong &&= isInt64(wide);
      bigs.push(wide ?? BigInt(values[i]));
    }
    return isLong ? { rep: "i64", values: BigInt64Array.from(bigs), valid } : { rep: "big", values: bigs, valid };
  }

  free(code: number): void {
    const wide = this.#wideOfCode.get(code);
    if (code === this.#nullCode) this.#nullCode = NO_CODE;
    else if (code === this.#nanCode) this.#nanCode = NO_CODE;
    else if (wide !== undefined) {
      this.#codeOfWide.delete(wide);
      this.#wideOfCode.delete(code);
    }
    this.#keys[code] = Number.NaN;
  }

  sizeBytes(): number {
    return this.#keys.byteLength + this.#slots.byteLength + this.#codeOfWide.size * WIDE_ENTRY_BYTES;
  }

  #lookupNumbers(
    values: Float64Array,
    valid: Uint8Array | null,
    rows: Int32Array,
    count: number,
    out: Int32Array,
    mayInsert: boolean,
  ): void {
    let keys = this.#keys;
    let slots = this.#slots;
    let shift = this.#shift;
    const bits = this.#bits;
    const words = this.#words;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      const value = values[row];
      if ((valid !== null && valid[row] === 0) || Number.isNaN(value)) {
        out[i] = valid !== null && valid[row] === 0 ? this.#nullAt(mayInsert) : this.#nanAt(mayInsert);
        keys = this.#keys;
        continue;
      }
      const whole = value | 0;
      let hash = whole;
      if (whole !== value) {
        bits[0] = value;
        hash = words[0] ^ Math.imul(words[1], MIX_FACTOR);
        hash ^= hash >>> 15;
      }
      let slot = Math.imul(hash, HASH_FACTOR) >>> shift;
      let entry = slots[slot];
      while (entry !== 0 && keys[entry - 1] !== value) {
        slot = (slot + 1) & (slots.length - 1);
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

  #hash(value: number): number {
    const whole = value | 0;
    if (whole === value) return whole;
    this.#bits[0] = value;
    const hash = this.#words[0] ^ Math.imul(this.#words[1], MIX_FACTOR);
    return hash ^ (hash >>> 15);
  }

  #insert(value: number, slot: number): number {
    const code = this.#add(value === 0 ? 0 : value);
    this.#slots[slot] = code + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    return code;
  }

  #add(key: number): number {
    const code = this.count++;
    this.#keys = grown(this.#keys, this.count);
    this.#keys[code] = key;
    return code;
  }

  #rehash(slotCount: number): void {
    const slots = new Int32Array(slotCount);
    const shift = shiftFor(slotCount);
    for (let code = 0; code < this.count; code++) {
      const value = this.#keys[code];
      if (Number.isNaN(value)) continue;
      let slot = Math.imul(this.#hash(value), HASH_FACTOR) >>> shift;
      while (slots[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
      slots[slot] = code + 1;
    }
    this.#slots = slots;
    this.#shift = shift;
  }

  #nullAt(mayInsert: boolean): number {
    if (this.#nullCode === NO_CODE && mayInsert) this.#nullCode = this.#add(Number.NaN);
    return this.#nullCode;
  }

  #nanAt(mayInsert: boolean): number {
    if (this.#nanCode === NO_CODE && mayInsert) this.#nanCode = this.#add(Number.NaN);
    return this.#nanCode;
  }

  #bigAt(value: bigint, mayInsert: boolean): number {
    if (value >= -9007199254740991n && value <= 9007199254740991n) return this.#safeAt(Number(value), mayInsert);
    const known = this.#codeOfWide.get(value);
    if (known !== undefined) return known;
    if (!mayInsert) return NO_CODE;
    const code = this.#add(Number.NaN);
    this.#codeOfWide.set(value, code);
    this.#wideOfCode.set(code, value);
    return code;
  }

  #safeAt(value: number, mayInsert: boolean): number {
    const mask = this.#slots.length - 1;
    let slot = Math.imul(this.#hash(value), HASH_FACTOR) >>> this.#shift;
    for (let entry = this.#slots[slot]; entry !== 0; entry = this.#slots[slot]) {
      if (this.#keys[entry - 1] === value) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return mayInsert ? this.#insert(value, slot) : NO_CODE;
  }
}

/** Rough cost of a bigint in both maps. */
const WIDE_ENTRY_BYTES = 120;
