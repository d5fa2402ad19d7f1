// Top-N by ROW_NUMBER over append-only input whose result changes: as rank.ts, with the rows of all partitions in one array.
//
// Partition g has to + 2 numbers beside each other: its number among those touched in this batch + 1, how many rows it holds,
// and their slots in order; a row that is not among the first `to` is passed over,
// one that pushes another out lets it go for good. What a partition showed before a batch is copied when its first row comes.
// State: "rows", at most `to` rows per partition; partitions stay.
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import { sortByNumber } from "../../../columnar/sort-by-number.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalRank } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { reportUsed } from "../accounts.ts";
import { Emission } from "../emission.ts";
import { liveRows, rowNumbers } from "../live-rows.ts";
import { SlotOrder } from "./slot-order.ts";

/** Longer lists are better kept apart. */
const ROWS_MAX = 32;

/** What stands before each list: TOUCHED_AS and COUNT places before its first slot. */
const HEAD = 2;
const TOUCHED_AS = 2;
const COUNT = 1;

export function isFlatRank(node: PhysicalRank): boolean {
  return (
    node.fn === "ROW_NUMBER" && node.to <= ROWS_MAX && node.input.changelogMode === "append" && node.ttlMs === null
  );
}

export class AppendRankOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalRank;
  readonly #rows: RowSlots;
  readonly #order: SlotOrder;
  readonly #keys: KeyTable;
  readonly #outputTypes: readonly SqlType[];
  readonly #hasArrival: boolean;
  #lists = new Int32Array(0);
  /** Where the lists of partitions touched in this batch begin. */
  #touched: number[] = [];
  #oldLists = new Int32Array(0);
  #oldCounts = new Int32Array(0);
  #isRestored = false;

  constructor(node: PhysicalRank, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#outputTypes = node.columns.map((column) => column.type);
    const types = node.input.columns.map((column) => column.type);
    this.#rows = new RowSlots("rows", types);
    this.#order = new SlotOrder(this.#rows, node.order, node.ties);
    this.#keys = new KeyTable(node.partition.map((column) => types[column]));
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#restore();
    const rows = liveRows(input);
    const emission = new Emission(this.#outputTypes, this.#hasArrival);
    if (rows.length > 0) {
      const gone = this.#take(input, rows);
      reportUsed(context, this.id, input.origin, rows, rows.length);
      const lastRow = rows[rows.length - 1];
      this.#emitChanges(emission, input.arrival === null ? lastRow : input.arrival[lastRow]);
      this.#rows.removeAll(gone);
      for (const base of this.#touched) this.#lists[base - TOUCHED_AS] = 0;
      this.#touched = [];
    }
    emission.passSteps(input, input.steps.count);
    return emission.finish();
  }

  #groupsOf(columns: readonly Vector[], rows: Int32Array, count: number): Int32Array {
    const groups = new Int32Array(count);
    const keyColumns = this.#node.partition.map((column) => columns[column]);
    this.#keys.lookup(keyColumns, rows, count, groups);
    const { groupCount } = this.#keys;
    this.#lists = grown(this.#lists, groupCount * (this.#node.to + HEAD));
    return groups;
  }

  /** Puts the rows into their lists; answers the slots that were pushed out. */
  #take(input: ChangeBatch, rows: Int32Array): readonly number[] {
    const { columns } = input;
    const groups = this.#groupsOf(columns, rows, rows.length);
    const { to } = this.#node;
    const firstSeq = this.#rows.nextSeq;
    const gone: number[] = [];
    const slots = new Int32Array(rows.length);
    const taken = new Int32Array(rows.length);
    let count = 0;
    this.#rows.reserve(rows.length);
    const integers = this.#order.integers(columns);
    const lists = this.#lists;
    for (let i = 0; i < rows.length; i++) {
      const base = groups[i] * (to + HEAD) + HEAD;
      const row = rows[i];
      const at = this.#order.placeAmong(lists, base, lists[base - COUNT], columns, row, integers);
      if (at === to) continue;
      if (lists[base - TOUCHED_AS] === 0) this.#touch(base);
      const isFull = lists[base - COUNT] === to;
      const slot = this.#slotFor(columns, row, isFull ? lists[base + to - 1] : -1, firstSeq, gone);
      if (!isFull) lists[base - COUNT]++;
      for (let k = base + lists[base - COUNT] - 1; k > base + at; k--) lists[k] = lists[k - 1];
      lists[base + at] = slot;
      slots[count] = slot;
      taken[count++] = row;
    }
    this.#rows.fillIn(columns, slots, taken, count, this.#order.columns);
    return gone;
  }

  /** `out`: the slot that is pushed out, -1: none. One that this batch filled is used again. */
  #slotFor(columns: readonly Vector[], row: number, out: number, firstSeq: number, gone: number[]): number {
    if (out >= 0 && this.#rows.seqs[out] >= firstSeq) {
      this.#rows.renewKeys(out, columns, row, this.#order.columns);
      return out;
    }
    if (out >= 0) gone.push(out);
    return this.#rows.addKeys(columns, row, this.#order.columns);
  }

  /** Copies the list of a partition as it was before the batch. */
  #touch(base: number): void {
    const { to } = this.#node;
    const number = this.#touched.push(base) - 1;
    this.#lists[base - TOUCHED_AS] = number + 1;
    this.#oldLists = grown(this.#oldLists, (number + 1) * to);
    this.#oldCounts = grown(this.#oldCounts, number + 1);
    this.#oldCounts[number] = this.#lists[base - COUNT];
    for (let i = 0; i < to; i++) this.#oldLists[number * to + i] = this.#lists[base + i];
  }

  #emitChanges(emission: Emission, arrival: number): void {
    const { from, to, emitsRank } = this.#node;
    const isByNumber = emitsRank || from === to;
    const changes = new ChangeList(this.#touched.length * 2 * (to - from + 1));
    const entered: number[] = [];
    for (let number = 0; number < this.#touched.length; number++) {
      const now = this.#touched[number];
      const nowCount = this.#lists[now - COUNT];
      if (isByNumber) this.#compareByNumber(number, now, nowCount, changes);
      else this.#compareAsSets(number, now, nowCount, changes, entered);
    }
    for (const slot of sortByNumber(Int32Array.from(entered), this.#rows.seqs)) changes.push(slot, 0, INSERT);
    if (changes.count === 0) return;
    const columns = this.#rows.read(changes.slots, changes.count);
    if (emitsRank) columns.push({ rep: "f64", values: changes.ranks, valid: null });
    emission.append(columns, changes.count, changes.isOnlyInserts ? null : changes.kinds, arrival);
  }

  #compareByNumber(number: number, now: number, nowCount: number, changes: ChangeList): void {
    const { from, to } = this.#node;
    const old = number * to;
    const oldCount = this.#oldCounts[number];
    for (let i = from - 1; i < Math.max(oldCount, nowCount); i++) {
      const had = i < oldCount;
      if (had && this.#oldLists[old + i] === this.#lists[now + i]) continue;
      if (had) changes.push(this.#oldLists[old + i], i + 1, UPDATE_BEFORE);
      changes.push(this.#lists[now + i], i + 1, had ? UPDATE_AFTER : INSERT);
    }
  }

  #compareAsSets(number: number, now: number, nowCount: number, changes: ChangeList, entered: number[]): void {
    const { from, to } = this.#node;
    const old = number * to + from - 1;
    const oldCount = Math.max(0, this.#oldCounts[number] - from + 1);
    const current = now + from - 1;
    const count = Math.max(0, nowCount - from + 1);
    for (let i = old; i < old + oldCount; i++) {
      if (!isAmong(this.#lists, current, count, this.#oldLists[i])) changes.push(this.#oldLists[i], 0, DELETE);
    }
    for (let i = current; i < current + count; i++) {
      if (!isAmong(this.#oldLists, old, oldCount, this.#lists[i])) entered.push(this.#lists[i]);
    }
  }

  #restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const live = this.#rows.live();
    if (live.length === 0) return;
    const groups = this.#groupsOf(this.#rows.read(live, live.length), rowNumbers(live.length), live.length);
    const stride = this.#node.to + HEAD;
    const sorted = live.map((_, i) => i).sort((a, b) => groups[a] - groups[b] || this.#order.compare(live[a], live[b]));
    for (const i of sorted) {
      const base = groups[i] * stride + HEAD;
      this.#lists[base + this.#lists[base - COUNT]++] = live[i];
    }
  }
}

function isAmong(lists: Int32Array, from: number, count: number, slot: number): boolean {
  for (let i = from; i < from + count; i++) if (lists[i] === slot) return true;
  return false;
}

/** Changes in the making; room for `most`. */
class ChangeList {
  readonly slots: Int32Array;
  readonly ranks: Float64Array;
  readonly kinds: Uint8Array;
  count = 0;
  isOnlyInserts = true;

  constructor(most: number) {
    this.slots = new Int32Array(most);
    this.ranks = new Float64Array(most);
    this.kinds = new Uint8Array(most);
  }

  push(slot: number, rank: number, kind: number): void {
    this.slots[this.count] = slot;
    this.ranks[this.count] = rank;
    this.kinds[this.count++] = kind;
    if (kind !== INSERT) this.isOnlyInserts = false;
  }
}
