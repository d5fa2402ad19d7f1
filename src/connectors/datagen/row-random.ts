// Random numbers that are a function of (seed, row, field): a counter-based generator, so that a replay of rows n..m
// makes the same values without the rows before. The mixing is splitmix32 over the four words (after Steele, Lea, Flood:
// "Fast splittable pseudorandom number generators"); good enough for test data, not for secrets.

export class RowRandom {
  #state = 0;

  /** Begins the sequence of one field of one row. */
  at(seed: number, row: number, field: number): void {
    const low = row >>> 0;
    const high = Math.floor(row / 4294967296) >>> 0;
    const seedHigh = Math.floor(seed / 4294967296) >>> 0;
    this.#state = mix(mix(mix(mix(mix(seed >>> 0) ^ seedHigh) ^ low) ^ high) ^ field);
  }

  /** 32 random bits, unsigned. */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return mix(this.#state) >>> 0;
  }

  /** In [0, 1), 53 random bits. */
  next(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** A whole number in [min, max], both 64 bits wide at most. */
  between(min: bigint, max: bigint): bigint {
    const span = max - min + 1n;
    const random = (BigInt(this.bits()) << 32n) | BigInt(this.bits());
    return min + ((random * span) >> 64n);
  }
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
