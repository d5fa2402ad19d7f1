// OVER in any order and over any input: results change as rows come and go.
//
// One batch: rows are applied to the sorted partitions (kept-rows.ts); the results of each touched partition are computed
// anew and compared with those that were emitted: rows that left are taken back, then new rows come and changed ones are
// updated, in the order of their partition; several new rows in order of arrival, whatever the partition, so that who comes
// first does not depend on where a batch ends. A row that replaced another is an update.
// So within a batch only net changes come out, and with one row per batch the exact changelog.
// State: "rows", every live row; results are computed again after a restart.
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { concatVectors, gather } from "../../../columnar/gather.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalOver } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { type SlotColumn, slotColumn } from "../../state/rows/slot-column.ts";
import type { StateTable } from "../../state/state-table.ts";
import { Emission } from "../emission.ts";
import { liveRows, rowNumbers } from "../live-rows.ts";
import { KeptRows } from "./kept-rows.ts";
import { OverKernel } from "./over-kernel.ts";
import { layOut, type Segment } from "./over-work.ts";

interface Computed {
  readonly slots: Int32Array;
  readonly segments: readonly Segment[];
  /** By call, one value per slot. */
  readonly results: readonly Vector[];
}

/** Changes in the making; `place` is a row among the results computed, -1: the stored result. */
interface Changes {
  readonly slots: number[];
  readonly places: number[];
  readonly kinds: number[];
}

/** A row whose result is new; `old`: the slot of the row and result that it takes the place of. */
interface Renewed {
  readonly place: number;
  readonly old: number | null;
}

export class OverOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #kept: KeptRows;
  readonly #kernel: OverKernel;
  readonly #resultTypes: readonly SqlType[];
  readonly #outputTypes: readonly SqlType[];
  /** What was emitted, by slot. */
  readonly #stored: readonly SlotColumn[];
  readonly #hasArrival: boolean;
  #isRestored = false;

  constructor(node: PhysicalOver, hasArrival: boolean) {
    this.id = node.id;
    this.#hasArrival = hasArrival;
    const types = node.input.columns.map((column) => column.type);
    this.#outputTypes = node.columns.map((column) => column.type);
    this.#resultTypes = node.calls.map((call) => call.type);
    this.#stored = this.#resultTypes.map(slotColumn);
    this.#kernel = new OverKernel(node.id, node.calls, node, types);
    this.#kept = new KeptRows({
      operatorId: node.id,
      types,
      partition: node.partition,
      order: node.order,
      ties: "first",
      range: null,
      isAppend: node.input.changelogMode === "append",
      ttlMs: node.ttlMs,
    });
    this.stateTables = [this.#kept.rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const { partitions } = this.#kept;
    if (!this.#isRestored) this.#store(this.#compute(partitions.groups(), context));
    this.#isRestored = true;
    this.#kept.expire(context);
    const rows = liveRows(input);
    const emission = new Emission(this.#outputTypes, this.#hasArrival);
    if (rows.length > 0) {
      const before = new Map<number, readonly number[]>();
      this.#kept.apply(input, rows, context, (group) => {
        if (!before.has(group)) before.set(group, [...partitions.list(group)]);
      });
      const computed = this.#compute([...before.keys()], context);
      const changes: Changes = { slots: [], places: [], kinds: [] };
      const renewed: Renewed[] = [];
      for (const segment of computed.segments) {
        this.#compare(before.get(segment.group) ?? [], segment, computed, changes, renewed);
      }
      if (renewed.filter(({ old }) => old === null).length > 1) this.#sortByArrival(renewed, computed);
      for (const { place, old } of renewed) {
        if (old !== null) add(changes, old, -1, UPDATE_BEFORE);
        add(changes, computed.slots[place], place, old === null ? INSERT : UPDATE_AFTER);
      }
      const lastRow = rows[rows.length - 1];
      this.#emit(changes, computed, emission, input.arrival === null ? lastRow : input.arrival[lastRow]);
      this.#store(computed);
      this.#kept.release(before.keys());
    }
    emission.passSteps(input, input.steps.count);
    return emission.finish();
  }

  #compute(groups: readonly number[], context: BatchContext): Computed {
    const { partitions, order, rows } = this.#kept;
    const all: number[] = [];
    const segments = groups.map((group): Segment => {
      const base = all.length;
      for (const slot of partitions.list(group)) all.push(slot);
      return { base, end: all.length, from: base, to: all.length, group };
    });
    const slots = Int32Array.from(all);
    const isPeer = (i: number): boolean => order.compareKeys(slots[i - 1], slots[i]) === 0;
    const work = layOut(slots.length, rows.read(slots, slots.length), segments, isPeer);
    return { slots, segments, results: this.#kernel.compute(work, null, context) };
  }

  /** What left goes to `changes`, what came or changed to `renewed`. */
  #compare(
    before: readonly number[],
    segment: Segment,
    { slots, results }: Computed,
    changes: Changes,
    renewed: Renewed[],
  ): void {
    const { seqs } = this.#kept.rows;
    const stays = new Set<number>();
    const bySeq = new Map<number, number>();
    for (let i = segment.base; i < segment.end; i++) {
      stays.add(slots[i]);
      bySeq.set(seqs[slots[i]], slots[i]);
    }
    const had = new Set(before);
    const replaced = new Map<number, number>();
    for (const slot of before) {
      if (stays.has(slot)) continue;
      const by = bySeq.get(seqs[slot]);
      if (by === undefined || had.has(by)) add(changes, slot, -1, DELETE);
      else replaced.set(by, slot);
    }
    for (let i = segment.base; i < segment.end; i++) {
      const slot = slots[i];
      const old = had.has(slot) ? slot : replaced.get(slot);
      if (old === slot && this.#isSame(slot, results, i)) continue;
      renewed.push({ place: i, old: old ?? null });
    }
  }

  #sortByArrival(renewed: Renewed[], { slots }: Computed): void {
    const { seqs } = this.#kept.rows;
    renewed.sort((a, b) => seqs[slots[a.place]] - seqs[slots[b.place]]);
  }

  #isSame(slot: number, results: readonly Vector[], place: number): boolean {
    return this.#stored.every((column, c) => column.compareToRow(slot, results[c], place) === 0);
  }

  #emit(changes: Changes, computed: Computed, emission: Emission, arrival: number): void {
    const count = changes.slots.length;
    if (count === 0) return;
    const slots = Int32Array.from(changes.slots);
    const places = Int32Array.from(changes.places);
    const old = slots.filter((_, i) => places[i] === -1);
    let nextOld = 0;
    for (let i = 0; i < count; i++) places[i] = places[i] === -1 ? nextOld++ : old.length + places[i];
    const results = this.#resultTypes.map((type, c) => {
      const stored = { vector: this.#stored[c].read(old, old.length), count: old.length };
      return gather(
        concatVectors(type, [stored, { vector: computed.results[c], count: computed.slots.length }]),
        places,
        count,
      );
    });
    const kinds = changes.kinds.every((kind) => kind === INSERT) ? null : Uint8Array.from(changes.kinds);
    emission.append([...this.#kept.rows.read(slots, count), ...results], count, kinds, arrival);
  }

  #store({ slots, results }: Computed): void {
    const numbers = rowNumbers(slots.length);
    this.#stored.forEach((column, c) => {
      column.resize(this.#kept.rows.slotCount);
      column.set(slots, results[c], numbers, slots.length);
    });
  }
}

function add(changes: Changes, slot: number, place: number, kind: number): void {
  changes.slots.push(slot);
  changes.places.push(place);
  changes.kinds.push(kind);
}
