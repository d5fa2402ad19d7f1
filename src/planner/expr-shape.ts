// Questions about expressions that lowering and rules ask: which columns they read, whether they may be computed twice,
// whether they may fail. Answers are cautious: a function without a record can do anything.
import type { SqlType } from "../common/types.ts";
import { findCast } from "../expr/cast-kernel.ts";
import type { AggregateCall, ColumnExpr, Expr } from "../expr/expr.ts";
import type { Volatility } from "../expr/function.ts";
import { CURRENT_WATERMARK } from "../expr/functions/scalar/temporal/current-watermark.ts";
import { functionOf } from "../expr/functions/index.ts";

export { canFail } from "../expr/can-fail.ts";

/** The same expression with every column replaced. */
export function mapColumns(expr: Expr, replace: (column: ColumnExpr) => Expr): Expr {
  switch (expr.kind) {
    case "column":
      return replace(expr);
    case "literal":
      return expr;
    case "call":
      return { ...expr, args: expr.args.map((arg) => mapColumns(arg, replace)) };
    case "cast":
      return { ...expr, input: mapColumns(expr.input, replace) };
  }
}

/** The same aggregate call with every expression in it replaced. */
export function mapAggregate(call: AggregateCall, replace: (expr: Expr) => Expr): AggregateCall {
  return {
    ...call,
    args: call.args.map(replace),
    filter: call.filter === null ? null : replace(call.filter),
    orderBy: call.orderBy.map((key) => ({ ...key, expr: replace(key.expr) })),
  };
}

/** True when the expression asks for the watermark before the row. */
export function readsWatermark(expr: Expr): boolean {
  if (expr.kind === "cast") return readsWatermark(expr.input);
  return expr.kind === "call" && (expr.fn === CURRENT_WATERMARK || expr.args.some(readsWatermark));
}

/** All expressions of an aggregate call: arguments, filter, order. */
export function aggregateExprs(call: AggregateCall): readonly Expr[] {
  return [...call.args, ...(call.filter === null ? [] : [call.filter]), ...call.orderBy.map((key) => key.expr)];
}

/** Adds the columns that `expr` reads to `into`. */
export function collectColumns(expr: Expr, into: Set<number>): void {
  switch (expr.kind) {
    case "column":
      into.add(expr.index);
      return;
    case "literal":
      return;
    case "call":
      for (const arg of expr.args) collectColumns(arg, into);
      return;
    case "cast":
      collectColumns(expr.input, into);
      return;
  }
}

/** The columns that the expressions read. */
export function columnsRead(exprs: readonly Expr[]): Set<number> {
  const read = new Set<number>();
  for (const expr of exprs) collectColumns(expr, read);
  return read;
}

/** How often `expr` reads each column. */
export function countReads(exprs: readonly Expr[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const expr of exprs) {
    mapColumns(expr, (column) => {
      counts.set(column.index, (counts.get(column.index) ?? 0) + 1);
      return column;
    });
  }
  return counts;
}

const RANK: Readonly<Record<Volatility, number>> = { immutable: 0, stable: 1, volatile: 2 };

/** The greatest volatility of any call in it. */
export function volatilityOf(expr: Expr): Volatility {
  switch (expr.kind) {
    case "column":
    case "literal":
      return "immutable";
    case "cast":
      return greater(volatilityOf(expr.input), findCast(expr.input.type, expr.type)?.volatility ?? "volatile");
    case "call":
      return expr.args.map(volatilityOf).reduce(greater, functionOf(expr).volatility);
  }
}

function greater(a: Volatility, b: Volatility): Volatility {
  return RANK[a] >= RANK[b] ? a : b;
}

/** False when two evaluations on one row may differ (RAND, UUID): such an expression is never computed twice or shared. */
export function isDeterministic(expr: Expr): boolean {
  return volatilityOf(expr) !== "volatile";
}

/** Answers that change with the time of the batch. */
const CLOCKS: ReadonlySet<string> = new Set(["CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "CURRENT_DATE", "LOCALTIME"]);

/** True when another batch may answer otherwise on the same row: a retraction cannot be computed anew. */
export function changesByBatch(expr: Expr): boolean {
  switch (expr.kind) {
    case "column":
    case "literal":
      return false;
    case "cast":
      return changesByBatch(expr.input);
    case "call":
      if (CLOCKS.has(expr.fn) || (expr.fn === "UNIX_TIMESTAMP" && expr.args.length === 0)) return true;
      return functionOf(expr).volatility === "volatile" || expr.args.some(changesByBatch);
  }
}

/** True when some call in it is of an async function. */
export function asksLater(expr: Expr): boolean {
  if (expr.kind === "cast") return asksLater(expr.input);
  return expr.kind === "call" && (functionOf(expr).later !== undefined || expr.args.some(asksLater));
}

export function isColumn(expr: Expr, index: number): boolean {
  return expr.kind === "column" && expr.index === index;
}

/** A column reference to output column `index` of a node. */
export function columnOf(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  index: number,
): ColumnExpr {
  return { kind: "column", index, name: columns[index].name, type: columns[index].type };
}
