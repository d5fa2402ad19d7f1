// What a physical node's output is known to be: changelog mode, stream key, time attributes, derived from its input.
//
// Updating nodes always emit full retractions (-U and -D carry the old row), so any node may stand above any other and a
// sink can consolidate by its own key. The stream key is the set of output columns by which live rows are unique; a calc
// that drops one of them leaves none, and rows are then told apart by all their values.
import { isInteger, type SqlType } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import type { ChangelogMode, PhysicalNode } from "../physical.ts";

/** Characters of the longest BIGINT. */
const INTEGER_TEXT_MAX = 20;

/** For each input column the first output that differs wherever this column does. */
function tellingOutputs(exprs: readonly Expr[]): ReadonlyMap<number, number> {
  const outputs = new Map<number, number>();
  exprs.forEach((expr, i) => {
    let inner = expr;
    while (inner.kind === "cast" && keepsValuesApart(inner.input.type, inner.type)) inner = inner.input;
    if (inner.kind === "column" && !outputs.has(inner.index)) outputs.set(inner.index, i);
  });
  return outputs;
}

/** True for a cast that never makes one value of two: into a wider type of the same kind, or of whole numbers into text. */
function keepsValuesApart(from: SqlType, to: SqlType): boolean {
  const fromDigits = digitsOf(from);
  const toDigits = digitsOf(to);
  if (fromDigits !== null && toDigits !== null) {
    return toDigits.scale >= fromDigits.scale && toDigits.whole >= fromDigits.whole;
  }
  if (to.kind === "VARCHAR") {
    return from.kind === "VARCHAR" ? to.length >= from.length : isInteger(from) && to.length >= INTEGER_TEXT_MAX;
  }
  if ((from.kind === "TIMESTAMP" || from.kind === "TIMESTAMP_LTZ") && to.kind === from.kind) {
    return to.precision >= from.precision;
  }
  return from.kind === to.kind && (from.kind === "BOOLEAN" || from.kind === "DATE" || from.kind === "DOUBLE");
}

/** Stream key above a calc, null when a column of it is gone. */
export function mappedKey(key: readonly number[] | null, exprs: readonly Expr[]): readonly number[] | null {
  if (key === null) return null;
  const outputs = tellingOutputs(exprs);
  const mapped = key.map((column) => outputs.get(column));
  return mapped.every((column) => column !== undefined) ? mapped : null;
}

/** Outputs that are just a time attribute of the input. */
export function mappedTimes(times: readonly number[], exprs: readonly Expr[]): readonly number[] {
  return exprs.flatMap((expr, i) => (expr.kind === "column" && times.includes(expr.index) ? [i] : []));
}

export function unionMode(inputs: readonly PhysicalNode[]): ChangelogMode {
  return inputs.every((input) => input.changelogMode === "append") ? "append" : "retract";
}

/** Columns that are a time attribute in every input. */
export function unionTimes(inputs: readonly PhysicalNode[]): readonly number[] {
  return inputs[0].watermarkColumns.filter((column) =>
    inputs.every((input) => input.watermarkColumns.includes(column)),
  );
}

interface Digits {
  readonly whole: number;
  readonly scale: number;
}

function digitsOf(type: SqlType): Digits | null {
  switch (type.kind) {
    case "TINYINT":
      return { whole: 3, scale: 0 };
    case "SMALLINT":
      return { whole: 5, scale: 0 };
    case "INT":
      return { whole: 10, scale: 0 };
    case "BIGINT":
      return { whole: 19, scale: 0 };
    case "DECIMAL":
      return { whole: type.precision - type.scale, scale: type.scale };
    default:
      return null;
  }
}
