// State table of the live rows of a changing input, in order of arrival: a retraction finds its row by value, an update
// puts the new row into the place of the old one.
//
// Rows are groups of a key table over all columns; a slot per live row holds its group, so order is slot order. The slots of
// equal rows are chained from the last to the first, and a retraction takes the last. When most slots are empty they
// are renumbered, decided by counts.
// Packed form: one column of three blocks: [starts anew?, slot count]; emptied slots; filled slots with their rows.
import { KeyTable } from "../../columnar/key-table.ts";
import { packBlocks } from "../../columnar/pack.ts";
import { unpackColumns } from "../../columnar/unpack.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import { blocksOf } from "./blocks.ts";
import { corruptState } from "./corrupt-state.ts";
import { columnsInRole } from "./state-columns.ts";
import type { StateTable, StateView } from "./state-table.ts";

const EMPTY = -1;
const COMPACT_EMPTY_MIN = 1024;

export class LiveRowTable implements StateTable {
  readonly name = "rows";
  readonly layoutVersion = 1;
  readonly keys: KeyTable;
  /** Slot -> group, or EMPTY. */
  #slots: number[] = [];
  /** Slot -> the slot before it with the same group. */
  #before: number[] = [];
  /** Group -> its last slot, or EMPTY. */
  #last: number[] = [];
  #liveCount = 0;
  /** Groups that some slot holds. */
  #heldGroups = 0;
  readonly #dirty = new Set<number>();
  #startsAnew = false;

  constructor(types: readonly SqlType[]) {
    this.keys = new KeyTable(types);
  }

  get slots(): readonly number[] {
    return this.#slots;
  }

  add(group: number): void {
    this.put(this.#slots.length, group);
  }

  /** Puts a row into an empty slot. */
  put(slot: number, group: number): void {
    while (this.#slots.length <= slot) this.#slots.push(EMPTY);
    while (this.#last.length <= group) this.#last.push(EMPTY);
    this.#slots[slot] = group;
    this.#liveCount++;
    this.#dirty.add(slot);
    let after = EMPTY;
    let at = this.#last[group];
    while (at > slot) {
      after = at;
      at = this.#before[at];
    }
    this.#before[slot] = at;
    if (this.#last[group] === EMPTY) this.#heldGroups++;
    if (after === EMPTY) this.#last[group] = slot;
    else this.#before[after] = slot;
  }

  /** Empties the last slot that holds a row; EMPTY (-1) when there is none. */
  take(group: number): number {
    const slot = group < this.#last.length ? this.#last[group] : EMPTY;
    if (slot !== EMPTY) this.#empty(slot);
    return slot;
  }

  #empty(slot: number): void {
    const group = this.#slots[slot] ?? EMPTY;
    if (group === EMPTY) return;
    if (this.#last[group] === slot) this.#last[group] = this.#before[slot];
    else {
      let at = this.#last[group];
      while (this.#before[at] !== slot) at = this.#before[at];
      this.#before[at] = this.#before[slot];
    }
    if (this.#last[group] === EMPTY) this.#heldGroups--;
    this.#slots[slot] = EMPTY;
    this.#liveCount--;
    this.#dirty.add(slot);
  }

  /** Frees what no slot holds. Call between batches: groups and slots may be renumbered. */
  tidy(): void {
    const unusedCount = this.keys.liveCount - this.#heldGroups;
    if (unusedCount >= COMPACT_EMPTY_MIN && unusedCount > this.#heldGroups) {
      const unused = this.keys.liveGroups().filter((group) => (this.#last[group] ?? EMPTY) === EMPTY);
      this.keys.free(unused, unused.length);
      const map = this.keys.compactNow();
      this.#slots = this.#slots.map((group) => (group === EMPTY ? EMPTY : map[group]));
      this.#chain();
    }
    const emptyCount = this.#slots.length - this.#liveCount;
    if (emptyCount < COMPACT_EMPTY_MIN || emptyCount <= this.#liveCount) return;
    this.#slots = this.#slots.filter((group) => group !== EMPTY);
    this.#chain();
    this.#startsAnew = true;
  }

  /** Chains from the slots alone. */
  #chain(): void {
    this.#last = new Array<number>(this.keys.groupCount).fill(EMPTY);
    this.#before = this.#slots.map((group, slot) => {
      if (group === EMPTY) return EMPTY;
      const before = this.#last[group];
      this.#last[group] = slot;
      return before;
    });
  }

  takeDelta(): Uint8Array | null {
    if (this.#startsAnew) return this.takeSnapshot();
    if (this.#dirty.size === 0) return null;
    const payload = this.#pack([...this.#dirty].sort((a, b) => a - b));
    this.#dirty.clear();
    return payload;
  }

  discardDelta(): void {
    this.#dirty.clear();
    this.#startsAnew = false;
  }

  takeSnapshot(): Uint8Array {
    this.#startsAnew = true;
    const payload = this.#pack(this.#slots.map((_, slot) => slot));
    this.discardDelta();
    return payload;
  }

  #pack(slots: readonly number[]): Uint8Array {
    const live = slots.filter((slot) => this.#slots[slot] !== EMPTY);
    const emptied = this.#startsAnew ? [] : slots.filter((slot) => this.#slots[slot] === EMPTY);
    const groups = Int32Array.from(live, (slot) => this.#slots[slot]);
    return packBlocks([
      { rowCount: 2, columns: [numbers([this.#startsAnew ? 1 : 0, this.#slots.length])] },
      { rowCount: emptied.length, columns: [numbers(emptied)] },
      { rowCount: live.length, columns: [numbers(live), ...this.keys.keys(groups, groups.length)] },
    ]);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    if (rowCount !== 3 || columns.length !== 1) throw corruptState(this.name);
    const [head, emptied, filled] = blocksOf(columns[0], this.name).map(unpackColumns);
    const [startsAnew, slotCount] = this.#numbersOf(head.columns[0]);
    if (filled.columns.length !== this.keys.types.length + 1) throw corruptState(this.name);
    if (startsAnew === 1) this.#clear();
    for (const slot of this.#numbersOf(emptied.columns[0]).subarray(0, emptied.rowCount)) this.#empty(slot);
    const slots = this.#numbersOf(filled.columns[0]);
    const groups = new Int32Array(filled.rowCount);
    const rows = groups.map((_, row) => row);
    this.keys.lookup(filled.columns.slice(1), rows, filled.rowCount, groups);
    for (let i = 0; i < filled.rowCount; i++) {
      if (slots[i] < this.#slots.length) this.#empty(slots[i]);
      this.put(slots[i], groups[i]);
    }
    while (this.#slots.length < slotCount) this.#slots.push(EMPTY);
    this.discardDelta();
  }

  #clear(): void {
    this.keys.clear();
    this.#slots = [];
    this.#before = [];
    this.#last = [];
    this.#liveCount = 0;
    this.#heldGroups = 0;
  }

  /** Forgets all rows. */
  clear(): void {
    if (this.#slots.length === 0) return;
    this.#clear();
    this.#dirty.clear();
    this.#startsAnew = true;
  }

  #numbersOf(vector: Vector): Float64Array {
    if (vector.rep !== "f64") throw corruptState(this.name);
    return vector.values;
  }

  view(): StateView {
    const groups = Int32Array.from(this.#slots.filter((group) => group !== EMPTY));
    return {
      rowCount: groups.length,
      columns: columnsInRole("row", this.keys.types, this.keys.keys(groups, groups.length)),
    };
  }

  rowCount(): number {
    return this.#liveCount;
  }

  sizeBytes(): number {
    return this.keys.sizeBytes() + this.#slots.length * 16;
  }
}

function numbers(values: readonly number[]): Vector {
  return { rep: "f64", values: Float64Array.from(values), valid: null };
}
