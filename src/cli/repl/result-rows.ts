// The rows of one query at the prompt: every change in order, and what the changes leave (the folded result).
//
// An append-only result is its own fold. Of a stream only the last ROWS_KEPT changes stay.
import {
  type ChangeBatch,
  FoldedRows,
  isNumeric,
  KIND_TEXTS,
  type PreparedJob,
  type Scalar,
  scalarAt,
  scalarText,
  zoneFor,
} from "../../index.ts";
import type { TableColumnStyle } from "../table.ts";
import { type Cells, RowStore } from "./row-store.ts";

const ROWS_KEPT = 1_000_000;

/** What a view shows. */
export interface ViewRows {
  readonly columns: readonly TableColumnStyle[];
  readonly isUpdating: boolean;
  /** Changes that came; those before `firstChange` are gone. */
  readonly changeCount: number;
  readonly firstChange: number;
  /** Kind, then the columns; null: there are only rows. */
  readonly changes: ((from: number, to: number) => readonly Cells[]) | null;
  readonly rowCount: number;
  rows(from: number, to: number): readonly Cells[];
}

/** Rows that are all there, as of SHOW. */
export function listedRows(columns: readonly TableColumnStyle[], all: readonly Cells[]): ViewRows {
  return {
    columns,
    isUpdating: false,
    changeCount: all.length,
    firstChange: 0,
    changes: null,
    rowCount: all.length,
    rows: (from, to) => all.slice(from, to),
  };
}

export class ResultRows implements ViewRows {
  readonly columns: readonly TableColumnStyle[];
  readonly isUpdating: boolean;
  readonly #job: PreparedJob;
  readonly #changes: RowStore;
  readonly #fold: FoldedRows | null;
  readonly #text: (value: Scalar, column: number) => string;
  #folded: readonly (readonly Scalar[])[] | null = null;

  constructor(job: PreparedJob) {
    this.#job = job;
    this.columns = job.columns.map(({ name, type }) => ({ name, isRight: isNumeric(type) }));
    this.isUpdating = job.changelogMode !== "append";
    this.#changes = new RowStore(job.isBounded ? undefined : ROWS_KEPT);
    this.#fold = this.isUpdating ? new FoldedRows(job.columns, job.streamKey) : null;
    const zone = zoneFor(job.zone);
    this.#text = (value, column) => scalarText(value, job.columns[column].type, "table", zone);
  }

  take(batch: ChangeBatch): void {
    const { columns } = this.#job;
    const count = batch.selection?.length ?? batch.rowCount;
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      const kind = KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]];
      this.#changes.append([kind, ...columns.map(({ type }, c) => this.#text(scalarAt(batch.columns[c], type, row), c))]);
    }
    this.#fold?.apply(batch);
    this.#folded = null;
  }

  /** Changes that came; those before `firstChange` are gone. */
  get changeCount(): number {
    return this.#changes.count;
  }

  get firstChange(): number {
    return this.#changes.first;
  }

  /** Kind, then the columns. */
  changes(from: number, to: number): readonly Cells[] {
    return this.#changes.rows(from, to);
  }

  get rowCount(): number {
    return this.#fold === null ? this.#changes.count : this.#foldedRows(this.#fold).length;
  }

  /** The folded result. */
  rows(from: number, to: number): readonly Cells[] {
    if (this.#fold === null) return this.#changes.rows(from, to).map((cells) => cells.slice(1));
    return this.#foldedRows(this.#fold)
      .slice(from, to)
      .map((row) => row.map((value, c) => this.#text(value, c)));
  }

  close(): void {
    this.#changes.close();
  }

  #foldedRows(fold: FoldedRows): readonly (readonly Scalar[])[] {
    this.#folded ??= fold.rows();
    return this.#folded;
  }
}
