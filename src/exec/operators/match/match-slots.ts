// The values of slots (planner/match.ts) at a path: fields of rows, aggregates over rows, the variable of the last row.
import { gather, concatVectors, repeat } from "../../../columnar/gather.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import { compileCalc, type CompiledCalc } from "../../../expr/compile.ts";
import { DataProblem, type EvalContext } from "../../../expr/function.ts";
import { columnsRead } from "../../../planner/expr-shape.ts";
import type { MatchSlot, MatchSpec } from "../../../planner/match.ts";
import type { RowSlots } from "../../state/rows/row-slots.ts";
import { rowNumbers } from "../live-rows.ts";
import { freshState } from "../over/over-kernel.ts";
import type { MatchPaths } from "./match-path.ts";
import { throwProblem } from "./match-problem.ts";
import { NO_ROW, type PreviousRows } from "./previous-rows.ts";

/** Ready to be computed: the arguments of an aggregate, and the columns that they read. */
interface Arguments {
  readonly calc: CompiledCalc;
  readonly reads: readonly number[];
}

/** Values of one slot for rows to come: a row to read from, or a vector of one value. */
export type SlotValue = number | Vector;

export class MatchSlots {
  readonly types: readonly SqlType[];
  readonly #spec: MatchSpec;
  readonly #rows: RowSlots;
  readonly #nulls: readonly Vector[];
  readonly #arguments: readonly (Arguments | null)[];
  readonly #width: number;

  readonly #previous: PreviousRows;

  constructor(spec: MatchSpec, rows: RowSlots, inputTypes: readonly SqlType[], previous: PreviousRows) {
    this.#previous = previous;
    this.#spec = spec;
    this.#rows = rows;
    this.#width = inputTypes.length;
    this.types = spec.slots.map((slot) => slot.type);
    this.#nulls = spec.slots.map((slot) => repeat(slot.type, null, 1));
    this.#arguments = spec.slots.map((slot) => {
      if (slot.kind !== "aggregate") return null;
      return { calc: compileCalc(null, slot.call.args, inputTypes), reads: [...columnsRead(slot.call.args)] };
    });
  }

  /** A number is the row whose field it is, -1: NULL. */
  valueAt(index: number, paths: MatchPaths, path: number, matchNumber: number, context: EvalContext): SlotValue {
    const slot = this.#spec.slots[index];
    switch (slot.kind) {
      case "field": {
        const row =
          slot.from === "last"
            ? paths.fromLast(path, slot.variables, slot.offset)
            : (paths.rowsOf(path, slot.variables)[slot.offset] ?? NO_ROW);
        return slot.back === undefined ? row : this.#previous.back(row, slot.back);
      }
      case "aggregate":
        return this.#aggregate(index, slot, paths.rowsOf(path, slot.variables), context);
      case "classifier":
        return repeat(slot.type, this.#spec.variables[paths.variableOf(path)], 1);
      case "match-number":
        return repeat(slot.type, matchNumber, 1);
    }
  }

  /** One vector of the values collected for a slot. */
  vectorOf(index: number, values: readonly SlotValue[]): Vector {
    const slot = this.#spec.slots[index];
    if (slot.kind !== "field") {
      return concatVectors(
        slot.type,
        values.map((value) => ({ vector: value as Vector, count: 1 })),
      );
    }
    const rows = Int32Array.from(values as readonly number[]);
    const there = rows.filter((row) => row >= 0);
    const read = this.#rows.columns[slot.column].read(there, there.length);
    if (there.length === rows.length) return read;
    const padded = concatVectors(slot.type, [
      { vector: read, count: there.length },
      { vector: this.#nulls[index], count: 1 },
    ]);
    let at = 0;
    const places = rows.map((row) => (row >= 0 ? at++ : there.length));
    return gather(padded, places, places.length);
  }

  #aggregate(
    index: number,
    slot: Extract<MatchSlot, { kind: "aggregate" }>,
    rows: Int32Array,
    context: EvalContext,
  ): Vector {
    const plan = this.#arguments[index];
    const count = rows.length;
    const columns: Vector[] = new Array<Vector>(this.#width);
    for (const column of plan?.reads ?? []) columns[column] = this.#rows.columns[column].read(rows, count);
    const args =
      plan?.calc.run({ rowCount: count, columns, selection: null }, context, (_, problem) =>
        throwProblem(slot.call.fn, problem),
      ).columns ?? [];
    const state = freshState(slot.call, false, 1);
    try {
      state.update({ rows: rowNumbers(count), groups: new Int32Array(count), count, signs: null }, args);
    } catch (error) {
      if (error instanceof DataProblem) throwProblem(slot.call.fn, error);
      throw error;
    }
    return state.values(new Int32Array(1), 1);
  }
}
