// Consolidation of a change batch: within one micro-batch, an addition and a removal of the same row cancel (rule 10 of
// the dialect: changes to a key are consolidated before a sink sees them).
//
// `consolidateRows` compares whole rows: what remains of each distinct row is its net change, additions as the last
// additions that came, removals as the first removals, in the order of arrival.
// `consolidateKeys` compares by key columns and keeps at most one removal (of the row the key had before the batch) and
// one addition (the row it has after): their kinds say whether the key is new (+I), gone (-D) or changed (-U +U; the two
// stand together, at the place of the last change). A key whose row is the same before and after disappears.
// Updates that lose their other half become plain +I or -D. A batch of insertions only is answered as it is.
import type { Column } from "../common/types.ts";
import { type ChangeBatch, DELETE, INSERT, liveRowCount, UPDATE_AFTER, UPDATE_BEFORE } from "./change-batch.ts";
import { compareRows } from "./compare.ts";
import { compact, gather } from "./gather.ts";
import { groupRows, type RowGroups } from "./row-groups.ts";
import type { LentArrays } from "./lent-arrays.ts";
import type { Vector } from "./vector.ts";

/** `lent`: the answer is of use for this batch only. */
export function consolidateRows(batch: ChangeBatch, columns: readonly Column[], lent?: LentArrays): ChangeBatch {
  if (batch.kinds === null) return batch;
  const { rowCount, kinds, groups, rows } = grouped(compact(batch), columns, null, lent);
  if (kinds === null) return batch;
  // Rows that are all different: none takes another back.
  if (groups.count === rowCount) return withPairedKinds(rows, new Uint8Array(rowCount).fill(1), kinds);
  const net = new Int32Array(groups.count);
  for (let i = 0; i < rowCount; i++) net[groups.of[i]] += isAddition(kinds[i]) ? 1 : -1;
  const keep = new Uint8Array(rowCount);
  const open = net.slice();
  for (let i = 0; i < rowCount; i++) {
    const group = groups.of[i];
    if (!isAddition(kinds[i]) && open[group] < 0) {
      keep[i] = 1;
      open[group]++;
    }
  }
  for (let i = rowCount - 1; i >= 0; i--) {
    const group = groups.of[i];
    if (isAddition(kinds[i]) && open[group] > 0) {
      keep[i] = 1;
      open[group]--;
    }
  }
  return withPairedKinds(pick(rows, keep), keep, kinds);
}

/** At most one removal and one addition per key. For changelogs whose removals carry the full old row, or keys alone. */
export function consolidateKeys(
  batch: ChangeBatch,
  columns: readonly Column[],
  keyColumns: readonly number[],
): ChangeBatch {
  if (batch.kinds === null) return batch;
  const { rowCount, kinds, groups, rows } = grouped(compact(batch), columns, keyColumns);
  if (kinds === null) return batch;
  const { before, after, last, hadRow } = endsByKey(kinds, groups.of, groups.count);
  const order = new Int32Array(rowCount);
  const outKinds = new Uint8Array(rowCount);
  let count = 0;
  for (let i = 0; i < rowCount; i++) {
    const group = groups.of[i];
    if (last[group] !== i) continue;
    const old = before[group];
    const current = after[group];
    if (old >= 0 && current >= 0 && isSameRow(rows.columns, columns, old, current)) continue;
    if (old >= 0 || (current < 0 && hadRow[group] === 1)) {
      outKinds[count] = current >= 0 ? UPDATE_BEFORE : DELETE;
      order[count++] = old >= 0 ? old : i;
    }
    if (current >= 0) {
      outKinds[count] = hadRow[group] === 1 ? UPDATE_AFTER : INSERT;
      order[count++] = current;
    }
  }
  return reordered(rows, order, count, outKinds);
}

interface KeyEnds {
  /** Row of the first change of a key, when it is a removal: what the key was before the batch. */
  readonly before: Int32Array;
  /** Row that the key has after the batch; -1: none. */
  readonly after: Int32Array;
  /** Row of the last change of a key. */
  readonly last: Int32Array;
  /** 1: the key had a row before the batch, whether that is in the batch (-U, -D) or not (+U of an upsert changelog). */
  readonly hadRow: Uint8Array;
}

function endsByKey(kinds: Uint8Array, groupOf: Int32Array, groupCount: number): KeyEnds {
  const before = new Int32Array(groupCount).fill(-1);
  const after = new Int32Array(groupCount).fill(-1);
  const last = new Int32Array(groupCount).fill(-1);
  const hadRow = new Uint8Array(groupCount);
  for (let i = 0; i < kinds.length; i++) {
    const group = groupOf[i];
    const isFirst = last[group] === -1;
    if (isFirst && kinds[i] !== INSERT) hadRow[group] = 1;
    if (isAddition(kinds[i])) after[group] = i;
    else {
      if (isFirst) before[group] = i;
      after[group] = -1;
    }
    last[group] = i;
  }
  return { before, after, last, hadRow };
}

interface GroupedRows {
  readonly rowCount: number;
  readonly kinds: Uint8Array | null;
  readonly rows: ChangeBatch;
  readonly groups: RowGroups;
}

function grouped(
  batch: ChangeBatch,
  columns: readonly Column[],
  keyColumns: readonly number[] | null,
  lent?: LentArrays,
): GroupedRows {
  const indexes = keyColumns ?? columns.map((_, i) => i);
  const rowCount = liveRowCount(batch);
  const types = indexes.map((i) => columns[i].type);
  const vectors = indexes.map((i) => batch.columns[i]);
  return {
    rowCount,
    kinds: batch.kinds?.subarray(0, rowCount) ?? null,
    rows: batch,
    groups: groupRows(vectors, types, rowCount, lent),
  };
}

function isAddition(kind: number): boolean {
  return kind === INSERT || kind === UPDATE_AFTER;
}

function isSameRow(vectors: readonly Vector[], columns: readonly Column[], i: number, j: number): boolean {
  return vectors.every((vector, c) => compareRows(vector, i, vector, j, columns[c].type) === 0);
}

function pick(batch: ChangeBatch, keep: Uint8Array): ChangeBatch {
  const selection = new Int32Array(keep.length);
  let count = 0;
  for (let i = 0; i < keep.length; i++) if (keep[i] === 1) selection[count++] = i;
  return compact({ ...batch, selection: selection.subarray(0, count) });
}

/** A -U directly before its +U keeps the pair; an update without its other half becomes -D or +I. */
function withPairedKinds(picked: ChangeBatch, keep: Uint8Array, kinds: Uint8Array): ChangeBatch {
  const paired = new Uint8Array(picked.rowCount);
  let at = 0;
  for (let i = 0; i < keep.length; i++) {
    if (keep[i] === 0) continue;
    const kind = kinds[i];
    const hasBefore = kind === UPDATE_AFTER && i > 0 && keep[i - 1] === 1 && kinds[i - 1] === UPDATE_BEFORE;
    const hasAfter =
      kind === UPDATE_BEFORE && i + 1 < keep.length && keep[i + 1] === 1 && kinds[i + 1] === UPDATE_AFTER;
    paired[at++] =
      kind === UPDATE_AFTER ? (hasBefore ? kind : INSERT) : kind === UPDATE_BEFORE ? (hasAfter ? kind : DELETE) : kind;
  }
  return { ...picked, kinds: paired };
}

/** Rows in another order: steps keep only their last mark, at the end; origins and arrivals follow no row any more. */
function reordered(batch: ChangeBatch, order: Int32Array, count: number, kinds: Uint8Array): ChangeBatch {
  const { steps } = batch;
  return {
    rowCount: count,
    columns: batch.columns.map((column) => gather(column, order, count)),
    kinds,
    selection: null,
    steps:
      steps.count === 0
        ? steps
        : { rows: Int32Array.of(count), marks: Float64Array.of(steps.marks[steps.count - 1]), count: 1 },
    origin: null,
    arrival: null,
  };
}
