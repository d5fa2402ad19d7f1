// Groups with their aggregate states: the body of a window pane and of an updating aggregate.
//
// Groups are numbered in order of first arrival (columnar/key-table.ts); aggregate states are indexed by that number.
// What changed since the last checkpoint is marked per group, so a delta packs only that. Saved form, one row per
// group: keys, the count of live rows where rows can be retracted, then the vectors of each aggregate, then, where idle groups
// expire, when a row last reached the group. A saved form with or without that column is read by both.
import { gather } from "../../columnar/gather.ts";
import { KeyTable } from "../../columnar/key-table.ts";
import type { Vector } from "../../columnar/vector.ts";
import { BIGINT, type SqlType } from "../../common/types.ts";
import type { AggregateState } from "../../expr/aggregate-function.ts";
import { corruptState } from "./corrupt-state.ts";
import { IdleTimes } from "./idle-times.ts";
import { columnsInRole, ownColumn, ownTimes } from "./state-columns.ts";
import type { StateView } from "./state-table.ts";

/** From this share of changed groups on, looking at all of them is cheaper than sorting the list. */
const SCAN_SHARE = 16;

/** Freed groups below this are not worth a rebuild. */
const COMPACT_FREED_MIN = 1024;

/** What the groups of one operator look like. */
export interface GroupLayout {
  readonly tableName: string;
  readonly keyTypes: readonly SqlType[];
  /** Of the aggregates. */
  readonly resultTypes: readonly SqlType[];
  /** Fresh states, one per aggregate. */
  createStates(): readonly AggregateState[];
  /** True when rows can be retracted: groups count their live rows. */
  readonly countsRows: boolean;
  /** True where idle groups expire: groups know when a row last reached them. */
  readonly keepsTimes?: boolean;
}

export class GroupTable {
  readonly keys: KeyTable;
  readonly #layout: GroupLayout;
  #states: readonly AggregateState[];
  /** By group; empty when rows are not counted. */
  #rowCounts = new Float64Array(0);
  readonly #times: IdleTimes | null;
  #dirty = new Uint8Array(0);
  #dirtyGroups = new Int32Array(16);
  #dirtyCount = 0;
  /** False where no checkpoint is taken. */
  isTracked = true;

  constructor(layout: GroupLayout) {
    this.#layout = layout;
    this.keys = new KeyTable(layout.keyTypes);
    this.#states = layout.createStates();
    this.#times = layout.keepsTimes === true ? new IdleTimes() : null;
  }

  /** The time of the batch, where groups know when a row last reached them. */
  set nowMs(ms: number) {
    if (this.#times !== null) this.#times.nowMs = ms;
  }

  /** Live groups that no row has reached for `ttlMs`, in order of first arrival. */
  idleGroups(ttlMs: number): Int32Array {
    return this.#times?.idle(ttlMs, this.groupCount, (group) => this.keys.isLive(group)) ?? new Int32Array(0);
  }

  get states(): readonly AggregateState[] {
    return this.#states;
  }

  get countsRows(): boolean {
    return this.#layout.countsRows;
  }

  /** Live rows per group; only where the layout counts them. */
  get rowCounts(): Float64Array {
    return this.#rowCounts;
  }

  get groupCount(): number {
    return this.keys.groupCount;
  }

  /** Groups of rows, new ones made and all marked as changed. */
  assign(columns: readonly Vector[], rows: Int32Array, count: number, groups: Int32Array): void {
    this.keys.lookup(columns, rows, count, groups);
    this.#makeRoom();
    this.#times?.touch(groups, count);
    if (this.isTracked) this.#mark(groups, count);
  }

  #makeRoom(): void {
    const groupCount = this.keys.groupCount;
    for (const state of this.#states) state.resize(groupCount);
    this.#times?.resize(groupCount);
    if (this.#layout.countsRows && this.#rowCounts.length < groupCount) {
      const rowCounts = new Float64Array(Math.max(16, groupCount * 2));
      rowCounts.set(this.#rowCounts);
      this.#rowCounts = rowCounts;
    }
    if (this.#dirty.length < groupCount) {
      const dirty = new Uint8Array(Math.max(16, groupCount * 2));
      dirty.set(this.#dirty);
      this.#dirty = dirty;
    }
  }

  #mark(groups: Int32Array, count: number): void {
    // The loop writes one entry past those that stay, and no group stays twice.
    const needed = Math.min(this.#dirtyCount + count, this.groupCount) + 1;
    if (this.#dirtyGroups.length < needed) {
      const list = new Int32Array(needed * 2);
      list.set(this.#dirtyGroups);
      this.#dirtyGroups = list;
    }
    const dirty = this.#dirty;
    const list = this.#dirtyGroups;
    let marked = this.#dirtyCount;
    for (let i = 0; i < count; i++) {
      const group = groups[i];
      list[marked] = group;
      marked += 1 - dirty[group];
      dirty[group] = 1;
    }
    this.#dirtyCount = marked;
  }

  /** All groups of another table of the same layout added into ours, new keys in its order. */
  mergeAll(other: GroupTable): void {
    const from = other.keys.liveGroups();
    this.mergeGroups(other, other.keys.keys(from, from.length), from);
  }

  /** Groups `from` of another table, whose keys are `keys`, added into ours. */
  mergeGroups(other: GroupTable, keys: readonly Vector[], from: Int32Array): void {
    const count = from.length;
    const rows = new Int32Array(count);
    for (let i = 0; i < count; i++) rows[i] = i;
    const into = new Int32Array(count);
    this.assign(keys, rows, count, into);
    for (let a = 0; a < this.#states.length; a++) this.#states[a].merge(other.states[a], from, into, count);
    if (this.#layout.countsRows) for (let i = 0; i < count; i++) this.#rowCounts[into[i]] += other.rowCounts[from[i]];
  }

  hasRows(group: number): boolean {
    return !this.#layout.countsRows || this.#rowCounts[group] > 0;
  }

  /** Groups that have rows, in order of first arrival. */
  filledGroups(): Int32Array {
    const groups = this.keys.liveGroups();
    return this.#layout.countsRows ? groups.filter((group) => this.#rowCounts[group] > 0) : groups;
  }

  /** Results of the aggregates for groups. */
  values(groups: Int32Array, count: number): Vector[] {
    return this.#states.map((state) => state.values(groups, count));
  }

  /** Forgets groups. When most are gone, the table is rebuilt and groups are renumbered: the answer is then old group -> new group. */
  free(groups: Int32Array, count: number): Int32Array | null {
    if (count === 0) return null;
    this.keys.free(groups, count);
    for (const state of this.#states) state.clear(groups, count);
    for (let i = 0; i < count; i++) {
      if (this.#layout.countsRows) this.#rowCounts[groups[i]] = 0;
    }
    return this.#compact();
  }

  #compact(): Int32Array | null {
    const freedCount = this.keys.groupCount - this.keys.liveCount;
    if (freedCount < COMPACT_FREED_MIN || freedCount <= this.keys.liveCount) return null;
    const live = this.keys.liveGroups();
    const map = this.keys.compactNow();
    this.#times?.renumber(map, live.length);
    const saved = this.#states.map((state) => state.save(live, live.length));
    const numbers = live.map((group) => map[group]);
    this.#states = this.#layout.createStates();
    const rowCounts = this.#rowCounts;
    const marked = this.#dirtyGroups.slice(0, this.#dirtyCount);
    this.#rowCounts = new Float64Array(0);
    this.#dirty = new Uint8Array(0);
    this.#dirtyCount = 0;
    this.#makeRoom();
    for (let a = 0; a < saved.length; a++) this.#states[a].load(numbers, numbers.length, saved[a]);
    if (this.#layout.countsRows) for (const group of live) this.#rowCounts[map[group]] = rowCounts[group];
    const stillLive = marked.map((group) => map[group]).filter((group) => group >= 0);
    this.#mark(stillLive, stillLive.length);
    return map;
  }

  get isDirty(): boolean {
    return this.#dirtyCount > 0;
  }

  /** Changed groups that are live, ascending. */
  dirtyGroups(): Int32Array {
    const { groupCount } = this;
    if (this.#dirtyCount * SCAN_SHARE < groupCount) {
      return this.#dirtyGroups
        .slice(0, this.#dirtyCount)
        .sort()
        .filter((group) => this.keys.isLive(group));
    }
    const groups = new Int32Array(this.#dirtyCount);
    let count = 0;
    for (let group = 0; group < groupCount; group++) {
      if (this.#dirty[group] === 1 && this.keys.isLive(group)) groups[count++] = group;
    }
    return groups.subarray(0, count);
  }

  clearDirty(): void {
    for (let i = 0; i < this.#dirtyCount; i++) this.#dirty[this.#dirtyGroups[i]] = 0;
    this.#dirtyCount = 0;
  }

  /** Live groups as a person reads them: keys, results, counted rows, time of the last write. */
  view(): StateView {
    const groups = this.keys.liveGroups();
    const count = groups.length;
    const times = this.#times;
    return {
      rowCount: count,
      columns: [
        ...columnsInRole("key", this.#layout.keyTypes, this.keys.keys(groups, count)),
        ...columnsInRole("result", this.#layout.resultTypes, this.values(groups, count)),
        ...(this.#layout.countsRows
          ? [
              ownColumn(
                "rows",
                BIGINT,
                Array.from(groups, (g) => this.#rowCounts[g]),
              ),
            ]
          : []),
        ...(times === null
          ? []
          : [
              ownTimes(
                "written_ms",
                Array.from(groups, (group) => times.at(group)),
              ),
            ]),
      ],
    };
  }

  /** The saved form of groups. */
  save(groups: Int32Array): readonly Vector[] {
    const count = groups.length;
    const counts: Vector = { rep: "f64", values: this.#rowCounts, valid: null };
    return [
      ...this.keys.keys(groups, count),
      ...(this.#layout.countsRows ? [gather(counts, groups, count)] : []),
      ...this.#states.flatMap((state) => state.save(groups, count)),
      ...(this.#times === null ? [] : [gather(this.#times.vector(), groups, count)]),
    ];
  }

  /** Sets groups from their saved form; new keys come at the end in its order. @throws STATE_CORRUPT */
  load(rowCount: number, columns: readonly Vector[]): void {
    const keyCount = this.#layout.keyTypes.length;
    const none = new Int32Array(0);
    const widths = this.#states.map((state) => state.save(none, 0).length);
    const expected = keyCount + Number(this.#layout.countsRows) + widths.reduce((sum, width) => sum + width, 0);
    if (columns.length !== expected && columns.length !== expected + 1) throw corruptState(this.#layout.tableName);
    const rows = new Int32Array(rowCount);
    for (let i = 0; i < rowCount; i++) rows[i] = i;
    const groups = new Int32Array(rowCount);
    this.keys.lookup(columns.slice(0, keyCount), rows, rowCount, groups);
    this.#makeRoom();
    let at = keyCount;
    if (this.#layout.countsRows) {
      const counts = columns[at++];
      if (counts.rep !== "f64") throw corruptState(this.#layout.tableName);
      for (let i = 0; i < rowCount; i++) this.#rowCounts[groups[i]] = counts.values[i];
    }
    this.#states.forEach((state, a) => {
      state.load(groups, rowCount, columns.slice(at, at + widths[a]));
      at += widths[a];
    });
    if (!(this.#times?.load(groups, columns[at]) ?? true)) throw corruptState(this.#layout.tableName);
  }

  /** Rough: what the keys take, and 24 bytes per group and aggregate. */
  sizeBytes(): number {
    return this.keys.sizeBytes() + this.groupCount * 24 * Math.max(1, this.#states.length);
  }
}
