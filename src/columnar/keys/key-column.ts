// What one key column knows: its distinct values, numbered densely in order of first arrival ("codes"). A key table over
// one column uses the codes as its groups; one over several columns makes groups of tuples of codes.
//
// The hash tables of this folder: open addressing, linear probing, load at most 1/2, a power of two slots. A slot holds the
// key (or its hash) beside code + 1, in one array, so that a probe of a large table costs one cache miss (slots, keys and
// codes apart cost three: 5.5 against 8.3 M lookups of BIGINTs a CPU second at 6e5 keys). Code + 1 is 0 in an empty slot; a freed one has FREED, so
// that probes go on past it, and is dropped when the table grows or its owner rebuilds it.
import type { Vector } from "../vector.ts";

export interface KeyColumn {
  /** Codes given out, freed ones included. */
  readonly count: number;
  /** Code of each row, found or (with `mayInsert`) added; -1 when absent. */
  lookup(vector: Vector, rows: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void;
  /** The values of codes, as a vector. A freed code has none. */
  read(codes: Int32Array, count: number): Vector;
  /** The value is not found any more; its code is not given out again. */
  free(code: number): void;
  sizeBytes(): number;
}

export const NO_CODE = -1;
export const EMPTY_SLOT = 0;
export const FREED_SLOT = -1;
/** Small: with a table per window there may be very many that hold a key each, and arrays up to 64 bytes cost least. */
export const FIRST_SLOTS = 8;
/** 2^32 / golden ratio: Fibonacci hashing takes the top bits of the product. */
export const HASH_FACTOR = 0x9e3779b1;

/** Shift that leaves a slot number of a table with that many slots (a power of two). */
export function shiftFor(slotCount: number): number {
  return Math.clz32(slotCount) + 1;
}
