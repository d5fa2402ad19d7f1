// The filesystem source: files as splits, decoded straight into vectors.
//
// Each file is a split; offsets are its (decompressed) bytes. In path and mtime order all files are one watermark group,
// read one after the other; interleaved, each is its own. Constant columns (metadata, partitions of the path) are made
// per run of rows when the batch ends. At most OPEN_FILES_MAX files are open; a file closed to make room is opened again
// at its cursor.
import type { OriginRun } from "../../columnar/change-batch.ts";
import type { Scalar } from "../../columnar/scalar.ts";
import type { Vector } from "../../columnar/vector.ts";
import { invariant } from "../../common/invariant.ts";
import { zoneFor } from "../../common/zone.ts";
import type {
  ConnectorContext,
  RunLimit,
  RunResult,
  Source,
  SourceRows,
  SplitCursor,
  SplitState,
  TableSpec,
} from "../connector.ts";
import { RowBuffer } from "../formats/column-buffer.ts";
import { CHUNK_SLACK_BYTES, type Decoder, type Format } from "../formats/format.ts";
import { recordColumns } from "../formats/record-columns.ts";
import { isValueMetadata } from "../formats/value-metadata.ts";
import { runsVector } from "../runs-vector.ts";
import { metadataValue, partitionValue } from "./constant-column.ts";
import type { ListedFile } from "./listing.ts";
import type { SplitList, SplitOrder } from "./split-list.ts";
import { type FileCursor, SplitReader, startCursor } from "./split-reader.ts";

const SEQUENCE_WINDOW_BYTES = 1024 * 1024;
const INTERLEAVED_WINDOW_BYTES = 128 * 1024;
const OPEN_FILES_MAX = 64;

export interface FileSourceSetup {
  readonly table: TableSpec;
  readonly readColumns: readonly number[];
  readonly context: ConnectorContext;
  readonly format: Format;
  readonly list: SplitList;
  readonly order: SplitOrder;
  readonly isBounded: boolean;
}

export class FileSource implements Source {
  readonly isBounded: boolean;
  readonly #setup: FileSourceSetup;
  readonly #decoder: Decoder;
  readonly #rows: RowBuffer;
  /** Where each of readColumns comes from: a slot of the decoder, or a constant of the file. */
  readonly #columnSources: readonly (number | ((file: ListedFile) => Scalar))[];
  /** Open readers, the least recently used first. */
  readonly #readers = new Map<string, SplitReader>();
  #freeWindow: Buffer | null = null;
  #runs: { split: string; rowCount: number }[] = [];
  #states: readonly SplitState[] = [];
  #listed: readonly ListedFile[] | null = null;

  constructor(setup: FileSourceSetup) {
    const { table, readColumns, context, format } = setup;
    this.#setup = setup;
    this.isBounded = setup.isBounded;
    const zone = zoneFor(context.zone);
    const recorded = recordColumns(table);
    const decoded = readColumns.filter((column) => recorded.includes(column));
    this.#columnSources = readColumns.map((column) => {
      const { name, type, metadataKey } = table.columns[column];
      if (metadataKey !== undefined && !isValueMetadata(metadataKey)) return (file) => metadataValue(metadataKey, file);
      return recorded.includes(column) ? decoded.indexOf(column) : (file) => partitionValue(name, type, file, zone);
    });
    this.#decoder = format.createDecoder({
      table: table.name,
      columns: recorded.map((column) => table.columns[column]),
      readColumns: decoded.map((column) => recorded.indexOf(column)),
      options: table.options,
      zone,
    });
    this.#rows = new RowBuffer(decoded.map((column) => table.columns[column].type));
  }

  open(cursors: ReadonlyMap<string, SplitCursor>): void {
    this.#setup.list.open(cursors as ReadonlyMap<string, FileCursor>);
  }

  discover(batchTimeMs: number): readonly SplitState[] {
    const listed = this.#setup.list.look(batchTimeMs);
    if (listed !== this.#listed) {
      this.#listed = listed;
      this.#states = listed.map((file) => this.#stateOf(file));
    }
    return this.#states;
  }

  beginBatch(): void {
    this.#rows.reset();
    this.#runs = [];
  }

  readRun(split: string, from: SplitCursor, limit: RunLimit, replayTo: SplitCursor | null): RunResult {
    const cursor = from as FileCursor;
    const rows = this.#rows;
    const rowsBefore = rows.rowCount;
    const badBefore = rows.bad.length;
    const whole: RunLimit = {
      recordsMax: Number.POSITIVE_INFINITY,
      beginBefore: Number.POSITIVE_INFINITY,
      bytesMax: Number.POSITIVE_INFINITY,
    };
    const reader = this.#readerOf(split, cursor);
    const to = reader.read(
      cursor,
      replayTo === null ? limit : whole,
      replayTo?.offset ?? Number.POSITIVE_INFINITY,
      rows,
    );
    if (to.isDone) this.#closeReader(split, reader);
    const rowCount = rows.rowCount - rowsBefore;
    const last = this.#runs.at(-1);
    if (last?.split === split) last.rowCount += rowCount;
    else if (rowCount > 0) this.#runs.push({ split, rowCount });
    const bad = rows.bad.slice(badBefore).map((row) => ({ split, ...row }));
    return { rowCount, bad, to, isEnded: to.isDone };
  }

  endBatch(): SourceRows {
    const rows = this.#rows;
    const decoded = rows.finish();
    const columns = this.#columnSources.map((source, i) =>
      typeof source === "number" ? decoded[source] : this.#constant(i, source),
    );
    const runs: OriginRun[] = [];
    let firstRow = 0;
    for (const { split, rowCount } of this.#runs) {
      runs.push({ firstRow, split });
      firstRow += rowCount;
    }
    return {
      rowCount: rows.rowCount,
      columns,
      kinds: rows.finishKinds(),
      origin: { table: this.#setup.table.name, runs, offsets: rows.offsets },
    };
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
  }

  #constant(index: number, valueIn: (file: ListedFile) => Scalar): Vector {
    const { table, readColumns } = this.#setup;
    const runs = this.#runs.map(({ split, rowCount }) => ({ value: valueIn(this.#fileOf(split)), rowCount }));
    return runsVector(table.columns[readColumns[index]].type, runs);
  }

  #stateOf(file: ListedFile): SplitState {
    return {
      split: file.split,
      start: startCursor(file),
      hasMore: (cursor) => !(cursor as FileCursor).isDone,
      isEnded: (cursor) => (cursor as FileCursor).isDone,
      watermarkGroup: this.#setup.order === "interleaved" ? file.split : this.#setup.table.options["path"],
    };
  }

  #fileOf(split: string): ListedFile {
    const file = this.#setup.list.get(split);
    invariant(file !== null, `split ${split} is not known`);
    return file;
  }

  #readerOf(split: string, cursor: FileCursor): SplitReader {
    const open = this.#readers.get(split);
    this.#readers.delete(split);
    if (open !== undefined) {
      this.#readers.set(split, open);
      return open;
    }
    const openMax = this.#setup.order === "interleaved" ? OPEN_FILES_MAX : 1;
    for (const [name, reader] of this.#readers) {
      if (this.#readers.size < openMax) break;
      this.#closeReader(name, reader);
    }
    const bytes = this.#setup.order === "interleaved" ? INTERLEAVED_WINDOW_BYTES : SEQUENCE_WINDOW_BYTES;
    const window = this.#freeWindow ?? Buffer.allocUnsafe(bytes + CHUNK_SLACK_BYTES);
    this.#freeWindow = null;
    const known = this.#setup.list.get(split);
    // A replayed range may name a file that is not listed yet: its cursor says what it was.
    const file = known ?? this.#setup.list.adopt(split, cursor);
    const reader = new SplitReader(file, this.#decoder, window);
    this.#readers.set(split, reader);
    return reader;
  }

  #closeReader(split: string, reader: SplitReader): void {
    const window = reader.close();
    if (window.length <= SEQUENCE_WINDOW_BYTES + CHUNK_SLACK_BYTES) this.#freeWindow = window;
    this.#readers.delete(split);
  }
}
