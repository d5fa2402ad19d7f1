// The rows of one batch: records of blocks to vectors, through the decoders of the value's and the key's format.
//
// Records wait in the windows of the decoders and are decoded together (flush). Keys come first: a record whose key is bad
// is a bad record, and its value is not looked at. Key columns are then gathered by the row of the key that belongs to each
// row. Row 0 of the key's rows is all NULL: for records without a key.
//
// A value that is NULL: no row; a row of NULLs where the format reads one (raw); of an upsert table the deletion of its key.
import { DELETE, INSERT, type OriginRun } from "../../columnar/change-batch.ts";
import { gather } from "../../columnar/gather.ts";
import type { Vector } from "../../columnar/vector.ts";
import { zoneFor } from "../../common/zone.ts";
import type { ConnectorContext, SourceRows, TableColumn, TableSpec } from "../connector.ts";
import type { UndecodedRow } from "../formats/column-buffer.ts";
import type { Format } from "../formats/format.ts";
import { RecordDecoder } from "../formats/record-decoder.ts";
import { isValueMetadata } from "../formats/value-metadata.ts";
import type { RecordNeeds } from "./fetch/look-ahead.ts";
import type { RecordBlock } from "./fetch/record-walk.ts";
import { MetadataColumns } from "./metadata-columns.ts";
import type { RecordLayout } from "./record-layout.ts";
import { optionsOfFormat } from "./source-options.ts";

const PENDING_RECORDS_MAX = 8192;

export interface RowsSetup {
  readonly table: TableSpec;
  readonly readColumns: readonly number[];
  readonly layout: RecordLayout;
  readonly valueFormat: Format;
  readonly valuePrefix: string;
  readonly keyFormat: Format | null;
  readonly isUpsert: boolean;
  readonly context: ConnectorContext;
}

type ColumnSource =
  | { readonly from: "value"; readonly slot: number }
  | { readonly from: "key"; readonly slot: number }
  | { readonly from: "metadata"; readonly key: string };

export class BatchRows {
  readonly #setup: RowsSetup;
  readonly #values: RecordDecoder;
  readonly #keys: RecordDecoder | null;
  readonly #sources: readonly ColumnSource[];
  readonly #metadata: MetadataColumns;
  /** Of the records that wait. */
  readonly #offsets = new Float64Array(PENDING_RECORDS_MAX);
  readonly #keyOffsets = new Float64Array(PENDING_RECORDS_MAX);
  /** Index of the key among those that wait; -1: the record has none. */
  readonly #keyIndexes = new Int32Array(PENDING_RECORDS_MAX);
  readonly #keyRowsByIndex = new Int32Array(PENDING_RECORDS_MAX);
  /** By row: the row of its key. */
  #keyRows = new Int32Array(0);
  #runs: { split: string; rowCount: number }[] = [];
  #runFirst = 0;

  constructor(setup: RowsSetup) {
    const { table, readColumns, layout, isUpsert } = setup;
    this.#setup = setup;
    const isOfKey = (column: number) => layout.key.includes(column) && (isUpsert || !layout.value.includes(column));
    const isBeside = ({ metadataKey }: TableColumn) => metadataKey !== undefined && !isValueMetadata(metadataKey);
    const recorded = readColumns.filter((column) => !isBeside(table.columns[column]));
    const ofKey = recorded.filter(isOfKey);
    const ofValue = recorded.filter((column) => !isOfKey(column));
    const fields = ofValue.filter((column) => table.columns[column].metadataKey !== undefined);
    this.#values = this.#decoderOf(setup.valueFormat, setup.valuePrefix, [...layout.value, ...fields], null, ofValue);
    // The key of an upsert table tells that a record is good, read or not.
    const needsKeys = setup.keyFormat !== null && (ofKey.length > 0 || isUpsert);
    this.#keys = needsKeys ? this.#decoderOf(setup.keyFormat!, "key.", layout.key, layout.keyNames, ofKey) : null;
    this.#sources = readColumns.map((column): ColumnSource => {
      const key = table.columns[column].metadataKey;
      if (key !== undefined && !isValueMetadata(key)) return { from: "metadata", key };
      return isOfKey(column)
        ? { from: "key", slot: ofKey.indexOf(column) }
        : { from: "value", slot: ofValue.indexOf(column) };
    });
    this.#metadata = new MetadataColumns(this.#sources.flatMap((s) => (s.from === "metadata" ? [s.key] : [])));
  }

  #decoderOf(
    format: Format,
    prefix: string,
    columns: readonly number[],
    names: readonly string[] | null,
    read: readonly number[],
  ): RecordDecoder {
    const { table, context } = this.#setup;
    return new RecordDecoder(format, {
      table: table.name,
      columns: columns.map((column, i) => ({
        ...table.columns[column],
        name: names === null ? table.columns[column].name : names[i],
      })),
      readColumns: read.map((column) => columns.indexOf(column)),
      options: optionsOfFormat(table.options, prefix),
      zone: zoneFor(context.zone),
      workingDirectory: context.workingDirectory,
    });
  }

  /** What records need before they are added; null: nothing. */
  get needs(): RecordNeeds | null {
    const needs = { key: this.#keys?.lookAhead ?? null, value: this.#values.lookAhead };
    return needs.key === null && needs.value === null ? null : needs;
  }

  reset(): void {
    this.#values.rows.reset();
    this.#metadata.reset();
    this.#runs = [];
    const keys = this.#keys?.rows;
    if (keys === undefined) return;
    keys.reset();
    keys.reserveRow();
    for (const column of keys.columns) column.setNull(0);
    keys.endRow(-1);
  }

  /** Before the records of one split; see endRun. */
  beginRun(): void {
    this.#runFirst = this.#values.rows.rowCount;
  }

  add(block: RecordBlock, where: string): void {
    const values = this.#values;
    const { data, valueStarts, valueEnds, keyStarts, keyEnds } = block;
    for (let i = 0; i < block.count; i++) {
      const start = valueStarts[i];
      if (start < 0) {
        this.#addNull(block, i, where);
        continue;
      }
      if (values.isFull(valueEnds[i] - start) || this.#keys?.isFull(keyEnds[i] - keyStarts[i]) === true) this.flush();
      const at = values.count;
      values.add(data, start, valueEnds[i]);
      if (this.#keys !== null) this.#addKey(this.#keys, block, i, at);
      this.#offsets[at] = block.offsets[i];
      this.#metadata.add(block, i, at, where);
    }
  }

  #addKey(keys: RecordDecoder, block: RecordBlock, index: number, at: number): void {
    if (block.keyStarts[index] < 0) {
      this.#keyIndexes[at] = -1;
      return;
    }
    this.#keyIndexes[at] = keys.count;
    this.#keyOffsets[keys.count] = block.offsets[index];
    keys.add(block.data, block.keyStarts[index], block.keyEnds[index]);
  }

  #addNull(block: RecordBlock, index: number, where: string): void {
    const { isUpsert, valueFormat } = this.#setup;
    if (!isUpsert && valueFormat.readsNull !== true) return;
    this.flush();
    const offset = block.offsets[index];
    if (this.#keys !== null) this.#addKey(this.#keys, block, index, 0);
    this.#offsets[0] = offset;
    this.#metadata.add(block, index, 0, where);
    const skip = this.#flushKeys(1);
    if (skip !== null) return;
    const { rows } = this.#values;
    rows.reserveRow();
    for (const column of rows.columns) column.setNull(rows.rowCount);
    rows.endChange(offset, isUpsert ? DELETE : INSERT);
    this.#place(rows.rowCount - 1, 0);
  }

  /** Decodes the records that wait. */
  flush(): void {
    const values = this.#values;
    const count = values.count;
    if (count === 0) return;
    const skip = this.#flushKeys(count);
    values.flush(this.#offsets, skip);
    if (this.#keys === null && this.#metadata.isEmpty) return;
    for (let row = values.firstRow; row < values.rows.rowCount; row++) {
      this.#place(row, values.recordOfRow[row - values.firstRow]);
    }
  }

  /** Keys of the records that wait; what is returned marks those whose key is bad, null: none is. */
  #flushKeys(count: number): Uint8Array | null {
    const keys = this.#keys;
    if (keys === null) return null;
    const badBefore = keys.rows.bad.length;
    const indexes = this.#keyIndexes;
    const rowOf = this.#keyRowsByIndex.fill(0, 0, keys.count);
    keys.flush(this.#keyOffsets);
    for (let row = keys.firstRow; row < keys.rows.rowCount; row++) rowOf[keys.recordOfRow[row - keys.firstRow]] = row;
    let skip: Uint8Array | null = null;
    const badOffsets = new Set(keys.rows.bad.slice(badBefore).map(({ offset }) => offset));
    for (let i = 0; i < count; i++) {
      const hasNone = indexes[i] < 0 || rowOf[indexes[i]] === 0;
      if (!hasNone) continue;
      const isBad = badOffsets.has(this.#offsets[i]);
      if (isBad || this.#setup.isUpsert) (skip ??= new Uint8Array(count))[i] = 1;
      if (!isBad && this.#setup.isUpsert) keys.rows.bad.push(withoutKey(this.#offsets[i]));
    }
    return skip;
  }

  /** What belongs to a row beside its value. */
  #place(row: number, record: number): void {
    if (this.#keys !== null) {
      if (row >= this.#keyRows.length) this.#keyRows = grown(this.#keyRows, row);
      const index = this.#keyIndexes[record];
      this.#keyRows[row] = index < 0 ? 0 : this.#keyRowsByIndex[index];
    }
    this.#metadata.place(row, record);
  }

  /** Decodes what waits and ends the run; its good rows and bad records. */
  endRun(split: string): { readonly rowCount: number; readonly bad: readonly UndecodedRow[] } {
    this.flush();
    const rowCount = this.#values.rows.rowCount - this.#runFirst;
    const last = this.#runs.at(-1);
    if (last?.split === split) last.rowCount += rowCount;
    else if (rowCount > 0) this.#runs.push({ split, rowCount });
    const bad = [...this.#values.rows.bad, ...(this.#keys?.rows.bad ?? [])].sort((a, b) => a.offset - b.offset);
    this.#values.rows.bad = [];
    if (this.#keys !== null) this.#keys.rows.bad = [];
    return { rowCount, bad };
  }

  finish(): SourceRows {
    const { rows } = this.#values;
    const { rowCount } = rows;
    const values = rows.finish();
    const keys = this.#keys?.rows.finish() ?? [];
    const columns = this.#sources.map((source, i): Vector => {
      if (source.from === "value") return values[source.slot];
      if (source.from === "key") return gather(keys[source.slot], this.#keyRows, rowCount);
      const { type } = this.#setup.table.columns[this.#setup.readColumns[i]];
      return this.#metadata.finish(source.key, type, rows.offsets, this.#runs);
    });
    const runs: OriginRun[] = [];
    let firstRow = 0;
    for (const run of this.#runs) {
      runs.push({ firstRow, split: run.split });
      firstRow += run.rowCount;
    }
    const origin = { table: this.#setup.table.name, runs, offsets: rows.offsets };
    return { rowCount, columns, kinds: rows.finishKinds(), origin };
  }
}

function withoutKey(offset: number): UndecodedRow {
  return {
    offset,
    line: 0,
    column: null,
    code: "DATA_NO_KEY",
    message: "the record has no key, which says the row that it changes",
    raw: new Uint8Array(0),
  };
}

function grown(array: Int32Array<ArrayBuffer>, row: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(1024, row * 2));
  larger.set(array);
  return larger;
}
