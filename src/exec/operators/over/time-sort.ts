// ORDER BY event time on a stream: a row waits until the watermark passes it, then comes out in order of time, further
// keys, arrival. Late is a row that is not later than the last one that came out: one at or behind the watermark may still
// take its place when nothing after it has come out; it comes with the next step of the watermark. As Flink's temporal sort.
// State: "rows", the rows that wait; its watermark is the time of the last row that came out.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalTimeSort } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { timesMs } from "../event-time.ts";
import { SlotHeap } from "./slot-heap.ts";
import { SlotOrder } from "./slot-order.ts";
import { TimelyInput, type TimedRows } from "./timely-input.ts";
import { timelyOutput } from "./timely-output.ts";

/** Rows that come out, each with the watermark that let it go. */
interface Sorted {
  readonly slots: number[];
  readonly dueMs: number[];
}

export class TimeSortOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #types: readonly SqlType[];
  readonly #timeColumn: number;
  readonly #rows: RowSlots;
  readonly #heap: SlotHeap;
  readonly #input: TimelyInput;
  readonly #hasArrival: boolean;
  /** Event time by slot, ms. */
  #times = new Float64Array(0);
  #isRestored = false;

  constructor(node: PhysicalTimeSort, hasArrival: boolean) {
    this.id = node.id;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    this.#rows = new RowSlots("rows", this.#types);
    const keys = node.keys.map(({ expr, isDescending, isNullsFirst }) => {
      invariant(expr.kind === "column", "sort keys are columns");
      return { column: expr.index, isDescending, isNullsFirst };
    });
    this.#timeColumn = keys[0].column;
    const order = new SlotOrder(this.#rows, keys, "first");
    this.#heap = new SlotHeap((a, b) => order.compare(a, b));
    this.#input = new TimelyInput(node, this.#timeColumn);
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#restore();
    const timed = this.#input.timed(input, this.#rows.markMs, context);
    const { steps } = input;
    const sorted: Sorted = { slots: [], dueMs: [] };
    const late = new Set<number>();
    let at = 0;
    for (let s = 0; s <= steps.count; s++) {
      const until = s === steps.count ? input.rowCount : steps.rows[s];
      for (; at < timed.rows.length && timed.rows[at] < until; at++) this.#take(input, timed, at, late, context);
      if (s < steps.count) this.#letGo(steps.marks[s], sorted);
    }
    const used = late.size === 0 ? timed.rows : timed.rows.filter((row) => !late.has(row));
    this.#input.reportUsed(input, used, context);
    const slots = Int32Array.from(sorted.slots);
    const columns = this.#rows.read(slots, slots.length);
    this.#rows.removeAll(slots);
    const dueMs = Float64Array.from(sorted.dueMs);
    return timelyOutput(columns, dueMs, input, Number.NEGATIVE_INFINITY, this.#hasArrival);
  }

  #take(input: ChangeBatch, { rows, times }: TimedRows, at: number, late: Set<number>, context: BatchContext): void {
    const row = rows[at];
    if (times[row] <= this.#rows.markMs) {
      late.add(row);
      this.#input.reportLate(input, row, this.#rows.markMs, context);
      return;
    }
    const slot = this.#rows.addOne(input.columns, row, null);
    if (slot >= this.#times.length) this.#times = grown(this.#times, this.#rows.slotCount);
    this.#times[slot] = times[row];
    this.#heap.push(slot);
  }

  #letGo(markMs: number, sorted: Sorted): void {
    for (let slot = this.#heap.first(); slot >= 0 && this.#times[slot] <= markMs; slot = this.#heap.first()) {
      this.#heap.pop();
      this.#rows.markMs = this.#times[slot];
      sorted.slots.push(slot);
      sorted.dueMs.push(markMs);
    }
  }

  #restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const live = this.#rows.live();
    const column = this.#rows.columns[this.#timeColumn].read(live, live.length);
    const times = timesMs(column, this.#types[this.#timeColumn], live.length);
    this.#times = grown(this.#times, this.#rows.slotCount);
    live.forEach((slot, i) => {
      this.#times[slot] = times[i];
      this.#heap.push(slot);
    });
  }
}
