// Columns of the queries around a subquery: while it is bound they are columns with indexes from OUTER_STEP on, once more
// for each level outwards. What a subquery in an expression stands for is a placeholder below that. Neither outlives the
// binding of the SELECT that the subquery stands in.
import type { Expr } from "../../../expr/expr.ts";
import { mapColumns } from "../../expr-shape.ts";

export const OUTER_STEP = 1_000_000;
const SUBQUERY_BASE = 500_000;

export function isOuter(index: number): boolean {
  return index >= OUTER_STEP;
}

export function subqueryIndex(place: number): number {
  return SUBQUERY_BASE + place;
}

/** Which subquery a column stands for; null: none. */
export function subqueryPlace(index: number): number | null {
  return index >= SUBQUERY_BASE && index < OUTER_STEP ? index - SUBQUERY_BASE : null;
}

export function readsOuter(expr: Expr): boolean {
  return readsAny(expr, isOuter);
}

export function readsSubquery(expr: Expr): boolean {
  return readsAny(expr, (index) => subqueryPlace(index) !== null);
}

function readsAny(expr: Expr, test: (index: number) => boolean): boolean {
  let found = false;
  mapColumns(expr, (column) => {
    found ||= test(column.index);
    return column;
  });
  return found;
}

/** An expression of the outer query as the inner one sees it. */
export function seenFromInside(expr: Expr): Expr {
  return mapColumns(expr, (column) => ({ ...column, index: column.index + OUTER_STEP }));
}
