// CREATE TABLE: columns (physical, computed, metadata), watermark, primary key, options; LIKE another table; AS a query.
import type { Span } from "../../../common/span.ts";
import type { CreateTable, Name } from "../../../parser/ast.ts";
import type { LogicalSink, ResolvedColumn, ResolvedTable } from "../../logical.ts";
import type { CatalogObject, TableTexts } from "../../session.ts";
import { type StatementContext, sourceText } from "../context.ts";
import { insertRelation } from "../insert/insert.ts";
import { lastPart, matchName, unknownNameHint } from "../names.ts";
import { bindQuery, queryScope } from "../query.ts";
import type { Relation } from "../relation.ts";
import { bindPrimaryKey } from "./primary-key.ts";
import { createTableText, NO_TEXTS } from "./show-create.ts";
import { bindColumns, type DeclaredColumns, isUnknown } from "./table-columns.ts";
import { bindOptions, checkOptions } from "./table-options.ts";
import { findObject, objectName, reportUnknownTable } from "./tables.ts";
import { bindWatermark } from "./watermark.ts";

export interface CreatedTable {
  readonly message: string;
  /** CREATE TABLE AS: the rows for the new table. */
  readonly sink: LogicalSink | null;
}

export function bindCreateTable(node: CreateTable, context: StatementContext): CreatedTable {
  const name = lastPart(node.name).text;
  const existing = findObject(node.name, context);
  if (existing !== null && node.ifNotExists)
    return { message: `Table ${objectName(existing)} is there already.`, sink: null };
  if (existing !== null) reportExisting(existing, node.name.span, context);
  const base = node.like === null ? null : likeTable(node.like, context);
  const rows = node.as === null ? null : queryRows(node, context);
  const columns = bindColumns(node, base?.table ?? null, rows, context);
  const table = assemble(node, name, columns, base, context);
  const texts = tableTexts(node, base?.texts ?? NO_TEXTS);
  checkOptions(knownColumns(table), node.options, node.name.span, context);
  const sink = rows === null ? null : insertRelation(rows, table, node.as?.span ?? node.span, context);
  context.finish();
  const sql = createTableText(table, texts, node.isTemporary);
  context.session.catalog.put({ kind: "table", table, isTemporary: node.isTemporary, sql, texts });
  return { message: `Table ${name} created.`, sink };
}

export function reportExisting(existing: CatalogObject, span: Span, context: StatementContext): void {
  const name = objectName(existing);
  const what = existing.kind === "table" ? "table" : "view";
  context.report("BIND_TABLE_EXISTS", `there is a ${what} "${name}" already`, span, {
    hint: `DROP ${what.toUpperCase()} ${name} first, or write IF NOT EXISTS.`,
  });
}

/** Connectors judge the columns that have a type. */
function knownColumns(table: ResolvedTable): ResolvedTable {
  return { ...table, columns: table.columns.filter((column) => !isUnknown(column)) };
}

interface LikeTable {
  readonly table: ResolvedTable;
  readonly texts: TableTexts;
}

function likeTable(like: NonNullable<CreateTable["like"]>, context: StatementContext): LikeTable | null {
  const object = findObject(like.table, context);
  if (object === null) {
    reportUnknownTable(like.table, null, context);
    return null;
  }
  if (object.kind === "table") return { table: object.table, texts: object.texts ?? NO_TEXTS };
  context.report("BIND_NOT_A_TABLE", `LIKE takes a table, and "${object.view.name}" is a view`, like.table.span);
  return null;
}

function queryRows(node: CreateTable, context: StatementContext): Relation | null {
  if (node.as === null) return null;
  const physical = node.columns.find((column) => column.kind !== "computed");
  if (physical !== undefined) {
    context.report("PLAN_NOT_AVAILABLE", "CREATE TABLE ... AS takes its columns from the query", physical.span, {
      hint: "Name and cast the columns in the query; computed columns and a watermark may be declared.",
    });
  }
  return bindQuery(node.as, queryScope(context));
}

function assemble(
  node: CreateTable,
  name: string,
  declared: DeclaredColumns,
  base: LikeTable | null,
  context: StatementContext,
): ResolvedTable {
  const options = { ...base?.table.options, ...bindOptions(node.options, context) };
  const primaryKey = bindPrimaryKey(node, declared, context) ?? base?.table.primaryKey ?? null;
  const columns = declared.columns.map((column) =>
    primaryKey?.includes(column.name) === true
      ? ({ ...column, type: { ...column.type, nullable: false } } as ResolvedColumn)
      : column,
  );
  const partitionedBy =
    node.partitionedBy.length > 0
      ? partitions(node.partitionedBy, columns, context)
      : (base?.table.partitionedBy ?? []);
  const watermark = node.watermark === null ? (base?.table.watermark ?? null) : bindWatermark(node, columns, context);
  return { name, connector: options["connector"] ?? "", columns, primaryKey, partitionedBy, watermark, options };
}

function partitions(names: readonly Name[], columns: readonly ResolvedColumn[], context: StatementContext): string[] {
  const known = columns.filter((column) => column.kind === "physical").map((column) => column.name);
  return names.flatMap((name) => {
    const [found] = matchName(name, known);
    if (found !== undefined) return [known[found]];
    const { hint } = unknownNameHint(name.text, known, "Columns");
    context.report("BIND_UNKNOWN_COLUMN", `PARTITIONED BY names no column of the table: "${name.text}"`, name.span, {
      hint,
    });
    return [];
  });
}

function tableTexts(node: CreateTable, base: TableTexts): TableTexts {
  const own = node.columns.map((column) => {
    const expr = column.kind === "computed" ? sourceText(column.expr.span) : null;
    return [column.name.text, { expr, comment: column.comment }] as const;
  });
  return {
    columns: { ...base.columns, ...Object.fromEntries(own) },
    watermark: node.watermark === null ? base.watermark : sourceText(node.watermark.expr.span),
    comment: node.comment ?? base.comment,
  };
}
