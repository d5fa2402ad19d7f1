// Distinct texts or byte strings: an interner. The bytes of all values lie one after the other in one buffer, and
// `places` says where by code: [start, length]. A slot is [hash, code + 1] (see key-column.ts), so bytes are compared only
// when the whole hash is equal. Bytes of freed codes stay until the owner rebuilds the table.
import { invariant } from "../../common/invariant.ts";
import { BYTES_MAX, grown, tooManyBytes } from "../grow.ts";
import type { Vector } from "../vector.ts";
import { EMPTY_SLOT, FIRST_SLOTS, FREED_SLOT, HASH_FACTOR, type KeyColumn, NO_CODE, shiftFor } from "./key-column.ts";

const FIRST_BYTES = 64;

export class BytesKeys implements KeyColumn {
  count = 0;
  #data = new Uint8Array(FIRST_BYTES);
  #dataLength = 0;
  #places = new Int32Array(FIRST_SLOTS);
  #slots = new Int32Array(2 * FIRST_SLOTS);
  #shift = shiftFor(FIRST_SLOTS);
  #nullCode = NO_CODE;

  lookup(vector: Vector, rows: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    invariant(vector.rep === "bytes", "a text key vector");
    const { data, start, end, valid } = vector;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (valid !== null && valid[row] === 0) {
        if (this.#nullCode === NO_CODE && mayInsert) this.#nullCode = this.#add(0, 0);
        out[i] = this.#nullCode;
        continue;
      }
      out[i] = this.#find(data, start[row], end[row], mayInsert);
    }
  }

  read(codes: Int32Array, count: number): Vector {
    const start = new Int32Array(count);
    const end = new Int32Array(count);
    let valid: Uint8Array | null = null;
    for (let i = 0; i < count; i++) {
      const code = codes[i];
      if (code === this.#nullCode) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
      else {
        start[i] = this.#places[2 * code];
        end[i] = start[i] + this.#places[2 * code + 1];
      }
    }
    // Bytes are only ever appended, so the buffer may be shared with vectors handed out.
    return { rep: "bytes", data: this.#data, start, end, valid };
  }

  free(code: number): void {
    if (code === this.#nullCode) {
      this.#nullCode = NO_CODE;
      return;
    }
    const start = this.#places[2 * code];
    const hash = hashBytes(this.#data, start, start + this.#places[2 * code + 1]);
    const mask = this.#slots.length - 1;
    let at = (hash >>> this.#shift) << 1;
    while (this.#slots[at + 1] !== code + 1) at = (at + 2) & mask;
    this.#slots[at + 1] = FREED_SLOT;
  }

  sizeBytes(): number {
    return this.#data.byteLength + this.#slots.byteLength + this.#places.byteLength;
  }

  #find(data: Uint8Array, from: number, to: number, mayInsert: boolean): number {
    const size = to - from;
    const hash = hashBytes(data, from, to);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (hash >>> this.#shift) << 1;
    for (let entry = slots[at + 1]; entry !== EMPTY_SLOT; entry = slots[at + 1]) {
      if (slots[at] === hash && entry !== FREED_SLOT) {
        const place = 2 * (entry - 1);
        if (this.#places[place + 1] === size && hasBytesAt(this.#data, this.#places[place], data, from, size)) {
          return entry - 1;
        }
      }
      at = (at + 2) & mask;
    }
    return mayInsert ? this.#insert(data, from, size, hash, at) : NO_CODE;
  }

  #insert(data: Uint8Array, from: number, size: number, hash: number, slot: number): number {
    const at = this.#dataLength;
    const needed = at + size;
    if (needed > BYTES_MAX) throw tooManyBytes();
    if (needed > this.#data.length) {
      const next = new Uint8Array(Math.min(BYTES_MAX, Math.max(needed, this.#data.length * 2)));
      next.set(this.#data);
      this.#data = next;
    }
    for (let i = 0; i < size; i++) this.#data[at + i] = data[from + i];
    this.#dataLength = needed;
    const code = this.#add(at, size);
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = code + 1;
    if (this.count * 4 > this.#slots.length) this.#rehash(this.#slots.length);
    return code;
  }

  #add(start: number, length: number): number {
    const code = this.count++;
    this.#places = grown(this.#places, 2 * this.count);
    this.#places[2 * code] = start;
    this.#places[2 * code + 1] = length;
    return code;
  }

  #rehash(slotCount: number): void {
    const old = this.#slots;
    const slots = new Int32Array(2 * slotCount);
    const shift = shiftFor(slotCount);
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] <= EMPTY_SLOT) continue;
      let at = (old[from] >>> shift) << 1;
      while (slots[at + 1] !== EMPTY_SLOT) at = (at + 2) & mask;
      slots[at] = old[from];
      slots[at + 1] = old[from + 1];
    }
    this.#slots = slots;
    this.#shift = shift;
  }
}

/** Four bytes a step, multiplied and folded (as Murmur does), the bits spread for use from the top. */
function hashBytes(data: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ (to - from);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const word = data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24);
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  for (; i < to; i++) hash = Math.imul(hash ^ data[i], 0x01000193);
  hash ^= hash >>> 16;
  return Math.imul(hash, HASH_FACTOR) | 0;
}

function hasBytesAt(stored: Uint8Array, at: number, data: Uint8Array, from: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (stored[at + i] !== data[from + i]) return false;
  return true;
}
