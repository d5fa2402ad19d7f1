// SELECT in normal form: FROM, Filter (WHERE), Aggregate (GROUP BY), Filter (HAVING), Project (the SELECT list), Aggregate
// (DISTINCT). ORDER BY is bound here too, because it may name columns that are not selected: they become hidden columns
// behind the visible ones, cut off above the sort (query.ts).
import type { Span } from "../../common/span.ts";
import type { Expr, SortKey } from "../../expr/expr.ts";
import type { ExprNode, SelectNode, SortItem } from "../../parser/ast.ts";
import { aggregateExprs } from "../expr-shape.ts";
import { mapOverCall } from "../over-calls.ts";
import { conjunction, conjuncts } from "../rules/predicates.ts";
import { type StatementContext, sourceText } from "./context.ts";
import { refuseHint } from "./ddl/tables.ts";
import { sortKey } from "./expressions/aggregates.ts";
import { bindCondition } from "./expressions/condition.ts";
import { scopeOver } from "./expressions/expressions.ts";
import { bindFrom } from "./from.ts";
import { type FromClause, noTable } from "./from-clause.ts";
import { aggregateRelation } from "./grouping/aggregate-node.ts";
import { GroupCollector, lift, plainKey } from "./grouping/group-collector.ts";
import { bindGrouping, type Grouping } from "./grouping/grouping.ts";
import { groupingBits } from "./grouping/grouping-sets.ts";
import { withConditions } from "./joins/join.ts";
import { matchName } from "./names.ts";
import { OverCollector, overRelation } from "./over/over-relation.ts";
import type { QueryScope } from "./query-scope.ts";
import { notAvailable } from "./refusals.ts";
import { columnExpr, isPoison, nodeColumns, outputColumn, POISON, projectRelation, type Relation } from "./relation.ts";
import type { BoundOverCall, ExprScope, ScopeAlias } from "./scope.ts";
import { bindSelectList, type OutputItem } from "./select-list.ts";
import { expiringGroups, expiringLeft, isStateTtl, StateTtl } from "./state-ttl.ts";
import { readsSubquery } from "./subqueries/outer-columns.ts";
import { comparedValues, SubqueryCollector, splitTests, testExistence } from "./subqueries/subquery.ts";

export interface BoundSelect {
  /** Visible columns, then hidden ones for ORDER BY. */
  readonly relation: Relation;
  readonly visibleCount: number;
  readonly sortKeys: readonly SortKey[];
}

/** An ORDER BY item: an output column by number or alias, or an expression over the input. */
type OrderItem =
  | { readonly kind: "output"; readonly index: number; readonly item: SortItem }
  | { readonly kind: "expr"; readonly expr: Expr; readonly item: SortItem };

export function bindSelect(node: SelectNode, scope: QueryScope, orderBy: readonly SortItem[]): BoundSelect {
  // What is asked of this SELECT is not asked of those below.
  const { side, ...query } = scope;
  const { context } = query;
  refuseClauses(node, context);
  const ttl = StateTtl.of(node.hints, context);
  const from = bindSource(node, { ...query, stateTtl: ttl });
  const input = filterRelation(from, node.where, query, ttl);
  const subqueries = new SubqueryCollector();
  const names = outwards(query);
  const base = { ...scopeOver(context, from.tables, from.relation.isOpen, "GROUP BY", from.merged), ...names };
  const aliases = node.items.flatMap((item): ScopeAlias[] =>
    item.alias === null ? [] : [{ name: item.alias.text, expr: item.expr }],
  );
  const grouping = bindGrouping(node, { ...base, aliases });
  const collector = new GroupCollector(grouping.window?.kind === "function" ? grouping.window.window : null);
  const overs = new OverCollector(node.windows);
  const grouped: ExprScope = { ...base, aggregates: collector, over: overs, subqueries };
  const items = bindSelectList(node.items, { ...grouped, clause: "the SELECT list" });
  const having =
    node.having === null ? null : bindCondition(node.having, { ...grouped, over: null, aliases, clause: "HAVING" });
  const qualify =
    node.qualify === null ? null : bindCondition(node.qualify, { ...grouped, aliases, clause: "QUALIFY" });
  const order = orderBy.map((item) => bindOrderItem(item, items, { ...grouped, aliases, clause: "ORDER BY" }));
  const isGrouped =
    node.groupBy !== null || node.having !== null || collector.calls.length > 0 || collector.asksGrouping;
  if (!isGrouped) {
    const exprs = { items, order, qualify, over: overs.calls };
    const settled = subqueries.settle(input);
    if (side !== undefined) side.ttlMs = ttl.over(from);
    const bound = projectOver(settled.relation, settledExprs(exprs, settled.settle), node, context);
    return withHints(bound, node, from, ttl, context);
  }
  const exprs = { items, having, order, qualify, over: overs.calls };
  const groupsTtlMs = grouping.window === null ? ttl.over(from) : undefined;
  const bound = projectGroups(input, grouping, collector, exprs, grouped, node, subqueries, groupsTtlMs);
  return withHints(bound, node, from, ttl, context);
}

/** STATE_TTL of DISTINCT; then it is known which hints were of use. */
function withHints(
  bound: BoundSelect,
  node: SelectNode,
  from: FromClause,
  ttl: StateTtl,
  context: StatementContext,
): BoundSelect {
  const relation = node.isDistinct ? expiringGroups(bound.relation, ttl.over(from)) : bound.relation;
  ttl.finish(from, relation, context);
  return { ...bound, relation };
}

function refuseClauses(node: SelectNode, context: StatementContext): void {
  for (const hint of node.hints) if (!isStateTtl(hint)) refuseHint(hint, context);
}

function bindSource(node: SelectNode, query: QueryScope): FromClause {
  if (node.from !== null) return bindFrom(node.from, query);
  return noTable();
}

/** What a SELECT may name beyond its own tables, and how subqueries in it are bound. */
function outwards(query: QueryScope): Pick<ExprScope, "outer" | "bindSubquery"> {
  return {
    outer: query.outer,
    bindSubquery: (subquery, outer, side) => query.bindQuery(subquery, { ...query, outer, side }),
  };
}

/** WHERE; what it says about both sides of an inner join is a condition of the join. */
function filterRelation(from: FromClause, where: ExprNode | null, query: QueryScope, ttl: StateTtl): Relation {
  if (where === null) return from.relation;
  const { context } = query;
  const subqueries = new SubqueryCollector();
  const names = { ...outwards(query), subqueries };
  const scope = { ...scopeOver(context, from.tables, from.relation.isOpen, "WHERE", from.merged), ...names };
  const { plain, tests } = splitTests(where);
  const predicates = plain.map((item) => bindCondition(item, scope)).filter((predicate) => !isPoison(predicate));
  const compared = tests.map((test) => comparedValues(test, scope));
  const absorbed = withConditions(from, predicates.flatMap(conjuncts));
  const { relation, settle } = subqueries.settle(absorbed.relation);
  const rest = absorbed.rest.map(settle);
  const kept = rest.length === 0 ? relation : filtered(relation, conjunction(rest));
  return tests.reduce((input, test, t) => {
    const outer = compared[t].map((value) => (isPoison(value) ? value : settle(value)));
    return expiringLeft(testExistence(input, test, outer, scope), ttl.over(from));
  }, kept);
}

function filtered(input: Relation, predicate: Expr): Relation {
  if (isPoison(predicate)) return input;
  return { ...input, node: { kind: "filter", input: input.node, predicate, columns: input.node.columns } };
}

function bindOrderItem(item: SortItem, items: readonly OutputItem[], scope: ExprScope): OrderItem {
  const { expr: node } = item;
  if (node.kind === "number" && /^\d+$/.test(node.text)) {
    const index = Number(node.text) - 1;
    if (index >= 0 && index < items.length) return { kind: "output", index, item };
    const message = `ORDER BY ${node.text}: the SELECT list has ${items.length} column${items.length === 1 ? "" : "s"}`;
    if (!scope.isOpen) scope.context.report("BIND_ORDINAL", message, node.span);
    return { kind: "expr", expr: POISON, item };
  }
  if (node.kind === "column" && node.parts.length === 1) {
    const found = matchName(
      node.parts[0],
      items.map((output) => output.name),
    );
    if (found.length === 1) return { kind: "output", index: found[0], item };
  }
  return { kind: "expr", expr: scope.bind(node, scope), item };
}

interface SelectExprs {
  readonly items: readonly OutputItem[];
  readonly order: readonly OrderItem[];
  readonly qualify: Expr | null;
  readonly over: readonly BoundOverCall[];
}

interface GroupedExprs extends SelectExprs {
  readonly having: Expr | null;
}

function projectGroups(
  input: Relation,
  grouping: Grouping,
  collector: GroupCollector,
  exprs: GroupedExprs,
  scope: ExprScope,
  node: SelectNode,
  subqueries: SubqueryCollector,
  ttlMs: number | undefined,
): BoundSelect {
  const { items } = exprs;
  if (collector.calls.flatMap(aggregateExprs).some(readsSubquery))
    notAvailable("subquery-in-aggregate", node.span, scope.context);
  const aggregate = aggregateRelation(input, grouping, collector.calls, {
    key: (i) => keyName(grouping.keys[i], items, i),
    aggregate: (i) => items.find((item) => item.hasAlias && isAggregate(item.expr, i))?.name ?? `$agg${i}`,
  });
  const origin = grouping.window?.kind === "columns" ? grouping.window.origin : null;
  const rules = {
    keys: grouping.keys,
    ...aggregate,
    boundOf: (index: number) => {
      const bound = scope.columns[index].window;
      return bound !== null && bound.origin === origin ? bound.bound : null;
    },
    onLoose: (column: Expr & { readonly kind: "column" }, place: Span) =>
      grouping.isOpen ? POISON : reportLoose(column.name, place, node, scope),
    groupingOf: (keys: readonly number[], place: Span) => {
      if (!keys.includes(-1)) return groupingBits(keys, grouping.keys.length, aggregate.setColumn);
      if (!grouping.isOpen) reportNoKey(place, scope.context);
      return POISON;
    },
    places: scope.places,
  };
  const lifted = items.map((item) => ({ ...item, expr: lift(item.expr, item.span, rules) }));
  const order = exprs.order.map(
    (item): OrderItem => (item.kind === "output" ? item : { ...item, expr: lift(item.expr, item.item.span, rules) }),
  );
  const having = exprs.having === null ? null : lift(exprs.having, node.span, rules);
  const { relation, settle } = subqueries.settle(expiringGroups(aggregate.relation, ttlMs), (expr) =>
    lift(expr, node.span, rules),
  );
  const groups = having === null ? relation : filtered(relation, settle(having));
  const qualify = exprs.qualify === null ? null : lift(exprs.qualify, node.span, rules);
  const over = exprs.over.map((call) => mappedOver(call, (expr) => lift(expr, node.span, rules)));
  return projectOver(groups, settledExprs({ items: lifted, order, qualify, over }, settle), node, scope.context);
}

function reportNoKey(place: Span, context: StatementContext): void {
  context.report("BIND_GROUPING", "GROUPING takes keys of GROUP BY", place, {
    hint: "Each argument is written as in GROUP BY.",
  });
}

function isAggregate(expr: Expr, index: number): boolean {
  return expr.kind === "column" && expr.index === -1 - index;
}

function keyName(key: Expr, items: readonly OutputItem[], index: number): string {
  const text = plainKey(key);
  const output = items.find((item) => item.hasAlias && plainKey(item.expr) === text);
  if (output !== undefined) return output.name;
  return key.kind === "column" ? key.name : `$key${index}`;
}

function reportLoose(name: string, place: Span, node: SelectNode, scope: ExprScope): Expr {
  const { context } = scope;
  const text = sourceText(place);
  const groupBy = node.groupBy;
  if (groupBy === null || groupBy.length === 0) {
    context.report("BIND_NOT_GROUPED", `"${name}" stands beside an aggregate without GROUP BY`, place, {
      hint: `Group by it (GROUP BY ${text}), or take one value of the group: MAX(${text}).`,
      edit: { span: place, text: `MAX(${text})` },
    });
    return POISON;
  }
  const last = groupBy[groupBy.length - 1].span;
  const ordinals = groupBy.some((item) => item.kind === "group-expr" && item.expr.kind === "number");
  const about = ordinals ? " A number in GROUP BY is a number, not a column of the SELECT list." : "";
  context.report("BIND_NOT_GROUPED", `"${name}" is neither in GROUP BY nor inside an aggregate`, place, {
    hint: `Add it to GROUP BY, as below, or take one value of the group: MAX(${text}).${about}`,
    edit: { span: last, text: `${sourceText(last)}, ${text}` },
  });
  return POISON;
}

function mappedOver({ partition, order, call }: BoundOverCall, map: (expr: Expr) => Expr): BoundOverCall {
  return {
    partition: partition.map(map),
    order: order.map((key) => ({ ...key, expr: map(key.expr) })),
    call: mapOverCall(call, map),
  };
}

function settledExprs({ items, order, qualify, over }: SelectExprs, settle: (expr: Expr) => Expr): SelectExprs {
  return {
    items: items.map((item) => ({ ...item, expr: isPoison(item.expr) ? item.expr : settle(item.expr) })),
    order: order.map((item): OrderItem => (item.kind === "output" ? item : { ...item, expr: settle(item.expr) })),
    qualify: qualify === null ? null : settle(qualify),
    over: over.map((call) => mappedOver(call, settle)),
  };
}

/** OVER windows and QUALIFY, then the SELECT list. */
function projectOver(input: Relation, exprs: SelectExprs, node: SelectNode, context: StatementContext): BoundSelect {
  const { relation, settle } = overRelation(input, exprs.over);
  const items = exprs.items.map((item) => ({ ...item, expr: settle(item.expr) }));
  const order = exprs.order.map(
    (item): OrderItem => (item.kind === "output" ? item : { ...item, expr: settle(item.expr) }),
  );
  const qualified = exprs.qualify === null ? relation : filtered(relation, settle(exprs.qualify));
  return project(qualified, items, order, node, context);
}

/** The Project of the SELECT list, with hidden columns for ORDER BY, and DISTINCT. */
function project(
  input: Relation,
  items: readonly OutputItem[],
  order: readonly OrderItem[],
  node: SelectNode,
  context: StatementContext,
): BoundSelect {
  const exprs = items.map((item) => item.expr);
  const names = items.map((item) => item.name);
  const hidden: Expr[] = [];
  const positions = order.map((item): number => {
    if (item.kind === "output") return item.index;
    const key = plainKey(item.expr);
    const at = exprs.findIndex((expr) => plainKey(expr) === key);
    if (at !== -1) return at;
    if (node.isDistinct) reportHiddenOrder(item.item, context);
    return exprs.length + hidden.push(item.expr) - 1;
  });
  const all = [...exprs, ...hidden];
  const columns = all.map((expr, i) => outputColumn(names[i] ?? `$order${i - names.length}`, expr, input.columns));
  const projected = projectRelation(input, all, columns, input.isOpen);
  const relation = node.isDistinct ? distinctRelation(projected) : projected;
  const sortKeys = order.map((item, i) => sortKey(item.item, columnExpr(columns, positions[i])));
  return { relation, visibleCount: exprs.length, sortKeys };
}

function reportHiddenOrder(item: SortItem, context: StatementContext): void {
  context.report(
    "BIND_ORDER_NOT_SELECTED",
    "ORDER BY of SELECT DISTINCT takes columns of the SELECT list",
    item.expr.span,
  );
}

/** DISTINCT: an aggregate without aggregates. Columns are plain ones from here on. */
export function distinctRelation(input: Relation): Relation {
  const columns = input.columns.map((column) => ({ ...column, isTime: false, window: null }));
  const keys = columns.map((_, i) => columnExpr(columns, i));
  return {
    node: { kind: "aggregate", input: input.node, keys, aggregates: [], window: null, columns: nodeColumns(columns) },
    columns,
    isOpen: input.isOpen,
  };
}
