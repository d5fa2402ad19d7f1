// Collects the rows that come out of matches during one batch: for each the row it stands on and the values of the slots
// that measures read there; then one kernel computes the measures of all of them.

import { gather } from "../../../columnar/gather.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { type CompiledCalc, compileCalc } from "../../../expr/compile.ts";
import type { DataProblem, EvalContext } from "../../../expr/function.ts";
import { columnsRead } from "../../../planner/expr-shape.ts";
import type { PhysicalMatch } from "../../../planner/physical.ts";
import type { RowSlots } from "../../state/rows/row-slots.ts";
import { rowNumbers } from "../live-rows.ts";
import type { SlotOrder } from "../over/slot-order.ts";
import type { MatchPaths } from "./match-path.ts";
import type { MatchSlots, SlotValue } from "./match-slots.ts";

export interface MatchRows {
  readonly columns: readonly Vector[];
  readonly dueMs: Float64Array;
}

export class MatchOutput {
  readonly #node: PhysicalMatch;
  readonly #slots: MatchSlots;
  readonly #rows: RowSlots;
  readonly #order: SlotOrder;
  readonly #calc: CompiledCalc;
  /** Slots that measures read. */
  readonly #read: readonly number[];
  #values: SlotValue[][] = [];
  #onRows: number[] = [];
  /** First row of the match. */
  #begins: number[] = [];
  #dueMs: number[] = [];

  constructor(node: PhysicalMatch, slots: MatchSlots, rows: RowSlots, order: SlotOrder) {
    this.#node = node;
    this.#order = order;
    this.#slots = slots;
    this.#rows = rows;
    this.#calc = compileCalc(null, node.spec.measures, slots.types);
    this.#read = [...columnsRead(node.spec.measures)];
    this.#reset();
  }

  #reset(): void {
    this.#values = this.#read.map(() => []);
    this.#onRows = [];
    this.#begins = [];
    this.#dueMs = [];
  }

  /** A row of the match that begins at row `begin`: the last one of `path`. @throws MatchProblem, and then there is none. */
  add(paths: MatchPaths, path: number, begin: number, matchNumber: number, dueMs: number, context: EvalContext): void {
    const values = this.#read.map((slot) => this.#slots.valueAt(slot, paths, path, matchNumber, context));
    this.#onRows.push(paths.rowOf(path));
    this.#begins.push(begin);
    this.#dueMs.push(dueMs);
    values.forEach((value, i) => {
      this.#values[i].push(value);
    });
  }

  /**
   * All rows in order of the time at which they are due, then of the first rows of their matches. `refuse` is told of the
   * rows, by the one they stand on, whose measures cannot be computed: they do not come out.
   */
  take(context: EvalContext, refuse: (onRow: number, problem: DataProblem) => void): MatchRows {
    const count = this.#onRows.length;
    const slots: Vector[] = new Array<Vector>(this.#slots.types.length);
    this.#read.forEach((slot, i) => {
      slots[slot] = this.#slots.vectorOf(slot, this.#values[i]);
    });
    const onRows = Int32Array.from(this.#onRows);
    const refused = new Set<number>();
    const measures = this.#calc.run({ rowCount: count, columns: slots, selection: null }, context, (row, problem) => {
      refuse(onRows[row], problem);
      refused.add(row);
    }).columns;
    const { partition, spec } = this.#node;
    const own = spec.emitsAllRows
      ? this.#rows.read(onRows, count)
      : partition.map((column) => this.#rows.columns[column].read(onRows, count));
    const due = this.#dueMs;
    const begins = this.#begins;
    const shown = refused.size === 0 ? rowNumbers(count) : rowNumbers(count).filter((row) => !refused.has(row));
    const order = shown.sort((a, b) => {
      if (due[a] !== due[b]) return due[a] < due[b] ? -1 : 1;
      return this.#order.compare(begins[a], begins[b]) || a - b;
    });
    this.#reset();
    const columns = [...own, ...measures].map((vector) => gather(vector, order, order.length));
    return { columns, dueMs: Float64Array.from(order, (i) => due[i]) };
  }
}
