// Distinct texts or byte strings: an interner. The bytes of all values lie one after the other in one buffer, each with
// its hash; open addressing with linear probing, load at most 1/2. A probe compares bytes only when the hashes are equal.
// slots[s] is code + 1, 0 when empty. A freed code has length -1, which no probe matches; its bytes stay until the owner
// rebuilds the table.
import { invariant } from "../../common/invariant.ts";
import { BYTES_MAX, grown, tooManyBytes } from "../builders.ts";
import type { Vector } from "../vector.ts";
import { FIRST_SLOTS, HASH_FACTOR, type KeyColumn, NO_CODE, shiftFor } from "./key-column.ts";

const FIRST_BYTES = 1024;

export class BytesKeys implements KeyColumn {
  count = 0;
  #data = new Uint8Array(FIRST_BYTES);
  #dataLength = 0;
  #start = new Int32Array(FIRST_SLOTS >> 1);
  #length = new Int32Array(FIRST_SLOTS >> 1);
  #hashes = new Int32Array(FIRST_SLOTS >> 1);
  #slots = new Int32Array(FIRST_SLOTS);
  #shift = shiftFor(FIRST_SLOTS);
  #nullCode = NO_CODE;

  lookup(vector: Vector, rows: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    invariant(vector.rep === "bytes", "a text key vector");
    const { data, start, end, valid } = vector;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (valid !== null && valid[row] === 0) {
        if (this.#nullCode === NO_CODE && mayInsert) this.#nullCode = this.#add(0, -1, 0);
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
        start[i] = this.#start[code];
        end[i] = start[i] + this.#length[code];
      }
    }
    // Bytes are only ever appended, so the buffer may be shared with vectors handed out.
    return { rep: "bytes", data: this.#data, start, end, valid };
  }

  free(code: number): void {
    if (code === this.#nullCode) this.#nullCode = NO_CODE;
    this.#length[code] = -1;
  }

  sizeBytes(): number {
    return this.#data.byteLength + this.#slots.byteLength + 3 * this.#start.byteLength;
  }

  #find(data: Uint8Array, from: number, to: number, mayInsert: boolean): number {
    const size = to - from;
    const hash = hashBytes(data, from, to);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash >>> this.#shift;
    for (let entry = slots[slot]; entry !== 0; entry = slots[slot]) {
      const code = entry - 1;
      if (
        this.#hashes[code] === hash &&
        this.#length[code] === size &&
        hasBytesAt(this.#data, this.#start[code], data, from, size)
      ) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
    return mayInsert ? this.#insert(data, from, size, hash, slot) : NO_CODE;
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
    const code = this.#add(at, size, hash);
    this.#slots[slot] = code + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    return code;
  }

  #add(start: number, length: number, hash: number): number {
    const code = this.count++;
    this.#start = grown(this.#start, this.count);
    this.#length = grown(this.#length, this.count);
    this.#hashes = grown(this.#hashes, this.count);
    this.#start[code] = start;
    this.#length[code] = length;
    this.#hashes[code] = hash;
    return code;
  }

  #rehash(slotCount: number): void {
    const slots = new Int32Array(slotCount);
    const shift = shiftFor(slotCount);
    for (let code = 0; code < this.count; code++) {
      if (this.#length[code] < 0) continue;
      let slot = this.#hashes[code] >>> shift;
      while (slots[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
      slots[slot] = code + 1;
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
