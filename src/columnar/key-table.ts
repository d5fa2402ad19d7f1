// Key tables: keys (of one or several columns) to dense group numbers in order of first arrival.
//
// Each column keeps its distinct values and numbers them (keys/): one column's codes are the groups; with several the
// groups are tuples of codes. NULL is one key value, NaN equals itself, -0 is 0, and an exact number is one key whatever
// vector it comes in. Hash seeds are fixed and nothing is ever answered in slot order, so runs repeat to the byte.
//
// Freeing: a freed group is not found any more and its number is not given out again; the same key coming back is a new
// group at the end. When freed groups outnumber live ones, `compactMap` rebuilds the table from its live keys, keeping
// their order, and answers how the numbers changed. Both are decided by counts alone.
import { invariant } from "../common/invariant.ts";
import type { SqlType } from "../common/types.ts";
import { grown } from "./grow.ts";
import { BoxedKeys } from "./keys/boxed-keys.ts";
import { BytesKeys } from "./keys/bytes-keys.ts";
import { Int32Keys } from "./keys/int32-keys.ts";
import type { KeyColumn } from "./keys/key-column.ts";
import { NumberKeys } from "./keys/number-keys.ts";
import { TupleKeys } from "./keys/tuple-keys.ts";
import { storageOf } from "./storage.ts";
import type { Vector } from "./vector.ts";

/** Freed groups below this are not worth a rebuild. */
const COMPACT_FREED_MIN = 1024;

export class KeyTable {
  readonly types: readonly SqlType[];
  #columns: readonly KeyColumn[];
  #tuples: TupleKeys | null;
  /** Without columns there is one group, from the first lookup on. */
  #hasOnlyGroup = false;
  #freedCount = 0;
  /** Made at the first freed group: 1 = freed. */
  #freed: Uint8Array | null = null;
  #scratch: Int32Array[] = [];

  constructor(types: readonly SqlType[]) {
    this.types = types;
    this.#columns = types.map(keyColumnFor);
    this.#tuples = types.length > 1 ? new TupleKeys(types.length) : null;
  }

  /** Groups given out, freed ones included: the size of what is indexed by group. */
  get groupCount(): number {
    if (this.#tuples !== null) return this.#tuples.count;
    return this.#columns.length === 0 ? Number(this.#hasOnlyGroup) : this.#columns[0].count;
  }

  get liveCount(): number {
    return this.groupCount - this.#freedCount;
  }

  /** Finds or adds the keys at `rows[0 .. count)`: out[i] is the group of row rows[i]. */
  lookup(columns: readonly Vector[], rows: Int32Array, count: number, out: Int32Array): void {
    this.#lookup(columns, rows, count, out, true);
  }

  /** As lookup, but adds nothing: -1 where the key is absent. */
  find(columns: readonly Vector[], rows: Int32Array, count: number, out: Int32Array): void {
    this.#lookup(columns, rows, count, out, false);
  }

  /** The keys of live groups, one vector per column. */
  keys(groups: Int32Array, count: number): Vector[] {
    if (this.#tuples === null) return this.#columns.map((column) => column.read(groups, count));
    const tuples = this.#tuples;
    return this.#columns.map((column, c) => column.read(tuples.codesOf(c, groups, count), count));
  }

  isLive(group: number): boolean {
    return group < this.groupCount && (this.#freed === null || this.#freed[group] !== 1);
  }

  /** Live groups in order of first arrival. */
  liveGroups(): Int32Array {
    const groups = new Int32Array(this.liveCount);
    const all = this.groupCount;
    let count = 0;
    for (let group = 0; group < all; group++) if (this.isLive(group)) groups[count++] = group;
    return groups;
  }

  /** Forgets groups (freed ones among them are passed over). Read what is still needed of them before. */
  free(groups: Int32Array, count: number): void {
    if (count === 0) return;
    this.#freed = grown(this.#freed ?? new Uint8Array(0), this.groupCount);
    for (let i = 0; i < count; i++) {
      const group = groups[i];
      if (this.#freed[group] === 1) continue;
      invariant(group >= 0 && group < this.groupCount, "freed group exists");
      this.#freed[group] = 1;
      this.#freedCount++;
      if (this.#tuples !== null) this.#tuples.free(group);
      else if (this.#columns.length === 1) this.#columns[0].free(group);
      else this.#hasOnlyGroup = true;
    }
  }

  /**
   * When most groups are freed: rebuilds the table from the live ones in their order and answers old group -> new group
   * (-1: freed), by which whatever is indexed by group has to follow. Null when there is nothing to do.
   */
  compactMap(): Int32Array | null {
    const isDue = this.#freedCount >= COMPACT_FREED_MIN && this.#freedCount > this.liveCount;
    return isDue ? this.compactNow() : null;
  }

  /** As compactMap, whatever the counts. */
  compactNow(): Int32Array {
    const live = this.liveGroups();
    const map = new Int32Array(this.groupCount).fill(-1);
    const keys = this.keys(live, live.length);
    this.clear();
    const order = new Int32Array(live.length);
    for (let i = 0; i < live.length; i++) {
      map[live[i]] = i;
      order[i] = i;
    }
    if (live.length > 0) this.lookup(keys, order, live.length, new Int32Array(live.length));
    invariant(this.groupCount === live.length, "live keys are distinct");
    return map;
  }

  /** Forgets everything. */
  clear(): void {
    this.#columns = this.types.map(keyColumnFor);
    this.#tuples = this.types.length > 1 ? new TupleKeys(this.types.length) : null;
    this.#hasOnlyGroup = false;
    this.#freed = null;
    this.#freedCount = 0;
  }

  sizeBytes(): number {
    const columns = this.#columns.reduce((sum, column) => sum + column.sizeBytes(), 0);
    return columns + (this.#tuples?.sizeBytes() ?? 0) + (this.#freed?.byteLength ?? 0);
  }

  #lookup(columns: readonly Vector[], rows: Int32Array, count: number, out: Int32Array, mayInsert: boolean): void {
    invariant(columns.length === this.#columns.length, "one vector per key column");
    if (this.#tuples === null) {
      if (this.#columns.length === 0) this.#lookupOnly(count, out, mayInsert);
      else this.#columns[0].lookup(columns[0], rows, count, out, mayInsert);
      return;
    }
    const codes = this.#codesFor(count);
    for (let c = 0; c < columns.length; c++) this.#columns[c].lookup(columns[c], rows, count, codes[c], mayInsert);
    this.#tuples.lookup(codes, count, out, mayInsert);
  }

  #lookupOnly(count: number, out: Int32Array, mayInsert: boolean): void {
    if (this.#freedCount > 0 && mayInsert && count > 0) this.clear();
    if (mayInsert && count > 0) this.#hasOnlyGroup = true;
    out.fill(this.#hasOnlyGroup && this.#freedCount === 0 ? 0 : -1, 0, count);
  }

  #codesFor(count: number): readonly Int32Array[] {
    if (this.#scratch.length === 0 || this.#scratch[0].length < count) {
      this.#scratch = this.#columns.map(() => new Int32Array(Math.max(1024, count)));
    }
    return this.#scratch;
  }
}

function keyColumnFor(type: SqlType): KeyColumn {
  switch (storageOf(type)) {
    case "bool":
      return new Int32Keys("bool");
    case "i32":
      return new Int32Keys("i32");
    case "f64":
    case "exact":
      return new NumberKeys();
    case "bytes":
      return new BytesKeys();
    case "boxed":
      return new BoxedKeys();
  }
}
