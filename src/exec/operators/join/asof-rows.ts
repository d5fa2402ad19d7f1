// One side of an ASOF join over inputs that change: its live rows by key, each with what is compared, exactly. Positions are not
// stored: they are read from the rows again after a restart or a renumbering.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { Column, SqlType } from "../../../common/types.ts";
import type { JoinKeys } from "../../state/join-keys.ts";
import { JoinRowsTable } from "../../state/join-rows-table.ts";

/** Numbers and bigints compare with each other; null: NULL, which nothing is near to. */
export type Position = number | bigint | null;

export class AsofRows {
  readonly table: JoinRowsTable;
  readonly types: readonly SqlType[];
  readonly #column: number;
  batch: ChangeBatch | null = null;
  live: Int32Array = new Int32Array(0);
  /** By place among the live rows: number in the table, key. */
  rows = new Int32Array(0);
  keys = new Int32Array(0);
  /** By row. */
  readonly positions: Position[] = [];
  #isRead = false;

  constructor(
    name: "left" | "right",
    columns: readonly Column[],
    keyColumns: readonly number[],
    keys: JoinKeys,
    column: number,
  ) {
    this.types = columns.map(({ type }) => type);
    this.table = new JoinRowsTable(name, this.types, keyColumns, keys);
    this.#column = column;
  }

  /** Frees what the last batch let go. True when rows have new numbers. */
  tidy(): boolean {
    const isMoved = this.table.tidy();
    if (isMoved) this.#isRead = false;
    return isMoved;
  }

  open(batch: ChangeBatch, live: Int32Array): void {
    if (!this.#isRead) this.#readAll();
    this.batch = batch;
    this.live = live;
    this.rows = new Int32Array(live.length);
    this.keys = new Int32Array(live.length);
    this.table.assign(batch.columns, live, this.rows, this.keys);
    const type = this.types[this.#column];
    const vector = batch.columns[this.#column];
    for (let i = 0; i < live.length; i++) this.positions[this.rows[i]] = scalarAt(vector, type, live[i]) as Position;
  }

  close(): void {
    this.batch = null;
  }

  #readAll(): void {
    this.#isRead = true;
    const rows = this.table.liveRows();
    const vector = this.table.read(rows, rows.length)[this.#column];
    this.positions.length = 0;
    for (let i = 0; i < rows.length; i++) {
      this.positions[rows[i]] = scalarAt(vector, this.types[this.#column], i) as Position;
    }
  }
}

/** -1, 0 or 1; NaN equals itself and is the greatest. */
export function comparePositions(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  const [isNaNA, isNaNB] = [Number.isNaN(a), Number.isNaN(b)];
  return isNaNA === isNaNB ? 0 : isNaNA ? 1 : -1;
}
