// Seeded random numbers for RAND and UUID: sfc32 (Chris Doty-Humphrey), 128 bits of seed per batch. The seed is logged with
// the batch, so a replay draws the same numbers.
import { randomBytes } from "node:crypto";

export const SEED_BYTES = 16;

/** `seed` given: a function of it and the batch id, for runs that must be repeatable. */
export function newBatchSeed(seed: number | undefined, batchId: number): Uint8Array {
  if (seed === undefined) return randomBytes(SEED_BYTES);
  const words = Uint32Array.of(
    seed >>> 0,
    Math.floor(seed / 2 ** 32) >>> 0,
    batchId >>> 0,
    Math.floor(batchId / 2 ** 32) >>> 0,
  );
  return new Uint8Array(words.buffer);
}

/** Numbers in [0, 1) with 53 random bits. */
export function randomOf(seed: Uint8Array): () => number {
  const view = new DataView(seed.buffer, seed.byteOffset, SEED_BYTES);
  let a = view.getUint32(0, true);
  let b = view.getUint32(4, true);
  let c = view.getUint32(8, true);
  let counter = view.getUint32(12, true);
  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  for (let i = 0; i < 12; i++) next();
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
}
