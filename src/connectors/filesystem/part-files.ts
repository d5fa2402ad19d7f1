// Part files of the filesystem sink: hidden while they are written, renamed when the batch that closed them is committed.
//
//   hidden   FOLDER/.part-JOB-SINK-NUMBER.SUFFIX.inprogress     readers skip names that begin with "."
//   final    FOLDER/part-JOB-SINK-NUMBER.SUFFIX
//
// The job id makes names unique over all jobs that write to the folder, the number over the parts of one job. A rename
// is made durable by syncing its folder. Every call is safe to repeat.
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { MillraceError } from "../../common/errors.ts";

/** A part is a file of its own; where the system cannot say so (Windows) a link is followed. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

type NewPart = Pick<PartRecord, "folder" | "number">;

/** A part as the manifest knows it. */
export interface PartRecord {
  /** Folder below the table's path: "" or "day=2026-01-01/k=a". */
  readonly folder: string;
  readonly number: number;
  /** Bytes that belong to committed batches. */
  readonly length: number;
  /** Time of the batch that began it. */
  readonly openedAtMs: number;
}

export class PartNames {
  readonly #root: string;
  readonly #stem: string;
  readonly #suffix: string;

  constructor(root: string, jobId: string, sinkId: string, suffix: string) {
    this.#root = root;
    const safeId = (id: string) => id.replace(/[^A-Za-z0-9_]/g, "_");
    this.#stem = `part-${safeId(jobId)}-${safeId(sinkId)}-`;
    this.#suffix = suffix;
  }

  folder(part: { readonly folder: string }): string {
    return join(this.#root, part.folder);
  }

  final(part: { readonly folder: string; readonly number: number }): string {
    return join(this.folder(part), `${this.#stem}${part.number}${this.#suffix}`);
  }

  hidden(part: { readonly folder: string; readonly number: number }): string {
    return join(this.folder(part), `.${this.#stem}${part.number}${this.#suffix}.inprogress`);
  }

  /** The folders of partitions are made by the sink: one that is a link would lead what is written elsewhere. @throws SINK_PATH_ESCAPES */
  checkFolder(part: { readonly folder: string }): void {
    let path = this.#root;
    for (const name of part.folder === "" ? [] : part.folder.split("/")) {
      path = join(path, name);
      if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
      throw new MillraceError("SINK_PATH_ESCAPES", "the folder of a partition is a link, and leads elsewhere", {
        location: path,
        hint: "Only the path of the table itself may be a link. Take the link away, or make it a folder.",
      });
    }
  }

  /** Removes hidden parts of this job and sink that are not in `kept`: what was prepared and never committed. */
  removeOthers(kept: ReadonlySet<string>): void {
    const prefix = `.${this.#stem}`;
    const entries = statSync(this.#root, { throwIfNoEntry: false })?.isDirectory()
      ? readdirSync(this.#root, { recursive: true, withFileTypes: true })
      : [];
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && entry.name.startsWith(prefix) && !kept.has(path)) rmSync(path, { force: true });
    }
  }
}

/** An open hidden part. */
export class PartFile {
  readonly folder: string;
  readonly number: number;
  /** null until the batch that began it is prepared. */
  openedAtMs: number | null;
  /** Bytes written. */
  length: number;
  #fd: number;
  #isSynced = true;
  readonly #path: string;

  private constructor(part: NewPart & Partial<PartRecord>, path: string, fd: number) {
    this.folder = part.folder;
    this.number = part.number;
    this.openedAtMs = part.openedAtMs ?? null;
    this.length = part.length ?? 0;
    this.#path = path;
    this.#fd = fd;
  }

  /** A new part; its folders are made. @throws SINK_WRITE_FAILED */
  static create(part: NewPart, names: PartNames): PartFile {
    const path = names.hidden(part);
    return attempt(path, () => {
      names.checkFolder(part);
      makeFolders(names.folder(part));
      const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_FOLLOW);
      syncFolder(names.folder(part));
      return new PartFile(part, path, fd);
    });
  }

  /** A part of a committed batch, cut to what was committed. @throws STATE_SINK_FILE_LOST when that is not there. */
  static reopen(part: PartRecord, names: PartNames): PartFile {
    const path = names.hidden(part);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? -1;
    if (size < part.length) throw lost(path, size, part.length);
    return attempt(path, () => {
      names.checkFolder(part);
      const fd = openSync(path, constants.O_RDWR | NO_FOLLOW);
      if (fstatSync(fd).size > part.length) {
        ftruncateSync(fd, part.length);
        fsyncSync(fd);
      }
      return new PartFile(part, path, fd);
    });
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#isSynced = false;
    attempt(this.#path, () => {
      for (let at = 0; at < bytes.length; ) {
        const count = writeSync(this.#fd, bytes, at, bytes.length - at, this.length);
        at += count;
        this.length += count;
      }
    });
  }

  sync(): void {
    if (this.#isSynced) return;
    attempt(this.#path, () => fsyncSync(this.#fd));
    this.#isSynced = true;
  }

  close(): void {
    if (this.#fd !== -1) closeSync(this.#fd);
    this.#fd = -1;
  }

  record(batchTimeMs: number): PartRecord {
    const { folder, number, length, openedAtMs } = this;
    return { folder, number, length, openedAtMs: openedAtMs ?? batchTimeMs };
  }
}

/** Makes closed parts visible. @throws STATE_SINK_FILE_LOST when one is neither hidden nor final. */
export function publish(parts: readonly PartRecord[], names: PartNames): void {
  const folders = new Set<string>();
  for (const part of parts) {
    const hidden = names.hidden(part);
    const final = names.final(part);
    const hiddenSize = statSync(hidden, { throwIfNoEntry: false })?.size ?? -1;
    if (hiddenSize === -1) {
      const size = statSync(final, { throwIfNoEntry: false })?.size ?? -1;
      if (size !== part.length) throw lost(final, size, part.length);
    } else {
      if (hiddenSize !== part.length) throw lost(hidden, hiddenSize, part.length);
      names.checkFolder(part);
      attempt(final, () => renameSync(hidden, final));
    }
    folders.add(names.folder(part));
  }
  for (const folder of folders) attempt(folder, () => syncFolder(folder));
}

/** Makes folders; each one that is new is made durable in its parent. */
function makeFolders(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
}

export function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof MillraceError) throw error;
    throw new MillraceError("SINK_WRITE_FAILED", `the file cannot be written: ${(error as Error).message}`, {
      location: path,
      hint: "Nothing is lost: the batch is not committed, and is written again when the job starts anew.",
      cause: error,
    });
  }
}

function lost(path: string, size: number, length: number): MillraceError {
  const what = size === -1 ? "is gone" : `has ${size} bytes instead of ${length}`;
  return new MillraceError("STATE_SINK_FILE_LOST", `an output file of a committed batch ${what}`, {
    location: path,
    hint: "Put the file back, or write all output anew with --fresh.",
  });
}
