// The changes between two results of the same groups, as rows of a changelog.
//
// Group by group: nothing when both are equal; +I where it appears, -D (with the old row) where it goes, -U and +U where it
// changed.
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import { compareRows } from "../../columnar/compare.ts";
import { concatVectors, gather } from "../../columnar/gather.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import { rowNumbers } from "./live-rows.ts";

/** Results of groups 0 .. count. Values of groups that do not exist mean nothing. */
export interface GroupResults {
  readonly exists: Uint8Array;
  readonly values: readonly Vector[];
}

export interface ChangedRows {
  readonly count: number;
  /** The group of each change. */
  readonly keyRows: Int32Array;
  readonly values: readonly Vector[];
  /** Null: all inserts. */
  readonly kinds: Uint8Array | null;
}

/** `repeatsEqual`: a result that stays the same is taken back and said again. */
export function changedRows(
  before: GroupResults,
  after: GroupResults,
  types: readonly SqlType[],
  groupCount: number,
  repeatsEqual = false,
): ChangedRows {
  if (before.exists.every((exists) => exists === 0) && after.exists.every((exists) => exists === 1)) {
    return { count: groupCount, keyRows: rowNumbers(groupCount), values: after.values, kinds: null };
  }
  const keyRows = new Int32Array(groupCount * 2);
  /** Row of a change among the values of before and, behind them, of after. */
  const valueRows = new Int32Array(groupCount * 2);
  const kinds = new Uint8Array(groupCount * 2);
  let count = 0;
  let isOnlyInserts = true;
  for (let group = 0; group < groupCount; group++) {
    const had = before.exists[group] === 1;
    const has = after.exists[group] === 1;
    if (!repeatsEqual && had && has && isEqual(before.values, after.values, types, group)) continue;
    if (had) {
      keyRows[count] = group;
      valueRows[count] = group;
      kinds[count++] = has ? UPDATE_BEFORE : DELETE;
      isOnlyInserts = false;
    }
    if (has) {
      keyRows[count] = group;
      valueRows[count] = groupCount + group;
      kinds[count++] = had ? UPDATE_AFTER : INSERT;
    }
  }
  const values = types.map((type, c) => {
    const both = [before.values[c], after.values[c]].map((vector) => ({ vector, count: groupCount }));
    return gather(concatVectors(type, both), valueRows, count);
  });
  return { count, keyRows, values, kinds: isOnlyInserts ? null : kinds.subarray(0, count) };
}

function isEqual(a: readonly Vector[], b: readonly Vector[], types: readonly SqlType[], row: number): boolean {
  for (let c = 0; c < types.length; c++) if (compareRows(a[c], row, b[c], row, types[c]) !== 0) return false;
  return true;
}
