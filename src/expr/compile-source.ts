// The whole source of one variant of a kernel: prologue, loop, predicate, outputs; and its function.
import type { Vector, VectorRep } from "../columnar/vector.ts";
import { isBinary, isString, type SqlType } from "../common/types.ts";
import { computeValue } from "./compile-expr.ts";
import { LIBRARY } from "./compile-library.ts";
import { type Output, outputRep } from "./compile-output.ts";
import { type ColumnShape, KernelWriter } from "./compile-writer.ts";
import type { Expr } from "./expr.ts";
import type { EvalContext } from "./function.ts";

/** Where the loop stands: written back when it ends or throws. */
export interface LoopState {
  i: number;
  k: number;
  at: number;
  readonly nulls: Uint8Array;
}

export type Loop = (
  state: LoopState,
  count: number,
  selection: Int32Array | null,
  columns: readonly Vector[],
  outputs: readonly Output[],
  picked: Int32Array | null,
  context: EvalContext,
) => void;

export interface Variant {
  readonly loop: Loop;
  readonly source: string;
  readonly sites: readonly Expr[];
  /** Per output: whether a NULL can be written. */
  readonly canBeNull: readonly boolean[];
}

/** The representation that a column of the type usually has. */
export function usualRep(type: SqlType): VectorRep {
  if (isString(type) || isBinary(type)) return "bytes";
  const rep = outputRep(type, false);
  return rep === "bigints" || rep === "text" || rep === "binary" ? "boxed" : rep;
}

export function generate(
  predicate: Expr | null,
  exprs: readonly Expr[],
  shapes: readonly ColumnShape[],
  isBig: boolean,
  hasSelection: boolean,
): Variant {
  const writer = new KernelWriter(shapes, isBig, computeValue);
  if (predicate !== null) writePredicate(writer, predicate);
  const canBeNull = exprs.map((expr, i) => writeOutput(writer, expr, i));
  if (predicate !== null) writer.line("picked[k++] = r;");
  const reads = [...writer.usedColumns].map((column) =>
    shapes[column].rep === "bytes"
      ? `  const c${column} = cols[${column}].data, s${column} = cols[${column}].start, e${column} = cols[${column}].end, m${column} = cols[${column}].valid;`
      : `  const c${column} = cols[${column}].values, m${column} = cols[${column}].valid;`,
  );
  const { body } = writer;
  const names = Object.keys(LIBRARY).filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  const source = [
    `"use strict";`,
    `const { ${names.join(", ")} } = library;`,
    ...writer.constants.map((_, i) => `const k${i} = constants[${i}];`),
    "return function calc(state, count, sel, cols, outs, picked, ctx) {",
    ...reads,
    ...exprs.map((_, i) => `  const o${i} = outs[${i}].values, w${i} = outs[${i}].valid;`),
    `  let i = state.i, k = state.k, at = -1${exprs.map((_, i) => `, z${i} = state.nulls[${i}]`).join("")};`,
    "  try { for (; i < count; i++) {",
    `    const r = ${hasSelection ? "sel[i]" : "i"};`,
    body,
    "  } } finally {",
    `    state.i = i; state.k = k; state.at = at;${exprs.map((_, i) => ` state.nulls[${i}] = z${i};`).join("")}`,
    "  }",
    "};",
  ].join("\n");
  // Only slots, bound constants and names of the library are in the source; no text of a user is.
  const make = new Function("library", "constants", source) as (library: unknown, constants: unknown) => Loop;
  return { loop: make(LIBRARY, writer.constants), source, sites: writer.sites, canBeNull };
}

/** Conjuncts one by one: a row that fails one never reaches the next. */
function writePredicate(writer: KernelWriter, predicate: Expr): void {
  if (predicate.kind === "call" && predicate.fn === "AND") {
    for (const part of predicate.args) writePredicate(writer, part);
    return;
  }
  writer.line(`if (!(${writer.truth(predicate)})) continue;`);
}

/** Writes the value into its output; answers whether it can be NULL. */
function writeOutput(writer: KernelWriter, expr: Expr, i: number): boolean {
  const value = writer.value(expr);
  if (value.nullCode === "true") {
    writer.line(`z${i} = 1;`);
    return true;
  }
  const rep = outputRep(expr.type, writer.isBig);
  const store = (): void => {
    if (rep === "bool") writer.line(`o${i}[r] = ${value.code} ? 1 : 0;`);
    else if (value.bytes !== null) {
      writer.line(`setBytes(o${i}, r, ${value.bytes.data}, ${value.bytes.start}, ${value.bytes.end});`);
    } else if (rep === "text") writer.line(`setText(o${i}, r, ${value.code});`);
    else if (rep === "binary") writer.line(`setBytes(o${i}, r, ${value.code}, 0, ${value.code}.length);`);
    else writer.line(`o${i}[r] = ${value.code};`);
    if (value.nullCode !== null) writer.line(`w${i}[r] = 1;`);
  };
  if (value.nullCode === null) store();
  else writer.block(`if (${value.nullCode}) z${i} = 1; else`, store);
  return value.nullCode !== null;
}
