// Distinct numbers: DOUBLE and FLOAT values, or exact 64-bit values whatever vector they come in.
//
// Safe integers and doubles are hashed; a slot is [key, code + 1] in a Float64Array (see key-column.ts). NULL and NaN have a
// code each outside the slots; integers beyond 2^53 have a map by value. Their place in `keys` is NaN.
import { invariant } from "../../common/invariant.ts";
import { grown, isInt64 } from "../grow.ts";
import type { Vector } from "../vector.ts";
import { EMPTY_SLOT, FIRST_SLOTS, FREED_SLOT, HASH_FACTOR, type KeyColumn, NO_CODE, shiftFor } from "./key-column.ts";

const MIX_FACTOR = 0x85ebca6b;

export class NumberKeys implements KeyColumn {
  count = 0;
  /** By code. */
  #keys = new Float64Array(FIRST_SLOTS >> 1);
  #slots = new Float64Array(2 * FIRST_SLOTS);
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
    } else {
      const mask = this.#slots.length - 1;
      let at = this.#slotOf(this.#keys[code]);
      while (this.#slots[at + 1] !== code + 1) at = (at + 2) & mask;
      this.#slots[at + 1] = FREED_SLOT;
    }
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
    let slots = this.#slots;
    let shift = this.#shift;
    const bits = this.#bits;
    const words = this.#words;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      const value = values[row];
      if (valid !== null && valid[row] === 0) {
        out[i] = this.#nullAt(mayInsert);
        continue;
      }
      const whole = value | 0;
      let hash = whole;
      if (whole !== value) {
        if (Number.isNaN(value)) {
          out[i] = this.#nanAt(mayInsert);
          continue;
        }
        bits[0] = value;
        hash = words[0] ^ Math.imul(words[1], MIX_FACTOR);
        hash ^= hash >>> 15;
      }
      const mask = slots.length - 1;
      let at = (Math.imul(hash, HASH_FACTOR) >>> shift) << 1;
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

  /** Where the probe for a value begins. */
  #slotOf(value: number): number {
    return (Math.imul(this.#hash(value), HASH_FACTOR) >>> this.#shift) << 1;
  }

  #hash(value: number): number {
    const whole = value | 0;
    if (whole === value) return whole;
    this.#bits[0] = value;
    const hash = this.#words[0] ^ Math.imul(this.#words[1], MIX_FACTOR);
    return hash ^ (hash >>> 15);
  }

  #insert(value: number, at: number): number {
    const key = value === 0 ? 0 : value;
    const code = this.#add(key);
    this.#slots[at] = key;
    this.#slots[at + 1] = code + 1;
    if (this.count * 4 > this.#slots.length) this.#rehash(this.#slots.length);
    return code;
  }

  #add(key: number): number {
    const code = this.count++;
    this.#keys = grown(this.#keys, this.count);
    this.#keys[code] = key;
    return code;
  }

  #rehash(slotCount: number): void {
    const old = this.#slots;
    this.#slots = new Float64Array(2 * slotCount);
    this.#shift = shiftFor(slotCount);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] <= EMPTY_SLOT) continue;
      let at = this.#slotOf(old[from]);
      while (slots[at + 1] !== EMPTY_SLOT) at = (at + 2) & mask;
      slots[at] = old[from];
      slots[at + 1] = old[from + 1];
    }
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
    let at = this.#slotOf(value);
    for (let entry = this.#slots[at + 1]; entry !== EMPTY_SLOT; entry = this.#slots[at + 1]) {
      if (this.#slots[at] === value && entry !== FREED_SLOT) return entry - 1;
      at = (at + 2) & mask;
    }
    return mayInsert ? this.#insert(value, at) : NO_CODE;
  }
}

/** Rough cost of a bigint in both maps. */
const WIDE_ENTRY_BYTES = 120;
