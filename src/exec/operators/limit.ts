// LIMIT and OFFSET without ORDER BY: the first live rows by arrival.
//
// Over inserts only a counter is kept and rows pass or leave the selection; once the limit is reached nothing more can come.
// Over changes all live rows are kept in order of arrival: when a row of the cut goes, the next one moves up. Per batch
// the cut before is compared with the cut after, place by place.
// State: "rows", a counter, or every live row of the input.
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import { concatVectors, gather } from "../../columnar/gather.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import type { PhysicalLimit } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { LiveRowTable } from "../state/live-row-table.ts";
import { CounterTable } from "../state/numbers-table.ts";
import type { StateTable } from "../state/state-table.ts";
import { reportFiltered, reportUsed } from "./accounts.ts";
import { Emission } from "./emission.ts";
import { applyChanges } from "./live-changes.ts";
import { liveRows } from "./live-rows.ts";

export class AppendLimitOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #offset: number;
  readonly #end: number;
  readonly #seen = new CounterTable("rows");

  constructor(node: PhysicalLimit) {
    this.id = node.id;
    this.#offset = node.offset;
    this.#end = node.limit === null ? Number.POSITIVE_INFINITY : node.offset + node.limit;
    this.stateTables = [this.#seen];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const rows = liveRows(input);
    const seen = this.#seen.value;
    const from = Math.min(rows.length, Math.max(0, this.#offset - seen));
    const to = Math.min(rows.length, Math.max(from, this.#end - seen));
    this.#seen.value = Math.min(this.#end, seen + rows.length);
    const passed = rows.subarray(from, to);
    reportUsed(context, this.id, input.origin, passed, passed.length);
    reportFiltered(context, this.id, input.origin, rows.subarray(0, from), from);
    reportFiltered(context, this.id, input.origin, rows.subarray(to), rows.length - to);
    return passed.length === input.rowCount ? input : { ...input, selection: passed };
  }

  isDone(): boolean {
    return this.#seen.value >= this.#end;
  }
}

/** The rows within offset and limit at one moment. */
interface Cut {
  readonly slots: readonly number[];
  readonly groups: Int32Array;
  readonly columns: readonly Vector[];
}

export class ChangingLimitOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalLimit;
  readonly #types: readonly SqlType[];
  readonly #rows: LiveRowTable;
  readonly #hasArrival: boolean;

  constructor(node: PhysicalLimit, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#types = node.columns.map((column) => column.type);
    this.#rows = new LiveRowTable(this.#types);
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const emission = new Emission(this.#types, this.#hasArrival);
    const rows = liveRows(input);
    if (rows.length > 0) {
      const before = this.#cut();
      applyChanges(this.#rows, this.id, input, this.#types, context);
      const lastRow = rows[rows.length - 1];
      this.#emitChanges(before, this.#cut(), emission, input.arrival === null ? lastRow : input.arrival[lastRow]);
      this.#rows.tidy();
    }
    emission.passSteps(input, input.steps.count);
    return emission.finish();
  }

  #cut(): Cut {
    const { offset, limit } = this.#node;
    const end = limit === null ? Number.POSITIVE_INFINITY : offset + limit;
    const slots: number[] = [];
    const all = this.#rows.slots;
    let live = 0;
    for (let slot = 0; slot < all.length && live < end; slot++) {
      if (all[slot] < 0) continue;
      if (live++ >= offset) slots.push(slot);
    }
    const groups = Int32Array.from(slots, (slot) => all[slot]);
    return { slots, groups, columns: this.#rows.keys.keys(groups, groups.length) };
  }

  /** What leaves or changes in the order of the old cut, then what moves in. */
  #emitChanges(before: Cut, after: Cut, emission: Emission, arrival: number): void {
    const places = new Map(after.slots.map((slot, i) => [slot, i]));
    const known = new Set(before.slots);
    const leaving: [row: number, kind: number][] = [];
    const coming: [row: number, kind: number][] = [];
    const offset = before.slots.length;
    before.slots.forEach((slot, i) => {
      const place = places.get(slot);
      if (place === undefined) leaving.push([i, DELETE]);
      else if (after.groups[place] !== before.groups[i])
        leaving.push([i, UPDATE_BEFORE], [offset + place, UPDATE_AFTER]);
    });
    after.slots.forEach((slot, i) => {
      if (!known.has(slot)) coming.push([offset + i, INSERT]);
    });
    const changes = [...leaving, ...coming];
    const rows = Int32Array.from(changes, ([row]) => row);
    const columns = this.#types.map((type, c) => {
      const both = concatVectors(type, [
        { vector: before.columns[c], count: before.slots.length },
        { vector: after.columns[c], count: after.slots.length },
      ]);
      return gather(both, rows, rows.length);
    });
    emission.append(
      columns,
      rows.length,
      Uint8Array.from(changes, ([, kind]) => kind),
      arrival,
    );
  }
}
