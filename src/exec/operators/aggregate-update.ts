// Feeding stretches of rows into the groups of one table: group numbers first, then each aggregate's own loop.
import { DELETE, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { AggregateRows, AggregateState } from "../../expr/aggregate-function.ts";
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

/** Scratch arrays that live as long as the operator, and the update itself. */
export class GroupUpdater {
  #groups = new Int32Array(1024);
  #rows = new Int32Array(1024);
  #passingRows = new Int32Array(1024);
  #passingGroups = new Int32Array(1024);
  #signs = new Int8Array(1024);
  #passingSigns = new Int8Array(1024);

  /**
   * Adds (or retracts) the rows. Answers the group of each row taken; a view that is valid until the next call. Rows that
   * cannot be taken are told to `refuse`. `beforeUpdate` sees the groups of all rows while they hold their old values.
   */
  update(
    table: GroupTable,
    input: UpdateRows,
    refuse: RefuseRow,
    beforeUpdate: ((groups: Int32Array, count: number) => void) | null = null,
  ): Int32Array {
    this.#reserve(input.count);
    const groups = this.#groups;
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
    for (let a = 0; a < table.states.length; a++) {
      const { args, passes } = input.calls[a];
      feed(table.states[a], passes === null ? all : this.#passing(all, passes), args, refuse);
    }
    return groups.subarray(0, count);
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

/** One aggregate's update; a value that it refuses is reported and passed over, the rest goes on. */
function feed(state: AggregateState, input: AggregateRows, args: readonly Vector[], refuse: RefuseRow): void {
  let from = 0;
  while (from < input.count) {
    try {
      state.update(from === 0 ? input : withoutFirst(input, from), args);
      return;
    } catch (error) {
      const row = refusedRow(error);
      if (row === null) throw error;
      refuse(row, error as DataProblem);
      from = input.rows.indexOf(row, from) + 1;
      if (from === 0) throw error;
    }
  }
}

function refusedRow(error: unknown): number | null {
  return error instanceof DataProblem && "row" in error && typeof error.row === "number" ? error.row : null;
}

function withoutFirst(input: AggregateRows, from: number): AggregateRows {
  return {
    rows: input.rows.subarray(from),
    groups: input.groups.subarray(from),
    count: input.count - from,
    signs: input.signs === null ? null : input.signs.subarray(from),
  };
}
