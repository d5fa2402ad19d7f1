// The first row of each partition, in any order, of append-only input: Top-1 and deduplication by the last row, whose result
// changes (append-rank.ts does Top-N).
//
// The best row of each partition is found among the rows of the batch where they lie; only then what is kept is read, told and
// replaced, each partition once. Partitions are told in the order in which rows first bettered them.
// State: "rows", one row per partition, in a slot that it keeps; partitions stay.
import { type ChangeBatch, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalRank } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { readMixed } from "../../state/rows/mixed-rows.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { reportUsed } from "../accounts.ts";
import { Emission } from "../emission.ts";
import { liveRows, rowNumbers } from "../live-rows.ts";
import { type IntegerOrder, SlotOrder } from "./slot-order.ts";

/** Partitions that got another row: where they are, and the row. */
interface Bettered {
  readonly groups: Int32Array;
  readonly rows: Int32Array;
  readonly count: number;
}

export class AppendTopOneOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalRank;
  readonly #types: readonly SqlType[];
  readonly #outputTypes: readonly SqlType[];
  readonly #rows: RowSlots;
  readonly #order: SlotOrder;
  readonly #keys: KeyTable;
  readonly #hasArrival: boolean;
  /** Of each partition its slot + 1 (0: none) and, within a batch, the best row of the batch + 1 (0: none is better). */
  #places = new Int32Array(0);
  #isRestored = false;

  constructor(node: PhysicalRank, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    this.#outputTypes = node.columns.map((column) => column.type);
    this.#rows = new RowSlots("rows", this.#types);
    this.#order = new SlotOrder(this.#rows, node.order, node.ties);
    this.#keys = new KeyTable(node.partition.map((column) => this.#types[column]));
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#restore();
    const { lent } = context;
    const rows = liveRows(input, lent);
    const emission = new Emission(this.#outputTypes, this.#hasArrival);
    if (rows.length > 0) {
      const bettered = this.#better(input.columns, rows, lent);
      reportUsed(context, this.id, input.origin, rows, rows.length);
      const lastRow = rows[rows.length - 1];
      this.#tell(bettered, input.columns, emission, input.arrival?.[lastRow] ?? lastRow, lent);
      this.#keep(bettered, input.columns, lent);
    }
    emission.passSteps(input, input.steps.count);
    return emission.finish();
  }

  #groupsOf(columns: readonly Vector[], rows: Int32Array, groups: Int32Array): void {
    const keyColumns = this.#node.partition.map((column) => columns[column]);
    this.#keys.lookup(keyColumns, rows, rows.length, groups);
    this.#places = grown(this.#places, this.#keys.groupCount << 1);
  }

  #better(columns: readonly Vector[], rows: Int32Array, lent: LentArrays): Bettered {
    const groups = lent.int32(rows.length);
    this.#groupsOf(columns, rows, groups);
    const touched = lent.int32(rows.length);
    const integers = this.#order.integers(columns);
    const count =
      integers === null
        ? this.#compareRows(columns, rows, groups, touched)
        : betterIntegers(this.#places, rows, groups, touched, integers, this.#order.doesNewComeFirst);
    const best = lent.int32(count);
    for (let i = 0; i < count; i++) {
      const at = (touched[i] << 1) + 1;
      best[i] = this.#places[at] - 1;
      this.#places[at] = 0;
    }
    return { groups: touched, rows: best, count };
  }

  #compareRows(columns: readonly Vector[], rows: Int32Array, groups: Int32Array, touched: Int32Array): number {
    const places = this.#places;
    const order = this.#order;
    const compare = order.rowOrder(columns, this.#types);
    const most = order.doesNewComeFirst ? 0 : -1;
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const at = groups[i] << 1;
      const best = places[at + 1];
      const slot = places[at] - 1;
      if (best > 0 && compare(row, best - 1) > most) continue;
      if (best === 0 && slot >= 0 && -order.compareToRow(slot, columns, row) > most) continue;
      if (best === 0) touched[count++] = groups[i];
      places[at + 1] = row + 1;
    }
    return count;
  }

  #tell(
    { groups, rows, count }: Bettered,
    columns: readonly Vector[],
    emission: Emission,
    arrival: number,
    lent: LentArrays,
  ): void {
    const from = lent.int32(count * 2);
    const kinds = lent.uint8(count * 2);
    let told = 0;
    for (let i = 0; i < count; i++) {
      const slot = this.#places[groups[i] << 1] - 1;
      if (slot >= 0) {
        from[told] = slot;
        kinds[told++] = UPDATE_BEFORE;
      }
      from[told] = ~rows[i];
      kinds[told++] = slot >= 0 ? UPDATE_AFTER : INSERT;
    }
    if (told === 0) return;
    const output = readMixed(this.#rows, this.#types, columns, from, told, lent);
    if (this.#node.emitsRank) output.push({ rep: "f64", values: lent.float64(told).fill(1), valid: null });
    emission.append(output, told, told === count ? null : kinds, arrival);
  }

  /** New partitions take new slots, the others keep theirs. */
  #keep({ groups, rows, count }: Bettered, columns: readonly Vector[], lent: LentArrays): void {
    const places = this.#places;
    const newGroups = lent.int32(count);
    const newRows = lent.int32(count);
    const slots = lent.int32(count);
    let newCount = 0;
    let keptCount = 0;
    for (let i = 0; i < count; i++) {
      const slot = places[groups[i] << 1] - 1;
      if (slot < 0) {
        newGroups[newCount] = groups[i];
        newRows[newCount++] = rows[i];
      } else {
        slots[keptCount] = slot;
        rows[keptCount++] = rows[i];
      }
    }
    this.#rows.replace(columns, rows, keptCount, slots);
    this.#rows.add(columns, newRows, newCount, slots);
    for (let i = 0; i < newCount; i++) places[newGroups[i] << 1] = slots[i] + 1;
  }

  #restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const live = this.#rows.live();
    const groups = new Int32Array(live.length);
    this.#groupsOf(this.#rows.read(live, live.length), rowNumbers(live.length), groups);
    for (let i = 0; i < live.length; i++) this.#places[groups[i] << 1] = live[i] + 1;
  }
}

/** By one integer: marks the best row of each partition; answers how many partitions were bettered. */
function betterIntegers(
  places: Int32Array,
  rows: Int32Array,
  groups: Int32Array,
  touched: Int32Array,
  { kept, values, sign }: IntegerOrder,
  isLastFirst: boolean,
): number {
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const group = groups[i];
    const at = group << 1;
    const best = places[at + 1];
    if (best > 0) {
      const by = sign * (values[row] - values[best - 1]);
      if (by > 0 || (by === 0 && !isLastFirst)) continue;
    } else {
      const slot = places[at] - 1;
      if (slot >= 0) {
        const by = sign * (values[row] - kept[slot]);
        if (by > 0 || (by === 0 && !isLastFirst)) continue;
      }
      touched[count++] = group;
    }
    places[at + 1] = row + 1;
  }
  return count;
}
