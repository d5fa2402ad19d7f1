// Feeding stretches of rows into the groups of one table: group numbers first, then each aggregate's own loop.
import { DELETE, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { AggregateRows } from "../../expr/aggregate-function.ts";
import { DataProblem } from "../../expr/function.ts";
import type { GroupTable } from "../state/group-table.ts";
import type { PreparedCall } from "./aggregate-inputs.ts";

/** Rows `rows[0 .. count)` of a batch on their way into groups. */
export interface UpdateRows {
  readonly rows: Int32Array;
  readonly count: number;
  readonly keyColumns: readonly Vector[];
  readonly calls: readonly PreparedCall[];
  /** Of the batch; null: all inserts. */
  readonly kinds: Uint8Array | null;
}

export type RefuseRow = (row: number, problem: { readonly code: string; readonly message: string }) => void;

interface Refused {
  readonly row: number;
  readonly problem: DataProblem;
}

const NO_GROUPS = new Int32Array(0);
const REFUSED = -1;
/** Rows of the first stretch after a refused row. */
const RETRY_ROWS = 64;

/** Scratch arrays that live as long as the operator, and the update itself. */
export class GroupUpdater {
  #groups = new Int32Array(1024);
  #rows = new Int32Array(1024);
  #passingRows = new Int32Array(1024);
  #passingGroups = new Int32Array(1024);
  #signs = new Int8Array(1024);
  #passingSigns = new Int8Array(1024);

  /**
   * Adds (or retracts) the rows. A row that one aggregate cannot take is told to `refuse` and is taken by none: where `refuse` comes
   * back (`report.skipsRefused`), everything else is as if the row had not been there. `beforeUpdate` sees the groups of
   * all rows while they hold their old values. Answers the groups that were made here for refused rows only: they hold
   * nothing and are for the caller to free.
   */
  update(
    table: GroupTable,
    input: UpdateRows,
    refuse: RefuseRow,
    skipsRefused: boolean,
    beforeUpdate: ((groups: Int32Array, count: number) => void) | null = null,
  ): Int32Array {
    this.#reserve(input.count);
    const groups = this.#groups;
    const knownCount = table.groupCount;
    table.assign(input.keyColumns, input.rows, input.count, groups);
    beforeUpdate?.(groups, input.count);
    let { rows, count } = input;
    let signs: Int8Array | null = null;
    if (input.kinds !== null) {
      rows = this.#rows;
      signs = this.#signs;
      count = this.#countRows(table.rowCounts, input, refuse);
    } else if (table.countsRows) {
      const { rowCounts } = table;
      for (let i = 0; i < count; i++) rowCounts[groups[i]]++;
    }
    const all: AggregateRows = { rows, groups, count, signs };
    if (skipsRefused) return this.#takeOrRefuse(table, all, input.calls, refuse, knownCount);
    const refused = this.#feed(table, all, input.calls);
    if (refused !== null) refuse(refused.row, refused.problem);
    return NO_GROUPS;
  }

  /** Feeds all aggregates; the row that one of them refuses, with what came before it already taken. */
  #feed(table: GroupTable, rows: AggregateRows, calls: readonly PreparedCall[]): Refused | null {
    for (let a = 0; a < table.states.length; a++) {
      const { args, passes } = calls[a];
      const passing = passes === null ? rows : this.#passing(rows, passes);
      try {
        table.states[a].update(passing, args);
      } catch (error) {
        if (!(error instanceof DataProblem && "row" in error && typeof error.row === "number")) throw error;
        return { row: error.row, problem: error };
      }
    }
    return null;
  }

  /**
   * Takes the rows stretch by stretch. A stretch with a refused row is undone from what was saved before it and tried again up to
   * that row; stretches grow again after each success, so that many refused rows do not make the work quadratic.
   */
  #takeOrRefuse(
    table: GroupTable,
    all: AggregateRows,
    calls: readonly PreparedCall[],
    refuse: RefuseRow,
    knownCount: number,
  ): Int32Array {
    const suspects = new Set<number>();
    let from = 0;
    let size = all.count;
    while (from < all.count) {
      const stretch = slice(all, from, Math.min(all.count, from + size));
      const refused = this.#tryStretch(table, stretch, calls);
      if (refused === null) {
        from += stretch.count;
        size = Math.max(RETRY_ROWS, size * 2);
        continue;
      }
      const at = stretch.rows.subarray(0, stretch.count).indexOf(refused.row);
      if (at > 0) {
        size = at;
        continue;
      }
      const group = stretch.groups[0];
      if (table.countsRows) table.rowCounts[group] -= stretch.signs === null ? 1 : stretch.signs[0];
      if (group >= knownCount) suspects.add(group);
      refuse(refused.row, refused.problem);
      // What was refused must not look taken below.
      all.groups[from] = REFUSED;
      from++;
      size = RETRY_ROWS;
    }
    if (suspects.size === 0) return NO_GROUPS;
    for (let i = 0; i < all.count; i++) suspects.delete(all.groups[i]);
    return Int32Array.from(suspects);
  }

  /** All of the stretch, or nothing of it and the row that stands in the way. */
  #tryStretch(table: GroupTable, stretch: AggregateRows, calls: readonly PreparedCall[]): Refused | null {
    const groups = Int32Array.from(new Set(stretch.groups.subarray(0, stretch.count)));
    const saved = table.states.map((state) => state.save(groups, groups.length));
    const refused = this.#feed(table, stretch, calls);
    if (refused !== null) {
      table.states.forEach((state, a) => {
        state.clear(groups, groups.length);
        state.load(groups, groups.length, saved[a]);
      });
    }
    return refused;
  }

  /** Counts live rows per group; a retraction of a row that is not there is refused. */
  #countRows(rowCounts: Float64Array, input: UpdateRows, refuse: RefuseRow): number {
    const kinds = input.kinds as Uint8Array;
    const groups = this.#groups;
    let taken = 0;
    for (let i = 0; i < input.count; i++) {
      const row = input.rows[i];
      const kind = kinds[row];
      const sign = kind === UPDATE_BEFORE || kind === DELETE ? -1 : 1;
      const group = groups[i];
      if (sign < 0 && rowCounts[group] <= 0) {
        refuse(row, UNKNOWN_ROW);
        continue;
      }
      rowCounts[group] += sign;
      this.#rows[taken] = row;
      groups[taken] = group;
      this.#signs[taken++] = sign;
    }
    return taken;
  }

  #passing(all: AggregateRows, passes: Uint8Array): AggregateRows {
    const rows = this.#passingRows;
    const groups = this.#passingGroups;
    let count = 0;
    for (let i = 0; i < all.count; i++) {
      if (passes[all.rows[i]] === 0) continue;
      if (all.signs !== null) this.#passingSigns[count] = all.signs[i];
      rows[count] = all.rows[i];
      groups[count++] = all.groups[i];
    }
    return { rows, groups, count, signs: all.signs === null ? null : this.#passingSigns };
  }

  #reserve(count: number): void {
    if (count <= this.#groups.length) return;
    const size = Math.max(count, this.#groups.length * 2);
    this.#groups = new Int32Array(size);
    this.#rows = new Int32Array(size);
    this.#passingRows = new Int32Array(size);
    this.#passingGroups = new Int32Array(size);
    this.#signs = new Int8Array(size);
    this.#passingSigns = new Int8Array(size);
  }
}

const UNKNOWN_ROW = {
  code: "DATA_UNKNOWN_RETRACTION",
  message: "a change takes back a row that is not in the group",
} as const;

function slice(rows: AggregateRows, from: number, to: number): AggregateRows {
  return {
    rows: rows.rows.subarray(from, to),
    groups: rows.groups.subarray(from, to),
    count: to - from,
    signs: rows.signs === null ? null : rows.signs.subarray(from, to),
  };
}
