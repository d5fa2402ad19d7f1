// Distinct tuples of codes, for keys of several columns: open addressing with linear probing over a flat Int32Array of
// `width` codes a tuple, load at most 1/2. slots[s] is group + 1, 0 when empty. A freed tuple has -1 as its first code,
// which no probe matches.
import { grown } from "../builders.ts";
import { FIRST_SLOTS, HASH_FACTOR, NO_CODE, shiftFor } from "./key-column.ts";

const MIX_FACTOR = 0x85ebca6b;

export class TupleKeys {
  count = 0;
  readonly #width: number;
  #codes: Int32Array;
  #slots = new Int32Array(FIRST_SLOTS);
  #shift = shiftFor(FIRST_SLOTS);

  constructor(width: number) {
    this.#width = width;
    this.#codes = new Int32Array((FIRST_SLOTS >> 1) * width);
  }

  /** Group of each tuple; codes[c][i] is the c-th code of tuple i, -1 a value that is not known. */
  lookup(codes: readonly Int32Array[], count: number, out: Int32Array, mayInsert: boolean): void {
    if (this.#width === 2) this.#lookupPairs(codes[0], codes[1], count, out, mayInsert);
    else this.#lookupTuples(codes, count, out, mayInsert);
  }

  #lookupTuples(codes: readonly Int32Array[], count: number, out: Int32Array, mayInsert: boolean): void {
    const width = this.#width;
    const hashes = new Int32Array(count);
    const isKnown = hashTuples(codes, count, hashes);
    for (let i = 0; i < count; i++) {
      if (!isKnown && codes.some((column) => column[i] === NO_CODE)) {
        out[i] = NO_CODE;
        continue;
      }
      let slot = Math.imul(hashes[i], HASH_FACTOR) >>> this.#shift;
      let entry = this.#slots[slot];
      while (entry !== 0) {
        const at = (entry - 1) * width;
        let c = 0;
        while (c < width && this.#codes[at + c] === codes[c][i]) c++;
        if (c === width) break;
        slot = (slot + 1) & (this.#slots.length - 1);
        entry = this.#slots[slot];
      }
      out[i] = entry !== 0 ? entry - 1 : mayInsert ? this.#insert(codes, i, slot) : NO_CODE;
    }
  }

  #lookupPairs(a: Int32Array, b: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    const pair = [a, b];
    let tuples = this.#codes;
    let slots = this.#slots;
    let shift = this.#shift;
    for (let i = 0; i < count; i++) {
      const x = a[i];
      const y = b[i];
      if (x === NO_CODE || y === NO_CODE) {
        out[i] = NO_CODE;
        continue;
      }
      const mask = slots.length - 1;
      let slot = Math.imul(mixed(mixed(0, x), y), HASH_FACTOR) >>> shift;
      let entry = slots[slot];
      while (entry !== 0 && (tuples[2 * entry - 2] !== x || tuples[2 * entry - 1] !== y)) {
        slot = (slot + 1) & mask;
        entry = slots[slot];
      }
      if (entry !== 0) {
        out[i] = entry - 1;
      } else if (mayInsert) {
        out[i] = this.#insert(pair, i, slot);
        tuples = this.#codes;
        slots = this.#slots;
        shift = this.#shift;
      } else {
        out[i] = NO_CODE;
      }
    }
  }

  /** The c-th codes of groups. */
  codesOf(column: number, groups: Int32Array, count: number): Int32Array {
    const codes = new Int32Array(count);
    for (let i = 0; i < count; i++) codes[i] = this.#codes[groups[i] * this.#width + column];
    return codes;
  }

  free(group: number): void {
    this.#codes[group * this.#width] = NO_CODE;
  }

  sizeBytes(): number {
    return this.#codes.byteLength + this.#slots.byteLength;
  }

  #insert(codes: readonly Int32Array[], i: number, slot: number): number {
    const width = this.#width;
    const group = this.count++;
    this.#codes = grown(this.#codes, this.count * width);
    for (let c = 0; c < width; c++) this.#codes[group * width + c] = codes[c][i];
    this.#slots[slot] = group + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    return group;
  }

  #rehash(slotCount: number): void {
    const slots = new Int32Array(slotCount);
    const shift = shiftFor(slotCount);
    const width = this.#width;
    for (let group = 0; group < this.count; group++) {
      if (this.#codes[group * width] === NO_CODE) continue;
      let hash = 0;
      for (let c = 0; c < width; c++) hash = mixed(hash, this.#codes[group * width + c]);
      let slot = Math.imul(hash, HASH_FACTOR) >>> shift;
      while (slots[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
      slots[slot] = group + 1;
    }
    this.#slots = slots;
    this.#shift = shift;
  }
}

function mixed(hash: number, code: number): number {
  const next = Math.imul(hash ^ code, MIX_FACTOR);
  return next ^ (next >>> 15);
}

/** False when a code is missing somewhere. */
function hashTuples(codes: readonly Int32Array[], count: number, hashes: Int32Array): boolean {
  let all = 0;
  for (const column of codes) {
    for (let i = 0; i < count; i++) {
      all |= column[i];
      hashes[i] = mixed(hashes[i], column[i]);
    }
  }
  return all >= 0;
}
