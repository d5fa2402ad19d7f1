// INSERT: the rows of a query fitted to the columns of a table: by position or by the column list, with Flink's implicit
// casts, checks of NOT NULL and of lengths, NULL for what is not named.
import type { Span } from "../../../common/span.ts";
import { NULL_TYPE, type SqlType, sameType, typeText, withNullable } from "../../../common/types.ts";
import { makeCast } from "../../../expr/cast.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { InsertStatement, Name } from "../../../parser/ast.ts";
import type { LogicalNode, LogicalSink, ResolvedColumn, ResolvedTable } from "../../logical.ts";
import type { StatementContext } from "../context.ts";
import { findObject, reportUnknownTable, withHintOptions } from "../ddl/tables.ts";
import { scopeOver } from "../expressions/expressions.ts";
import { literal } from "../expressions/literals.ts";
import { lastPart, matchName, quoteName, unknownNameHint } from "../names.ts";
import { bindQuery, queryScope } from "../query.ts";
import { columnExpr, isPoison, nodeColumns, POISON, plainColumn, projectRelation, type Relation } from "../relation.ts";
import { checkLength, nestedChecks, nullCheck, withFittingTexts } from "./sink-checks.ts";
import { canStore } from "./store-assignment.ts";

/** As a real Flink, which knows the words and refuses them. */
const CONFLICT_HINTS = {
  nothing:
    "For the first row of each key select from (SELECT *, ROW_NUMBER() OVER (PARTITION BY key ORDER BY ts) AS n FROM ...) WHERE n = 1; ON CONFLICT DO DEDUPLICATE shows the last one.",
  error:
    "Without ON CONFLICT an updating query whose rows may share a key is refused before it runs; ON CONFLICT DO DEDUPLICATE shows the last row of each key.",
} as const;

/** Binds an INSERT; null after a reported error. */
export function bindInsert(node: InsertStatement, context: StatementContext): LogicalSink | null {
  if (node.isOverwrite) {
    context.report("PLAN_NOT_AVAILABLE", "INSERT OVERWRITE is not available", node.span, {
      hint: "A stream adds to its table: write INSERT INTO. To replace what is there, empty the folder or table before the job runs; with a PRIMARY KEY the last row of each key stays.",
    });
  }
  if (node.onConflict === "nothing" || node.onConflict === "error") {
    context.report(
      "PLAN_NOT_AVAILABLE",
      `ON CONFLICT DO ${node.onConflict.toUpperCase()} is not available`,
      node.span,
      { hint: CONFLICT_HINTS[node.onConflict] },
    );
  }
  const rows = bindQuery(node.query, queryScope(context));
  const object = findObject(node.table, context);
  if (object === null) {
    reportUnknownTable(node.table, null, context);
    return null;
  }
  if (object.kind === "view") {
    context.report("BIND_NOT_A_TABLE", `"${object.view.name}" is a view and cannot be written`, node.table.span);
    return null;
  }
  const table = withHintOptions(object.table, node.hints, context);
  const { relation, targets } = withPartition(node, rows, table, context);
  if (targets === null) return null;
  const sink = fit(relation, table, targets, node.query.span, lastPart(node.table).span, context);
  return sink?.kind !== "table" || node.onConflict !== "deduplicate" ? sink : { ...sink, onConflict: "deduplicate" };
}

/** CREATE TABLE AS: all columns by position. */
export function insertRelation(
  rows: Relation,
  table: ResolvedTable,
  span: Span,
  context: StatementContext,
): LogicalSink | null {
  const columns = writtenColumns(table).map((column) => column.name);
  return fit(rows, table, columns, span, span, context);
}

/** What a sink is given, in this order. */
export function writtenColumns(table: ResolvedTable): readonly ResolvedColumn[] {
  return table.columns.filter(
    (column) => column.kind === "physical" || (column.kind === "metadata" && !column.isVirtual),
  );
}

interface Fitting {
  readonly relation: Relation;
  /** Sink column of each column of the relation; null after a reported error. */
  readonly targets: readonly string[] | null;
}

/** PARTITION (k = 'v') gives constants for columns that the query does not bring. */
function withPartition(
  node: InsertStatement,
  rows: Relation,
  table: ResolvedTable,
  context: StatementContext,
): Fitting {
  const constants = node.partition.flatMap((part) => {
    const target = targetColumn(part.column, table, context);
    const scope = scopeOver(context, [], false, "PARTITION");
    const expr = scope.bind(part.value, scope);
    return target === null || isPoison(expr) ? [] : [{ target, expr }];
  });
  const named = node.columns.map((column) => targetColumn(column, table, context));
  if (named.includes(null)) return { relation: rows, targets: null };
  const fixed = new Set(constants.map((constant) => constant.target));
  const rest = writtenColumns(table)
    .map((column) => column.name)
    .filter((name) => !fixed.has(name));
  const targets = node.columns.length > 0 ? (named as string[]) : rest;
  const twice = targets.find((target, i) => targets.indexOf(target) !== i || fixed.has(target));
  if (twice !== undefined) {
    context.report("BIND_DUPLICATE_COLUMN", `INSERT names the column "${twice}" twice`, node.table.span);
    return { relation: rows, targets: null };
  }
  if (constants.length === 0 || rows.isOpen) return { relation: rows, targets };
  const exprs = [
    ...rows.columns.map((_, i) => columnExpr(rows.columns, i)),
    ...constants.map((constant) => constant.expr),
  ];
  const columns = exprs.map((expr, i) => plainColumn(rows.columns[i]?.name ?? "", expr.type));
  return { relation: projectRelation(rows, exprs, columns), targets: [...targets, ...constants.map((c) => c.target)] };
}

function targetColumn(name: Name, table: ResolvedTable, context: StatementContext): string | null {
  const [found] = matchName(
    name,
    table.columns.map((column) => column.name),
  );
  const column = found === undefined ? null : table.columns[found];
  if (column !== null && writtenColumns(table).includes(column)) return column.name;
  if (column !== null) {
    const why = column.kind === "computed" ? "is computed" : "is VIRTUAL metadata of the source";
    context.report("BIND_COLUMN_NOT_WRITABLE", `"${column.name}" ${why} and cannot be written`, name.span);
    return null;
  }
  const known = writtenColumns(table).map((candidate) => candidate.name);
  const { hint, suggestion } = unknownNameHint(name.text, known, `Columns of ${table.name}`);
  const edit = suggestion === null ? null : { span: name.span, text: quoteName(suggestion) };
  context.report("BIND_UNKNOWN_COLUMN", `there is no column "${name.text}" in ${table.name}`, name.span, {
    hint,
    edit,
  });
  return null;
}

function fit(
  rows: Relation,
  table: ResolvedTable,
  targets: readonly string[],
  querySpan: Span,
  tableSpan: Span,
  context: StatementContext,
): LogicalSink | null {
  if (!context.session.connectors.canWrite(table.connector)) {
    context.report(
      "BIND_TABLE_NOT_WRITABLE",
      `"${table.name}" cannot be written: '${table.connector}' is only a source`,
      tableSpan,
    );
    return null;
  }
  if (rows.isOpen) return null;
  if (rows.columns.length !== targets.length) {
    const message = `the query has ${rows.columns.length} column${rows.columns.length === 1 ? "" : "s"}, ${table.name} takes ${targets.length}`;
    context.report("BIND_INSERT_COLUMNS", message, querySpan, {
      hint: `Query: ${rows.columns.map((column) => column.name).join(", ")}. Table: ${targets.join(", ")}.`,
    });
    return null;
  }
  const checks: Expr[] = [];
  const exprs = writtenColumns(table).map((column): Expr => {
    const at = targets.indexOf(column.name);
    const source = at === -1 ? literal(null, NULL_TYPE) : sourceExpr(rows, at);
    if (isPoison(source)) return POISON;
    if (at === -1 && !column.type.nullable) {
      reportMissing(column.name, table, tableSpan, context);
      return POISON;
    }
    if (!column.type.nullable && source.type.nullable) checks.push(nullCheck(source, column.name, context));
    const lengthCheck = checkLength(source, column, context);
    if (lengthCheck !== null) checks.push(lengthCheck);
    if (lengthCheck !== null) return source;
    const literals = at === -1 ? [] : literalsAt(rows.node, at);
    const stored = storedExpr(source, literals, column, table, querySpan, context);
    if (isPoison(stored)) return POISON;
    checks.push(...nestedChecks(source, column, context));
    return withFittingTexts(stored, column, querySpan, context);
  });
  const input = checks.reduce(
    (node, predicate): LogicalNode => ({ kind: "filter", input: node, predicate, columns: node.columns }),
    rows.node,
  );
  const columns = writtenColumns(table).map((column, i) => plainColumn(column.name, exprs[i].type));
  return { kind: "table", table, input: projectRelation({ ...rows, node: input }, exprs, columns).node };
}

function sourceExpr(rows: Relation, index: number): Expr {
  if (rows.columns[index].isPoison) return POISON;
  const { node } = rows;
  return node.kind === "project" && node.exprs[index].kind === "literal"
    ? node.exprs[index]
    : columnExpr(rows.columns, index);
}

/** The values of a VALUES column that holds literals only: they may fit a narrower type than their own. */
function literalsAt(node: LogicalNode, index: number): readonly Expr[] {
  if (node.kind !== "values") return [];
  const column = node.rows.map((row) => row[index]);
  return column.every((item) => item.kind === "literal") ? column : [];
}

function reportMissing(name: string, table: ResolvedTable, span: Span, context: StatementContext): void {
  context.report("BIND_INSERT_NOT_NULL", `"${name}" of ${table.name} is NOT NULL, and INSERT gives it no value`, span, {
    hint: "Name the column in the column list and select a value for it.",
  });
}

function storedExpr(
  source: Expr,
  literals: readonly Expr[],
  column: ResolvedColumn,
  table: ResolvedTable,
  span: Span,
  context: StatementContext,
): Expr {
  const { type } = column;
  const isFitting = canStore(source, type) || (literals.length > 0 && literals.every((item) => canStore(item, type)));
  const cast = isFitting ? makeStored(source, type) : "no implicit cast";
  if (typeof cast !== "string") return cast;
  const from = typeText(withNullable(source.type, true));
  const to = typeText(withNullable(type, true));
  context.report(
    "BIND_INSERT_TYPE",
    `column "${column.name}" of ${table.name} is ${to}, and the query gives ${from}`,
    span,
    {
      hint: `Cast it in the query: CAST(... AS ${to}).`,
    },
  );
  return POISON;
}

function makeStored(source: Expr, type: SqlType): Expr | string {
  return sameType(source.type, type) ? source : makeCast(source, withNullable(type, source.type.nullable), false);
}

/** A sink's columns as EXPLAIN and tests show them. */
export function sinkColumns(sink: LogicalSink): LogicalNode["columns"] {
  return sink.kind === "table"
    ? nodeColumns(writtenColumns(sink.table).map((column) => plainColumn(column.name, column.type)))
    : sink.input.columns;
}
