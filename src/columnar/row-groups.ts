// Which rows of a batch are equal in all columns given: groups numbered in order of first arrival.
//
// Columns of numbers without NULLs are hashed and compared where they lie, which is several times cheaper than keeping their
// values; other columns go through a key table. Equality is that of keys: NULL equals NULL, NaN itself, -0 is 0.
import type { SqlType } from "../common/types.ts";
import { KeyTable } from "./key-table.ts";
import { LentArrays } from "./lent-arrays.ts";
import type { Vector } from "./vector.ts";

export interface RowGroups {
  /** Group of each row. */
  readonly of: Int32Array;
  readonly count: number;
}

const HASH_FACTOR = 0x9e3779b1;
const MIX_FACTOR = 0x85ebca6b;

/** Of the rows [0, count). `lent`: the groups are of use for this batch only. */
export function groupRows(
  columns: readonly Vector[],
  types: readonly SqlType[],
  count: number,
  lent: LentArrays = new LentArrays(),
): RowGroups {
  const numbers = numberColumns(columns);
  if (numbers !== null) return groupNumbers(numbers, count, lent);
  const table = new KeyTable(types);
  const rows = new Int32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  const of = new Int32Array(count);
  table.lookup(columns, rows, count, of);
  return { of, count: table.groupCount };
}

type Numbers = Float64Array | Int32Array | Uint8Array;

function numberColumns(columns: readonly Vector[]): readonly Numbers[] | null {
  const numbers: Numbers[] = [];
  for (const column of columns) {
    const isNumber = column.rep === "f64" || column.rep === "i32" || column.rep === "bool";
    if (!isNumber || column.valid !== null) return null;
    numbers.push(column.values);
  }
  return numbers.length === 0 ? null : numbers;
}

function groupNumbers(columns: readonly Numbers[], count: number, lent: LentArrays): RowGroups {
  const hashes = hashesOf(columns, lent.int32(count));
  const bits = Math.max(4, 33 - Math.clz32(count));
  const mask = (1 << bits) - 1;
  /** First row of a group, + 1. */
  const slots = lent.int32(1 << bits).fill(0);
  const of = lent.int32(count);
  let groupCount = 0;
  for (let i = 0; i < count; i++) {
    let at = Math.imul(hashes[i], HASH_FACTOR) >>> (32 - bits);
    while (slots[at] !== 0 && !isSame(columns, hashes, slots[at] - 1, i)) at = (at + 1) & mask;
    if (slots[at] === 0) {
      slots[at] = i + 1;
      of[i] = groupCount++;
    } else of[i] = of[slots[at] - 1];
  }
  return { of, count: groupCount };
}

function hashesOf(columns: readonly Numbers[], hashes: Int32Array): Int32Array {
  const count = hashes.length;
  hashes.fill(0);
  const bits = new Float64Array(1);
  const words = new Int32Array(bits.buffer);
  for (const values of columns) {
    for (let i = 0; i < count; i++) {
      const value = values[i];
      let hash = value | 0;
      if (hash !== value && !Number.isNaN(value)) {
        bits[0] = value;
        hash = words[0] ^ Math.imul(words[1], MIX_FACTOR);
      }
      hash = Math.imul(hashes[i] ^ hash, MIX_FACTOR);
      hashes[i] = hash ^ (hash >>> 15);
    }
  }
  return hashes;
}

function isSame(columns: readonly Numbers[], hashes: Int32Array, a: number, b: number): boolean {
  if (hashes[a] !== hashes[b]) return false;
  for (let c = 0; c < columns.length; c++) {
    const x = columns[c][a];
    const y = columns[c][b];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}
