// What a join asks of the table of one of its sides: live rows in order of arrival, those of a key chained.
import type { LentArrays } from "../../columnar/lent-arrays.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { StateTable } from "./state-table.ts";

/** No row, no key. */
export const NONE = -1;

export interface JoinRows {
  readonly state: StateTable;
  /** Row numbers given out: the size of what is indexed by row. */
  readonly rowLimit: number;
  /** Numbers of rows; new ones are not live yet. `keysOut`: their keys, NONE for a NULL that matches nothing. */
  assign(columns: readonly Vector[], rows: Int32Array, out: Int32Array, keysOut: Int32Array): void;
  /** One more of a row. */
  add(row: number): void;
  /** One less of a row that is live. */
  remove(row: number): void;
  /** All equal ones of a row go. */
  removeAll(row: number): void;
  /** How many equal rows are live. */
  countOf(row: number): number;
  /** How many rows of the other side match, where that is followed. */
  matchesOf(row: number): number;
  setMatches(row: number, count: number): void;
  keyOf(row: number): number;
  /** When a live row came, as a number that grows. */
  orderOf(row: number): number;
  /** The first row of a key; keys that only the other side knows have none. */
  firstOf(key: number): number;
  /** The next row of the same key. */
  nextOf(row: number): number;
  /** Columns of rows; NULL where the row is NONE. `lent`: the vectors are of use for this batch only. */
  read(rows: Int32Array, count: number, lent?: LentArrays | null): Vector[];
  /** Live rows in order of arrival. */
  liveRows(): Int32Array;
  /** After a batch, when its output is read. */
  endBatch(): void;
  /** Before a batch: frees rows that are gone. True when rows were renumbered. */
  tidy(): boolean;
  /** Follows a renumbering of the keys. */
  renumberKeys(map: Int32Array): void;
}
