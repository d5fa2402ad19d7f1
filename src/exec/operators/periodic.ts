// EMIT PERIODIC: holds changes back and lets out, whenever time passes a multiple of the interval, what is left of them; what is
// held when the input ends comes out then.
//
// A new row that takes the place of an equal one that was taken back is no change, and a row that came and went since
// the last multiple was never there. What is left of one key is a -U with its +U, a +I or a -D. Keys come in their own order, for
// that of their changes depends on how the input was cut into batches; rows of an append-only input as they came.
// Time is the watermark, and passes a multiple where a window that ends there would close; or the time of the batch, and
// then what earlier batches left comes out before the rows of this one.
// State: "changes", the rows that are to be shown and those that are to be taken back (by their mark); its watermark is the
// last multiple that has passed.
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import type { SqlType } from "../../common/types.ts";
import type { PhysicalPeriodic } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { RowSlots } from "../state/rows/row-slots.ts";
import type { StateTable } from "../state/state-table.ts";
import { reportUsed } from "./accounts.ts";
import { tickOf } from "./cut-at-ticks.ts";
import { Emission, stepArrival } from "./emission.ts";
import { liveRows, lowerBound } from "./live-rows.ts";
import { Partitions } from "./over/partitions.ts";
import { SlotOrder } from "./over/slot-order.ts";
import { isInputEnded } from "./step-questions.ts";

/** Marks of held rows. */
const SHOW = 0;
const TAKE_BACK = 1;

export class PeriodicOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalPeriodic;
  readonly #types: readonly SqlType[];
  readonly #hasArrival: boolean;
  readonly #rows: RowSlots;
  /** Held rows of a changing input by key. */
  readonly #byKey: Partitions;
  readonly #keyOrder: SlotOrder;
  /** Keys that this batch touched. */
  #touched = new Set<number>();

  constructor(node: PhysicalPeriodic, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#types = node.columns.map((column) => column.type);
    this.#rows = new RowSlots("changes", this.#types);
    const keys = node.streamKey ?? node.columns.map((_, i) => i);
    this.#byKey = new Partitions(this.#rows, new SlotOrder(this.#rows, [], "first"), keys, this.#types);
    const ascending = keys.map((column) => ({ column, isDescending: false, isNullsFirst: true }));
    this.#keyOrder = new SlotOrder(this.#rows, ascending, "first");
    this.stateTables = [this.#rows];
  }

  get #isAppend(): boolean {
    return this.#node.changelogMode === "append";
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const rows = liveRows(input);
    const emission = new Emission(this.#types, this.#hasArrival);
    const { steps } = input;
    if (this.#node.clock === "batch-time" && this.#passes(context.batchTimeMs - 1)) this.#letGo(emission, -1);
    let held = 0;
    for (let s = 0; s < steps.count; s++) {
      const isEnd = steps.marks[s] === Number.POSITIVE_INFINITY;
      const isDue = this.#node.clock === "watermark" && !isEnd && this.#passes(steps.marks[s]);
      if (isDue || isEnd) {
        const until = lowerBound(rows, held, steps.rows[s]);
        this.#hold(input, rows.subarray(held, until));
        held = until;
        this.#letGo(emission, stepArrival(input, s));
      }
      emission.step(steps.marks[s], stepArrival(input, s));
    }
    this.#hold(input, rows.subarray(held));
    if (isInputEnded(input, context)) this.#letGo(emission, -1);
    reportUsed(context, this.id, input.origin, rows, rows.length);
    this.#byKey.tidy(this.#touched);
    this.#touched = new Set();
    return emission.finish();
  }

  /** When the time of the batch passes the next multiple. */
  nextTimerMs(): number {
    if (this.#node.clock !== "batch-time" || this.#rows.rowCount() === 0) return Number.POSITIVE_INFINITY;
    return this.#rows.markMs + this.#node.intervalMs;
  }

  /** True when `markMs` is the first at or behind a further multiple; there is none before the first. */
  #passes(markMs: number): boolean {
    const { intervalMs } = this.#node;
    const passedMs = tickOf(markMs, intervalMs) * intervalMs - 1;
    const before = this.#rows.markMs;
    if (passedMs <= before) return false;
    this.#rows.markMs = passedMs;
    return before > Number.NEGATIVE_INFINITY;
  }

  #hold(input: ChangeBatch, rows: Int32Array): void {
    if (rows.length === 0) return;
    if (this.#isAppend) {
      this.#rows.add(input.columns, rows, rows.length, new Int32Array(rows.length));
      return;
    }
    const groups = this.#byKey.groupsOf(input.columns, rows, rows.length);
    for (let i = 0; i < rows.length; i++) {
      this.#touched.add(groups[i]);
      const kind = input.kinds === null ? INSERT : input.kinds[rows[i]];
      const mark = kind === INSERT || kind === UPDATE_AFTER ? SHOW : TAKE_BACK;
      this.#change(this.#byKey.list(groups[i]), input, rows[i], mark);
    }
  }

  #change(list: number[], input: ChangeBatch, row: number, mark: number): void {
    const at = list.findLastIndex((slot) => this.#rows.marks[slot] !== mark && this.#isSame(slot, input, row));
    if (at !== -1) {
      this.#rows.remove(list[at]);
      list.splice(at, 1);
      return;
    }
    const slot = this.#rows.addOne(input.columns, row, null);
    this.#rows.setMark(slot, mark);
    list.push(slot);
  }

  #isSame(slot: number, { columns }: ChangeBatch, row: number): boolean {
    return columns.every((vector, c) => this.#rows.columns[c].compareToRow(slot, vector, row) === 0);
  }

  #letGo(emission: Emission, arrival: number): void {
    if (this.#rows.rowCount() === 0) return;
    const { slots, kinds } = this.#isAppend ? { slots: this.#rows.live(), kinds: null } : this.#net();
    emission.append(this.#rows.read(slots, slots.length), slots.length, kinds, arrival);
    this.#rows.removeAll(slots);
  }

  /** What is left of each key; empties their lists. */
  #net(): { readonly slots: Int32Array; readonly kinds: Uint8Array } {
    const slots: number[] = [];
    const kinds: number[] = [];
    const { marks } = this.#rows;
    const first = (group: number): number => this.#byKey.list(group)[0];
    const groups = this.#byKey.groups().toSorted((a, b) => this.#keyOrder.compareKeys(first(a), first(b)));
    for (const group of groups) {
      const list = this.#byKey.list(group);
      const gone = list.filter((slot) => marks[slot] === TAKE_BACK);
      const come = list.filter((slot) => marks[slot] === SHOW);
      for (let i = 0; i < Math.max(gone.length, come.length); i++) {
        const isUpdate = i < gone.length && i < come.length;
        if (i < gone.length) kinds.push(isUpdate ? UPDATE_BEFORE : DELETE);
        if (i < gone.length) slots.push(gone[i]);
        if (i < come.length) kinds.push(isUpdate ? UPDATE_AFTER : INSERT);
        if (i < come.length) slots.push(come[i]);
      }
      list.length = 0;
      this.#touched.add(group);
    }
    return { slots: Int32Array.from(slots), kinds: Uint8Array.from(kinds) };
  }
}
