// Kept rows by partition: groups of a key table, each with the list of its rows in order. All of it follows from the rows
// and is rebuilt from them after a restart. A partition without rows is freed between batches.
import { KeyTable } from "../../../columnar/key-table.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import { IdleTimes } from "../../state/idle-times.ts";
import type { RowSlots } from "../../state/rows/row-slots.ts";
import { rowNumbers } from "../live-rows.ts";
import type { SlotOrder } from "./slot-order.ts";

export class Partitions {
  readonly #rows: RowSlots;
  readonly #order: SlotOrder;
  readonly #partition: readonly number[];
  readonly #keys: KeyTable;
  #lists: number[][] = [];
  #isRestored = false;
  /** By partition, where idle ones expire: when one of its rows was last written. */
  readonly #times: IdleTimes | null;

  constructor(
    rows: RowSlots,
    order: SlotOrder,
    partition: readonly number[],
    types: readonly SqlType[],
    keepsTimes = false,
  ) {
    this.#rows = rows;
    this.#order = order;
    this.#partition = partition;
    this.#keys = new KeyTable(partition.map((column) => types[column]));
    this.#times = keepsTimes ? new IdleTimes() : null;
  }

  /** The time of the batch, where idle partitions expire. */
  set nowMs(ms: number) {
    if (this.#times !== null) this.#times.nowMs = ms;
    this.#rows.nowMs = ms;
  }

  /** A row of the partition comes now. */
  touch(group: number): void {
    this.#times?.touchOne(group);
  }

  /** A row of the partition has gone: what stays of it is written anew. */
  rewrite(group: number): void {
    if (this.#times === null) return;
    this.#times.touchOne(group);
    const list = this.#lists[group];
    if (list.length > 0) this.#rows.write(list[0]);
  }

  /** Non-empty partitions that were not written for `ttlMs`, by number. */
  idle(ttlMs: number): Int32Array {
    this.#restored();
    return this.#times?.idle(ttlMs, this.#lists.length, (g) => this.#lists[g].length > 0) ?? new Int32Array(0);
  }

  /** Groups of rows of a batch, new ones made. */
  groupsOf(columns: readonly Vector[], rows: Int32Array, count: number): Int32Array {
    this.#restored();
    return this.#assign(columns, rows, count);
  }

  #assign(columns: readonly Vector[], rows: Int32Array, count: number): Int32Array {
    const groups = new Int32Array(count);
    const keyColumns = this.#partition.map((column) => columns[column]);
    this.#keys.lookup(keyColumns, rows, count, groups);
    while (this.#lists.length < this.#keys.groupCount) this.#lists.push([]);
    return groups;
  }

  /** The rows of a partition in order; belongs to the caller to change. */
  list(group: number): number[] {
    return this.#lists[group];
  }

  /** Non-empty partitions, by number. */
  groups(): readonly number[] {
    this.#restored();
    return this.#lists.flatMap((list, group) => (list.length > 0 ? [group] : []));
  }

  get groupCount(): number {
    return this.#lists.length;
  }

  /** Builds the lists from the rows that were restored. */
  #restored(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const slots = this.#rows.live();
    if (slots.length === 0) return;
    const groups = this.#assign(this.#rows.read(slots, slots.length), rowNumbers(slots.length), slots.length);
    slots.forEach((slot, i) => {
      this.#lists[groups[i]].push(slot);
    });
    if (this.#times !== null) this.#restoreTimes(this.#times, slots, groups);
    for (const list of this.#lists) list.sort((a, b) => this.#order.compare(a, b));
  }

  /** A partition was last written when the last of its rows was; not known of one, not known of all. */
  #restoreTimes(times: IdleTimes, slots: Int32Array, groups: Int32Array): void {
    const lastMs = new Float64Array(this.#lists.length).fill(Number.NEGATIVE_INFINITY);
    slots.forEach((slot, i) => {
      lastMs[groups[i]] = Math.max(lastMs[groups[i]], this.#rows.writtenMs(slot));
    });
    lastMs.forEach((ms, group) => {
      times.set(group, ms);
    });
  }

  /** Between batches: frees partitions among `groups` that have no rows left; group numbers may change. */
  tidy(groups: Iterable<number>): void {
    const emptied = Int32Array.from([...groups].filter((group) => this.#lists[group].length === 0));
    if (emptied.length === 0) return;
    this.#keys.free(emptied, emptied.length);
    const map = this.#keys.compactMap();
    if (map === null) return;
    this.#times?.renumber(map, this.#keys.groupCount);
    const lists: number[][] = [];
    for (let group = 0; group < map.length; group++) if (map[group] >= 0) lists[map[group]] = this.#lists[group];
    this.#lists = lists;
  }
}
