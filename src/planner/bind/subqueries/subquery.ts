// Subqueries in expressions, as joins.
//   x IN (q), EXISTS (q) as conjuncts of WHERE       semi join; NOT: anti join
//   x NOT IN (q)                                      anti join in which NULL counts as a match: then the answer is unknown
//   (q) as a value                                    left join with the one row of q; more rows are an error at run time
//   EXISTS (q) elsewhere                              left join with COUNT(*) of q, then > 0
//   x IN (q) elsewhere                                EXISTS of what equals; of NULL, and of anything when x is NULL: unknown
// Conditions of q on the outer query become conditions of the join (decorrelate.ts).
import type { Span } from "../../../common/span.ts";
import { BOOLEAN, notNull, withNullable } from "../../../common/types.ts";
import { bindAggregate } from "../../../expr/bind-aggregate.ts";
import { bindCall } from "../../../expr/bind-call.ts";
import type { AggregateCall, Expr } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import type { ExistsNode, ExprNode, InSubquery, QueryNode, ScalarSubquery } from "../../../parser/ast.ts";
import { canFail, columnsRead, mapColumns } from "../../expr-shape.ts";
import type { JoinType, LogicalNode } from "../../logical.ts";
import type { StatementContext } from "../context.ts";
import { joinCondition } from "../joins/join-condition.ts";
import {
  columnExpr,
  isPoison,
  nodeColumns,
  POISON,
  plainColumn,
  type Relation,
  type RelationColumn,
} from "../relation.ts";
import type { ExprScope, SubqueryPlaces, SubquerySide } from "../scope.ts";
import { tracedColumns } from "../windows/traced-columns.ts";
import { type Decorrelated, decorrelate } from "./decorrelate.ts";
import { isOuter, OUTER_STEP, seenFromInside, subqueryIndex, subqueryPlace } from "./outer-columns.ts";

const TRUE: Expr = { kind: "literal", value: true, type: notNull(BOOLEAN) };
const FALSE: Expr = { kind: "literal", value: false, type: notNull(BOOLEAN) };
const UNKNOWN: Expr = { kind: "literal", value: null, type: withNullable(BOOLEAN, true) };

interface Scalar {
  readonly plan: Decorrelated;
  /** Over the plan's first column: its value where there is a row. */
  readonly value: Expr;
  /** Where there is none; null: NULL. The plan's second column is then TRUE in every row. */
  readonly empty: Expr | null;
}

export class SubqueryCollector implements SubqueryPlaces {
  readonly #scalars: Scalar[] = [];

  scalar(node: ScalarSubquery, scope: ExprScope): Expr {
    const relation = bindInner(node.query, scope);
    if (relation === null) return POISON;
    if (relation.columns.length !== 1) {
      const message = `a subquery used as a value has one column, this one has ${relation.columns.length}`;
      scope.context.report("BIND_SUBQUERY_COLUMNS", message, node.span);
      return POISON;
    }
    return this.#add(singleRow(relation.node), node.span, scope.context);
  }

  exists(node: ExistsNode, scope: ExprScope): Expr {
    const relation = bindInner(node.query, scope);
    if (relation === null) return POISON;
    return this.#isNotEmpty(withoutList(relation.node), node.span, scope.context);
  }

  /** TRUE where a row equals; unknown where one may; else FALSE. */
  in(node: InSubquery, scope: ExprScope): Expr {
    const relation = bindInner(node.query, scope);
    const value = scope.bind(node.input, scope);
    if (relation === null || isPoison(value)) return POISON;
    if (relation.columns.length !== 1 || node.input.kind === "row") {
      const message = "IN with a subquery compares one value with one column where it stands inside an expression";
      scope.context.report("BIND_SUBQUERY_COLUMNS", message, node.span, {
        hint: "Alone in WHERE it may compare several.",
      });
      return POISON;
    }
    const column = columnExpr(relation.columns, 0);
    const equal = bindCall("=", [seenFromInside(value), column]);
    if (typeof equal === "string") {
      scope.context.report("BIND_ARGUMENT_TYPES", `IN: ${equal}`, node.span);
      return POISON;
    }
    const has = (predicate: Expr): Expr => {
      const { node: input } = relation;
      return this.#isNotEmpty({ kind: "filter", input, predicate, columns: input.columns }, node.span, scope.context);
    };
    const branches: Expr[] = [has(equal), TRUE];
    if (value.type.nullable) {
      const hasAny = this.#isNotEmpty(relation.node, node.span, scope.context);
      branches.push(required(bindCall("AND", [required(bindCall("IS NULL", [value])), hasAny])), UNKNOWN);
    }
    if (column.type.nullable) branches.push(has(required(bindCall("IS NULL", [column]))), UNKNOWN);
    if (branches.some(isPoison)) return POISON;
    const found = required(bindCall("CASE", [...branches, FALSE]));
    return node.isNegated ? required(bindCall("NOT", [found])) : found;
  }

  #isNotEmpty(input: LogicalNode, span: Span, context: StatementContext): Expr {
    const count = this.#add(aggregated(input, "COUNT", []), span, context);
    if (isPoison(count)) return POISON;
    return required(bindCall(">", [count, { kind: "literal", value: 0, type: notNull(count.type) }]));
  }

  #add(query: LogicalNode, span: Span, context: StatementContext): Expr {
    const node = withHavingInside(query);
    const empty = emptyValue(node, 0);
    const marked = empty === null ? node : withMarker(node);
    const plan = decorrelated(marked, span, context);
    if (plan === null) return POISON;
    const { name, type } = plan.node.columns[0];
    const value: Expr = { kind: "column", index: 0, name, type: withNullable(type, true) };
    const place = this.#scalars.push({ plan, value, empty }) - 1;
    const placeType = empty === null ? value.type : withNullable(type, type.nullable || empty.type.nullable);
    return { kind: "column", index: subqueryIndex(place), name, type: placeType };
  }

  /**
   * The relation with the values of all subqueries as columns behind its own, and expressions with these in place.
   * `lifted` brings an expression over the scope that the subqueries were bound in to one over the relation.
   */
  settle(relation: Relation, lifted: (expr: Expr) => Expr = (expr) => expr): SettledSubqueries {
    let current = relation;
    const values: Expr[] = [];
    for (const { plan, value, empty } of this.#scalars) {
      const at = current.columns.length;
      const conditions = plan.conditions.map((c) => overJoin(c, at, lifted));
      current = existenceJoin("left", current, plan.node, conditions);
      const joined = current;
      const own = { ...value, index: at } as Expr;
      values.push(empty === null ? own : orEmpty(own, columnExpr(joined.columns, at + 1), empty));
    }
    const settle = (expr: Expr): Expr =>
      mapColumns(expr, (column) => {
        const place = subqueryPlace(column.index);
        return place === null ? column : values[place];
      });
    return { relation: current, settle };
  }
}

export interface SettledSubqueries {
  readonly relation: Relation;
  settle(expr: Expr): Expr;
}

// ---- IN and EXISTS as conjuncts of WHERE

/** A conjunct of WHERE that asks for existence. */
export interface ExistenceTest {
  readonly node: InSubquery | ExistsNode;
  readonly isNegated: boolean;
}

/** The conjuncts of a condition as written: tests of existence, and the others. */
export function splitTests(where: ExprNode): {
  readonly plain: readonly ExprNode[];
  readonly tests: readonly ExistenceTest[];
} {
  const plain: ExprNode[] = [];
  const tests: ExistenceTest[] = [];
  const visit = (node: ExprNode): void => {
    if (node.kind === "call" && node.isOperator && node.name === "AND") {
      node.args.forEach(visit);
      return;
    }
    const test = existenceTest(node, false);
    if (test === null) plain.push(node);
    else tests.push(test);
  };
  visit(where);
  return { plain, tests };
}

function existenceTest(node: ExprNode, isNegated: boolean): ExistenceTest | null {
  if (node.kind === "call" && node.isOperator && node.name === "NOT") return existenceTest(node.args[0], !isNegated);
  if (node.kind === "exists") return { node, isNegated };
  return node.kind === "in-subquery" ? { node, isNegated: node.isNegated !== isNegated } : null;
}

/** What IN compares, over the scope of WHERE. */
export function comparedValues({ node }: ExistenceTest, scope: ExprScope): readonly Expr[] {
  if (node.kind === "exists") return [];
  const items = node.input.kind === "row" ? node.input.items : [node.input];
  return items.map((item) => scope.bind(item, scope));
}

/** The rows of the relation that pass the test; `scope` is the one of WHERE, `outer` what IN compares, over the relation. */
export function testExistence(
  input: Relation,
  test: ExistenceTest,
  outer: readonly Expr[],
  scope: ExprScope,
): Relation {
  const { node, isNegated } = test;
  const type = isNegated ? "anti" : "semi";
  const side: SubquerySide = {};
  const inner = bindInner(node.query, scope, node.query.kind === "select" ? side : undefined);
  if (inner === null) return input;
  if (node.kind === "exists") {
    const plan = decorrelated(withoutList(inner.node), node.span, scope.context);
    if (plan === null) return input;
    const conditions = plan.conditions.map((c) => overJoin(c, input.columns.length));
    return expiringRight(existenceJoin(type, input, plan.node, conditions), side, node.span, scope.context);
  }
  if (outer.some(isPoison)) return input;
  if (outer.length !== inner.columns.length) {
    const message = `IN compares ${outer.length} value${outer.length === 1 ? "" : "s"} with ${inner.columns.length} column${inner.columns.length === 1 ? "" : "s"}`;
    scope.context.report("BIND_SUBQUERY_COLUMNS", message, node.span);
    return input;
  }
  const plan = decorrelated(inner.node, node.span, scope.context);
  if (plan === null) return input;
  const equal = outer.map((expr, i) => equality(expr, i, plan.node, isNegated));
  const problem = equal.find((condition) => typeof condition === "string");
  if (typeof problem === "string") {
    scope.context.report("BIND_ARGUMENT_TYPES", `IN: ${problem}`, node.span);
    return input;
  }
  const conditions = [...plan.conditions, ...(equal as readonly Expr[])].map((c) => overJoin(c, input.columns.length));
  return expiringRight(existenceJoin(type, input, plan.node, conditions), side, node.span, scope.context);
}

/** The join with what the subquery's STATE_TTL hint says of its table. */
function expiringRight(relation: Relation, { ttlMs }: SubquerySide, span: Span, context: StatementContext): Relation {
  const { node } = relation;
  if (ttlMs === undefined || node.kind !== "join") return relation;
  if (node.time === null) return { ...relation, node: { ...node, rightTtlMs: ttlMs } };
  context.warn("BIND_STATE_TTL_UNUSED", "STATE_TTL does nothing for a subquery bounded by time", span, {
    hint: "The watermark frees its state: leave the hint out.",
  });
  return relation;
}

/** The outer value equals the column; for NOT IN also when that is unknown. */
function equality(outer: Expr, index: number, node: LogicalNode, isNegated: boolean): Expr | string {
  const { name, type } = node.columns[index];
  const equal = bindCall("=", [seenFromInside(outer), { kind: "column", index, name, type }]);
  if (typeof equal === "string" || !isNegated || !equal.type.nullable) return equal;
  return bindCall("IS NOT FALSE", [equal]);
}

function existenceJoin(type: JoinType, left: Relation, right: LogicalNode, conditions: readonly Expr[]): Relation {
  const traced = tracedColumns(right);
  const condition = joinCondition(conditions, { left: left.columns, right: traced });
  // Rows with and without a match are told while time leads, as by every join that time bounds.
  const isTimed = condition.time?.kind === "window" || (condition.time !== null && type !== "left");
  const kept = left.columns.map(
    (column): RelationColumn => (isTimed ? column : { ...column, isTime: false, window: null }),
  );
  const added = traced.map((column): RelationColumn => plainColumn(column.name, withNullable(column.type, true)));
  const columns = type === "left" ? [...kept, ...added] : kept;
  return {
    node: { kind: "join", type, left: left.node, right, ...condition, columns: nodeColumns(columns) },
    columns,
    isOpen: left.isOpen,
  };
}

/** A condition over the inner columns and those of the outer query, as one over outer, then inner columns. */
function overJoin(condition: Expr, width: number, lifted: (expr: Expr) => Expr = (expr) => expr): Expr {
  return mapOuter(condition, width, lifted);
}

function mapOuter(expr: Expr, width: number, lifted: (expr: Expr) => Expr): Expr {
  return mapColumns(expr, (column) => {
    if (!isOuter(column.index)) return { ...column, index: column.index + width };
    return lifted({ ...column, index: column.index - OUTER_STEP });
  });
}

// ---- Plans

function bindInner(query: QueryNode, scope: ExprScope, side?: SubquerySide): Relation | null {
  const relation = scope.bindSubquery?.(query, scope, side) ?? null;
  if (relation === null) return null;
  return relation.isOpen || relation.columns.some((column) => column.isPoison) ? null : relation;
}

function decorrelated(node: LogicalNode, span: Span, context: StatementContext): Decorrelated | null {
  const plan = decorrelate(node);
  const problem =
    typeof plan === "string"
      ? plan
      : plan.conditions.some(readsTwoLevels)
        ? "it reads columns of a query two levels out"
        : null;
  if (problem === null) return plan as Decorrelated;
  context.report("PLAN_CORRELATED_SUBQUERY", `this subquery cannot be joined to the outer query: ${problem}`, span, {
    hint: "Write it as a join: a derived table with the columns to compare, joined in FROM.",
  });
  return null;
}

function readsTwoLevels(condition: Expr): boolean {
  let found = false;
  mapColumns(condition, (column) => {
    found ||= column.index >= 2 * OUTER_STEP;
    return column;
  });
  return found;
}

/** EXISTS does not look at the SELECT list. */
function withoutList(node: LogicalNode): LogicalNode {
  return node.kind === "project" ? withoutList(node.input) : node;
}

/** The plan itself when it has at most one row, else its single value, which is an error for more. */
function singleRow(node: LogicalNode): LogicalNode {
  return hasOneRow(node) ? node : aggregated(node, "SINGLE_VALUE", [columnExpr(tracedColumns(node), 0)]);
}

function hasOneRow(node: LogicalNode): boolean {
  switch (node.kind) {
    case "project":
    case "filter":
      return hasOneRow(node.input);
    case "aggregate":
      return node.keys.length === 0 && node.window === null && node.aggregates.length > 0;
    case "values":
      return node.rows.length <= 1;
    default:
      return false;
  }
}

function aggregated(input: LogicalNode, name: string, args: readonly Expr[]): LogicalNode {
  const call = bindAggregate(name, args, { isDistinct: false, filter: null, orderBy: [] });
  const calls: readonly AggregateCall[] = typeof call === "string" ? [] : [call];
  const columns = calls.map(({ fn, type }) => ({ name: fn, type }));
  return { kind: "aggregate", input, keys: [], aggregates: calls, window: null, columns };
}

/** What a plan with one row always gives for a column when nothing was aggregated; null: NULL, or nothing is known. */
function emptyValue(node: LogicalNode, index: number): Expr | null {
  switch (node.kind) {
    case "project": {
      if (!hasRowOverNothing(node.input)) return null;
      const value = emptyExpr(node.exprs[index], node.input);
      if (value.kind === "literal" && value.value === null) return null;
      return canFail(value) ? null : value;
    }
    case "aggregate": {
      const call = hasRowOverNothing(node) ? node.aggregates[index] : undefined;
      return call?.fn.startsWith("COUNT") ? { kind: "literal", value: 0, type: call.type } : null;
    }
    default:
      return null;
  }
}

/** HAVING over one row as part of its value: what it refuses is NULL, and only what aggregated nothing is missing. */
function withHavingInside(node: LogicalNode): LogicalNode {
  if (node.kind !== "project" || node.input.kind !== "filter" || node.exprs.length !== 1) return node;
  const { input, predicate } = node.input;
  if (!hasRowOverNothing(input) || [...columnsRead([predicate])].some(isOuter)) return node;
  const [own] = node.exprs;
  const none: Expr = { kind: "literal", value: null, type: withNullable(own.type, true) };
  const value = required(bindCall("CASE", [predicate, own, none]));
  const columns = [{ ...node.columns[0], type: value.type }];
  return isPoison(value) ? node : { ...node, input, exprs: [value], columns };
}

/** Is there a row when nothing was aggregated? */
function hasRowOverNothing(node: LogicalNode): boolean {
  switch (node.kind) {
    case "project":
      return hasRowOverNothing(node.input);
    case "aggregate":
      return node.keys.length === 0 && node.window === null;
    default:
      return false;
  }
}

/** The expression with every column replaced by its value over nothing: `COALESCE(MAX(x), 0)` is 0 there. */
function emptyExpr(expr: Expr, input: LogicalNode): Expr {
  const value = mapColumns(expr, (column) => {
    const empty = emptyValue(input, column.index);
    return (empty ?? { kind: "literal", value: null, type: withNullable(column.type, true) }) as never;
  });
  return foldConstants(value);
}

function withMarker(node: LogicalNode): LogicalNode {
  const marker: Expr = { kind: "literal", value: true, type: notNull(BOOLEAN) };
  const own = columnExpr(tracedColumns(node), 0);
  const columns = [node.columns[0], { name: "$found", type: marker.type }];
  return { kind: "project", input: node, exprs: [own, marker], columns };
}

function orEmpty(value: Expr, marker: Expr, empty: Expr): Expr {
  const isMissing = required(bindCall("IS NULL", [marker]));
  const whole = required(bindCall("CASE", [isMissing, empty, value]));
  return { ...whole, type: withNullable(value.type, value.type.nullable) } as Expr;
}

function required(bound: Expr | string): Expr {
  return typeof bound === "string" ? POISON : bound;
}
