// Lists of physical row numbers.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import type { LentArrays } from "../../columnar/lent-arrays.ts";

/** The live rows of a batch in order; a view of the batch's selection, or 0 .. rowCount. `lent`: of use for this batch only. */
export function liveRows(batch: ChangeBatch, lent: LentArrays | null = null): Int32Array {
  return batch.selection ?? rowNumbers(batch.rowCount, lent);
}

/** 0, 1, .. count - 1. */
export function rowNumbers(count: number, lent: LentArrays | null = null): Int32Array {
  const rows = lent?.int32(count) ?? new Int32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  return rows;
}

/** Index of the first of `rows[from ..)` that is at or above `row`. */
export function lowerBound(rows: Int32Array, from: number, row: number): number {
  let low = from;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A growing list of row numbers that is used again and again. */
export class RowList {
  rows = new Int32Array(64);
  count = 0;

  push(row: number): void {
    this.reserve(this.count + 1);
    this.rows[this.count++] = row;
  }

  /** Room for `needed` rows in all. */
  reserve(needed: number): void {
    if (needed <= this.rows.length) return;
    const rows = new Int32Array(Math.max(needed, this.rows.length * 2));
    rows.set(this.rows);
    this.rows = rows;
  }
}
