// The order of kept rows within a partition: sort keys in SQL order, NULLs where the key says, equal rows by arrival (the
// last one first where `ties` is "last").
import { compareAt } from "../../../columnar/compare.ts";
import { isNullAt } from "../../../columnar/read.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { ColumnOrder } from "../../../planner/over-calls.ts";
import type { RowSlots } from "../../state/rows/row-slots.ts";

/** An order by one integer column: kept rows and rows of a batch compare as numbers. */
export interface IntegerOrder {
  /** By slot; moves when the table of rows needs more room. */
  readonly kept: Float64Array;
  /** By row of the batch. */
  readonly values: ArrayLike<number>;
  /** -1: descending. */
  readonly sign: number;
}

export class SlotOrder {
  /** Indexes of the sort keys. */
  readonly columns: readonly number[];
  readonly #rows: RowSlots;
  readonly #keys: readonly ColumnOrder[];
  readonly #areTiesLast: boolean;

  constructor(rows: RowSlots, keys: readonly ColumnOrder[], ties: "first" | "last") {
    this.#rows = rows;
    this.#keys = keys;
    this.#areTiesLast = ties === "last";
    this.columns = [...new Set(keys.map((key) => key.column))];
  }

  /** By sort keys alone: 0 for peers. */
  compareKeys(a: number, b: number): number {
    for (const key of this.#keys) {
      const column = this.#rows.columns[key.column];
      const order = column.compare(a, b);
      if (order !== 0) return directed(order, key, column.isNull(a) || column.isNull(b));
    }
    return 0;
  }

  compare(a: number, b: number): number {
    const order = this.compareKeys(a, b);
    if (order !== 0) return order;
    const bySeq = this.#rows.seqs[a] - this.#rows.seqs[b];
    return this.#areTiesLast ? -bySeq : bySeq;
  }

  /** A kept row against a row of a batch, by sort keys alone. */
  compareToRow(slot: number, columns: readonly Vector[], row: number): number {
    for (const key of this.#keys) {
      const column = this.#rows.columns[key.column];
      const order = column.compareToRow(slot, columns[key.column], row);
      if (order !== 0) return directed(order, key, column.isNull(slot) || isNullAt(columns[key.column], row));
    }
    return 0;
  }

  /** Order of two rows of a batch, by sort keys alone. */
  rowOrder(columns: readonly Vector[], types: readonly SqlType[]): (a: number, b: number) => number {
    const keys = this.#keys.map((key) => {
      const vector = columns[key.column];
      return { key, vector, compare: compareAt(vector, types[key.column]) };
    });
    return (a, b) => {
      for (const { key, vector, compare } of keys) {
        const order = compare(a, b);
        if (order !== 0) return directed(order, key, isNullAt(vector, a) || isNullAt(vector, b));
      }
      return 0;
    };
  }

  /** Null: rows must be compared one by one, with `compareToRow`. Ask when there is room for all rows of the batch. */
  integers(columns: readonly Vector[]): IntegerOrder | null {
    if (this.#keys.length !== 1) return null;
    const [{ column, isDescending }] = this.#keys;
    const vector = columns[column];
    const kept = this.#rows.columns[column].integers;
    if (kept === null || vector.valid !== null || (vector.rep !== "f64" && vector.rep !== "i32")) return null;
    return { kept, values: vector.values, sign: isDescending ? -1 : 1 };
  }

  /** True when a new row, equal to a kept one, comes before it. */
  get doesNewComeFirst(): boolean {
    return this.#areTiesLast;
  }

  /** Where a kept row that is not in the list belongs. */
  placeOf(list: readonly number[], slot: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(list[middle], slot) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where among the kept rows lists[from .. from + count), a few in order, a row of a batch belongs. */
  placeAmong(
    lists: Int32Array,
    from: number,
    count: number,
    columns: readonly Vector[],
    row: number,
    integers: IntegerOrder | null,
  ): number {
    const isLastFirst = this.#areTiesLast;
    let at = count;
    if (integers === null) {
      for (; at > 0; at--) {
        const by = this.compareToRow(lists[from + at - 1], columns, row);
        if (by < 0 || (by === 0 && !isLastFirst)) break;
      }
      return at;
    }
    const { kept, values, sign } = integers;
    const value = values[row];
    for (; at > 0; at--) {
      const by = sign * (kept[lists[from + at - 1]] - value);
      if (by < 0 || (by === 0 && !isLastFirst)) break;
    }
    return at;
  }

  /** As placeAmong, where the rows in order are kept ones (their slots) and rows of the batch (~ the row). */
  placeMixed(
    lists: Int32Array,
    from: number,
    count: number,
    columns: readonly Vector[],
    row: number,
    integers: IntegerOrder | null,
    rowOrder: (a: number, b: number) => number,
  ): number {
    const isLastFirst = this.#areTiesLast;
    let at = count;
    if (integers === null) {
      for (; at > 0; at--) {
        const before = lists[from + at - 1];
        const by = before >= 0 ? this.compareToRow(before, columns, row) : rowOrder(~before, row);
        if (by < 0 || (by === 0 && !isLastFirst)) break;
      }
      return at;
    }
    const { kept, values, sign } = integers;
    const value = values[row];
    for (; at > 0; at--) {
      const before = lists[from + at - 1];
      const by = sign * ((before >= 0 ? kept[before] : values[~before]) - value);
      if (by < 0 || (by === 0 && !isLastFirst)) break;
    }
    return at;
  }

  /** Index of the kept row equal to a row of a batch in all columns, the last that came; -1: none. */
  find(list: readonly number[], columns: readonly Vector[], row: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compareToRow(list[middle], columns, row) < 0) low = middle + 1;
      else high = middle;
    }
    let found = -1;
    for (let i = low; i < list.length && this.compareToRow(list[i], columns, row) === 0; i++) {
      if (!this.#isSame(list[i], columns, row)) continue;
      if (found === -1 || this.#rows.seqs[list[i]] > this.#rows.seqs[list[found]]) found = i;
    }
    return found;
  }

  #isSame(slot: number, columns: readonly Vector[], row: number): boolean {
    return columns.every((vector, c) => this.#rows.columns[c].compareToRow(slot, vector, row) === 0);
  }
}

/** `order` puts NULL first; reversed for DESC, except that NULLs go where the key says. */
function directed(order: number, key: ColumnOrder, isOneNull: boolean): number {
  if (isOneNull) return key.isNullsFirst ? order : -order;
  return key.isDescending ? -order : order;
}
