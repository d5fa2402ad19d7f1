// Bytes of one file from a position on, synchronously: plain, or gzip with positions counted after decompression.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Gunzip } from "node:zlib";
import { MillraceError } from "../../common/errors.ts";
import type { ListedFile } from "./listing.ts";

export interface ByteReader {
  /** Fills target[at, end) as far as it likes; 0: end of the file. @throws SOURCE_FILE_CHANGED, SOURCE_BAD_GZIP */
  read(target: Buffer, at: number, end: number): number;
  /** Goes on from `offset`. */
  seek(offset: number): void;
  /** @throws SOURCE_FILE_CHANGED when size or time are not those of the listing any more. */
  checkUnchanged(): void;
  close(): void;
}

/** What the operating system refuses, as an error of the source; other errors stay as they are. */
export function notReadable(place: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error)) return error;
  return new MillraceError("SOURCE_NOT_READABLE", `this cannot be read: ${error.message}`, {
    location: place,
    cause: error,
  });
}

export function openReader(file: ListedFile): ByteReader {
  return isGzip(file.path) ? new GzipReader(file) : new PlainReader(file);
}

export function isGzip(path: string): boolean {
  return path.toLowerCase().endsWith(".gz");
}

export function fileChanged(file: { split: string }, what: string): MillraceError {
  return new MillraceError("SOURCE_FILE_CHANGED", `the file ${what} after it was listed`, {
    location: file.split,
    hint: "A file is read once and must not change: write it elsewhere (or under a name that begins with '.' or '_') and move it in when it is complete. To read all anew, start with --fresh.",
  });
}

/** What is different, or null. */
export function changeOf(
  listed: { readonly size: number; readonly mtimeMs: number },
  now: { readonly size: number; readonly mtimeMs: number },
): string | null {
  if (now.size < listed.size) return `shrank from ${listed.size} to ${now.size} bytes`;
  if (now.size > listed.size) return `grew from ${listed.size} to ${now.size} bytes`;
  return now.mtimeMs === listed.mtimeMs ? null : "was written again";
}

class PlainReader implements ByteReader {
  readonly #file: ListedFile;
  readonly #fd: number;
  #position = 0;

  constructor(file: ListedFile) {
    this.#file = file;
    this.#fd = openFile(file);
  }

  read(target: Buffer, at: number, end: number): number {
    const wanted = Math.min(end - at, this.#file.size - this.#position);
    if (wanted <= 0) return 0;
    const count = readSync(this.#fd, target, at, wanted, this.#position);
    if (count === 0) throw fileChanged(this.#file, `shrank from ${this.#file.size} to ${this.#position} bytes`);
    this.#position += count;
    return count;
  }

  seek(offset: number): void {
    this.#position = offset;
  }

  checkUnchanged(): void {
    checkDescriptor(this.#file, this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** What zlib's streams use themselves for their synchronous forms; public zlib has no synchronous stream. */
interface GunzipInternals {
  readonly _handle: {
    writeSync(
      flush: number,
      input: Uint8Array,
      inOffset: number,
      inLength: number,
      out: Uint8Array,
      outOffset: number,
      outLength: number,
    ): void;
  };
  /** After writeSync: bytes of output left over, bytes of input left over. */
  readonly _writeState: Uint32Array;
}

const INPUT_BYTES = 64 * 1024;

/** Decompresses forwards only: a seek back begins the file again. State: one inflater and one input buffer. */
class GzipReader implements ByteReader {
  readonly #file: ListedFile;
  readonly #fd: number;
  readonly #input = Buffer.allocUnsafe(INPUT_BYTES);
  #gunzip: Gunzip;
  #inputAt = 0;
  #inputEnd = 0;
  #filePosition = 0;
  #position = 0;

  constructor(file: ListedFile) {
    this.#file = file;
    this.#fd = openFile(file);
    this.#gunzip = beginGunzip();
  }

  read(target: Buffer, at: number, end: number): number {
    const internals = this.#gunzip as unknown as GunzipInternals;
    for (;;) {
      if (this.#inputAt === this.#inputEnd) this.#fill();
      const isAtEnd = this.#inputAt === this.#inputEnd;
      const { Z_FINISH, Z_NO_FLUSH } = process.getBuiltinModule("node:zlib").constants;
      const flush = isAtEnd ? Z_FINISH : Z_NO_FLUSH;
      internals._handle.writeSync(
        flush,
        this.#input,
        this.#inputAt,
        this.#inputEnd - this.#inputAt,
        target,
        at,
        end - at,
      );
      if (this.#gunzip.errored) throw this.#badGzip(this.#gunzip.errored.message);
      const [outputLeft, inputLeft] = internals._writeState;
      const count = end - at - outputLeft;
      this.#inputAt = this.#inputEnd - inputLeft;
      this.#position += count;
      if (count > 0 || isAtEnd) return count;
    }
  }

  seek(offset: number): void {
    if (offset < this.#position) {
      this.#gunzip.destroy();
      this.#gunzip = beginGunzip();
      this.#inputAt = this.#inputEnd = this.#filePosition = this.#position = 0;
    }
    const skipped = Buffer.allocUnsafe(INPUT_BYTES);
    while (this.#position < offset) {
      const count = this.read(skipped, 0, Math.min(INPUT_BYTES, offset - this.#position));
      if (count === 0) throw fileChanged(this.#file, `holds only ${this.#position} decompressed bytes`);
    }
  }

  checkUnchanged(): void {
    checkDescriptor(this.#file, this.#fd);
  }

  close(): void {
    this.#gunzip.destroy();
    closeSync(this.#fd);
  }

  #fill(): void {
    const wanted = Math.min(INPUT_BYTES, this.#file.size - this.#filePosition);
    if (wanted <= 0) return;
    const count = readSync(this.#fd, this.#input, 0, wanted, this.#filePosition);
    if (count === 0) throw fileChanged(this.#file, `shrank from ${this.#file.size} to ${this.#filePosition} bytes`);
    this.#inputAt = 0;
    this.#inputEnd = count;
    this.#filePosition += count;
  }

  #badGzip(reason: string): MillraceError {
    return new MillraceError("SOURCE_BAD_GZIP", `this is no complete gzip file: ${reason}`, {
      location: this.#file.split,
      hint: "The file was cut or is damaged; its good part ends where reading stopped.",
    });
  }
}

function beginGunzip(): Gunzip {
  // Loaded for the first compressed file: a start without one is some milliseconds shorter.
  const gunzip = process.getBuiltinModule("node:zlib").createGunzip();
  // read() finds the error in `errored` at once; without a listener it would come again later and end the process.
  gunzip.on("error", () => {});
  return gunzip;
}

function openFile(file: ListedFile): number {
  let fd: number;
  try {
    fd = openSync(file.path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw fileChanged(file, "was removed");
    throw notReadable(file.split, error);
  }
  checkDescriptor(file, fd);
  return fd;
}

function checkDescriptor(file: ListedFile, fd: number): void {
  const change = changeOf(file, fstatSync(fd));
  if (change !== null) throw fileChanged(file, change);
}
