// The rows that a changelog leaves: what a user sees of an updating result at the end of bounded input.
//
// With a stream key a change replaces the row of its key, at the place where the key first came. Without one a row is told
// by all of its values and counted: a retraction takes one away. Append-only results are kept as they come.
import { createBuilder } from "../columnar/builders.ts";
import { type ChangeBatch, DELETE, INSERT, NO_STEPS, UPDATE_BEFORE } from "../columnar/change-batch.ts";
import { rowScalars } from "../columnar/read.ts";
import { isSqlMap, type Scalar } from "../columnar/scalar.ts";
import { MillraceError } from "../common/errors.ts";
import type { Column, SqlType } from "../common/types.ts";

interface Entry {
  row: readonly Scalar[];
  count: number;
}

export class FoldedRows {
  readonly #columns: readonly Column[];
  readonly #types: readonly SqlType[];
  readonly #streamKey: readonly number[] | null;
  /** Rows of a result that was append-only so far. */
  #appended: (readonly Scalar[])[] = [];
  #entries: Map<string, Entry> | null = null;

  constructor(columns: readonly Column[], streamKey: readonly number[] | null) {
    this.#columns = columns;
    this.#types = columns.map((c) => c.type);
    this.#streamKey = streamKey;
  }

  apply(batch: ChangeBatch): void {
    const { kinds, selection, columns } = batch;
    const count = selection?.length ?? batch.rowCount;
    for (let i = 0; i < count; i++) {
      const row = selection === null ? i : selection[i];
      this.#change(kinds === null ? INSERT : kinds[row], rowScalars(columns, this.#types, row));
    }
  }

  rows(): readonly (readonly Scalar[])[] {
    if (this.#entries === null) return this.#appended;
    return [...this.#entries.values()].flatMap(({ row, count }) => Array.from({ length: count }, () => row));
  }

  toBatch(): ChangeBatch {
    const rows = this.rows();
    const vectors = this.#types.map((type, c) => {
      const builder = createBuilder(type, rows.length);
      for (const row of rows) builder.append(row[c]);
      return builder.finish();
    });
    return {
      rowCount: rows.length,
      columns: vectors,
      kinds: null,
      selection: null,
      steps: NO_STEPS,
      origin: null,
      arrival: null,
    };
  }

  #change(kind: number, row: readonly Scalar[]): void {
    if (this.#entries === null && kind === INSERT && this.#streamKey === null) {
      this.#appended.push(row);
      return;
    }
    const entries = this.#keyed();
    const key = this.#keyOf(row);
    const entry = entries.get(key);
    const isGone = kind === DELETE || kind === UPDATE_BEFORE;
    if (isGone) {
      if (entry === undefined || entry.count === 0) throw this.#notThere(row);
      entry.count--;
      // The entry of a row that is about to be replaced stays: its key keeps its place.
      if (entry.count === 0 && kind === DELETE) entries.delete(key);
      return;
    }
    if (entry === undefined) entries.set(key, { row, count: 1 });
    else {
      entry.row = row;
      entry.count = this.#streamKey === null ? entry.count + 1 : 1;
    }
  }

  #notThere(row: readonly Scalar[]): MillraceError {
    const cells = this.#columns.map(({ name }, c) => `${name} = ${scalarKey(row[c])}`).join(", ");
    return new MillraceError("DATA_UNKNOWN_RETRACTION", `a change takes back a row that is not there: ${cells}`, {
      hint: "A source of changes must give a row before it changes or deletes it.",
    });
  }

  #keyed(): Map<string, Entry> {
    if (this.#entries !== null) return this.#entries;
    const entries = new Map<string, Entry>();
    this.#entries = entries;
    for (const row of this.#appended) this.#change(INSERT, row);
    this.#appended = [];
    return entries;
  }

  #keyOf(row: readonly Scalar[]): string {
    const { length } = row;
    if (this.#streamKey !== null) return this.#streamKey.map((c) => scalarKey(row[c])).join(",");
    let key = "";
    for (let c = 0; c < length; c++) key += `${scalarKey(row[c])},`;
    return key;
  }
}

/** Equal for equal values, different for different ones of one type; NaN equals itself, -0 is 0. */
function scalarKey(value: Scalar): string {
  if (value === null) return "N";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array)
    return `x${Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex")}`;
  if (isSqlMap(value))
    return `{${value.entries
      .map(([k, v]) => `${scalarKey(k)}:${scalarKey(v)}`)
      .sort()
      .join(",")}}`;
  return `[${value.map(scalarKey).join(",")}]`;
}
