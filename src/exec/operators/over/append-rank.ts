// Top-N by ROW_NUMBER over append-only input whose result changes: as rank.ts, with the rows of all partitions in one array.
//
// Partition g holds the slots [g * to, g * to + counts[g]) in order; a row that is not among the first `to` is passed over,
// one that pushes another out lets it go for good. What a partition showed before a batch is copied when its first row comes.
// State: "rows", at most `to` rows per partition; partitions stay.
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
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

export function isFlatRank(node: PhysicalRank): boolean {
  return node.fn === "ROW_NUMBER" && node.to <= ROWS_MAX && node.input.changelogMode === "append";
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
  #counts = new Int32Array(0);
  /** By partition: its number among those touched in this batch, + 1. */
  #touchedAs = new Int32Array(0);
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
      for (const group of this.#touched) this.#touchedAs[group] = 0;
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
    this.#lists = grown(this.#lists, groupCount * this.#node.to);
    this.#counts = grown(this.#counts, groupCount);
    this.#touchedAs = grown(this.#touchedAs, groupCount);
    return groups;
  }

  /** Puts the rows into their lists; answers the slots that were pushed out. */
  #take(input: ChangeBatch, rows: Int32Array): readonly number[] {
    const { columns } = input;
    const groups = this.#groupsOf(columns, rows, rows.length);
    const { to } = this.#node;
    const order = this.#order;
    const isLastFirst = order.doesNewComeFirst;
    const gone: number[] = [];
    const slots = new Int32Array(rows.length);
    const taken = new Int32Array(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const group = groups[i];
      const base = group * to;
      const row = rows[i];
      let at = this.#counts[group];
      while (at > 0) {
        const by = order.compareToRow(this.#lists[base + at - 1], columns, row);
        if (by < 0 || (by === 0 && !isLastFirst)) break;
        at--;
      }
      if (at === to) continue;
      if (this.#touchedAs[group] === 0) this.#touch(group);
      const slot = this.#rows.addKeys(columns, row, order.columns);
      if (this.#counts[group] === to) gone.push(this.#lists[base + to - 1]);
      else this.#counts[group]++;
      this.#lists.copyWithin(base + at + 1, base + at, base + this.#counts[group] - 1);
      this.#lists[base + at] = slot;
      slots[count] = slot;
      taken[count++] = row;
    }
    this.#rows.fillIn(columns, slots, taken, count, order.columns);
    return gone;
  }

  #touch(group: number): void {
    const { to } = this.#node;
    const number = this.#touched.push(group) - 1;
    this.#touchedAs[group] = number + 1;
    this.#oldLists = grown(this.#oldLists, (number + 1) * to);
    this.#oldCounts = grown(this.#oldCounts, number + 1);
    this.#oldCounts[number] = this.#counts[group];
    for (let i = 0; i < to; i++) this.#oldLists[number * to + i] = this.#lists[group * to + i];
  }

  #emitChanges(emission: Emission, arrival: number): void {
    const { from, to, emitsRank } = this.#node;
    const isByNumber = emitsRank || from === to;
    const changes = new ChangeList(this.#touched.length * 2 * (to - from + 1));
    const entered: number[] = [];
    for (let number = 0; number < this.#touched.length; number++) {
      const now = this.#touched[number] * to;
      const nowCount = this.#counts[this.#touched[number]];
      if (isByNumber) this.#compareByNumber(number, now, nowCount, changes);
      else this.#compareAsSets(number, now, nowCount, changes, entered);
    }
    const { seqs } = this.#rows;
    entered.sort((a, b) => seqs[a] - seqs[b]);
    for (const slot of entered) changes.push(slot, 0, INSERT);
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
    const old = this.#oldLists.subarray(
      number * to + from - 1,
      number * to + Math.max(from - 1, this.#oldCounts[number]),
    );
    const current = this.#lists.subarray(now + from - 1, now + Math.max(from - 1, nowCount));
    for (const slot of old) if (!current.includes(slot)) changes.push(slot, 0, DELETE);
    for (const slot of current) if (!old.includes(slot)) entered.push(slot);
  }

  #restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const live = this.#rows.live();
    if (live.length === 0) return;
    const groups = this.#groupsOf(this.#rows.read(live, live.length), rowNumbers(live.length), live.length);
    const { to } = this.#node;
    const lists = Array.from(this.#counts, (): number[] => []);
    live.forEach((slot, i) => {
      lists[groups[i]].push(slot);
    });
    lists.forEach((list, group) => {
      list.sort((a, b) => this.#order.compare(a, b));
      this.#lists.set(list, group * to);
      this.#counts[group] = list.length;
    });
  }
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
