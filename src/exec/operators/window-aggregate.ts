// Window aggregate: GROUP BY a window and keys; results once, when the watermark closes the window.
//
// A batch is cut at the watermark steps at which some window changes its standing (window/window-book.ts). The rows of each
// stretch are sorted into cells of equal windows, each cell is added to its panes in one go, then the step fires what
// closes. So a row is judged by the watermark just before it, and no later row reaches what has fired, whatever the
// batch size. A row that is late for some windows only is added all the same: panes of windows that are gone are gone.
//
// Emission: windows by end, groups of a window in order of first arrival (over its slices in their order), before the step that
// fired them. With allowed lateness, rows for a window that has fired give -U/+U (or +I, -D) at the end of their stretch.
// EMIT CHANGES: open windows are corrected in the same way, and have nothing left to say when they close.
// Retractions on the input are counted per group; a group without rows is not emitted.
// State: "panes", one group table per slice (or per window where aggregates depend on the order of arrival), dropped when the last
//   window of the pane is gone. Source: Flink's slicing window aggregate; lateness per row and per window is ours.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import { rowScalars } from "../../columnar/read.ts";
import type { Column, SqlType } from "../../common/types.ts";
import type { Zone } from "../../common/zone.ts";
import type { PhysicalWindowAggregate } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { PaneTable } from "../state/pane-table.ts";
import type { StateTable } from "../state/state-table.ts";
import { addCounts, countByTable, placeOf, reportBad, reportFiltered, type TableCounts } from "./accounts.ts";
import { AggregateInputs, type PreparedInputs } from "./aggregate-inputs.ts";
import { groupLayout, isMergeable } from "./aggregate-states.ts";
import { GroupUpdater, type RefuseRow } from "./aggregate-update.ts";
import { Emission, stepArrival } from "./emission.ts";
import { lowerBound, type RowList } from "./live-rows.ts";
import { nullTimePolicy, rowsWithTime, type TimedInput } from "./null-times.ts";
import { timedBatch } from "./processing-time.ts";
import { firstStepReaching, watermarkBefore } from "./step-questions.ts";
import { bookOpener } from "./window/open-book.ts";
import type { RowCell, WindowBook } from "./window/window-book.ts";
import { WindowCorrections } from "./window/window-corrections.ts";
import { WindowResults } from "./window/window-results.ts";

/** What one batch brings along through its stretches. */
interface BatchWork {
  readonly input: ChangeBatch;
  readonly prepared: PreparedInputs;
  readonly rows: Int32Array;
  readonly book: WindowBook;
  readonly context: BatchContext;
  readonly emission: Emission;
  readonly used: TableCounts;
  readonly results: WindowResults;
  /** The watermark before the batch. */
  readonly initialMs: number;
}

export class WindowAggregateOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalWindowAggregate;
  readonly #inputTypes: readonly SqlType[];
  readonly #outputTypes: readonly SqlType[];
  readonly #inputs: AggregateInputs;
  readonly #panes: PaneTable;
  readonly #updater = new GroupUpdater();
  readonly #timed: TimedInput;
  readonly #hasArrival: boolean;
  readonly #openBook: (zone: Zone) => WindowBook;
  /** Made with the first batch, which brings the zone and comes after restore. */
  #book: WindowBook | null = null;
  #results: WindowResults | null = null;

  constructor(node: PhysicalWindowAggregate, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#inputTypes = typesOf(node.input.columns);
    this.#outputTypes = typesOf(node.columns);
    this.#inputs = new AggregateInputs(node.id, node.aggregates, this.#inputTypes);
    const needsRetract = node.input.changelogMode !== "append";
    this.#panes = new PaneTable(groupLayout("panes", this.#keyTypes(), node.aggregates, needsRetract));
    this.stateTables = [this.#panes];
    const { window } = node;
    const timeColumn = window.attached?.endColumn ?? window.timeColumn;
    this.#openBook = bookOpener(node, this.#panes, isMergeable(node.aggregates));
    this.#timed = { operatorId: node.id, columns: node.input.columns, timeColumn, policy: nullTimePolicy(node) };
  }

  #keyTypes(): readonly SqlType[] {
    return this.#node.keys.map((key) => this.#inputTypes[key]);
  }

  processBatch([arriving]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const { window } = this.#node;
    // Windows that the input carries follow the steps of the operator that made them.
    const timed = window.attached === null ? timedBatch(arriving, window.spec, context) : arriving;
    const input = this.#delayed(timed);
    const work = this.#begin(input, context);
    const { steps } = input;
    let row = 0;
    let step = 0;
    for (;;) {
      const change = firstStepReaching(steps, step, work.book.nextChangeMs());
      const to = change === steps.count ? work.rows.length : lowerBound(work.rows, row, steps.rows[change]);
      if (to > row) this.#takeRows(work, row, to);
      row = to;
      for (; step < change; step++) this.#passStep(work, step);
      if (change === steps.count) break;
      this.#fire(work, change);
      step = change + 1;
    }
    if (steps.count > 0) this.#settleLast(work, steps.marks[steps.count - 1]);
    for (const [table, count] of work.used) if (count > 0) context.report.used(this.id, count, table);
    return work.emission.finish();
  }

  /** When the next window closes by the time of the batch. */
  nextTimerMs(): number {
    const { window } = this.#node;
    if (window.spec.isProcessing !== true || window.attached !== null || this.#panes.panes.length === 0)
      return Number.POSITIVE_INFINITY;
    return this.#book?.nextChangeMs() ?? Number.NEGATIVE_INFINITY;
  }

  /** EMIT AFTER WATERMARK DELAY: for this operator and those above it the watermark runs so much behind. */
  #delayed(input: ChangeBatch): ChangeBatch {
    const { emit } = this.#node.window;
    if (emit?.kind !== "delay") return input;
    return { ...input, steps: { ...input.steps, marks: input.steps.marks.map((mark) => mark - emit.delayMs) } };
  }

  #begin(input: ChangeBatch, context: BatchContext): BatchWork {
    this.#book ??= this.#openBook(context.evaluation.timeZone);
    this.#results ??= new WindowResults(this.#node, this.#panes, this.#book);
    const prepared = this.#inputs.prepare(input, context);
    const initialMs = this.#panes.markMs;
    const rows = rowsWithTime(this.#timed, input, prepared.rows, initialMs, context);
    this.#book.beginBatch(input);
    return {
      input,
      prepared,
      rows,
      book: this.#book,
      results: this.#results,
      context,
      emission: new Emission(this.#outputTypes, this.#hasArrival),
      used: new Map(),
      initialMs,
    };
  }

  #passStep(work: BatchWork, step: number): void {
    const { steps } = work.input;
    if (steps.marks[step] <= work.initialMs) return;
    work.emission.step(steps.marks[step], stepArrival(work.input, step));
  }

  /** Fires what closes by a step, then lets the step through. */
  #fire(work: BatchWork, step: number): void {
    const { book, emission } = work;
    const { marks } = work.input.steps;
    const markMs = marks[step];
    const arrival = stepArrival(work.input, step);
    // The end of input is no watermark: what stays is the last real one, or the last timer fired.
    const realMs = markMs < Number.POSITIVE_INFINITY ? markMs : step === 0 ? work.initialMs : marks[step - 1];
    let reachedMs = Math.max(realMs, this.#panes.markMs);
    for (const window of book.due(markMs)) {
      if (this.#node.window.emit?.kind !== "changes") work.results.emitWindow(window, emission, arrival);
      reachedMs = Math.max(reachedMs, book.closingMs(window));
    }
    book.settle(reachedMs);
    if (markMs > work.initialMs) emission.step(markMs, arrival);
  }

  /** Steps that changed no window still move the watermark that the next batch begins with. */
  #settleLast(work: BatchWork, markMs: number): void {
    if (markMs === Number.POSITIVE_INFINITY || markMs <= this.#panes.markMs) return;
    work.book.settle(markMs);
  }

  #takeRows(work: BatchWork, from: number, to: number): void {
    const { input, emission } = work;
    const cells = work.book.route(work.rows, from, to);
    const corrections = cells.some((cell) => cell.fired.length > 0)
      ? new WindowCorrections(this.#node, work.results, cells, input)
      : null;
    this.#reportLate(work, cells);
    for (const cell of cells) {
      if (cell.isTaken) this.#addCell(work, cell);
      else if (cell.missed === null) {
        reportFiltered(work.context, this.id, input.origin, cell.list.rows, cell.list.count);
      }
    }
    const arrival = input.arrival === null ? work.rows[to - 1] : input.arrival[work.rows[to - 1]];
    corrections?.emit(emission, arrival);
  }

  #addCell(work: BatchWork, cell: RowCell): void {
    const { input, prepared, context } = work;
    const { list } = cell;
    const bad = new Set<number>();
    const refuse: RefuseRow = (row, problem) => {
      if (!bad.has(row)) reportBad(context, this.id, input, this.#inputTypes, row, problem);
      bad.add(row);
    };
    const keyColumns = this.#node.keys.map((key) => input.columns[key]);
    for (const pane of cell.openPanes()) {
      const { rows, count } = list;
      const update = { rows, count, keyColumns, calls: prepared.calls, kinds: this.#kindsOf(input) };
      const empty = this.#updater.update(pane.groups, update, refuse, context.report.skipsRefused);
      pane.groups.free(empty, empty.length);
      if (bad.size > 0) dropRows(list, bad);
    }
    addCounts(work.used, countByTable(input.origin, list.rows, list.count), 1);
  }

  #kindsOf(input: ChangeBatch): Uint8Array | null {
    return this.#node.input.changelogMode === "append" ? null : input.kinds;
  }

  /** In order of the rows. */
  #reportLate(work: BatchWork, cells: readonly RowCell[]): void {
    const late = cells.flatMap(({ list, missed, isTaken }) =>
      missed === null ? [] : Array.from(list.rows.subarray(0, list.count), (row) => ({ row, missed, isTaken })),
    );
    if (late.length === 0) return;
    const { input, context } = work;
    for (const { row, missed, isTaken } of late.sort((a, b) => a.row - b.row)) {
      context.report.late({
        operatorId: this.id,
        isLateForAll: !isTaken,
        windowStartMs: missed.startMs,
        windowEndMs: missed.endMs,
        watermarkMs: watermarkBefore(input.steps, row, work.initialMs),
        ...placeOf(input.origin, row),
        values: rowScalars(input.columns, this.#inputTypes, row),
      });
    }
  }
}

function typesOf(columns: readonly Column[]): readonly SqlType[] {
  return columns.map((column) => column.type);
}

function dropRows(list: RowList, dropped: ReadonlySet<number>): void {
  let kept = 0;
  for (let i = 0; i < list.count; i++) if (!dropped.has(list.rows[i])) list.rows[kept++] = list.rows[i];
  list.count = kept;
}
