// Distinct tuples of codes, for keys of several columns. A slot is [code, ..., code, group + 1] (see key-column.ts), padded
// to a power of two numbers so that it does not straddle more cache lines than it must.
import { grown } from "../grow.ts";
import { EMPTY_SLOT, FIRST_SLOTS, FREED_SLOT, HASH_FACTOR, NO_CODE, shiftFor } from "./key-column.ts";

const MIX_FACTOR = 0x85ebca6b;

export class TupleKeys {
  count = 0;
  readonly #width: number;
  /** Numbers a slot, and its logarithm. */
  readonly #stride: number;
  readonly #strideBits: number;
  /** By group: `width` codes. */
  #codes: Int32Array;
  #slots: Int32Array;
  #shift = shiftFor(FIRST_SLOTS);

  constructor(width: number) {
    this.#width = width;
    this.#strideBits = 32 - Math.clz32(width);
    this.#stride = 1 << this.#strideBits;
    this.#codes = new Int32Array((FIRST_SLOTS >> 1) * width);
    this.#slots = new Int32Array(FIRST_SLOTS << this.#strideBits);
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
      const slots = this.#slots;
      let at = (Math.imul(hashes[i], HASH_FACTOR) >>> this.#shift) << this.#strideBits;
      let entry = slots[at + width];
      while (entry !== EMPTY_SLOT) {
        let c = entry === FREED_SLOT ? width + 1 : 0;
        while (c < width && slots[at + c] === codes[c][i]) c++;
        if (c === width) break;
        at = (at + this.#stride) & (slots.length - 1);
        entry = slots[at + width];
      }
      out[i] = entry !== EMPTY_SLOT ? entry - 1 : mayInsert ? this.#insert(codes, i, at) : NO_CODE;
    }
  }

  #lookupPairs(a: Int32Array, b: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    const pair = [a, b];
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
      let at = (Math.imul(mixed(mixed(0, x), y), HASH_FACTOR) >>> shift) << 2;
      let entry = slots[at + 2];
      while (entry !== EMPTY_SLOT && (slots[at] !== x || slots[at + 1] !== y || entry === FREED_SLOT)) {
        at = (at + 4) & mask;
        entry = slots[at + 2];
      }
      if (entry !== EMPTY_SLOT) {
        out[i] = entry - 1;
      } else if (mayInsert) {
        out[i] = this.#insert(pair, i, at);
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
    const width = this.#width;
    let hash = 0;
    for (let c = 0; c < width; c++) hash = mixed(hash, this.#codes[group * width + c]);
    let at = (Math.imul(hash, HASH_FACTOR) >>> this.#shift) << this.#strideBits;
    while (this.#slots[at + width] !== group + 1) at = (at + this.#stride) & (this.#slots.length - 1);
    this.#slots[at + width] = FREED_SLOT;
  }

  sizeBytes(): number {
    return this.#codes.byteLength + this.#slots.byteLength;
  }

  #insert(codes: readonly Int32Array[], i: number, at: number): number {
    const width = this.#width;
    const group = this.count++;
    this.#codes = grown(this.#codes, this.count * width);
    for (let c = 0; c < width; c++) this.#slots[at + c] = this.#codes[group * width + c] = codes[c][i];
    this.#slots[at + width] = group + 1;
    if (this.count * 2 > this.#slots.length >> this.#strideBits)
      this.#rehash(2 * (this.#slots.length >> this.#strideBits));
    return group;
  }

  #rehash(slotCount: number): void {
    const old = this.#slots;
    const slots = new Int32Array(slotCount << this.#strideBits);
    const shift = shiftFor(slotCount);
    const width = this.#width;
    for (let from = 0; from < old.length; from += this.#stride) {
      if (old[from + width] <= EMPTY_SLOT) continue;
      let hash = 0;
      for (let c = 0; c < width; c++) hash = mixed(hash, old[from + c]);
      let at = (Math.imul(hash, HASH_FACTOR) >>> shift) << this.#strideBits;
      while (slots[at + width] !== EMPTY_SLOT) at = (at + this.#stride) & (slots.length - 1);
      for (let c = 0; c <= width; c++) slots[at + c] = old[from + c];
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
