// OVER by event time: each row is answered once, append-only. A row waits until the watermark passes it; rows at or behind
// the watermark are late. As Flink's event-time OVER; RANK and DENSE_RANK give peers the standard's ranks.
//
// Rows that a batch lets go are put behind the earlier rows of their partition, in order of time and arrival: a row that comes
// after a step is later than that step, so all steps of a batch can be done at once. Frames that reach ahead answer a row
// when the last row they can see is passed (or at the end of input); rows come out in order of that moment.
// State: "rows": rows that wait, and those behind that frames still look at, freed by count and by the watermark;
//   "groups": accumulators of frames without beginning and counts for ranks (running-states.ts). Aggregates over frames with
//   a beginning are added up anew from the kept rows in each batch, so they are a function of these alone.
import { type ChangeBatch, lastMark } from "../../../columnar/change-batch.ts";
import { gather } from "../../../columnar/gather.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import { sortByNumber } from "../../../columnar/sort-by-number.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { OverCall } from "../../../planner/over-calls.ts";
import type { PhysicalTimeOver } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { IdleTimes } from "../../state/idle-times.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { rowNumbers } from "../live-rows.ts";
import { byPartition } from "./by-partition.ts";
import { LookBack } from "./look-back.ts";
import { OverKernel } from "./over-kernel.ts";
import { layOut, type Segment } from "./over-work.ts";
import { PendingRows, WAITS } from "./pending-rows.ts";
import { isRunning, RunningStates } from "./running-states.ts";
import { TimelyInput } from "./timely-input.ts";
import { settledMark, timelyOutput } from "./timely-output.ts";

/** Marks of rows that the watermark has passed. */
const PASSED = 1;
const ANSWERED = 2;

/** Rows of a partition that the watermark has passed, in order: the first `answered` of them are only looked back at. */
interface Passed {
  readonly slots: number[];
  answered: number;
}

/** How far frames see: rows and milliseconds back, rows and milliseconds ahead. */
interface Reach {
  readonly rowsBack: number;
  readonly msBack: number;
  readonly rowsAhead: number;
  readonly msAhead: number;
}

export class TimeOverOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalTimeOver;
  readonly #types: readonly SqlType[];
  readonly #rows: RowSlots;
  readonly #pending: PendingRows;
  readonly #input: TimelyInput;
  readonly #kernel: OverKernel;
  readonly #running: RunningStates | null;
  readonly #keys: KeyTable;
  readonly #partitions = new Map<number, Passed>();
  readonly #lookBack = new LookBack();
  readonly #reach: Reach;
  /** By partition, where rows that frames look back at expire: when the last of them in order was answered. */
  readonly #idle: IdleTimes | null;
  readonly #hasArrival: boolean;

  constructor(node: PhysicalTimeOver, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#types = node.input.columns.map((column) => column.type);
    const timeColumn = node.order[0].column;
    this.#reach = reachOf(node.calls);
    const hasRunning = node.calls.some(isRunning);
    const expires = node.ttlMs !== null && !hasRunning && this.#reach.rowsBack > 0;
    this.#idle = expires ? new IdleTimes() : null;
    this.#rows = new RowSlots("rows", this.#types, { keepsTimes: expires });
    this.#pending = new PendingRows(this.#rows, timeColumn, this.#types);
    this.#input = new TimelyInput(node, timeColumn);
    this.#kernel = new OverKernel(node.id, node.calls, node, this.#types);
    const keyTypes = node.partition.map((column) => this.#types[column]);
    this.#keys = new KeyTable(keyTypes);
    this.#running = hasRunning ? new RunningStates(node.calls, keyTypes, node.ttlMs) : null;
    this.stateTables = this.#running === null ? [this.#rows] : [this.#rows, this.#running.table];
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#restore();
    this.#expire(context);
    const initialMs = this.#rows.markMs;
    const { rows, times } = this.#input.take(input, initialMs, context);
    const slots = new Int32Array(rows.length);
    this.#rows.add(input.columns, rows, rows.length, slots);
    this.#pending.add(slots, rows, times);
    const markMs = lastMark(input.steps, initialMs);
    if (this.#isPlain) return this.#answerDue(markMs, input, initialMs, context);
    if (this.#looksOneWay) return this.#answerBehind(markMs, input, initialMs, context);
    const touched = this.#pass(markMs);
    const output = this.#answer(touched, markMs, input, initialMs, context);
    this.#trim(touched);
    return output;
  }

  /** State TTL: accumulators of partitions that no row has reached for that long go, with the rows that frames look back at. */
  #expire(context: BatchContext): void {
    this.#expireRows(context);
    if (this.#running === null) return;
    const isHeld = (group: number): boolean => {
      const passed = this.#partitions.get(group);
      return passed !== undefined && passed.answered < passed.slots.length;
    };
    const { groups, map } = this.#running.expire(context.batchTimeMs, isHeld);
    for (const group of groups) {
      this.#rows.removeAll(this.#partitions.get(group)?.slots ?? []);
      this.#partitions.delete(group);
    }
    if (map !== null) this.#renumber(map);
    context.report.expired(this.id, groups.length);
  }

  /** State TTL where frames look back by rows alone: partitions of which no row was answered for that long, and none waits. */
  #expireRows(context: BatchContext): void {
    const { ttlMs } = this.#node;
    if (this.#idle === null || ttlMs === null) return;
    this.#rows.nowMs = context.batchTimeMs;
    this.#idle.nowMs = context.batchTimeMs;
    const idle = this.#idle.idle(ttlMs, this.#keys.groupCount, (group) => this.#keepsOnlyAnswered(group));
    for (const group of idle) {
      this.#rows.removeAll(this.#looksOneWay ? this.#lookBack.takeAll(group) : this.#passedOf(group).slots);
      this.#partitions.delete(group);
    }
    this.#freeKeys([...idle]);
    context.report.expired(this.id, idle.length);
  }

  #keepsOnlyAnswered(group: number): boolean {
    if (this.#looksOneWay) return this.#lookBack.count(group) > 0;
    const passed = this.#partitions.get(group);
    return passed !== undefined && passed.slots.length > 0 && passed.answered === passed.slots.length;
  }

  /** `last`: the last row of the partition in order. */
  #touch(group: number, last: number): void {
    if (this.#idle === null) return;
    this.#idle.touchOne(group);
    this.#rows.write(last);
  }

  /** True when rows are let go as soon as they are answered, which is when the watermark passes them. */
  get #isPlain(): boolean {
    const { rowsBack, msBack } = this.#reach;
    return rowsBack === 0 && msBack === 0 && !this.#waitsAhead;
  }

  /** Answers what the watermark passes, partition by partition, and lets it go. */
  #answerDue(markMs: number, input: ChangeBatch, initialMs: number, context: BatchContext): ChangeBatch {
    const { times } = this.#pending;
    const due = sortByNumber(this.#pending.due(markMs), times);
    const { slots, segments, places } = byPartition(due, this.#groupsOf(due));
    if (this.#running === null) this.#freeKeys(segments.map(({ group }) => group));
    const results = this.#compute(slots, segments, context).map((vector) => gather(vector, places, due.length));
    const columns = [...this.#rows.read(due, due.length), ...results];
    const dueMs = new Float64Array(due.length);
    for (let i = 0; i < due.length; i++) dueMs[i] = times[due[i]];
    this.#rows.removeAll(due);
    this.#rows.markMs = settledMark(input, initialMs, due.length === 0 ? initialMs : dueMs[due.length - 1]);
    return timelyOutput(columns, dueMs, input, initialMs, this.#hasArrival);
  }

  /** True when frames only look back, by rows or by time but not by both, and nothing runs from the first row. */
  get #looksOneWay(): boolean {
    const { rowsBack, msBack } = this.#reach;
    return this.#running === null && !this.#waitsAhead && rowsBack > 0 !== msBack > 0;
  }

  /** Answers what the watermark passes with the rows that are kept of its partitions, and keeps it to be looked back at. */
  #answerBehind(markMs: number, input: ChangeBatch, initialMs: number, context: BatchContext): ChangeBatch {
    const { times } = this.#pending;
    const due = sortByNumber(this.#pending.due(markMs), times);
    const groups = this.#groupsOf(due);
    const { slots, segments, places } = this.#lookBack.layOut(due, groups, this.#keys.groupCount);
    const results = this.#compute(slots, segments, context).map((vector) => gather(vector, places, due.length));
    const columns = [...this.#rows.read(due, due.length), ...results];
    const dueMs = new Float64Array(due.length);
    for (let i = 0; i < due.length; i++) {
      dueMs[i] = times[due[i]];
      this.#rows.setMark(due[i], ANSWERED);
    }
    this.#rows.markMs = settledMark(input, initialMs, due.length === 0 ? initialMs : dueMs[due.length - 1]);
    this.#lookBack.append(due, groups, this.#keys.groupCount, this.#rows.slotCount);
    for (const { group, end } of segments) this.#touch(group, slots[end - 1]);
    this.#trimBehind(segments);
    return timelyOutput(columns, dueMs, input, initialMs, this.#hasArrival);
  }

  #trimBehind(segments: readonly Segment[]): void {
    const { rowsBack, msBack } = this.#reach;
    if (rowsBack > 0) {
      this.#rows.removeAll(this.#lookBack.trimToCount(segments, rowsBack));
      return;
    }
    const emptied: number[] = [];
    this.#rows.removeAll(this.#lookBack.trimToTime(this.#pending.times, this.#rows.markMs - msBack, emptied));
    this.#freeKeys(emptied);
  }

  #compute(slots: Int32Array, segments: readonly Segment[], context: BatchContext): Vector[] {
    const { times } = this.#pending;
    const columns = this.#rows.read(slots, slots.length);
    const work = layOut(slots.length, columns, segments, (i) => times[slots[i]] === times[slots[i - 1]]);
    const continued = this.#running?.continued(work) ?? null;
    const results = this.#kernel.compute(work, continued, context);
    this.#running?.count(work);
    return results;
  }

  /** Partition numbers of slots; `isKnown`: of rows that have been there. */
  #groupsOf(slots: Int32Array, isKnown = false): Int32Array {
    const columns = this.#node.partition.map((column) => this.#rows.columns[column].read(slots, slots.length));
    const numbers = rowNumbers(slots.length);
    if (this.#running !== null && isKnown) return this.#running.knownGroups(columns, numbers, slots.length);
    if (this.#running !== null) return this.#running.groupsOf(columns, numbers, slots.length);
    const groups = new Int32Array(slots.length);
    this.#keys.lookup(columns, numbers, slots.length, groups);
    return groups;
  }

  #passedOf(group: number): Passed {
    let passed = this.#partitions.get(group);
    if (passed === undefined) {
      passed = { slots: [], answered: 0 };
      this.#partitions.set(group, passed);
    }
    return passed;
  }

  /** Moves what the watermark passes behind its partition; answers the partitions to look at, in a fixed order. */
  #pass(markMs: number): Set<number> {
    const { times } = this.#pending;
    const due = sortByNumber(this.#pending.due(markMs), times);
    const groups = this.#groupsOf(due);
    const touched = new Set<number>();
    due.forEach((slot, i) => {
      touched.add(groups[i]);
      this.#passedOf(groups[i]).slots.push(slot);
      this.#rows.setMark(slot, this.#waitsAhead ? PASSED : ANSWERED);
    });
    if (this.#waitsAhead) {
      for (const [group, { slots, answered }] of this.#partitions) if (answered < slots.length) touched.add(group);
    }
    for (const group of touched)
      this.#touch(group, this.#passedOf(group).slots[this.#passedOf(group).slots.length - 1]);
    return touched;
  }

  get #waitsAhead(): boolean {
    return this.#reach.rowsAhead > 0 || this.#reach.msAhead > 0;
  }

  #answer(
    touched: ReadonlySet<number>,
    markMs: number,
    input: ChangeBatch,
    initialMs: number,
    context: BatchContext,
  ): ChangeBatch {
    const all: number[] = [];
    const segments: Segment[] = [];
    const dueMs: number[] = [];
    for (const group of touched) {
      const passed = this.#passedOf(group);
      const base = all.length;
      const from = base + passed.answered;
      let to = from;
      for (let at = passed.answered; at < passed.slots.length; at++, to++) {
        const ms = this.#dueAt(passed, at);
        if (ms > markMs) break;
        dueMs.push(ms);
      }
      if (to === from) continue;
      for (const slot of passed.slots) all.push(slot);
      segments.push({ base, end: all.length, from, to, group });
      passed.answered = to - base;
    }
    const slots = Int32Array.from(all);
    const { times } = this.#pending;
    const results = this.#compute(slots, segments, context);
    const targets = new Int32Array(dueMs.length);
    let count = 0;
    for (const { from, to } of segments) for (let i = from; i < to; i++) targets[count++] = slots[i];
    const { seqs } = this.#rows;
    const order = rowNumbers(count).sort(
      (a, b) =>
        ascending(dueMs[a], dueMs[b]) || times[targets[a]] - times[targets[b]] || seqs[targets[a]] - seqs[targets[b]],
    );
    const sorted = Int32Array.from(order, (t) => targets[t]);
    const columns = [
      ...this.#rows.read(sorted, sorted.length),
      ...results.map((vector) => gather(vector, order, order.length)),
    ];
    const lastMs = sorted.length === 0 ? initialMs : times[sorted[sorted.length - 1]];
    this.#rows.markMs = settledMark(input, initialMs, lastMs);
    return timelyOutput(
      columns,
      Float64Array.from(order, (t) => dueMs[t]),
      input,
      initialMs,
      this.#hasArrival,
    );
  }

  /** When all that the frames of a passed row can see is passed: the watermark at which it is answered. */
  #dueAt({ slots }: Passed, at: number): number {
    const { times } = this.#pending;
    const { rowsAhead, msAhead } = this.#reach;
    const ownMs = times[slots[at]] + msAhead;
    if (rowsAhead === 0) return ownMs;
    return at + rowsAhead < slots.length ? Math.max(ownMs, times[slots[at + rowsAhead]]) : Number.POSITIVE_INFINITY;
  }

  /** Frees answered rows that no later frame sees. */
  #trim(touched: ReadonlySet<number>): void {
    const { rowsBack, msBack } = this.#reach;
    const groups = msBack > 0 ? this.#partitions.keys() : touched.keys();
    const seenMs = this.#rows.markMs - msBack;
    const emptied: number[] = [];
    for (const group of [...groups]) {
      const passed = this.#passedOf(group);
      const { slots } = passed;
      let count = 0;
      const most = passed.answered - rowsBack;
      while (count < most && (msBack === 0 || this.#isUnseen(slots[count], passed, seenMs))) count++;
      for (let i = 0; i < count; i++) this.#rows.remove(slots[i]);
      slots.splice(0, count);
      passed.answered -= count;
      for (let i = 0; i < passed.answered; i++) {
        if (this.#rows.marks[slots[i]] !== ANSWERED) this.#rows.setMark(slots[i], ANSWERED);
      }
      if (slots.length > 0) continue;
      this.#partitions.delete(group);
      emptied.push(group);
    }
    if (this.#running === null) this.#freeKeys(emptied);
  }

  /** Not in the range of any row to come nor of one that is not answered yet. */
  #isUnseen(slot: number, { slots, answered }: Passed, seenMs: number): boolean {
    const { times } = this.#pending;
    const firstOpenMs =
      answered < slots.length ? times[slots[answered]] - this.#reach.msBack : Number.POSITIVE_INFINITY;
    return times[slot] <= seenMs && times[slot] < firstOpenMs;
  }

  #freeKeys(groups: readonly number[]): void {
    if (groups.length === 0) return;
    this.#keys.free(Int32Array.from(groups), groups.length);
    const map = this.#keys.compactMap();
    if (map !== null) this.#renumber(map);
  }

  #renumber(map: Int32Array): void {
    const moved = [...this.#partitions].map(([group, passed]) => [map[group], passed] as const);
    this.#partitions.clear();
    for (const [group, passed] of moved) this.#partitions.set(group, passed);
    this.#lookBack.renumber(map);
    this.#idle?.renumber(map, this.#keys.groupCount);
  }

  #restore(): void {
    const live = this.#pending.restored();
    if (live === null) return;
    const { times } = this.#pending;
    const { marks, seqs } = this.#rows;
    const passed = live
      .filter((slot) => marks[slot] !== WAITS)
      .sort((a, b) => times[a] - times[b] || seqs[a] - seqs[b]);
    const groups = this.#groupsOf(passed, true);
    passed.forEach((slot, i) => {
      this.#idle?.set(groups[i], this.#rows.writtenMs(slot));
    });
    if (this.#looksOneWay) {
      this.#lookBack.append(passed, groups, this.#keys.groupCount, this.#rows.slotCount);
      return;
    }
    passed.forEach((slot, i) => {
      const partition = this.#passedOf(groups[i]);
      partition.slots.push(slot);
      if (marks[slot] === ANSWERED) partition.answered++;
    });
  }
}

function ascending(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reachOf(calls: readonly OverCall[]): Reach {
  const reach = { rowsBack: 0, msBack: 0, rowsAhead: 0, msAhead: 0 };
  for (const call of calls) {
    if (call.kind === "offset") {
      reach.rowsBack = Math.max(reach.rowsBack, -call.offset);
      reach.rowsAhead = Math.max(reach.rowsAhead, call.offset);
    }
    if (!("frame" in call)) continue;
    const { unit, start, end } = call.frame;
    const [back, ahead] = unit === "rows" ? (["rowsBack", "rowsAhead"] as const) : (["msBack", "msAhead"] as const);
    reach[back] = Math.max(reach[back], -(start ?? 0));
    reach[ahead] = Math.max(reach[ahead], end ?? 0);
  }
  return reach;
}
