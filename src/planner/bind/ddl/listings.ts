// Statements that answer with rows about the session: DESCRIBE, SHOW, SET alone.

import type { Scalar } from "../../../columnar/scalar.ts";
import { BOOLEAN, type Column, type SqlType, STRING, typeText, withNullable } from "../../../common/types.ts";
import { allAggregates } from "../../../expr/functions/aggregate/index.ts";
import { allFunctions } from "../../../expr/functions/index.ts";
import type { DescribeStatement, ShowStatement } from "../../../parser/ast.ts";
import type { ResolvedColumn } from "../../logical.ts";
import type { CatalogObject, TableTexts } from "../../session.ts";
import { defaultOf, SETTINGS } from "../../settings.ts";
import type { StatementContext } from "../context.ts";
import { quoteName } from "../names.ts";
import { queryScope } from "../query.ts";
import { NO_TEXTS, quoted } from "./show-create.ts";
import { bindTableName, findObject, objectName, reportUnknownTable } from "./tables.ts";
import { userFunctions } from "./user-functions.ts";

export interface Listing {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Scalar[])[];
}

const text = (name: string): Column => ({ name, type: STRING });

const DESCRIBE_COLUMNS: readonly Column[] = [
  text("name"),
  text("type"),
  { name: "null", type: BOOLEAN },
  text("key"),
  text("extras"),
  text("watermark"),
];

/** As Flink's DESCRIBE: name, type, null, key, extras, watermark. */
export function describe(node: DescribeStatement, context: StatementContext): Listing {
  const object = findObject(node.name, context);
  if (object === null) {
    reportUnknownTable(node.name, null, context);
    context.finish();
    return { columns: DESCRIBE_COLUMNS, rows: [] };
  }
  if (object.kind === "table") return { columns: DESCRIBE_COLUMNS, rows: tableRows(object) };
  const relation = bindTableName(node.name, [], queryScope(context));
  context.finish();
  const rows = relation.columns.map((column) => columnRow(column.name, column.type, column.isTime, null, null, null));
  return { columns: DESCRIBE_COLUMNS, rows };
}

function tableRows(object: Extract<CatalogObject, { kind: "table" }>): Scalar[][] {
  const { table } = object;
  const texts = object.texts ?? NO_TEXTS;
  const key = table.primaryKey === null ? null : `PRI(${table.primaryKey.join(", ")})`;
  return table.columns.map((column, i) => {
    const isTime = table.watermark?.column === i;
    const keyText = table.primaryKey?.includes(column.name) === true ? key : null;
    return columnRow(column.name, column.type, isTime, keyText, extras(column, texts), isTime ? texts.watermark : null);
  });
}

function columnRow(
  name: string,
  type: SqlType,
  isTime: boolean,
  key: string | null,
  extra: string | null,
  watermark: string | null,
): Scalar[] {
  const typed = `${typeText(withNullable(type, true))}${isTime ? " *ROWTIME*" : ""}`;
  return [name, typed, type.nullable, key, extra, watermark];
}

function extras(column: ResolvedColumn, texts: TableTexts): string | null {
  switch (column.kind) {
    case "physical":
      return null;
    case "metadata": {
      const from = column.key === column.name ? "" : ` FROM ${quoted(column.key)}`;
      return `METADATA${from}${column.isVirtual ? " VIRTUAL" : ""}`;
    }
    case "computed":
      return `AS ${texts.columns[column.name]?.expr ?? ""}`;
  }
}

export function show(node: ShowStatement, context: StatementContext): Listing {
  const { catalog } = context.session;
  switch (node.what) {
    case "JOBS":
      // The engine answers it.
      return { columns: [], rows: [] };
    case "TABLES":
      return names("table name", catalog.list().map(objectName), node.like);
    case "VIEWS":
      return names(
        "view name",
        catalog
          .list()
          .filter((object) => object.kind === "view")
          .map(objectName),
        node.like,
      );
    case "FUNCTIONS":
      return names("function name", functionNames(context), node.like);
    case "CREATE TABLE":
    case "CREATE VIEW":
      return showCreate(node, context);
  }
}

function functionNames(context: StatementContext): string[] {
  const all = [...allFunctions(), ...allAggregates(), ...userFunctions(context.session)].map((record) => record.name);
  return all.filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name)).sort();
}

function names(title: string, found: readonly string[], like: string | null): Listing {
  const pattern = like === null ? null : likePattern(like);
  const kept = found.filter((name) => pattern === null || pattern.test(name));
  return { columns: [text(title)], rows: kept.map((name) => [name]) };
}

function likePattern(like: string): RegExp {
  const body = like
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${body}$`, "is");
}

function showCreate(node: ShowStatement, context: StatementContext): Listing {
  const what = node.what === "CREATE TABLE" ? "table" : "view";
  const columns = [text("result")];
  const object = node.name === null ? null : findObject(node.name, context);
  if (object === null) {
    if (node.name !== null) reportUnknownTable(node.name, null, context);
    context.finish();
    return { columns, rows: [] };
  }
  if (object.kind !== what) {
    context.report("BIND_NOT_A_TABLE", `"${objectName(object)}" is a ${object.kind}`, node.name?.span ?? node.span, {
      hint: `Write SHOW CREATE ${object.kind.toUpperCase()} ${quoteName(objectName(object))}.`,
    });
    context.finish();
  }
  return { columns, rows: [[object.kind === "table" ? object.sql : viewText(object)]] };
}

function viewText(object: Extract<CatalogObject, { kind: "view" }>): string {
  const { view, isTemporary } = object;
  const columns = view.columns === null ? "" : ` (${view.columns.map(quoteName).join(", ")})`;
  return `CREATE ${isTemporary ? "TEMPORARY " : ""}VIEW ${quoteName(view.name)}${columns} AS\n${view.sql}`;
}

/** SET alone: every setting with the value in force. */
export function showSettings(settings: ReadonlyMap<string, string>): Listing {
  const known = SETTINGS.map((spec) => [spec.key, settings.get(spec.key) ?? defaultOf(spec), spec.summary]);
  return { columns: [text("key"), text("value"), text("summary")], rows: known };
}
