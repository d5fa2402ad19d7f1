// What the new rows of a batch ask: each set of values once, in order of first appearance.
import { KeyTable } from "../../../columnar/key-table.ts";
import { isNullAt, rowScalars } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";

export interface Questions {
  /** The question of each row, by its place in `distinct`; NOTHING: it asks nothing. */
  readonly of: Int32Array;
  readonly distinct: readonly (readonly Scalar[])[];
}

export const NOTHING = -1;

/** `rows` by their values in `columns`. `skipsNulls`: rows with a NULL there ask nothing. */
export function questionsOf(
  columns: readonly Vector[],
  types: readonly SqlType[],
  rows: Int32Array,
  skipsNulls: boolean,
): Questions {
  const asking = skipsNulls ? rows.filter((row) => columns.every((column) => !isNullAt(column, row))) : rows;
  const groups = new Int32Array(asking.length);
  new KeyTable(types).lookup(columns, asking, asking.length, groups);
  const of = new Int32Array(rows.length).fill(NOTHING);
  const distinct: (readonly Scalar[])[] = [];
  let at = 0;
  for (let i = 0; i < rows.length && at < asking.length; i++) {
    if (rows[i] !== asking[at]) continue;
    of[i] = groups[at++];
    if (of[i] === distinct.length) distinct.push(rowScalars(columns, types, rows[i]));
  }
  return { of, distinct };
}
