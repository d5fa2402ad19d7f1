// MATCH_RECOGNIZE: rows of a partition in order of event time, further keys and arrival, each when the watermark passes it;
// rows at or behind the watermark are late. From each row on that a match may begin at, a search (match-search.ts) takes row
// after row until it is decided; then AFTER MATCH SKIP, or the next row after a failure, says where the next one begins.
//
// WITHIN: rows that far from the first one end a search, and so does the watermark that no such row can come behind. So does
// the end of input. A match comes out with the watermark that decided it: the time of the row that did, or the end of WITHIN.
// A row that comes after a step of the watermark is later than that step, so all steps of a batch can be done at once.
// By processing time rows pass with the batch that brings them, as they came, and WITHIN ends by the time of a later batch.
// Under 'execution.on-error' = 'skip' a row that a condition cannot judge counts as bad and leaves its partition: searches go on
// without it.
// State: "rows": rows that wait, and per partition those from the beginning of its open search on; searches are rebuilt from
//   them after a restart. "numbers": matches per partition, where MATCH_NUMBER() asks for them.
import { type ChangeBatch, lastMark } from "../../../columnar/change-batch.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import { rowScalars } from "../../../columnar/read.ts";
import { MillraceError } from "../../../common/errors.ts";
import type { SqlType } from "../../../common/types.ts";
import type { DataProblem } from "../../../expr/function.ts";
import { type MatchSpec, rowsLookedBack } from "../../../planner/match.ts";
import type { PhysicalMatch } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { NO_TABLE } from "../accounts.ts";
import { rowNumbers } from "../live-rows.ts";
import { PendingRows } from "../over/pending-rows.ts";
import { SlotOrder } from "../over/slot-order.ts";
import { TimelyInput } from "../over/timely-input.ts";
import { behindRows, settledMark, timelyOutput } from "../over/timely-output.ts";
import { passedAtEnd } from "../processing-time.ts";
import { MatchConditions } from "./match-conditions.ts";
import { MatchNumbers } from "./match-numbers.ts";
import { MatchOutput } from "./match-output.ts";
import { NO_PATH } from "./match-path.ts";
import { MatchProblem, throwProblem } from "./match-problem.ts";
import { MatchSearch } from "./match-search.ts";
import { MatchSlots } from "./match-slots.ts";
import { compilePattern, type Instruction } from "./pattern-program.ts";
import { NO_ROW, PreviousRows } from "./previous-rows.ts";

type Problem = Pick<DataProblem, "code" | "message">;

/** Mark of rows that stay for PREV alone. */
const KEPT_BEFORE = 1;

interface Partition {
  /** Passed rows in order, from `head` on; what is before is let go at the end of the batch. */
  slots: number[];
  head: number;
  search: MatchSearch | null;
  /** The next row for the search. */
  at: number;
  /** The watermark that decided what came last. */
  dueMs: number;
}

export class MatchOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalMatch;
  readonly #spec: MatchSpec;
  readonly #types: readonly SqlType[];
  readonly #rows: RowSlots;
  readonly #order: SlotOrder;
  readonly #pending: PendingRows;
  readonly #input: TimelyInput;
  readonly #program: readonly Instruction[];
  readonly #conditions: MatchConditions;
  readonly #output: MatchOutput;
  readonly #keys: KeyTable;
  readonly #numbers: MatchNumbers | null;
  readonly #partitions = new Map<number, Partition>();
  readonly #hasArrival: boolean;
  readonly #previous = new PreviousRows();
  /** Rows that conditions could not judge in this batch: let go when what was matched of them has come out. */
  #refused: number[] = [];
  /** Rows before the open search that are kept for PREV. */
  readonly #keptBefore: number;
  /** No later than the first end of an open search; minus infinity: not known. */
  #nextEndMs = Number.NEGATIVE_INFINITY;

  constructor(node: PhysicalMatch, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#spec = node.spec;
    this.#hasArrival = hasArrival;
    this.#keptBefore = rowsLookedBack(node.spec);
    const types: readonly SqlType[] = node.input.columns.map((column) => column.type);
    this.#types = types;
    const [time] = node.order;
    this.#rows = new RowSlots("rows", types);
    this.#order = new SlotOrder(this.#rows, node.order, "first");
    this.#pending = new PendingRows(this.#rows, time.column, types);
    this.#input = new TimelyInput(node, time.column);
    this.#program = compilePattern(node.spec.pattern);
    const slots = new MatchSlots(node.spec, this.#rows, types, this.#previous);
    this.#conditions = new MatchConditions(node.spec, slots, this.#rows, types);
    this.#output = new MatchOutput(node, slots, this.#rows, this.#order);
    const keyTypes = node.partition.map((column) => types[column]);
    this.#keys = new KeyTable(keyTypes);
    this.#numbers = node.spec.slots.some((slot) => slot.kind === "match-number") ? new MatchNumbers(keyTypes) : null;
    this.stateTables = this.#numbers === null ? [this.#rows] : [this.#rows, this.#numbers.table];
  }

  processBatch([arriving]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#restore(context);
    const isProcessing = this.#spec.isProcessing === true;
    const input = isProcessing ? passedAtEnd(arriving, context) : arriving;
    const initialMs = this.#rows.markMs;
    const { rows, times } = this.#input.take(input, isProcessing ? Number.NEGATIVE_INFINITY : initialMs, context);
    const slots = new Int32Array(rows.length);
    this.#rows.add(input.columns, rows, rows.length, slots);
    this.#pending.add(slots, rows, times);
    const markMs = lastMark(input.steps, initialMs);
    const touched = this.#pass(markMs, context);
    // A later batch may have the same time.
    const endedMs = isProcessing ? markMs - 1 : markMs;
    // Nothing but a new row or the end of WITHIN moves a search.
    const moving = endedMs >= this.#nextEndMs ? [...this.#partitions.keys()] : [...touched];
    if (endedMs >= this.#nextEndMs) this.#nextEndMs = Number.POSITIVE_INFINITY;
    for (const group of moving) {
      const partition = this.#partitionOf(group);
      this.#advance(group, partition, endedMs, context);
      if (partition.head < partition.slots.length) this.#nextEndMs = Math.min(this.#nextEndMs, this.#endMs(partition));
    }
    const { columns, dueMs } = this.#output.take(context.evaluation, (row, problem) =>
      this.#refuseMeasures(row, problem, context),
    );
    this.#rows.removeAll(this.#refused);
    this.#refused = [];
    this.#trim(moving);
    const lastMs = dueMs.length === 0 ? initialMs : dueMs[dueMs.length - 1];
    this.#rows.markMs = settledMark(input, initialMs, lastMs);
    return isProcessing
      ? behindRows(columns, dueMs.length, arriving, this.#hasArrival)
      : timelyOutput(columns, dueMs, input, initialMs, this.#hasArrival);
  }

  /** By processing time: when the next search is ended by WITHIN. */
  nextTimerMs(): number {
    const isWaiting = this.#spec.isProcessing === true && this.#spec.withinMs !== null && this.#rows.rowCount() > 0;
    return isWaiting ? this.#nextEndMs : Number.POSITIVE_INFINITY;
  }

  /** Moves what the watermark passes behind its partition. */
  #pass(markMs: number, context: BatchContext): ReadonlySet<number> {
    const due = this.#pending.due(markMs).sort((a, b) => this.#order.compare(a, b));
    this.#conditions.prepare(due, context.evaluation);
    return this.#place(due);
  }

  #place(inOrder: Int32Array): ReadonlySet<number> {
    const groups = this.#groupsOf(inOrder);
    inOrder.forEach((slot, i) => {
      const { slots } = this.#partitionOf(groups[i]);
      if (this.#keptBefore > 0) this.#previous.link(slot, slots[slots.length - 1] ?? NO_ROW);
      slots.push(slot);
    });
    return new Set(groups);
  }

  #groupsOf(slots: Int32Array): Int32Array {
    const columns = this.#node.partition.map((column) => this.#rows.columns[column].read(slots, slots.length));
    const groups = new Int32Array(slots.length);
    this.#keys.lookup(columns, rowNumbers(slots.length), slots.length, groups);
    return groups;
  }

  #partitionOf(group: number): Partition {
    let partition = this.#partitions.get(group);
    if (partition === undefined) {
      partition = { slots: [], head: 0, search: null, at: 0, dueMs: Number.NEGATIVE_INFINITY };
      this.#partitions.set(group, partition);
    }
    return partition;
  }

  /** The last watermark at which a row of the match that begins at `head` can come. */
  #endMs({ slots, head }: Partition): number {
    const { withinMs } = this.#spec;
    return withinMs === null ? Number.POSITIVE_INFINITY : this.#pending.times[slots[head]] + withinMs - 1;
  }

  #advance(group: number, partition: Partition, markMs: number, context: BatchContext): void {
    const { slots } = partition;
    while (partition.head < slots.length) {
      partition.search ??= this.#begin(partition);
      const { search } = partition;
      const endMs = this.#endMs(partition);
      while (!search.isDecided && partition.at < slots.length && this.#pending.times[slots[partition.at]] <= endMs) {
        if (!this.#step(partition, search, context)) break;
      }
      if (partition.search === null) continue;
      if (!search.isDecided) {
        if (endMs > markMs) return;
        partition.dueMs = Math.max(partition.dueMs, endMs);
        search.end();
      }
      partition.head += search.best === NO_PATH ? 1 : this.#emit(group, partition, search, context);
      partition.search = null;
    }
  }

  /** False: the row was refused, and was the first one of the search, which begins again at the next. */
  #step(partition: Partition, search: MatchSearch, context: BatchContext): boolean {
    const { slots, at } = partition;
    const slot = slots[at];
    try {
      search.step(slot, context.evaluation);
    } catch (error) {
      if (!(error instanceof MatchProblem) || !context.report.skipsRefused) throw error;
      this.#refuse(partition, at, error, context);
      if (at === partition.head) partition.search = null;
      return at !== partition.head;
    }
    partition.at++;
    partition.dueMs = Math.max(partition.dueMs, this.#pending.times[slot]);
    return true;
  }

  /** Takes a row out of its partition; it was counted when it came. */
  #refuse({ slots }: Partition, at: number, problem: MatchProblem, context: BatchContext): void {
    const [slot] = slots.splice(at, 1);
    if (this.#keptBefore > 0 && at < slots.length) this.#previous.link(slots[at], slots[at - 1] ?? NO_ROW);
    this.#refused.push(slot);
    this.#report(slot, null, problem, context);
    context.report.used(this.id, -1);
  }

  /** A row that does not come out: what was read counts already. */
  #refuseMeasures(row: number, problem: Problem, context: BatchContext): void {
    if (!context.report.skipsRefused) {
      if (problem instanceof MatchProblem) throw problem;
      throwProblem("MEASURES", problem);
    }
    this.#report(row, NO_TABLE, problem, context);
  }

  #report(slot: number, table: string | null, { code, message }: Problem, context: BatchContext): void {
    const values = rowScalars(this.#rows.read(Int32Array.of(slot), 1), this.#types, 0);
    context.report.bad({ operatorId: this.id, code, message, table, split: null, offset: null, values });
  }

  #begin(partition: Partition): MatchSearch {
    partition.at = partition.head;
    return new MatchSearch(this.#program, this.#conditions);
  }

  /** Answers how many rows further the next search begins. */
  #emit(group: number, partition: Partition, search: MatchSearch, context: BatchContext): number {
    const { paths, best } = search;
    const steps = paths.steps(best);
    const number = this.#numbers === null ? 0 : this.#numbers.next(group, this.#keys.keys(Int32Array.of(group), 1));
    for (const step of this.#spec.emitsAllRows ? steps : [best]) {
      try {
        this.#output.add(paths, step, paths.rowOf(steps[0]), number, partition.dueMs, context.evaluation);
      } catch (error) {
        if (!(error instanceof MatchProblem)) throw error;
        this.#refuseMeasures(paths.rowOf(step), error, context);
      }
    }
    const { resume } = this.#spec;
    if (!("variables" in resume)) return resume.kind === "past-last-row" ? steps.length : 1;
    const isTarget = (step: number): boolean => resume.variables.includes(paths.variableOf(step));
    const at = resume.kind === "to-first" ? steps.findIndex(isTarget) : steps.findLastIndex(isTarget);
    if (at > 0) return at;
    const words = `SKIP TO ${resume.kind === "to-first" ? "FIRST" : "LAST"} ${resume.name}`;
    throw new MillraceError(
      "DATA_MATCH_SKIP",
      at === 0
        ? `${words}: that is the first row of the match, where the next one would begin again and again`
        : `${words}: no row of the match is ${resume.name}`,
      { hint: "Skip to a variable that is in every match and does not begin it, TO NEXT ROW, or PAST LAST ROW." },
    );
  }

  /** Lets go of the rows before the open searches, and of partitions without rows. */
  #trim(moved: readonly number[]): void {
    const emptied: number[] = [];
    for (const group of moved) {
      const partition = this.#partitionOf(group);
      const { slots, head } = partition;
      if (head === 0 && slots.length > 0) continue;
      const from = Math.max(0, head - this.#keptBefore);
      for (let i = 0; i < from; i++) this.#rows.remove(slots[i]);
      for (let i = from; i < head; i++) this.#rows.setMark(slots[i], KEPT_BEFORE);
      slots.splice(0, from);
      partition.at -= from;
      partition.head -= from;
      if (slots.length > 0) continue;
      this.#partitions.delete(group);
      emptied.push(group);
    }
    if (this.#numbers === null && emptied.length > 0) this.#freeKeys(Int32Array.from(emptied));
  }

  #freeKeys(groups: Int32Array): void {
    this.#keys.free(groups, groups.length);
    const map = this.#keys.compactMap();
    if (map === null) return;
    const moved = [...this.#partitions].map(([group, partition]) => [map[group], partition] as const);
    this.#partitions.clear();
    for (const [group, partition] of moved) this.#partitions.set(group, partition);
  }

  /** Rows at or behind the kept watermark were passed before the restart. */
  #restore(context: BatchContext): void {
    const live = this.#pending.restored();
    if (live === null) return;
    this.#numbers?.restore(this.#keys);
    const kept = live
      .filter((slot) => this.#rows.marks[slot] === KEPT_BEFORE)
      .sort((a, b) => this.#order.compare(a, b));
    for (const group of this.#place(kept)) {
      const partition = this.#partitionOf(group);
      partition.head = partition.slots.length;
      partition.at = partition.head;
    }
    if (this.#rows.markMs > Number.NEGATIVE_INFINITY) this.#pass(this.#rows.markMs, context);
  }
}
