// Rows of a batch and rows that are kept, side by side: what is handed on of both is gathered once.
import { concatVectors, gather } from "../../../columnar/gather.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { RowSlots } from "./row-slots.ts";

/** Columns of rows: from[i] is a slot, or ~ the row of the batch. Of use for this batch only. */
export function readMixed(
  kept: RowSlots,
  types: readonly SqlType[],
  columns: readonly Vector[],
  from: Int32Array,
  count: number,
  lent: LentArrays,
): Vector[] {
  return columns.map((vector, c) => {
    const slots = kept.columns[c].integers;
    if (slots === null || vector.rep !== "f64" || vector.valid !== null) {
      return readApart(kept, c, types[c], vector, from, count, lent);
    }
    const values = lent.float64(count);
    const own = vector.values;
    for (let i = 0; i < count; i++) {
      const at = from[i];
      values[i] = at >= 0 ? slots[at] : own[~at];
    }
    return { rep: "f64", values, valid: null };
  });
}

function readApart(
  kept: RowSlots,
  c: number,
  type: SqlType,
  vector: Vector,
  from: Int32Array,
  count: number,
  lent: LentArrays,
): Vector {
  const slots = lent.int32(count);
  const rows = lent.int32(count);
  const places = lent.int32(count);
  let keptCount = 0;
  let ownCount = 0;
  for (let i = 0; i < count; i++) if (from[i] >= 0) slots[keptCount++] = from[i];
  let at = 0;
  for (let i = 0; i < count; i++) {
    places[i] = from[i] >= 0 ? at++ : keptCount + ownCount;
    if (from[i] < 0) rows[ownCount++] = ~from[i];
  }
  const parts = [
    { vector: kept.columns[c].read(slots, keptCount, lent), count: keptCount },
    { vector: gather(vector, rows, ownCount, lent), count: ownCount },
  ];
  return gather(concatVectors(type, parts), places, count, lent);
}
