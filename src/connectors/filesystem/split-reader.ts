// Reads records of one file into the columns of a batch: a window of its bytes, moved forwards, and a decoder over it.
//
// The window keeps what was read and not yet decoded, so runs that follow each other read no byte twice. It grows only
// for a record longer than itself, up to RECORD_BYTES_MAX. All that must survive a restart is in the cursor.
import { MillraceError } from "../../common/errors.ts";
import type { RunLimit, SplitCursor } from "../connector.ts";
import type { RowBuffer } from "../formats/column-buffer.ts";
import { CHUNK_SLACK_BYTES, type Chunk, type Decoder, RECORD_BYTES_MAX } from "../formats/format.ts";
import { type ByteReader, notReadable, openReader } from "./byte-reader.ts";
import type { ListedFile } from "./listing.ts";

/** `offset`: bytes, decompressed; `line`: 1-based, of the next record; size and time as listed. */
export interface FileCursor extends SplitCursor {
  readonly line: number;
  readonly size: number;
  readonly mtimeMs: number;
  /** Read to its end. */
  readonly isDone: boolean;
}

export function startCursor(file: ListedFile): FileCursor {
  return { offset: 0, line: 1, size: file.size, mtimeMs: file.mtimeMs, isDone: file.size === 0 };
}

export class SplitReader {
  readonly #file: ListedFile;
  readonly #decoder: Decoder;
  readonly #reader: ByteReader;
  readonly #chunk: Chunk;

  /** `window`: a buffer to use, at least CHUNK_SLACK_BYTES long; take it back with close(). @throws SOURCE_FILE_CHANGED */
  constructor(file: ListedFile, decoder: Decoder, window: Buffer) {
    this.#file = file;
    this.#decoder = decoder;
    this.#reader = openReader(file);
    this.#chunk = {
      data: window,
      view: new DataView(window.buffer, window.byteOffset, window.length),
      at: 0,
      end: 0,
      isFinal: false,
      base: 0,
      line: 1,
      stopAt: 0,
      recordsLeft: 0,
    };
  }

  /** Appends the records from `from` on, up to `limit`, to `rows`; returns the cursor behind them. */
  read(from: FileCursor, limit: RunLimit, endOffset: number, rows: RowBuffer): FileCursor {
    const chunk = this.#chunk;
    this.#seek(from);
    const stopOffset = Math.min(limit.beginBefore, from.offset + limit.bytesMax, endOffset);
    chunk.recordsLeft = limit.recordsMax;
    if (from.offset === 0) this.#begin();
    for (;;) {
      chunk.stopAt = stopOffset - chunk.base;
      if (this.#decoder.decode(chunk, rows) === "limit") break;
      this.#fill();
    }
    const isDone = chunk.at >= chunk.end && this.#isAtEnd();
    if (isDone) this.#reader.checkUnchanged();
    return {
      offset: chunk.base + chunk.at,
      line: chunk.line,
      size: this.#file.size,
      mtimeMs: this.#file.mtimeMs,
      isDone,
    };
  }

  /** Gives the window back. */
  close(): Buffer {
    this.#reader.close();
    return this.#chunk.data;
  }

  #seek(from: FileCursor): void {
    const chunk = this.#chunk;
    const index = from.offset - chunk.base;
    if (index >= 0 && index <= chunk.end) chunk.at = index;
    else {
      this.#reader.seek(from.offset);
      chunk.base = from.offset;
      chunk.at = chunk.end = 0;
      chunk.isFinal = false;
    }
    chunk.line = from.line;
  }

  /** At the file's beginning: the byte order mark, then what the format has there. */
  #begin(): void {
    const chunk = this.#chunk;
    while (chunk.end - chunk.at < 3 && !chunk.isFinal) this.#fill();
    if (chunk.data.readUIntBE(chunk.at, 3) === 0xefbbbf && chunk.end - chunk.at >= 3) chunk.at += 3;
    while (this.#decoder.start(chunk, this.#file.split) === "more") this.#fill();
  }

  /** True when no byte is left behind the window. */
  #isAtEnd(): boolean {
    if (!this.#chunk.isFinal && this.#chunk.at === this.#chunk.end) this.#fill();
    return this.#chunk.isFinal && this.#chunk.at >= this.#chunk.end;
  }

  #fill(): void {
    const chunk = this.#chunk;
    if (chunk.at > 0) {
      chunk.data.copyWithin(0, chunk.at, chunk.end);
      chunk.base += chunk.at;
      chunk.end -= chunk.at;
      chunk.at = 0;
    }
    if (chunk.end === chunk.data.length - CHUNK_SLACK_BYTES) this.#grow();
    const count = this.#read();
    chunk.end += count;
    chunk.isFinal = count === 0;
  }

  #read(): number {
    const { data, end } = this.#chunk;
    try {
      return this.#reader.read(data, end, data.length - CHUNK_SLACK_BYTES);
    } catch (error) {
      throw notReadable(this.#file.split, error);
    }
  }

  #grow(): void {
    const chunk = this.#chunk;
    if (chunk.end > RECORD_BYTES_MAX) {
      throw new MillraceError("SOURCE_RECORD_TOO_LONG", `a record is longer than ${RECORD_BYTES_MAX} bytes`, {
        location: `${this.#file.split}:${chunk.line}`,
        hint: "Is this a file of lines? A quote that is never closed also makes one long record.",
      });
    }
    const data = Buffer.allocUnsafe((chunk.data.length - CHUNK_SLACK_BYTES) * 2 + CHUNK_SLACK_BYTES);
    chunk.data.copy(data, 0, 0, chunk.end);
    chunk.data = data;
    chunk.view = new DataView(data.buffer, data.byteOffset, data.length);
  }
}
