// The conditions of DEFINE. A condition that reads only the row that is looked at is computed for whole batches, once per
// row; one that looks back at the match is computed for each row that a thread tries. What cannot be computed is an error
// only when a thread gets there.
import type { Vector } from "../../../columnar/vector.ts";
import { grown } from "../../../columnar/grow.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import { compileCalc, type CompiledCalc } from "../../../expr/compile.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { DataProblem, EvalContext } from "../../../expr/function.ts";
import { columnsRead, mapColumns } from "../../../planner/expr-shape.ts";
import type { MatchSpec } from "../../../planner/match.ts";
import type { RowSlots } from "../../state/rows/row-slots.ts";
import type { MatchPaths } from "./match-path.ts";
import { throwProblem } from "./match-problem.ts";
import type { MatchSlots } from "./match-slots.ts";

const FALSE = 0;
const TRUE = 1;
const FAILS = 2;

type Condition =
  | { readonly kind: "any" }
  /** `truth` by slot of the row table. */
  | { readonly kind: "row"; readonly calc: CompiledCalc; readonly reads: readonly number[]; truth: Uint8Array }
  | { readonly kind: "path"; readonly calc: CompiledCalc; readonly slots: readonly number[] };

export class MatchConditions {
  /** True when no condition looks back: threads at one place of the pattern have one future. */
  readonly areRowLocal: boolean;
  readonly #conditions: readonly Condition[];
  readonly #slots: MatchSlots;
  readonly #rows: RowSlots;
  readonly #width: number;
  readonly #names: readonly string[];

  constructor(spec: MatchSpec, slots: MatchSlots, rows: RowSlots, inputTypes: readonly SqlType[]) {
    this.#slots = slots;
    this.#rows = rows;
    this.#names = spec.variables;
    this.#width = inputTypes.length;
    this.#conditions = spec.defines.map((expr) => conditionOf(expr, spec, slots.types, inputTypes));
    this.areRowLocal = this.#conditions.every((condition) => condition.kind !== "path");
  }

  /** Computes what reads these rows alone. */
  prepare(slots: Int32Array, context: EvalContext): void {
    const count = slots.length;
    if (count === 0) return;
    const columns: Vector[] = new Array<Vector>(this.#width);
    for (const condition of this.#conditions) {
      if (condition.kind !== "row") continue;
      for (const column of condition.reads) columns[column] ??= this.#rows.columns[column].read(slots, count);
      condition.truth = grown(condition.truth, this.#rows.slotCount);
      const failed: number[] = [];
      const output = condition.calc.run({ rowCount: count, columns, selection: null }, context, (row) =>
        failed.push(row),
      );
      for (let i = 0; i < count; i++) condition.truth[slots[i]] = isTrue(output.columns[0], i) ? TRUE : FALSE;
      for (const row of failed) condition.truth[slots[row]] = FAILS;
    }
  }

  /** Whether the last row of the path may be what it is there. @throws DATA_... when the condition cannot be computed. */
  holds(variable: number, paths: MatchPaths, path: number, context: EvalContext): boolean {
    const condition = this.#conditions[variable];
    const fail = (_: number, problem: DataProblem): never => throwProblem(`DEFINE ${this.#names[variable]}`, problem);
    switch (condition.kind) {
      case "any":
        return true;
      case "row": {
        const row = paths.rowOf(path);
        if (condition.truth[row] !== FAILS) return condition.truth[row] === TRUE;
        const slots = Int32Array.of(row);
        const columns: Vector[] = new Array<Vector>(this.#width);
        for (const column of condition.reads) columns[column] = this.#rows.columns[column].read(slots, 1);
        return isTrue(condition.calc.run({ rowCount: 1, columns, selection: null }, context, fail).columns[0], 0);
      }
      case "path": {
        const columns: Vector[] = new Array<Vector>(this.#slots.types.length);
        for (const slot of condition.slots) {
          columns[slot] = this.#slots.vectorOf(slot, [this.#slots.valueAt(slot, paths, path, 0, context)]);
        }
        return isTrue(condition.calc.run({ rowCount: 1, columns, selection: null }, context, fail).columns[0], 0);
      }
    }
  }
}

function isTrue(vector: Vector, row: number): boolean {
  if (vector.rep !== "bool") return false;
  return vector.values[row] === 1 && (vector.valid === null || vector.valid[row] === 1);
}

function conditionOf(
  expr: Expr | null,
  spec: MatchSpec,
  slotTypes: readonly SqlType[],
  inputTypes: readonly SqlType[],
): Condition {
  if (expr === null) return { kind: "any" };
  const slots = [...columnsRead([expr])];
  const isLocal = slots.every((index) => {
    const slot = spec.slots[index];
    return (
      slot.kind === "field" &&
      slot.from === "last" &&
      slot.offset === 0 &&
      slot.variables === null &&
      slot.back === undefined
    );
  });
  if (!isLocal) return { kind: "path", calc: compileCalc(null, [expr], slotTypes), slots };
  const overInput = mapColumns(expr, (column) => {
    const slot = spec.slots[column.index];
    invariant(slot.kind === "field", "a condition over one row reads fields");
    return { ...column, index: slot.column };
  });
  const reads = [...columnsRead([overInput])];
  return { kind: "row", calc: compileCalc(null, [overInput], inputTypes), reads, truth: new Uint8Array(0) };
}
