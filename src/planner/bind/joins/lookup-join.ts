// a JOIN t FOR SYSTEM_TIME AS OF a.proctime ON ... where t is a table that rows can be asked for by key: each row of a meets the
// rows that t holds when the row's batch runs. ON must compare a column of t with something of a; what else it says is asked
// of the rows found.
import { type SqlType, withNullable } from "../../../common/types.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { JoinNode } from "../../../parser/ast.ts";
import { mapColumns } from "../../expr-shape.ts";
import type { LogicalLookup, ResolvedTable } from "../../logical.ts";
import { conjunction } from "../../rules/predicates.ts";
import type { StatementContext } from "../context.ts";
import { findCommonTable, findObject, scanRelation, withHintOptions } from "../ddl/tables.ts";
import type { FromClause } from "../from-clause.ts";
import { namedClause } from "../named-clause.ts";
import { lastPart } from "../names.ts";
import type { QueryScope } from "../query-scope.ts";
import { nodeColumns, openRelation, type RelationColumn } from "../relation.ts";
import { isAsOfProcessing } from "../windows/processing-time.ts";
import { joinCondition } from "./join-condition.ts";
import type { TemporalTable } from "./temporal-join.ts";

export interface LookupTable {
  readonly table: ResolvedTable;
  readonly clause: FromClause;
}

/** The table when rows of it can be looked up; null: it is another one. */
export function lookupTable(node: TemporalTable, scope: QueryScope): LookupTable | null {
  const { context } = scope;
  if (findCommonTable(node.name, scope) !== null) return null;
  const object = findObject(node.name, context);
  if (object?.kind !== "table" || !context.session.connectors.canLookUp(object.table.connector)) return null;
  const table = withHintOptions(object.table, node.hints, context);
  return { table, clause: namedClause(scanRelation(table), node.alias, lastPart(node.name).text, node.span, context) };
}

/** `conditions` over left columns, then the table's. An open relation after a reported error. */
export function lookupRelation(
  node: JoinNode,
  right: TemporalTable,
  left: FromClause,
  { table, clause }: LookupTable,
  conditions: readonly Expr[],
  context: StatementContext,
): FromClause["relation"] {
  if (left.relation.isOpen || context.hasErrors) return openRelation();
  if (!checkLookup(node, right, left, table, context)) return openRelation();
  const type = node.type === "LEFT" ? "left" : "inner";
  const width = left.relation.columns.length;
  const keys: LogicalLookup["keys"][number][] = [];
  const residual: Expr[] = [];
  for (const condition of conditions) {
    const key = lookupKey(condition, left.relation.columns, clause.relation.columns, table, context);
    if (key === null) residual.push(condition);
    else keys.push(key);
  }
  if (keys.length === 0) {
    const comparable = table.columns.filter((column) =>
      context.session.connectors.canCompare(table.connector, column.type),
    );
    context.report("PLAN_LOOKUP_KEY", `rows of "${table.name}" are looked up by a key, and ON gives none`, node.span, {
      hint: `ON compares a column of it with one of the left side: ON a.x = ${table.name}.k. Columns that can be compared: ${comparable.map((c) => c.name).join(", ")}.`,
    });
    return openRelation();
  }
  const own = clause.relation.columns.map(
    (column): RelationColumn => (type === "left" ? { ...column, type: withNullable(column.type, true) } : column),
  );
  const columns = [...left.relation.columns, ...own];
  return {
    node: {
      kind: "lookup",
      type,
      input: left.relation.node,
      table,
      reads: table.columns.map((_, index) => index),
      keys,
      residual: residual.length === 0 ? null : conjunction(residual.map((expr) => typed(expr, width, own))),
      columns: nodeColumns(columns),
    },
    columns,
    isOpen: false,
  };
}

/** Column references as the output has them. */
function typed(expr: Expr, width: number, own: readonly RelationColumn[]): Expr {
  return mapColumns(expr, (column) =>
    column.index < width ? column : { ...column, type: own[column.index - width].type },
  );
}

function checkLookup(
  node: JoinNode,
  right: TemporalTable,
  left: FromClause,
  table: ResolvedTable,
  context: StatementContext,
): boolean {
  if (node.type !== "INNER" && node.type !== "LEFT") {
    context.report("PLAN_TEMPORAL_TYPE", `a lookup join is an inner or a left join, not ${node.type}`, node.span, {
      hint: "Rows of the left side are looked up; rows of the table do not wait for rows.",
    });
    return false;
  }
  const computed = table.columns.find((column) => column.kind !== "physical");
  if (computed !== undefined) {
    const message = `"${table.name}" is looked up as it is: ${computed.name} is no column of it`;
    context.report("PLAN_LOOKUP_COLUMNS", message, right.span, {
      hint: "Declare the columns that the table holds, and compute others in the SELECT list.",
    });
    return false;
  }
  if (isAsOfProcessing(right, left, context)) return true;
  const times = left.relation.columns.filter((column) => column.isProcTime === true).map((column) => column.name);
  context.report(
    "PLAN_LOOKUP_TIME",
    `"${table.name}" keeps no versions: it is looked up as of the time of processing`,
    right.systemTime?.span ?? right.span,
    {
      hint:
        times.length === 0
          ? "Give the left table a column proctime AS PROCTIME() and write FOR SYSTEM_TIME AS OF a.proctime."
          : `Columns of processing time there: ${times.join(", ")}.`,
    },
  );
  return false;
}

/** left expression = column of the table, of a type that the table can compare; null: it is another condition. */
function lookupKey(
  condition: Expr,
  left: readonly RelationColumn[],
  right: readonly RelationColumn[],
  table: ResolvedTable,
  context: StatementContext,
): LogicalLookup["keys"][number] | null {
  const { connectors } = context.session;
  const [key] = joinCondition([condition], { left, right }).keys;
  const found = key === undefined ? constantKey(condition, left.length) : key.isNullSafe ? null : key;
  if (found === null) return null;
  const column = comparedColumn(found.right);
  if (column === null || !connectors.canCompare(table.connector, table.columns[column].type)) return null;
  return { left: found.left, column };
}

/** t.k = 'constant' */
function constantKey(condition: Expr, width: number): { readonly left: Expr; readonly right: Expr } | null {
  if (condition.kind !== "call" || condition.fn !== "=") return null;
  const [a, b] = condition.args;
  const [constant, other] = a.kind === "literal" ? [a, b] : [b, a];
  if (constant.kind !== "literal" || constant.value === null) return null;
  const isOfTable = other.kind === "column" && other.index >= width;
  return isOfTable ? { left: constant, right: { ...other, index: other.index - width } } : null;
}

/** The column itself, or widened to another integer: values that it cannot hold find nothing, as they should. */
function comparedColumn(expr: Expr): number | null {
  if (expr.kind === "column") return expr.index;
  if (expr.kind !== "cast" || expr.input.kind !== "column") return null;
  return isInteger(expr.type) && isInteger(expr.input.type) ? expr.input.index : null;
}

function isInteger({ kind }: SqlType): boolean {
  return kind === "TINYINT" || kind === "SMALLINT" || kind === "INT" || kind === "BIGINT";
}
