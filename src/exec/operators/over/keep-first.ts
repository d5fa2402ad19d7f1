// Deduplication by the first row: of each partition the row with the least event time, among equal times the one that came
// first, once, when the watermark passes it. Rows behind the watermark are late, whatever their partition; a row at it is not
// (as Flink: of several keys with one time none is lost) and goes with the next step.
//
// Of the rows that wait only the best of its partition is kept. What a batch lets go is found at its end: a row that comes
// after a step is later than that step, so it is never better than what the step let go.
// State: "rows", one row per partition: it waits, or is marked as gone and stays so that the partition is known.
import { type ChangeBatch, lastMark } from "../../../columnar/change-batch.ts";
import type { PhysicalKeepFirst } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import { IdleTimes } from "../../state/idle-times.ts";
import type { StateTable } from "../../state/state-table.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import { timesMs } from "../event-time.ts";
import { rowNumbers } from "../live-rows.ts";
import type { SqlType } from "../../../common/types.ts";
import { TimelyInput } from "./timely-input.ts";
import { settledMark, timelyOutput } from "./timely-output.ts";

const GONE = 1;

export class KeepFirstOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalKeepFirst;
  readonly #types: readonly SqlType[];
  readonly #rows: RowSlots;
  readonly #keys: KeyTable;
  /** Slot of each partition. */
  #slots: number[] = [];
  /** Event time of the row of each partition, ms. */
  #times: number[] = [];
  /** What the watermark has to reach to let it go, ms: its time, or more when the watermark stood there as it came. */
  #dues: number[] = [];
  /** Partitions whose row waits. */
  #waiting: number[] = [];
  #isRestored = false;
  /** By partition, where those that are answered expire. */
  readonly #idle: IdleTimes | null;
  readonly #input: TimelyInput;
  readonly #hasArrival: boolean;

  constructor(node: PhysicalKeepFirst, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    this.#rows = new RowSlots("rows", this.#types, { keepsTimes: node.ttlMs !== null });
    this.#idle = node.ttlMs === null ? null : new IdleTimes();
    this.#keys = new KeyTable(node.partition.map((column) => this.#types[column]));
    this.#input = new TimelyInput(node, node.timeColumn, true);
    this.stateTables = [this.#rows];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#restore();
    this.#expire(context);
    const initialMs = this.#rows.markMs;
    const { rows, times, atMark } = this.#input.take(input, initialMs, context);
    const keyColumns = this.#node.partition.map((column) => input.columns[column]);
    const groups = new Int32Array(rows.length);
    this.#keys.lookup(keyColumns, rows, rows.length, groups);
    let marked = 0;
    for (let i = 0; i < rows.length; i++) {
      const isAtMark = rows[i] === atMark[marked];
      if (isAtMark) marked++;
      this.#offer(groups[i], input, rows[i], times[rows[i]], isAtMark);
    }
    return this.#letGo(input, initialMs);
  }

  /** State TTL: partitions that were answered that long ago are forgotten. */
  #expire(context: BatchContext): void {
    const { ttlMs } = this.#node;
    if (this.#idle === null || ttlMs === null) return;
    this.#idle.nowMs = context.batchTimeMs;
    this.#rows.nowMs = context.batchTimeMs;
    const isAnswered = (group: number): boolean =>
      this.#keys.isLive(group) && this.#rows.marks[this.#slots[group]] === GONE;
    const groups = this.#idle.idle(ttlMs, this.#slots.length, isAnswered);
    for (const group of groups) this.#rows.remove(this.#slots[group]);
    this.#keys.free(groups, groups.length);
    context.report.expired(this.id, groups.length);
    const map = this.#keys.compactMap();
    if (map === null) return;
    this.#idle.renumber(map, this.#keys.groupCount);
    this.#slots = this.#slots.filter((_, group) => map[group] >= 0);
    this.#times = this.#times.filter((_, group) => map[group] >= 0);
    this.#dues = this.#dues.filter((_, group) => map[group] >= 0);
    this.#waiting = this.#waiting.map((group) => map[group]);
  }

  #offer(group: number, input: ChangeBatch, row: number, ms: number, isAtMark: boolean): void {
    if (group < this.#slots.length) {
      const slot = this.#slots[group];
      if (this.#rows.marks[slot] === GONE || this.#times[group] <= ms) return;
      this.#rows.remove(slot);
    } else this.#waiting.push(group);
    this.#slots[group] = this.#rows.addOne(input.columns, row, null);
    this.#times[group] = ms;
    this.#idle?.touchOne(group);
    this.#dues[group] = dueOf(ms, isAtMark);
  }

  #letGo(input: ChangeBatch, initialMs: number): ChangeBatch {
    const markMs = lastMark(input.steps, initialMs);
    const dues = this.#dues;
    const due = this.#waiting.filter((group) => dues[group] <= markMs);
    if (due.length > 0) this.#waiting = this.#waiting.filter((group) => dues[group] > markMs);
    const { seqs } = this.#rows;
    due.sort((a, b) => dues[a] - dues[b] || seqs[this.#slots[a]] - seqs[this.#slots[b]]);
    const dueMs = Float64Array.from(due, (group) => dues[group]);
    const slots = Int32Array.from(due, (group) => this.#slots[group]);
    for (const group of due) this.#answer(group);
    this.#rows.markMs = settledMark(input, initialMs, due.length === 0 ? initialMs : Math.floor(dueMs[due.length - 1]));
    return timelyOutput(this.#rows.read(slots, slots.length), dueMs, input, initialMs, this.#hasArrival);
  }

  #answer(group: number): void {
    const slot = this.#slots[group];
    this.#rows.setMark(slot, GONE);
    this.#rows.write(slot);
    this.#idle?.touchOne(group);
  }

  #restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    const live = this.#rows.live();
    if (live.length === 0) return;
    const columns = this.#rows.read(live, live.length);
    const groups = new Int32Array(live.length);
    const keyColumns = this.#node.partition.map((column) => columns[column]);
    this.#keys.lookup(keyColumns, rowNumbers(live.length), live.length, groups);
    const { timeColumn } = this.#node;
    this.#slots = [...live];
    live.forEach((slot, i) => {
      this.#idle?.set(groups[i], this.#rows.writtenMs(slot));
    });
    this.#times = [...timesMs(columns[timeColumn], this.#types[timeColumn], live.length).subarray(0, live.length)];
    this.#dues = this.#times.map((ms) => dueOf(ms, ms <= this.#rows.markMs));
    this.#waiting = [...groups].filter((group) => this.#rows.marks[this.#slots[group]] !== GONE);
  }
}

/** Watermarks are whole milliseconds: the next one after a time is past this. */
function dueOf(ms: number, isAtMark: boolean): number {
  return isAtMark ? ms + 0.5 : ms;
}
