// Merges of slices that several windows share.
//
// A window of many slices is taken apart into aligned blocks: block i of level n is the slices [i * 2^n, (i + 1) * 2^n). A
// block is the merge of its two halves and is kept until its slices are gone, so a window needs about 2 log2(slices)
// merges instead of one per slice. Which blocks a window is made of, and the order of merging, follow from slice
// numbers alone: sums of DOUBLE come out the same to the bit after a restart, which begins with no blocks.
// Nothing here is state: blocks are made again from slices when they are needed. A row for a slice drops its blocks.
import type { GroupTable } from "../../state/group-table.ts";

export class SliceMerges {
  readonly #sliceAt: (slice: number) => GroupTable | null;
  readonly #emptyTable: () => GroupTable;
  /** Per level from 1 on: block number -> its groups, null when it has none. */
  readonly #levels: Map<number, GroupTable | null>[] = [];

  constructor(sliceAt: (slice: number) => GroupTable | null, emptyTable: () => GroupTable) {
    this.#sliceAt = sliceAt;
    this.#emptyTable = emptyTable;
  }

  /** Tables that together hold the slices [low, high), in their order. */
  parts(low: number, high: number): readonly GroupTable[] {
    const parts: GroupTable[] = [];
    let at = low;
    while (at < high) {
      let level = 0;
      let size = 1;
      while (at % (size * 2) === 0 && at + size * 2 <= high) {
        level++;
        size *= 2;
      }
      const part = this.#block(level, at / size);
      if (part !== null) parts.push(part);
      at += size;
    }
    return parts;
  }

  #block(level: number, index: number): GroupTable | null {
    if (level === 0) return this.#sliceAt(index);
    while (this.#levels.length < level) this.#levels.push(new Map());
    const blocks = this.#levels[level - 1];
    const known = blocks.get(index);
    if (known !== undefined) return known;
    const block = this.#merged(this.#block(level - 1, index * 2), this.#block(level - 1, index * 2 + 1));
    blocks.set(index, block);
    return block;
  }

  #merged(left: GroupTable | null, right: GroupTable | null): GroupTable | null {
    if (left === null || right === null) return left ?? right;
    const merged = this.#emptyTable();
    merged.mergeAll(left);
    merged.mergeAll(right);
    return merged;
  }

  /** Rows are about to be added to a slice. */
  forget(slice: number): void {
    let size = 2;
    for (const blocks of this.#levels) {
      blocks.delete(Math.floor(slice / size));
      size *= 2;
    }
  }

  /** Slices before `slice` are gone. */
  dropBefore(slice: number): void {
    let size = 2;
    for (const blocks of this.#levels) {
      for (const index of blocks.keys()) {
        if ((index + 1) * size > slice) break;
        blocks.delete(index);
      }
      size *= 2;
    }
  }
}
