// Which files a source knows and in which order they are read.
//
// Bounded: listed once, at the start. Monitored: looked for every interval; a file is listed when two looks one interval
// apart saw the same size and time, so that one that is still written waits. Once listed a file must not change.
// Order: files met before a restart come first, then what each look found, sorted by natural path order or time:
// whatever comes late is read late. Side by side (interleaved) the order is by path alone.
// State: one entry per listed file and per file that waits; a file that is gone keeps its entry.

import { statSync } from "node:fs";
import { changeOf, fileChanged } from "./byte-reader.ts";
import { type ListedFile, listFiles, pathOfSplit } from "./listing.ts";
import { compareNatural } from "./natural-order.ts";
import type { FileCursor } from "./split-reader.ts";

export type SplitOrder = "path" | "mtime" | "interleaved";

export class SplitList {
  readonly #path: string;
  readonly #workingDirectory: string;
  readonly #order: SplitOrder;
  readonly #intervalMs: number | null;
  readonly #files = new Map<string, ListedFile>();
  #ordered: ListedFile[] = [];
  /** Seen once, waiting for the next look. */
  #waiting = new Map<string, ListedFile>();
  #lastLookMs = Number.NEGATIVE_INFINITY;

  constructor(path: string, workingDirectory: string, order: SplitOrder, intervalMs: number | null) {
    this.#path = path;
    this.#workingDirectory = workingDirectory;
    this.#order = order;
    this.#intervalMs = intervalMs;
  }

  /** Files with a cursor are known from before. @throws SOURCE_FILE_CHANGED, SOURCE_NOT_FOUND */
  open(cursors: ReadonlyMap<string, FileCursor>): void {
    const known: ListedFile[] = [];
    for (const [split, cursor] of cursors) {
      const path = pathOfSplit(split, this.#workingDirectory);
      const file = { split, path, size: cursor.size, mtimeMs: cursor.mtimeMs };
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat !== undefined) checkSame(file, stat);
      else if (!cursor.isDone) throw fileChanged(file, "was removed before it was read to its end");
      known.push(file);
    }
    this.#add(known);
    const found = listFiles(this.#path, this.#workingDirectory);
    if (this.#intervalMs === null) this.#add(found.filter((file) => !this.#files.has(file.split)));
  }

  /** The files in reading order, after a look when one is due. */
  look(nowMs: number): readonly ListedFile[] {
    if (this.#intervalMs === null || nowMs - this.#lastLookMs < this.#intervalMs) return this.#ordered;
    this.#lastLookMs = nowMs;
    const waiting = new Map<string, ListedFile>();
    const stable: ListedFile[] = [];
    for (const file of listFiles(this.#path, this.#workingDirectory)) {
      const listed = this.#files.get(file.split);
      const before = this.#waiting.get(file.split);
      if (listed !== undefined) checkSame(listed, file);
      else if (before !== undefined && changeOf(before, file) === null) stable.push(file);
      else waiting.set(file.split, file);
    }
    this.#waiting = waiting;
    if (stable.length > 0) this.#add(stable);
    return this.#ordered;
  }

  get(split: string): ListedFile | null {
    return this.#files.get(split) ?? null;
  }

  /** Lists a file that a logged range names and no cursor did. */
  adopt(split: string, cursor: FileCursor): ListedFile {
    const path = pathOfSplit(split, this.#workingDirectory);
    const file = { split, path, size: cursor.size, mtimeMs: cursor.mtimeMs };
    this.#add([file]);
    return file;
  }

  #add(files: readonly ListedFile[]): void {
    const sorted = [...files].sort((a, b) =>
      this.#order === "mtime" && a.mtimeMs !== b.mtimeMs ? a.mtimeMs - b.mtimeMs : compareNatural(a.split, b.split),
    );
    for (const file of sorted) this.#files.set(file.split, file);
    this.#ordered = [...this.#ordered, ...sorted];
    if (this.#order === "interleaved") this.#ordered.sort((a, b) => compareNatural(a.split, b.split));
  }
}

function checkSame(listed: ListedFile, now: { readonly size: number; readonly mtimeMs: number }): void {
  const change = changeOf(listed, now);
  if (change !== null) throw fileChanged(listed, change);
}
