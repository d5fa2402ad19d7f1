// Lookup joins: keys that are no plain columns become columns of the input first, and are cut off above.
import type { Expr } from "../../expr/expr.ts";
import { columnOf, mapColumns } from "../expr-shape.ts";
import type { LogicalLookup } from "../logical.ts";
import type { PhysicalLookup, PhysicalNode } from "../physical.ts";
import { keyedSide } from "./lower-join.ts";
import { boundId, type Lowering } from "./lowering.ts";
import { answeredState } from "./state-bounds.ts";

export function lowerLookup(node: LogicalLookup, lowering: Lowering): PhysicalNode {
  const { input, keys } = keyedSide(
    lowering.lower(node.input),
    node.keys.map((key) => key.left),
    null,
    lowering,
  );
  const width = node.input.columns.length;
  const added = input.columns.length - width;
  const over = (expr: Expr): Expr =>
    mapColumns(expr, (column) => (column.index < width ? column : { ...column, index: column.index + added }));
  const { changelogMode } = input;
  const lookup: PhysicalLookup = {
    kind: "lookup",
    id: boundId("lookup", node, [input]),
    type: node.type,
    input,
    table: node.table,
    reads: node.reads,
    inputKeys: keys,
    tableKeys: node.keys.map((key) => key.column),
    residual: node.residual === null ? null : over(node.residual),
    columns: [...input.columns, ...node.columns.slice(width)],
    changelogMode,
    streamKey: isFoundOnce(node) ? input.streamKey : null,
    watermarkColumns: input.watermarkColumns,
    state: changelogMode === "append" ? [] : answeredState(input.isBounded),
    isBounded: input.isBounded,
  };
  const made = lowering.intern(lookup, lowering.factsOf(input));
  if (added === 0) return made;
  const kept = node.columns.map((_, i) => (i < width ? i : i + added));
  const exprs = kept.map((index) => columnOf(made.columns, index));
  return lowering.calc(made, null, exprs, node.columns);
}

/** Rows of the table are found by all of its PRIMARY KEY: one at most. */
function isFoundOnce({ table, keys }: LogicalLookup): boolean {
  const names = keys.map((key) => table.columns[key.column].name);
  return table.primaryKey?.every((name) => names.includes(name)) ?? false;
}
