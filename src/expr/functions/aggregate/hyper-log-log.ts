// HyperLogLog (Flajolet et al. 2007) with 2^14 registers: the number of distinct values within about 0.8 %.
//
// Up to SPARSE_MAX distinct hashes are kept as they are, and counted exactly; then registers of a byte each take over.
// A value's hash is 53 bits of two mixed 32-bit words with fixed seeds, so runs repeat. The register is chosen by 14 bits,
// its rank by the 39 others. Small results are corrected by linear counting.
import type { Vector } from "../../../columnar/vector.ts";
import { keyText } from "../../../columnar/compare.ts";
import { exact, type Scalar } from "../../../columnar/scalar.ts";

const REGISTER_BITS = 14;
const REGISTER_COUNT = 1 << REGISTER_BITS;
const RANK_BITS = 39;
const SPARSE_MAX = 2048;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTER_COUNT);

export class HyperLogLog {
  #sparse: Set<number> | null = new Set();
  #registers: Uint8Array | null = null;

  addHash(hash: number): void {
    if (this.#registers !== null) {
      place(this.#registers, hash);
      return;
    }
    this.#sparse?.add(hash);
    if (this.#sparse !== null && this.#sparse.size > SPARSE_MAX) this.#toRegisters();
  }

  merge(other: HyperLogLog): void {
    if (other.#sparse !== null) {
      for (const hash of other.#sparse) this.addHash(hash);
      return;
    }
    const mine = this.#toRegisters();
    const theirs = other.#registers ?? new Uint8Array(REGISTER_COUNT);
    for (let i = 0; i < REGISTER_COUNT; i++) if (theirs[i] > mine[i]) mine[i] = theirs[i];
  }

  estimate(): number {
    if (this.#sparse !== null) return this.#sparse.size;
    const registers = this.#registers ?? new Uint8Array(REGISTER_COUNT);
    let sum = 0;
    let empty = 0;
    for (let i = 0; i < REGISTER_COUNT; i++) {
      sum += 2 ** -registers[i];
      if (registers[i] === 0) empty++;
    }
    const raw = (ALPHA * REGISTER_COUNT * REGISTER_COUNT) / sum;
    const isSmall = raw <= 2.5 * REGISTER_COUNT && empty > 0;
    return Math.round(isSmall ? REGISTER_COUNT * Math.log(REGISTER_COUNT / empty) : raw);
  }

  save(): Scalar {
    return this.#sparse !== null ? [...this.#sparse] : this.#toRegisters().slice();
  }

  static load(saved: Scalar): HyperLogLog {
    const loaded = new HyperLogLog();
    if (saved instanceof Uint8Array) {
      loaded.#registers = saved.slice();
      loaded.#sparse = null;
    } else {
      loaded.#sparse = new Set(saved as readonly number[]);
    }
    return loaded;
  }

  #toRegisters(): Uint8Array {
    if (this.#registers !== null) return this.#registers;
    const registers = new Uint8Array(REGISTER_COUNT);
    for (const hash of this.#sparse ?? []) place(registers, hash);
    this.#registers = registers;
    this.#sparse = null;
    return registers;
  }
}

function place(registers: Uint8Array, hash: number): void {
  const rest = Math.floor(hash / REGISTER_COUNT);
  const register = hash - rest * REGISTER_COUNT;
  const rank = rest === 0 ? RANK_BITS + 1 : RANK_BITS - Math.floor(Math.log2(rest));
  if (rank > registers[register]) registers[register] = rank;
}

/** 53-bit hashes of values; holds the scratch memory that numbers are looked at through. */
export class ValueHasher {
  readonly #number = new Float64Array(1);
  readonly #words = new Int32Array(this.#number.buffer);
  readonly #encoder = new TextEncoder();

  /** Of a value that is not NULL; values that are one key have one hash. */
  hashAt(vector: Vector, row: number): number {
    switch (vector.rep) {
      case "bytes":
        return hashOf(vector.data, vector.start[row], vector.end[row]);
      case "bool":
      case "i32":
      case "f64":
        return this.#hashNumber(vector.values[row]);
      case "i64":
      case "big": {
        const value = exact(vector.values[row]);
        return typeof value === "number" ? this.#hashNumber(value) : this.#hashText(String(value));
      }
      case "boxed":
        return this.#hashText(keyText(vector.values[row] as Scalar));
    }
  }

  #hashNumber(value: number): number {
    // Written as a constant, so that every NaN has the same bits; + 0 turns -0 into 0.
    this.#number[0] = Number.isNaN(value) ? Number.NaN : value + 0;
    const a = mixed(this.#words[0] ^ 0x2545f491);
    const b = mixed(this.#words[1] ^ 0x9e3779b9);
    return joined(mixed(a ^ Math.imul(b, 0x85ebca6b)), mixed(b + Math.imul(a, 0xc2b2ae35)));
  }

  #hashText(text: string): number {
    const bytes = this.#encoder.encode(text);
    return hashOf(bytes, 0, bytes.length);
  }
}

function joined(low: number, high: number): number {
  return (high >>> 11) * 4294967296 + (low >>> 0);
}

function hashOf(data: Uint8Array, start: number, end: number): number {
  let a = 0x2545f491 ^ (end - start);
  let b = 0x9e3779b9;
  for (let i = start; i < end; i++) {
    a = Math.imul(a ^ data[i], 0x01000193);
    b = Math.imul(b + data[i], 0x85ebca6b);
    b ^= b >>> 13;
  }
  return joined(mixed(a ^ b), mixed(b + Math.imul(a, 0xc2b2ae35)));
}

function mixed(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}
