// Top-N whose result changes: the rows of each partition with a rank in [from, to].
//
// One batch: rows are applied to the sorted lists (kept-rows.ts); what each touched partition showed before and shows after
// are compared, partitions in order of their first change. So within a batch only net changes come out, and with one row
// per batch the exact changelog.
// With the number emitted, row i is compared with row i: -U and +U where it is another one. Without, or with RANK, rows that
// left are taken back first, then those that entered come in order of arrival; where a partition shows one row at most, these are an update.
// Deduplication by the last row is ROW_NUMBER = 1 by time descending where the last of equal rows comes first.
// State: "rows", what kept-rows.ts keeps.
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalRank } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import type { StateTable } from "../../state/state-table.ts";
import { Emission } from "../emission.ts";
import { liveRows } from "../live-rows.ts";
import { KeptRows } from "./kept-rows.ts";
import { type RankedRows, rankedRows } from "./rank-cut.ts";

/** Changes in the making. */
interface Changes {
  readonly slots: number[];
  readonly ranks: number[];
  readonly kinds: number[];
}

export class RankOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalRank;
  readonly #kept: KeptRows;
  readonly #outputTypes: readonly SqlType[];
  readonly #hasArrival: boolean;

  constructor(node: PhysicalRank, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#outputTypes = node.columns.map((column) => column.type);
    this.#kept = new KeptRows({
      operatorId: node.id,
      types: node.input.columns.map((column) => column.type),
      partition: node.partition,
      order: node.order,
      ties: node.ties,
      range: node,
      isAppend: node.input.changelogMode === "append",
      ttlMs: node.ttlMs,
    });
    this.stateTables = [this.#kept.rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#kept.expire(context);
    const rows = liveRows(input);
    const emission = new Emission(this.#outputTypes, this.#hasArrival);
    if (rows.length > 0) {
      const { partitions, order } = this.#kept;
      const before = new Map<number, RankedRows>();
      this.#kept.apply(input, rows, context, (group) => {
        if (!before.has(group)) before.set(group, rankedRows(partitions.list(group), this.#node, order));
      });
      const changes: Changes = { slots: [], ranks: [], kinds: [] };
      const entered: Changes = { slots: [], ranks: [], kinds: [] };
      for (const [group, old] of before) {
        this.#compare(old, rankedRows(partitions.list(group), this.#node, order), changes, entered);
      }
      this.#enter(entered, changes);
      const lastRow = rows[rows.length - 1];
      this.#emit(changes, emission, input.arrival === null ? lastRow : input.arrival[lastRow]);
      this.#kept.release(before.keys());
    }
    emission.passSteps(input, input.steps.count);
    return emission.finish();
  }

  #compare(old: RankedRows, now: RankedRows, changes: Changes, entered: Changes): void {
    const isByNumber = this.#node.fn === "ROW_NUMBER" && (this.#node.emitsRank || this.#node.from === this.#node.to);
    if (isByNumber) compareByNumber(old, now, changes);
    else compareAsSets(old, now, this.#node.emitsRank, changes, entered);
  }

  #enter(entered: Changes, changes: Changes): void {
    const { seqs } = this.#kept.rows;
    const order = entered.slots.map((_, i) => i).sort((a, b) => seqs[entered.slots[a]] - seqs[entered.slots[b]]);
    for (const i of order) add(changes, entered.slots[i], entered.ranks[i], INSERT);
  }

  #emit(changes: Changes, emission: Emission, arrival: number): void {
    const count = changes.slots.length;
    if (count === 0) return;
    const columns: Vector[] = this.#kept.rows.read(Int32Array.from(changes.slots), count);
    if (this.#node.emitsRank) columns.push({ rep: "f64", values: Float64Array.from(changes.ranks), valid: null });
    const kinds = changes.kinds.every((kind) => kind === INSERT) ? null : Uint8Array.from(changes.kinds);
    emission.append(columns, count, kinds, arrival);
  }
}

function add(changes: Changes, slot: number, rank: number, kind: number): void {
  changes.slots.push(slot);
  changes.ranks.push(rank);
  changes.kinds.push(kind);
}

function compareByNumber(old: RankedRows, now: RankedRows, changes: Changes): void {
  const count = Math.max(old.slots.length, now.slots.length);
  for (let i = 0; i < count; i++) {
    const had = i < old.slots.length;
    const has = i < now.slots.length;
    if (had && has && old.slots[i] === now.slots[i]) continue;
    if (had) add(changes, old.slots[i], old.ranks[i], has ? UPDATE_BEFORE : DELETE);
    if (has) add(changes, now.slots[i], now.ranks[i], had ? UPDATE_AFTER : INSERT);
  }
}

function compareAsSets(old: RankedRows, now: RankedRows, emitsRank: boolean, changes: Changes, entered: Changes): void {
  const after = new Map(now.slots.map((slot, i) => [slot, emitsRank ? now.ranks[i] : 0]));
  const stays = new Set<number>();
  old.slots.forEach((slot, i) => {
    if (after.get(slot) === (emitsRank ? old.ranks[i] : 0)) stays.add(slot);
    else add(changes, slot, old.ranks[i], DELETE);
  });
  now.slots.forEach((slot, i) => {
    if (!stays.has(slot)) add(entered, slot, now.ranks[i], INSERT);
  });
}
