// Result rows on their way to stdout, as JSON lines, CSV or box tables.
//
// JSON and CSV are encoded from columns to bytes. A table needs widths before its first line: rows are held back until
// `settle()` (the end of bounded input, or the end of a batch on a stream) or until HELD_ROWS_MAX rows came; from then on
// rows go out batch by batch, and a cell that is wider than its column widens the column from there on.
import {
  ByteWriter,
  type ChangeBatch,
  type Column,
  encodeCsv,
  encodeJsonLines,
  isNumeric,
  KIND_TEXTS,
  scalarAt,
  scalarText,
  type Zone,
} from "../index.ts";
import { BoxTable, type RowForm } from "./table.ts";
import type { Output } from "./terminal.ts";
import { csvField } from "./value-table.ts";

export interface RowsWriterOptions {
  readonly columns: readonly Column[];
  /** Show the kind of each change. */
  readonly withOp: boolean;
  readonly zone: Zone;
  readonly out: Output;
}

export interface RowsWriter {
  write(batch: ChangeBatch): void;
  /** What is held back may wait no longer: a batch of a stream is over. */
  settle(): void;
  /** After the last row. */
  end(): void;
  readonly rowCount: number;
}

/** Rows of a table that are held back to find widths that fit. */
const HELD_ROWS_MAX = 1000;

export function rowsWriter(form: RowForm, options: RowsWriterOptions): RowsWriter {
  switch (form) {
    case "json":
      return new EncodedRows(options, (batch, out) => encodeJsonLines(batch, options.columns, options, out), null);
    case "csv":
      return new EncodedRows(options, (batch, out) => encodeCsv(batch, options.columns, options, out), csvHeader(options));
    case "table":
      return new TableRows(options);
  }
}

function csvHeader({ columns, withOp }: RowsWriterOptions): string {
  const names = [...(withOp ? ["op"] : []), ...columns.map((c) => c.name)];
  return `${names.map(csvField).join(",")}\n`;
}

class EncodedRows implements RowsWriter {
  readonly #out: Output;
  readonly #encode: (batch: ChangeBatch, out: ByteWriter) => void;
  readonly #bytes = new ByteWriter();
  #header: string | null;
  rowCount = 0;

  constructor(options: RowsWriterOptions, encode: (batch: ChangeBatch, out: ByteWriter) => void, header: string | null) {
    this.#out = options.out;
    this.#encode = encode;
    this.#header = header;
  }

  write(batch: ChangeBatch): void {
    this.#writeHeader();
    this.#encode(batch, this.#bytes);
    this.rowCount += batch.selection?.length ?? batch.rowCount;
    // The stream may keep what it is given until the reader takes it: it gets a copy, the buffer is used again.
    if (this.#bytes.length > 0) this.#out.write(this.#bytes.takeCopy());
  }

  settle(): void {}

  end(): void {
    this.#writeHeader();
  }

  #writeHeader(): void {
    if (this.#header !== null) this.#out.write(this.#header);
    this.#header = null;
  }
}

class TableRows implements RowsWriter {
  readonly #options: RowsWriterOptions;
  readonly #table: BoxTable;
  #held: string[][] = [];
  #isStarted = false;
  rowCount = 0;

  constructor(options: RowsWriterOptions) {
    this.#options = options;
    const styles = options.columns.map((c) => ({ name: c.name, isRight: isNumeric(c.type) }));
    this.#table = new BoxTable(options.withOp ? [{ name: "op", isRight: false }, ...styles] : styles);
  }

  write(batch: ChangeBatch): void {
    const { columns, withOp, zone } = this.#options;
    const count = batch.selection?.length ?? batch.rowCount;
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      const cells = columns.map((c, k) => scalarText(scalarAt(batch.columns[k], c.type, row), c.type, "table", zone));
      if (withOp) cells.unshift(KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]]);
      this.#held.push(cells);
    }
    this.rowCount += count;
    if (this.#isStarted || this.#held.length >= HELD_ROWS_MAX) this.settle();
  }

  settle(): void {
    if (this.#held.length === 0) return;
    this.#table.fit(this.#held);
    if (!this.#isStarted) this.#options.out.write(this.#table.head());
    this.#isStarted = true;
    this.#options.out.write(this.#held.map((row) => this.#table.row(row)).join(""));
    this.#held = [];
  }

  end(): void {
    this.settle();
    if (!this.#isStarted) this.#options.out.write(this.#table.head());
    this.#options.out.write(this.#table.foot());
  }
}
