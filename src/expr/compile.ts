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
import type { Vector, VectorRep } from "../columnar/vector.ts";
import { MillraceError } from "../common/errors.ts";
import { isBinary, isExactInteger64, isString, type SqlType } from "../common/types.ts";
import { isNoOpCast } from "./cast-kernel.ts";
import { BAIL, LIBRARY } from "./compile-library.ts";
import { createOutput, finishOutput, type Output, outputRep } from "./compile-output.ts";
import { computeValue } from "./compile-expr.ts";
import { type ColumnShape, KernelWriter } from "./compile-writer.ts";
import type { Expr } from "./expr.ts";
import { exprText } from "./expr-text.ts";
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

interface LoopState {
  i: number;
  k: number;
  at: number;
  readonly nulls: Uint8Array;
}

type Loop = (
  state: LoopState,
  count: number,
  selection: Int32Array | null,
  columns: readonly Vector[],
  outputs: readonly Output[],
  picked: Int32Array | null,
  context: EvalContext,
) => void;

interface Variant {
  readonly loop: Loop;
  readonly source: string;
  readonly sites: readonly Expr[];
}

export function compileCalc(
  predicate: Expr | null,
  exprs: readonly Expr[],
  inputTypes: readonly SqlType[],
): CompiledCalc {
  return new Calc(predicate, exprs, inputTypes);
}

/** The value of an expression without columns. @throws MillraceError DATA_... */
export function evaluateConstant(expr: Expr, context: EvalContext): Scalar {
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
  #bigBatches = 0;

  constructor(predicate: Expr | null, exprs: readonly Expr[], inputTypes: readonly SqlType[]) {
    this.#predicate = predicate;
    this.#inputTypes = inputTypes;
    this.#passed = exprs.map(passedColumn);
    this.#computed = exprs.filter((_, i) => this.#passed[i] === -1);
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
    return (
      this.#attempt(input, context, onProblem, isBig) ?? (this.#attempt(input, context, onProblem, true) as CalcOutput)
    );
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
    const outputs = reps.map((rep) => createOutput(rep, rowCount, count, true));
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

/** The problem with the expression that it came from. */
function located(problem: DataProblem, site: Expr | undefined): DataProblem {
  return site === undefined ? problem : new DataProblem(problem.code, `${exprText(site)}: ${problem.message}`);
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

function usualRep(type: SqlType): VectorRep {
  if (isString(type) || isBinary(type)) return "bytes";
  const rep = outputRep(type, false);
  return rep === "bigints" || rep === "text" || rep === "binary" ? "boxed" : rep;
}

function generate(
  predicate: Expr | null,
  exprs: readonly Expr[],
  shapes: readonly ColumnShape[],
  isBig: boolean,
  hasSelection: boolean,
): Variant {
  const writer = new KernelWriter(shapes, isBig, computeValue);
  if (predicate !== null) writePredicate(writer, predicate);
  exprs.forEach((expr, i) => writeOutput(writer, expr, i));
  if (predicate !== null) writer.line("picked[k++] = r;");
  const reads = [...writer.usedColumns].map((column) =>
    shapes[column].rep === "bytes"
      ? `  const c${column} = cols[${column}].data, s${column} = cols[${column}].start, e${column} = cols[${column}].end, m${column} = cols[${column}].valid;`
      : `  const c${column} = cols[${column}].values, m${column} = cols[${column}].valid;`,
  );
  const source = [
    `"use strict";`,
    `const { ${Object.keys(LIBRARY).join(", ")} } = library;`,
    ...writer.constants.map((_, i) => `const k${i} = constants[${i}];`),
    "return function calc(state, count, sel, cols, outs, picked, ctx) {",
    ...reads,
    ...exprs.map((_, i) => `  const o${i} = outs[${i}].values, w${i} = outs[${i}].valid;`),
    `  let i = state.i, k = state.k, at = -1${exprs.map((_, i) => `, z${i} = state.nulls[${i}]`).join("")};`,
    "  try { for (; i < count; i++) {",
    `    const r = ${hasSelection ? "sel[i]" : "i"};`,
    writer.body,
    "  } } finally {",
    `    state.i = i; state.k = k; state.at = at;${exprs.map((_, i) => ` state.nulls[${i}] = z${i};`).join("")}`,
    "  }",
    "};",
  ].join("\n");
  // Only slots, bound constants and names of the library are in the source; no text of a user is.
  const make = new Function("library", "constants", source) as (library: unknown, constants: unknown) => Loop;
  return { loop: make(LIBRARY, writer.constants), source, sites: writer.sites };
}

/** Conjuncts one by one: a row that fails one never reaches the next. */
function writePredicate(writer: KernelWriter, predicate: Expr): void {
  if (predicate.kind === "call" && predicate.fn === "AND") {
    for (const part of predicate.args) writePredicate(writer, part);
    return;
  }
  writer.line(`if (!(${writer.truth(predicate)})) continue;`);
}

function writeOutput(writer: KernelWriter, expr: Expr, i: number): void {
  const value = writer.value(expr);
  if (value.nullCode === "true") {
    writer.line(`z${i} = 1;`);
    return;
  }
  const rep = outputRep(expr.type, writer.isBig);
  const store = (): void => {
    if (rep === "bool") writer.line(`o${i}[r] = ${value.code} ? 1 : 0;`);
    else if (value.bytes !== null) {
      writer.line(`setBytes(o${i}, r, ${value.bytes.data}, ${value.bytes.start}, ${value.bytes.end});`);
    } else if (rep === "text") writer.line(`setText(o${i}, r, ${value.code});`);
    else if (rep === "binary") writer.line(`setBytes(o${i}, r, ${value.code}, 0, ${value.code}.length);`);
    else writer.line(`o${i}[r] = ${value.code};`);
    writer.line(`w${i}[r] = 1;`);
  };
  if (value.nullCode === null) store();
  else {
    writer.block(`if (${value.nullCode}) z${i} = 1; else`, store);
  }
}
