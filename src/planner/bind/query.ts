// Queries: WITH, UNION, VALUES, ORDER BY / LIMIT around a SELECT. Each returns a relation; its columns carry time
// attributes and window bounds upwards.
import { coverSpans } from "../../common/span.ts";
import { NULL_TYPE, type SqlType, typeText } from "../../common/types.ts";
import { makeCast } from "../../expr/cast.ts";
import { leastRestrictive } from "../../expr/coerce.ts";
import type { Expr, SortKey } from "../../expr/expr.ts";
import type {
  ExprNode,
  OrderedQuery,
  QueryNode,
  SetOperation,
  SortItem,
  ValuesNode,
  WithNode,
} from "../../parser/ast.ts";
import type { LogicalNode } from "../logical.ts";
import type { StatementContext } from "./context.ts";
import { renamed } from "./ddl/tables.ts";
import { sortKey } from "./expressions/aggregates.ts";
import { scopeOver } from "./expressions/expressions.ts";
import type { CommonTable, QueryScope } from "./query-scope.ts";
import {
  columnExpr,
  isPoison,
  nodeColumns,
  openRelation,
  outputColumn,
  POISON,
  plainColumn,
  projectRelation,
  type Relation,
} from "./relation.ts";
import { type BoundSelect, bindSelect, distinctRelation } from "./select.ts";
import { setRelation } from "./set-operations.ts";
import { unionRelation } from "./union.ts";
import { applyEmit } from "./windows/emit.ts";

export function queryScope(context: StatementContext): QueryScope {
  return { context, ctes: [], outer: null, bindQuery };
}

export function bindQuery(query: QueryNode, scope: QueryScope): Relation {
  switch (query.kind) {
    case "select":
      return visible(bindSelect(query, scope, []));
    case "values":
      return bindValues(query, scope);
    case "set-operation":
      return bindSetOperation(query, scope);
    case "with":
      return bindWith(query, scope);
    case "ordered":
      return bindOrdered(query, scope);
  }
}

function visible(select: BoundSelect): Relation {
  const { relation, visibleCount } = select;
  if (relation.columns.length === visibleCount) return relation;
  const columns = relation.columns.slice(0, visibleCount);
  return projectRelation(
    relation,
    columns.map((_, i) => columnExpr(columns, i)),
    columns,
    relation.isOpen,
  );
}

function bindWith(node: WithNode, scope: QueryScope): Relation {
  let ctes = scope.ctes;
  for (const cte of node.ctes) {
    const relation = bindQuery(cte.query, { ...scope, ctes });
    const names = cte.columns.map((column) => column.text);
    if (names.length > 0 && !relation.isOpen && names.length !== relation.columns.length) {
      const message = `${cte.name.text} names ${names.length} columns of ${relation.columns.length}`;
      scope.context.report("BIND_ALIAS_COLUMNS", message, cte.name.span);
    }
    const table: CommonTable = { name: cte.name.text, relation: renamed(relation, names) };
    ctes = [table, ...ctes];
  }
  return bindQuery(node.body, { ...scope, ctes });
}

function bindSetOperation(node: SetOperation, scope: QueryScope): Relation {
  if (node.operator !== "UNION") {
    return setRelation(bindQuery(node.left, scope), bindQuery(node.right, scope), node, scope.context);
  }
  const left = bindQuery(node.left, scope);
  const right = bindQuery(node.right, scope);
  const union = unionRelation(left, right, node, scope.context);
  return node.isAll || union.isOpen ? union : distinctRelation(union);
}

function bindValues(node: ValuesNode, scope: QueryScope): Relation {
  const { context } = scope;
  const inner = scopeOver(context, [], false, "VALUES");
  const rows = node.rows.map((row) => row.map((item) => inner.bind(item, inner)));
  const width = rows[0].length;
  for (const [i, row] of rows.entries()) {
    if (row.length === width) continue;
    const span =
      node.rows[i].length === 0 ? node.span : coverSpans(node.rows[i][0].span, node.rows[i][row.length - 1].span);
    context.report("BIND_VALUES_WIDTH", `this row has ${row.length} values, the first has ${width}`, span);
    return openRelation();
  }
  const types = Array.from({ length: width }, (_, column) => {
    const column_ = rows.map((row) => row[column]);
    return column_.some(isPoison) ? null : commonType(column_, node.rows[0][column], column, context);
  });
  const columns = types.map((type, i) => ({
    ...plainColumn(`EXPR$${i}`, type ?? NULL_TYPE),
    isPoison: type === null,
  }));
  const cast = rows.map((row) => row.map((item, i) => castTo(item, types[i])));
  return { node: { kind: "values", rows: cast, columns: nodeColumns(columns) }, columns, isOpen: false };
}

function commonType(items: readonly Expr[], first: ExprNode, index: number, context: StatementContext): SqlType | null {
  const type = leastRestrictive(items.map((item) => item.type));
  if (type !== null) return type;
  const types = [...new Set(items.map((item) => typeText({ ...item.type, nullable: true } as SqlType)))].join(", ");
  context.report("BIND_VALUES_TYPES", `column ${index + 1} of VALUES mixes ${types}`, first.span, {
    hint: "Cast the values to one type.",
  });
  return null;
}

function castTo(expr: Expr, type: SqlType | null): Expr {
  if (type === null) return POISON;
  if (typeText({ ...expr.type, nullable: true } as SqlType) === typeText({ ...type, nullable: true } as SqlType))
    return expr;
  const cast = makeCast(expr, { ...type, nullable: expr.type.nullable } as SqlType, false);
  return typeof cast === "string" ? POISON : cast;
}

function bindOrdered(node: OrderedQuery, scope: QueryScope): Relation {
  const { context } = scope;
  const bound = node.query.kind === "select" ? bindSelect(node.query, scope, node.orderBy) : orderOutput(node, scope);
  const emitted = node.emit === null ? bound : withEmitted(bound, applyEmit(node.emit, bound.relation.node, context));
  const select = comesInOrder(emitted) ? { ...emitted, sortKeys: [] } : emitted;
  const limit = node.limit === null ? null : rowCount(node.limit, "LIMIT", context);
  const offset = node.offset === null ? 0 : (rowCount(node.offset, "OFFSET", context) ?? 0);
  if (needsEnd(select, limit) && !isBounded(select.relation.node, context)) reportUnboundedOrder(node, context);
  const sorts = select.sortKeys.length > 0 || limit !== null || node.offset !== null;
  const relation = sorts ? sorted(select.relation, select.sortKeys, limit, offset) : select.relation;
  return visible({ ...select, relation });
}

/** Only ORDER BY of everything in an order that is not that of time waits for the end of the input. */
function needsEnd({ relation, sortKeys }: BoundSelect, limit: number | null): boolean {
  if (sortKeys.length === 0 || limit !== null) return false;
  const [{ expr, isDescending }] = sortKeys;
  return isDescending || expr.kind !== "column" || !relation.columns[expr.index].isTime;
}

/** By processing time rows are in order as they come, unless something on their way held them back. */
function comesInOrder({ relation, sortKeys }: BoundSelect): boolean {
  if (sortKeys.length !== 1) return false;
  const [{ expr, isDescending }] = sortKeys;
  const isTime = expr.kind === "column" && relation.columns[expr.index].isProcTime === true && !expr.type.nullable;
  return isTime && !isDescending && isPassedOn(relation.node);
}

function isPassedOn(node: LogicalNode): boolean {
  return node.kind === "scan" || ((node.kind === "project" || node.kind === "filter") && isPassedOn(node.input));
}

function withEmitted(select: BoundSelect, node: LogicalNode): BoundSelect {
  const { relation } = select;
  if (node.kind !== "periodic") return { ...select, relation: { ...relation, node } };
  // What was held back comes behind the watermark that passed it.
  const columns = relation.columns.map((column) => ({
    ...plainColumn(column.name, column.type),
    isPoison: column.isPoison,
  }));
  return { ...select, relation: { ...relation, node, columns } };
}

function sorted(input: Relation, keys: readonly SortKey[], limit: number | null, offset: number): Relation {
  return { ...input, node: { kind: "sort", input: input.node, keys, limit, offset, columns: input.node.columns } };
}

/** ORDER BY over UNION, VALUES and the like: output columns only. */
function orderOutput(node: OrderedQuery, scope: QueryScope): BoundSelect {
  const relation = bindQuery(node.query, scope);
  const tables = [{ name: null, columns: relation.columns, offset: 0 }];
  const inner = scopeOver(scope.context, tables, relation.isOpen, "ORDER BY");
  const sortKeys = node.orderBy.map((item) =>
    sortKey(
      item,
      orderExpr(item, relation, scope.context, () => inner.bind(item.expr, inner)),
    ),
  );
  return { relation, visibleCount: relation.columns.length, sortKeys: sortKeys.filter((key) => !isPoison(key.expr)) };
}

function orderExpr(item: SortItem, relation: Relation, context: StatementContext, bind: () => Expr): Expr {
  if (item.expr.kind !== "number" || !/^\d+$/.test(item.expr.text)) return bind();
  const index = Number(item.expr.text) - 1;
  if (index >= 0 && index < relation.columns.length) return columnExpr(relation.columns, index);
  context.report(
    "BIND_ORDINAL",
    `ORDER BY ${item.expr.text}: the query has ${relation.columns.length} columns`,
    item.expr.span,
  );
  return POISON;
}

function rowCount(node: ExprNode, clause: string, context: StatementContext): number | null {
  if (node.kind === "number" && /^\d+$/.test(node.text) && Number.isSafeInteger(Number(node.text)))
    return Number(node.text);
  context.report("BIND_ROW_COUNT", `${clause} takes a whole number`, node.span);
  return null;
}

function reportUnboundedOrder(node: OrderedQuery, context: StatementContext): void {
  const span = coverSpans(node.orderBy[0].span, node.orderBy[node.orderBy.length - 1].span);
  context.report("PLAN_ORDER_UNBOUNDED", "ORDER BY needs input that ends, and this input never does", span, {
    hint: "Leave it out: window results come in order of their ends. Or bound the input: a filesystem source without 'source.monitor-interval', a kafka source with 'scan.bounded.mode'.",
  });
}

export function isBounded(node: LogicalNode, context: StatementContext): boolean {
  switch (node.kind) {
    case "scan":
      return context.session.connectors.isBounded(node.table);
    case "values":
      return true;
    case "union-all":
      return node.inputs.every((input) => isBounded(input, context));
    case "join":
      return isBounded(node.left, context) && isBounded(node.right, context);
    case "filter":
    case "project":
    case "window":
    case "aggregate":
    case "unnest":
    case "lookup":
    case "replicate":
    case "expand":
    case "sort":
    case "periodic":
    case "over":
    case "rank":
    case "match":
      return isBounded(node.input, context);
  }
}

/** The columns of an INSERT or view query under their final names. */
export function outputNames(relation: Relation): readonly string[] {
  return relation.columns.map((column) => column.name);
}

/** A Project on top where names of the plan and of the relation differ. */
export function withOwnNames(relation: Relation): Relation {
  if (relation.node.columns.every((column, i) => column.name === relation.columns[i]?.name)) return relation;
  const exprs = relation.columns.map((_, i) => columnExpr(relation.columns, i));
  const columns = exprs.map((expr, i) => outputColumn(relation.columns[i].name, expr, relation.columns));
  return projectRelation(relation, exprs, columns, relation.isOpen);
}
