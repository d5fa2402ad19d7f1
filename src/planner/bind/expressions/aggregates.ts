// Aggregate calls: bound over the input, given to the collector of the SELECT, which answers with a placeholder that
// becomes a column of the aggregate's output (grouping.ts).
import { invariant } from "../../../common/invariant.ts";
import { bindAggregateRecord } from "../../../expr/bind-aggregate.ts";
import type { Expr, SortKey } from "../../../expr/expr.ts";
import type { FunctionCall, SortItem } from "../../../parser/ast.ts";
import { findAggregateOf } from "../ddl/user-functions.ts";
import { isPoison, POISON } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import { reportArguments } from "../subqueries/apply.ts";

const INSIDE = "an aggregate";

export function bindAggregateCall(node: FunctionCall, scope: ExprScope): Expr {
  if (scope.aggregates === null) {
    reportMisplaced(node, scope);
    return POISON;
  }
  const inner: ExprScope = { ...scope, aggregates: null, over: null, clause: INSIDE };
  const isStar = node.args.length === 1 && node.args[0].kind === "star";
  if (isStar && node.name.toUpperCase() !== "COUNT") {
    scope.context.report(
      "BIND_STAR",
      `${node.name.toUpperCase()}(*) has no meaning: only COUNT counts rows`,
      node.span,
    );
    return POISON;
  }
  const args = isStar ? [] : node.args.map((arg) => inner.bind(arg, inner));
  const filter = node.filter === null ? null : bindCondition(node, inner);
  const orderBy = bindSortKeys(node.orderBy, inner);
  if (args.some(isPoison) || (filter !== null && isPoison(filter)) || orderBy === null) return POISON;
  const record = findAggregateOf(node.name, scope.context.session);
  invariant(record !== null, `${node.name} is an aggregate`);
  const call = bindAggregateRecord(record, args, {
    isDistinct: node.quantifier === "DISTINCT",
    filter,
    orderBy,
    options: node.nulls === null ? node.options : { ...node.options, nulls: node.nulls },
  });
  if (typeof call !== "string") return scope.aggregates.add(call);
  reportArguments(node, call, record.syntax, scope);
  return POISON;
}

function reportMisplaced(node: FunctionCall, scope: ExprScope): void {
  const name = node.name.toUpperCase();
  if (scope.clause === INSIDE) {
    scope.context.report("BIND_NESTED_AGGREGATE", `${name} stands inside another aggregate`, node.span, {
      hint: `Aggregate in a derived table first: SELECT MAX(s) FROM (SELECT SUM(x) AS s FROM t GROUP BY k).`,
    });
    return;
  }
  const hint =
    scope.clause === "WHERE"
      ? "WHERE looks at single rows before they are grouped: a condition on a group goes into HAVING."
      : `Aggregates stand in the SELECT list, HAVING and ORDER BY.`;
  scope.context.report("BIND_AGGREGATE_PLACE", `the aggregate ${name} cannot stand in ${scope.clause}`, node.span, {
    hint,
  });
}

function bindCondition(node: FunctionCall, scope: ExprScope): Expr {
  if (node.filter === null) return POISON;
  const filter = scope.bind(node.filter, scope);
  if (isPoison(filter) || filter.type.kind === "BOOLEAN" || filter.type.kind === "NULL") return filter;
  scope.context.report("BIND_NOT_BOOLEAN", "FILTER (WHERE ...) takes a condition", node.filter.span);
  return POISON;
}

/** Sort keys inside an aggregate; null after a reported error. NULLs are the smallest value, as in Flink. */
export function bindSortKeys(items: readonly SortItem[], scope: ExprScope): SortKey[] | null {
  const keys = items.map((item) => sortKey(item, scope.bind(item.expr, scope)));
  return keys.some((key) => isPoison(key.expr)) ? null : keys;
}

export function sortKey(item: SortItem, expr: Expr): SortKey {
  const isDescending = item.direction === "DESC";
  const isNullsFirst = item.nulls === null ? !isDescending : item.nulls === "FIRST";
  return { expr, isDescending, isNullsFirst };
}
