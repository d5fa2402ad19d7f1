// OVER by event time with aggregates from the first row of the partition to the current one alone (time-over.ts does the others).
//
// Rows that the watermark has passed by the end of the batch are answered where they lie, in order of time and arrival, together
// with those that waited; only what still waits is kept.
// State: "rows": rows that wait; "groups": the accumulators (running-states.ts).
import { type ChangeBatch, lastMark } from "../../../columnar/change-batch.ts";
import type { LentArrays } from "../../../columnar/lent-arrays.ts";
import { sortByNumber } from "../../../columnar/sort-by-number.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { PhysicalTimeOver } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { readMixed } from "../../state/rows/mixed-rows.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { rowNumbers } from "../live-rows.ts";
import { OverKernel } from "./over-kernel.ts";
import { PendingRows } from "./pending-rows.ts";
import { RunningStates } from "./running-states.ts";
import { TimelyInput, type TimelyRows } from "./timely-input.ts";
import { settledMark, timelyOutput } from "./timely-output.ts";

/** What the watermark passes in a batch, in order. */
interface DueRows {
  readonly columns: readonly Vector[];
  readonly times: Float64Array;
}

export class RunningOverOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #partition: readonly number[];
  readonly #types: readonly SqlType[];
  readonly #rows: RowSlots;
  readonly #pending: PendingRows;
  readonly #input: TimelyInput;
  readonly #kernel: OverKernel;
  readonly #running: RunningStates;
  readonly #hasArrival: boolean;

  constructor(node: PhysicalTimeOver, hasArrival: boolean) {
    this.id = node.id;
    this.#partition = node.partition;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    const timeColumn = node.order[0].column;
    this.#rows = new RowSlots("rows", this.#types);
    this.#pending = new PendingRows(this.#rows, timeColumn, this.#types);
    this.#input = new TimelyInput(node, timeColumn);
    this.#kernel = new OverKernel(node.id, node.calls, node, this.#types);
    const keyTypes = node.partition.map((column) => this.#types[column]);
    this.#running = new RunningStates(node.calls, keyTypes, node.ttlMs);
    this.stateTables = [this.#rows, this.#running.table];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#pending.restored();
    const { groups: expired } = this.#running.expire(context.batchTimeMs, () => false);
    context.report.expired(this.id, expired.length);
    const initialMs = this.#rows.markMs;
    const timely = this.#input.take(input, initialMs, context);
    const { columns, times } = this.#take(input, timely, lastMark(input.steps, initialMs), context.lent);
    const count = times.length;
    const groups = context.lent.int32(count);
    const { table } = this.#running;
    const keys = this.#partition.map((column) => columns[column]);
    table.groups.assign(keys, rowNumbers(count, context.lent), count, groups);
    const { states, groupCount } = table.groups;
    const results = this.#kernel.computeRunning(columns, times, groups, groupCount, states, context);
    this.#rows.markMs = settledMark(input, initialMs, count === 0 ? initialMs : times[count - 1]);
    return timelyOutput([...columns, ...results], times, input, initialMs, this.#hasArrival);
  }

  /** Takes out what is due by then, of rows that waited and of new ones; keeps the new ones that are not. */
  #take({ columns }: ChangeBatch, { rows, times }: TimelyRows, markMs: number, lent: LentArrays): DueRows {
    const waited = this.#pending.due(markMs);
    const due = lent.int32(rows.length);
    const early = lent.int32(rows.length);
    let dueCount = 0;
    let earlyCount = 0;
    for (let i = 0; i < rows.length; i++) {
      if (times[rows[i]] <= markMs) due[dueCount++] = rows[i];
      else early[earlyCount++] = rows[i];
    }
    const taken = this.#inOrder(waited, columns, due.subarray(0, dueCount), times, lent);
    this.#rows.removeAll(waited);
    const slots = lent.int32(earlyCount);
    this.#rows.add(columns, early, earlyCount, slots);
    this.#pending.add(slots, early, times);
    return taken;
  }

  #inOrder(
    waited: Int32Array,
    columns: readonly Vector[],
    rows: Int32Array,
    times: Float64Array,
    lent: LentArrays,
  ): DueRows {
    const all = lent.float64(waited.length + rows.length);
    for (let i = 0; i < waited.length; i++) all[i] = this.#pending.times[waited[i]];
    for (let i = 0; i < rows.length; i++) all[waited.length + i] = times[rows[i]];
    const order = sortByNumber(rowNumbers(all.length, lent), all);
    const sorted = lent.float64(all.length);
    for (let i = 0; i < sorted.length; i++) sorted[i] = all[order[i]];
    const from = lent.int32(all.length);
    for (let i = 0; i < from.length; i++) {
      const at = order[i];
      from[i] = at < waited.length ? waited[at] : ~rows[at - waited.length];
    }
    return { times: sorted, columns: readMixed(this.#rows, this.#types, columns, from, from.length, lent) };
  }
}
