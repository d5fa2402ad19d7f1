// Compiles the predicate and the expressions of one pipeline into one generated function over vectors: one loop, a row at
// a time, so that AND, OR, CASE and COALESCE evaluate lazily; NULL flags are locals, nothing is boxed.
//
// Variants: the source depends on the representation of the input vectors, on which columns hold NULLs, on whether there
//   is a selection, and on how exact 64-bit values are held. The number variant computes them as safe integers and bails
//   out at the first one that is not; then the bigint variant computes the whole batch again. After a bail-out the next
//   batches go to the bigint variant at once. Both give the same values.
// Rows: physical row numbers are kept; outputs have the input's row count and only selected rows are computed.
// Problems: a row that cannot be computed is reported and leaves the selection, or ends the run with an error naming the
//   row and the expression.
// Plain columns are handed on as they are; a calc of nothing else generates no code.
import { scalarAt } from "../columnar/read.ts";
import type { Scalar } from "../columnar/scalar.ts";
import type { Vector } from "../columnar/vector.ts";
import { MillraceError } from "../common/errors.ts";
import { isExactInteger64, type SqlType } from "../common/types.ts";
import { isNoOpCast } from "./cast-kernel.ts";
import { BAIL } from "./compile-library.ts";
import { createOutput, finishOutput, outputRep } from "./compile-output.ts";
import { generate, type LoopState, usualRep, type Variant } from "./compile-source.ts";
import type { ColumnShape } from "./compile-writer.ts";
import type { Expr } from "./expr.ts";
import { exprText } from "./expr-text.ts";
import { isVolatile } from "./expression-key.ts";
import { RepeatedDraws } from "./repeated-draws.ts";
import { DataProblem, type EvalContext } from "./function.ts";

export interface CalcInput {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
  readonly selection: Int32Array | null;
}

export interface CalcOutput {
  readonly selection: Int32Array | null;
  readonly columns: readonly Vector[];
}

export interface CompiledCalc {
  /** `onProblem` null: the first problem is thrown as a MillraceError DATA_...; else the row is dropped. */
  run(
    input: CalcInput,
    context: EvalContext,
    onProblem: ((row: number, problem: DataProblem) => void) | null,
  ): CalcOutput;
  /** The generated text, for EXPLAIN; empty when columns are only handed on. */
  readonly source: string;
}

const VARIANTS_MAX = 64;
const BIG_BATCHES_AFTER_BAIL = 16;

export function compileCalc(
  predicate: Expr | null,
  exprs: readonly Expr[],
  inputTypes: readonly SqlType[],
): CompiledCalc {
  return new Calc(predicate, exprs, inputTypes);
}

/** The value of an expression without columns. @throws MillraceError DATA_... */
export function evaluateConstant(expr: Expr, context: EvalContext): Scalar {
  if (expr.kind === "literal") return expr.value;
  const { columns } = compileCalc(null, [expr], []).run({ rowCount: 1, columns: [], selection: null }, context, null);
  return scalarAt(columns[0], expr.type, 0);
}

class Calc implements CompiledCalc {
  readonly #predicate: Expr | null;
  readonly #inputTypes: readonly SqlType[];
  /** Per expression: the column that is handed on, or -1 when it is computed. */
  readonly #passed: readonly number[];
  readonly #computed: readonly Expr[];
  /** Columns that the generated code reads, ascending. */
  readonly #read: readonly number[];
  readonly #variants = new Map<string, Variant>();
  readonly #isVolatile: boolean;
  #bigBatches = 0;

  constructor(predicate: Expr | null, exprs: readonly Expr[], inputTypes: readonly SqlType[]) {
    this.#predicate = predicate;
    this.#inputTypes = inputTypes;
    this.#passed = exprs.map(passedColumn);
    this.#computed = exprs.filter((_, i) => this.#passed[i] === -1);
    this.#isVolatile = this.#code().some(isVolatile);
    const read = new Set<number>();
    for (const expr of this.#code()) collectColumns(expr, read);
    this.#read = [...read].sort((a, b) => a - b);
  }

  get source(): string {
    if (this.#code().length === 0) return "";
    const shapes = this.#inputTypes.map((type) => ({ rep: usualRep(type), hasNulls: type.nullable }));
    return generate(this.#predicate, this.#computed, shapes, false, false).source;
  }

  run(
    input: CalcInput,
    context: EvalContext,
    onProblem: ((row: number, problem: DataProblem) => void) | null,
  ): CalcOutput {
    if (this.#code().length === 0) return { selection: input.selection, columns: this.#assemble(input, []) };
    const isBig = this.#bigBatches > 0 || this.#read.some((column) => this.#isWide(column, input.columns[column]));
    if (this.#bigBatches > 0) this.#bigBatches--;
    const draws = this.#isVolatile ? new RepeatedDraws(context) : null;
    const output = this.#attempt(input, draws?.context ?? context, onProblem, isBig);
    if (output !== null) return output;
    draws?.rewind();
    return this.#attempt(input, draws?.context ?? context, onProblem, true) as CalcOutput;
  }

  #code(): readonly Expr[] {
    return this.#predicate === null ? this.#computed : [this.#predicate, ...this.#computed];
  }

  #isWide(column: number, vector: Vector): boolean {
    return isExactInteger64(this.#inputTypes[column]) && vector.rep !== "f64";
  }

  /** Null when the number variant met a value that is no safe integer. */
  #attempt(
    input: CalcInput,
    context: EvalContext,
    onProblem: ((row: number, problem: DataProblem) => void) | null,
    isBig: boolean,
  ): CalcOutput | null {
    const { rowCount, columns, selection } = input;
    const variant = this.#variant(input, isBig);
    const count = selection === null ? rowCount : selection.length;
    const reps = this.#computed.map((expr) => outputRep(expr.type, isBig));
    const outputs = reps.map((rep, i) => createOutput(rep, rowCount, count, variant.canBeNull[i]));
    const picked = this.#predicate === null ? null : new Int32Array(count);
    const state: LoopState = { i: 0, k: 0, at: -1, nulls: new Uint8Array(outputs.length) };
    const problems: { readonly row: number; readonly problem: DataProblem }[] = [];
    for (;;) {
      try {
        variant.loop(state, count, selection, columns, outputs, picked, context);
        break;
      } catch (error) {
        if (error === BAIL) {
          this.#bigBatches = BIG_BATCHES_AFTER_BAIL;
          return null;
        }
        if (!(error instanceof DataProblem)) throw error;
        const row = selection === null ? state.i : selection[state.i];
        const problem = located(error, variant.sites[state.at]);
        if (onProblem === null) throw new MillraceError(problem.code, problem.message, { location: `row ${row}` });
        problems.push({ row, problem });
        state.i++;
      }
    }
    if (onProblem !== null) for (const { row, problem } of problems) onProblem(row, problem);
    const vectors = outputs.map((output, i) => finishOutput(output, reps[i], state.nulls[i] === 1));
    return {
      selection: this.#selected(input, count, picked, state.k, problems),
      columns: this.#assemble(input, vectors),
    };
  }

  #selected(
    input: CalcInput,
    count: number,
    picked: Int32Array | null,
    pickedCount: number,
    problems: readonly { readonly row: number }[],
  ): Int32Array | null {
    if (picked !== null) return pickedCount === count ? input.selection : picked.slice(0, pickedCount);
    if (problems.length === 0) return input.selection;
    const dropped = new Set(problems.map((problem) => problem.row));
    const live = input.selection ?? Int32Array.from({ length: input.rowCount }, (_, row) => row);
    return live.filter((row) => !dropped.has(row));
  }

  #assemble(input: CalcInput, computed: readonly Vector[]): Vector[] {
    let next = 0;
    return this.#passed.map((column) => (column === -1 ? computed[next++] : input.columns[column]));
  }

  #variant(input: CalcInput, isBig: boolean): Variant {
    let key = `${isBig ? "b" : "n"}${input.selection === null ? "" : "s"}`;
    for (const column of this.#read) {
      const vector = input.columns[column];
      key += ` ${vector.rep}${vector.valid === null ? "" : "?"}`;
    }
    let variant = this.#variants.get(key);
    if (variant === undefined) {
      if (this.#variants.size >= VARIANTS_MAX) this.#variants.clear();
      const shapes: ColumnShape[] = [];
      for (const column of this.#read) {
        const { rep, valid } = input.columns[column];
        shapes[column] = { rep, hasNulls: valid !== null };
      }
      variant = generate(this.#predicate, this.#computed, shapes, isBig, input.selection !== null);
      this.#variants.set(key, variant);
    }
    return variant;
  }
}

/** Checks of INSERT are not written in SQL: their problems name the column. */
const UNWRITTEN = new Set(["CHECK_NOT_NULL", "CHECK_LENGTH", "CHECK_NESTED_NULLS", "CHECK_NESTED_LENGTHS"]);

/** The problem with the expression that it came from. */
function located(problem: DataProblem, site: Expr | undefined): DataProblem {
  if (site === undefined || (site.kind === "call" && UNWRITTEN.has(site.fn))) return problem;
  return new DataProblem(problem.code, `${exprText(site)}: ${problem.message}`);
}

function passedColumn(expr: Expr): number {
  if (expr.kind === "column") return expr.index;
  if (expr.kind === "cast" && isNoOpCast(expr.input.type, expr.type)) return passedColumn(expr.input);
  return -1;
}

function collectColumns(expr: Expr, into: Set<number>): void {
  if (expr.kind === "column") into.add(expr.index);
  else if (expr.kind === "cast") collectColumns(expr.input, into);
  else if (expr.kind === "call") for (const arg of expr.args) collectColumns(arg, into);
}
