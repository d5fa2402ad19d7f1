// What a physical node's output is known to be: changelog mode, stream key, time attributes, derived from its input.
//
// Updating nodes always emit full retractions (-U and -D carry the old row), so any node may stand above any other and a
// sink can consolidate by its own key. The stream key is the set of output columns by which live rows are unique; a calc
// that drops one of them leaves none, and rows are then told apart by all their values.
import type { Expr } from "../../expr/expr.ts";
import type { ChangelogMode, PhysicalNode } from "../physical.ts";

/** For each input column the first output that is just this column. */
export function passedThrough(exprs: readonly Expr[]): ReadonlyMap<number, number> {
  const outputs = new Map<number, number>();
  exprs.forEach((expr, i) => {
    if (expr.kind === "column" && !outputs.has(expr.index)) outputs.set(expr.index, i);
  });
  return outputs;
}

/** Stream key above a calc, null when a column of it is gone. */
export function mappedKey(key: readonly number[] | null, exprs: readonly Expr[]): readonly number[] | null {
  if (key === null) return null;
  const outputs = passedThrough(exprs);
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
