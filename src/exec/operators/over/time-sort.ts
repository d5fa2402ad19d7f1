// ORDER BY event time on a stream: a row waits until the watermark passes it, then comes out in order of time, further
// keys, arrival. Rows at or behind the watermark are late.
// All rows that a batch lets go can be sorted at once: a row that comes after a step is later than that step.
// State: "rows", the rows that wait. As Flink's temporal sort.
import { type ChangeBatch, lastMark } from "../../../columnar/change-batch.ts";
import { invariant } from "../../../common/invariant.ts";
import type { PhysicalTimeSort } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { PendingRows } from "./pending-rows.ts";
import { SlotOrder } from "./slot-order.ts";
import { TimelyInput } from "./timely-input.ts";
import { settledMark, timelyOutput } from "./timely-output.ts";

export class TimeSortOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #rows: RowSlots;
  readonly #pending: PendingRows;
  readonly #order: SlotOrder;
  readonly #input: TimelyInput;
  readonly #hasArrival: boolean;

  constructor(node: PhysicalTimeSort, hasArrival: boolean) {
    this.id = node.id;
    this.#hasArrival = hasArrival;
    const types = node.input.columns.map((column) => column.type);
    this.#rows = new RowSlots("rows", types);
    const keys = node.keys.map(({ expr, isDescending, isNullsFirst }) => {
      invariant(expr.kind === "column", "sort keys are columns");
      return { column: expr.index, isDescending, isNullsFirst };
    });
    this.#pending = new PendingRows(this.#rows, keys[0].column, types);
    this.#order = new SlotOrder(this.#rows, keys, "first");
    this.#input = new TimelyInput(node, keys[0].column);
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#pending.restored();
    const initialMs = this.#rows.markMs;
    const { rows, times } = this.#input.take(input, initialMs, context);
    const slots = new Int32Array(rows.length);
    this.#rows.add(input.columns, rows, rows.length, slots);
    this.#pending.add(slots, rows, times);
    const due = this.#pending.due(lastMark(input.steps, initialMs)).sort((a, b) => this.#order.compare(a, b));
    const dueMs = Float64Array.from(due, (slot) => this.#pending.times[slot]);
    const columns = this.#rows.read(due, due.length);
    this.#rows.removeAll(due);
    this.#rows.markMs = settledMark(input, initialMs, due.length === 0 ? initialMs : dueMs[due.length - 1]);
    return timelyOutput(columns, dueMs, input, initialMs, this.#hasArrival);
  }
}
