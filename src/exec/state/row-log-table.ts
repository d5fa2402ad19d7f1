// State table that keeps rows as they came, for operators that wait for the end of their input (append-only).
// A segment is the rows since the last one; a segment without columns says that everything was let go.
import { concatVectors, gather, type VectorPart } from "../../columnar/gather.ts";
import { packColumns } from "../../columnar/pack.ts";
import { unpackColumns } from "../../columnar/unpack.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import { corruptState } from "./corrupt-state.ts";
import { columnsInRole } from "./state-columns.ts";
import type { StateTable, StateView } from "./state-table.ts";

interface RowPart {
  readonly columns: readonly Vector[];
  readonly count: number;
}

export class RowLogTable implements StateTable {
  readonly name = "rows";
  readonly layoutVersion = 1;
  readonly #types: readonly SqlType[];
  #parts: RowPart[] = [];
  /** Parts before this index are stored. */
  #storedParts = 0;
  #isClearPending = false;

  constructor(types: readonly SqlType[]) {
    this.#types = types;
  }

  append(columns: readonly Vector[], rows: Int32Array, count: number): void {
    if (count === 0) return;
    this.#parts.push({ columns: columns.map((column) => gather(column, rows, count)), count });
  }

  /** All rows in order of arrival. */
  read(): RowPart {
    return joined(this.#types, this.#parts);
  }

  clear(): void {
    this.#isClearPending ||= this.#storedParts > 0;
    this.#parts = [];
    this.#storedParts = 0;
  }

  takeDelta(): Uint8Array | null {
    if (this.#isClearPending && this.#parts.length === 0) {
      this.#isClearPending = false;
      return packColumns(0, []);
    }
    if (this.#storedParts === this.#parts.length) return null;
    const { columns, count } = joined(this.#types, this.#parts.slice(this.#storedParts));
    this.#storedParts = this.#parts.length;
    return packColumns(count, columns);
  }

  takeSnapshot(): Uint8Array {
    const all = this.read();
    this.#parts = all.count === 0 ? [] : [all];
    this.#storedParts = this.#parts.length;
    this.#isClearPending = false;
    return packColumns(all.count, all.columns);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    if (columns.length === 0) {
      this.clear();
      this.#isClearPending = false;
      return;
    }
    if (columns.length !== this.#types.length) throw corruptState(this.name);
    if (rowCount > 0) this.#parts.push({ columns, count: rowCount });
    this.#storedParts = this.#parts.length;
  }

  view(): StateView {
    const { columns, count } = this.read();
    return { rowCount: count, columns: columnsInRole("row", this.#types, columns) };
  }

  rowCount(): number {
    return this.#parts.reduce((sum, part) => sum + part.count, 0);
  }

  sizeBytes(): number {
    return this.rowCount() * this.#types.length * 12;
  }
}

function joined(types: readonly SqlType[], parts: readonly RowPart[]): RowPart {
  const columns = types.map((type, c) =>
    concatVectors(
      type,
      parts.map((part): VectorPart => ({ vector: part.columns[c], count: part.count })),
    ),
  );
  return { columns, count: parts.reduce((sum, part) => sum + part.count, 0) };
}
