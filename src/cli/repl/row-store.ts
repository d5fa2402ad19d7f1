// Rows of a result as texts, in order, however many: the newest few in memory, the others in temporary files.
//
// Rows are cut into chunks; a full chunk is written as one JSON text, and its place is remembered. Chunks that were looked
// at last are kept parsed. A file holds a stretch of chunks: with `rowsMax` the oldest file goes when enough rows follow it.
// Files are unlinked as soon as they are open, so that nothing is left behind however the process ends.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHUNK_ROWS = 256;
const FILE_CHUNKS = 256;
const PARSED_CHUNKS_MAX = 32;

export type Cells = readonly string[];

interface StoredFile {
  readonly descriptor: number;
  /** Byte ranges of its chunks. */
  readonly ends: number[];
}

export class RowStore {
  readonly #rowsMax: number;
  readonly #files: (StoredFile | null)[] = [];
  #firstFile = 0;
  #open: Cells[] = [];
  #chunkCount = 0;
  readonly #parsed = new Map<number, readonly Cells[]>();

  constructor(rowsMax = Number.POSITIVE_INFINITY) {
    this.#rowsMax = rowsMax;
  }

  /** Rows that came; those before `first` are gone. */
  get count(): number {
    return this.#chunkCount * CHUNK_ROWS + this.#open.length;
  }

  get first(): number {
    return this.#firstFile * FILE_CHUNKS * CHUNK_ROWS;
  }

  append(cells: Cells): void {
    this.#open.push(cells);
    if (this.#open.length === CHUNK_ROWS) this.#writeChunk();
  }

  /** Rows [from, to) as far as they are there. */
  rows(from: number, to: number): readonly Cells[] {
    const out: Cells[] = [];
    for (let i = Math.max(from, this.first); i < Math.min(to, this.count); i++) {
      out.push(this.#chunk(Math.floor(i / CHUNK_ROWS))[i % CHUNK_ROWS]);
    }
    return out;
  }

  close(): void {
    for (const file of this.#files) if (file !== null) closeSync(file.descriptor);
    this.#files.length = 0;
  }

  #writeChunk(): void {
    const index = Math.floor(this.#chunkCount / FILE_CHUNKS);
    const file = (this.#files[index] ??= { descriptor: openTemporary(), ends: [0] });
    const bytes = Buffer.from(JSON.stringify(this.#open));
    const start = file.ends[file.ends.length - 1];
    let done = 0;
    while (done < bytes.length) done += writeSync(file.descriptor, bytes, done, bytes.length - done, start + done);
    file.ends.push(start + bytes.length);
    this.#chunkCount++;
    this.#open = [];
    while (this.count - (this.#firstFile + 1) * FILE_CHUNKS * CHUNK_ROWS >= this.#rowsMax) this.#dropFile();
  }

  #dropFile(): void {
    const file = this.#files[this.#firstFile];
    if (file !== null && file !== undefined) closeSync(file.descriptor);
    this.#files[this.#firstFile] = null;
    this.#firstFile++;
  }

  #chunk(index: number): readonly Cells[] {
    if (index === this.#chunkCount) return this.#open;
    const known = this.#parsed.get(index);
    if (known !== undefined) return known;
    const file = this.#files[Math.floor(index / FILE_CHUNKS)];
    if (file === null || file === undefined) return [];
    const place = index % FILE_CHUNKS;
    const bytes = Buffer.alloc(file.ends[place + 1] - file.ends[place]);
    readSync(file.descriptor, bytes, 0, bytes.length, file.ends[place]);
    const rows = JSON.parse(bytes.toString()) as readonly Cells[];
    this.#parsed.set(index, rows);
    if (this.#parsed.size > PARSED_CHUNKS_MAX) this.#parsed.delete(this.#parsed.keys().next().value!);
    return rows;
  }
}

function openTemporary(): number {
  const folder = mkdtempSync(join(tmpdir(), "millrace-rows-"));
  const descriptor = openSync(join(folder, "rows"), "w+", 0o600);
  rmSync(folder, { recursive: true });
  return descriptor;
}
