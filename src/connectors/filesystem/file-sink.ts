// The filesystem sink: exactly once by part files (part-files.ts) and a manifest stored with each committed batch.
//
// A part may span batches: it is appended to and synced per batch, its committed length is in the manifest, and a restart
// cuts it to that. A part is closed by its committed length, by its age in logged batch time, at the end of input and at
// a stop; so the same batches close the same parts. Closed parts are renamed after the state transaction (finish).
// Partitioned tables have a part per partition; at most OPEN_PARTS_MAX are open, the least recently written is closed.
// Bytes of a batch wait in memory up to FLUSH_BYTES a part.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ByteWriter } from "../../columnar/byte-writer.ts";
import { type ChangeBatch, liveRowCount } from "../../columnar/change-batch.ts";
import { scalarAt } from "../../columnar/read.ts";
import { scalarText } from "../../columnar/text.ts";
import { MillraceError } from "../../common/errors.ts";
import { type Zone, zoneFor } from "../../common/zone.ts";
import type { Sink, SinkContext, SinkManifest, TableSpec } from "../connector.ts";
import type { Encoder, Format } from "../formats/format.ts";
import { recordColumns } from "../formats/record-columns.ts";
import { PartFile, PartNames, type PartRecord, publish } from "./part-files.ts";
import { partitionFolder } from "./partition-path.ts";

const FLUSH_BYTES = 1024 * 1024;
const OPEN_PARTS_MAX = 256;
/** Rows encoded between two looks at what waits. */
const ROWS_ENCODED = 8192;

export interface FileSinkSetup {
  readonly table: TableSpec;
  readonly context: SinkContext;
  readonly format: Format;
  /** A part that long is closed. */
  readonly rollBytes: number;
  /** A part that old is closed. */
  readonly rollMs: number;
}

interface FileManifest {
  readonly nextNumber: number;
  readonly open: readonly PartRecord[];
  readonly closed: readonly PartRecord[];
}

interface OpenPart {
  readonly file: PartFile;
  readonly pending: ByteWriter;
}

export class FileSink implements Sink {
  readonly commitOrder = "after";
  readonly #setup: FileSinkSetup;
  readonly #root: string;
  readonly #names: PartNames;
  readonly #zone: Zone;
  readonly #encoder: Encoder;
  /** Columns that stand in a record. */
  readonly #recorded: readonly number[];
  readonly #partitions: readonly number[];
  /** By folder, the least recently written first. */
  readonly #open = new Map<string, OpenPart>();
  /** Closed in this batch, still hidden. */
  #closing: PartFile[] = [];
  #nextNumber = 0;

  constructor(setup: FileSinkSetup) {
    const { table, context, format } = setup;
    this.#setup = setup;
    this.#root = resolve(context.workingDirectory, table.options["path"]);
    this.#names = new PartNames(this.#root, context.jobId, context.sinkId, format.fileSuffix);
    this.#zone = zoneFor(context.zone);
    this.#recorded = recordColumns(table);
    this.#partitions = table.partitionedBy.map((name) =>
      table.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase()),
    );
    const columns = this.#recorded.map((column) => table.columns[column]);
    this.#encoder = format.createEncoder({ columns, options: table.options, zone: this.#zone });
  }

  open(lastManifest: SinkManifest | null): void {
    if (statSync(this.#root, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new MillraceError("SINK_NOT_A_FOLDER", `'${this.#setup.table.options["path"]}' is a file`, {
        hint: "The path of a filesystem sink is a folder: the sink writes part files into it.",
      });
    }
    const manifest = lastManifest as unknown as FileManifest | null;
    if (manifest !== null) publish(manifest.closed, this.#names);
    this.#nextNumber = manifest?.nextNumber ?? 0;
    const open = manifest?.open ?? [];
    this.#names.removeOthers(new Set(open.map((part) => this.#names.hidden(part))));
    for (const part of open) {
      this.#open.set(part.folder, { file: PartFile.reopen(part, this.#names), pending: new ByteWriter() });
    }
  }

  write(batch: ChangeBatch): void {
    if (this.#partitions.length === 0) this.#writeTo("", batch, batch.selection);
    else for (const [folder, rows] of this.#byFolder(batch)) this.#writeTo(folder, batch, Int32Array.from(rows));
  }

  prepare(_batchId: number, batchTimeMs: number, isLast: boolean): SinkManifest {
    const { rollBytes, rollMs } = this.#setup;
    for (const [folder, part] of this.#open) {
      flush(part);
      part.file.openedAtMs ??= batchTimeMs;
      const { length, openedAtMs } = part.file;
      if (!isLast && length < rollBytes && batchTimeMs - openedAtMs < rollMs) continue;
      this.#closing.push(part.file);
      this.#open.delete(folder);
    }
    const recordOf = (file: PartFile): PartRecord => {
      file.sync();
      return file.record(batchTimeMs);
    };
    const open = [...this.#open.values()].map(({ file }) => recordOf(file));
    const closed = this.#closing.map(recordOf);
    for (const file of this.#closing) file.close();
    this.#closing = [];
    const manifest: FileManifest = { nextNumber: this.#nextNumber, open, closed };
    return { ...manifest };
  }

  finish(manifest: SinkManifest): void {
    publish((manifest as unknown as FileManifest).closed, this.#names);
  }

  close(): void {
    for (const { file } of this.#open.values()) file.close();
    for (const file of this.#closing) file.close();
    this.#open.clear();
    this.#closing = [];
  }

  #writeTo(folder: string, batch: ChangeBatch, selection: Int32Array | null): void {
    const part = this.#open.get(folder) ?? this.#begin(folder);
    this.#open.delete(folder);
    this.#open.set(folder, part);
    const columns = this.#recorded.map((column) => batch.columns[column]);
    const rows = selection ?? (batch.rowCount > ROWS_ENCODED ? allRows(batch.rowCount) : null);
    const rowCount = rows === null ? batch.rowCount : rows.length;
    for (let from = 0; from < rowCount; from += ROWS_ENCODED) {
      const piece = rows === null || rowCount <= ROWS_ENCODED ? rows : rows.subarray(from, from + ROWS_ENCODED);
      this.#encoder.encode({ ...batch, columns, selection: piece }, part.pending);
      if (part.pending.length >= FLUSH_BYTES) flush(part);
    }
  }

  #begin(folder: string): OpenPart {
    if (this.#open.size >= OPEN_PARTS_MAX) {
      const [oldest, part] = this.#open.entries().next().value!;
      flush(part);
      this.#closing.push(part.file);
      this.#open.delete(oldest);
    }
    const file = PartFile.create({ folder, number: this.#nextNumber++ }, this.#names);
    const part = { file, pending: new ByteWriter() };
    const header = this.#encoder.header();
    if (header !== null) part.pending.writeBytes(header);
    return part;
  }

  /** Live rows by the folder of their partition, in order of first appearance. */
  #byFolder(batch: ChangeBatch): ReadonlyMap<string, number[]> {
    const { columns } = this.#setup.table;
    const rowsOf = new Map<string, number[]>();
    const count = liveRowCount(batch);
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      const folder = this.#partitions
        .map((column) => {
          const { name, type } = columns[column];
          const value = scalarAt(batch.columns[column], type, row);
          return partitionFolder(name, value === null ? null : scalarText(value, type, "csv", this.#zone));
        })
        .join("/");
      const rows = rowsOf.get(folder);
      if (rows === undefined) rowsOf.set(folder, [row]);
      else rows.push(row);
    }
    return rowsOf;
  }
}

function flush(part: OpenPart): void {
  part.file.append(part.pending.view());
  part.pending.clear();
}

function allRows(rowCount: number): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[row] = row;
  return rows;
}
