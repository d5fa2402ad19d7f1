// murmur2 as the Java client computes it: with the same number of partitions, a key written here goes where its producer would put it.

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** The signed 32-bit hash of bytes[start, end). */
export function murmur2(bytes: Uint8Array, start: number = 0, end: number = bytes.length): number {
  const length = end - start;
  let h = SEED ^ length;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    let k = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    k = Math.imul(k, M);
    k ^= k >>> R;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = end - at;
  if (rest > 2) h ^= bytes[at + 2] << 16;
  if (rest > 1) h ^= bytes[at + 1] << 8;
  if (rest > 0) h = Math.imul(h ^ bytes[at], M);
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return (h ^ (h >>> 15)) | 0;
}
