// Statements about what the catalog holds: CREATE VIEW, DROP, ALTER TABLE.
import type { AlterTable, CreateView, DropStatement } from "../../../parser/ast.ts";
import type { CatalogObject } from "../../session.ts";
import { type StatementContext, sourceText } from "../context.ts";
import { lastPart } from "../names.ts";
import { bindQuery, queryScope } from "../query.ts";
import { reportExisting } from "./create-table.ts";
import { createTableText, NO_TEXTS } from "./show-create.ts";
import { checkOptions } from "./table-options.ts";
import { findObject, objectName, reportUnknownTable } from "./tables.ts";

/** Binds the query once, so that its errors are reported here; each use binds it anew. */
export function bindCreateView(node: CreateView, context: StatementContext): string {
  const name = lastPart(node.name).text;
  const existing = findObject(node.name, context);
  if (existing !== null && node.ifNotExists) return `View ${objectName(existing)} is there already.`;
  if (existing !== null && !(node.orReplace && existing.kind === "view"))
    reportExisting(existing, node.name.span, context);
  if (node.orReplace) context.viewPath.push(name);
  const relation = bindQuery(node.query, queryScope(context));
  const names = node.columns.length > 0 ? node.columns.map((column) => column.text) : null;
  if (names !== null && !relation.isOpen && names.length !== relation.columns.length) {
    const message = `the view names ${names.length} columns, its query has ${relation.columns.length}`;
    context.report("BIND_ALIAS_COLUMNS", message, node.name.span);
  }
  context.finish();
  const view = { name, columns: names, query: node.query, sql: sourceText(node.query.span) };
  context.session.catalog.put({ kind: "view", view, isTemporary: node.isTemporary });
  return `View ${name} created.`;
}

export function bindDrop(node: DropStatement, context: StatementContext): string {
  const what = node.object === "TABLE" ? "table" : "view";
  const object = findObject(node.name, context);
  if (object === null) {
    if (node.ifExists) return `There is no ${what} ${lastPart(node.name).text}.`;
    reportUnknownTable(node.name, null, context);
    context.finish();
    return "";
  }
  if (object.kind !== what) {
    const { span } = node;
    const text = span.source.text.slice(span.start, node.name.span.start);
    context.report("BIND_NOT_A_TABLE", `"${objectName(object)}" is a ${object.kind}`, node.name.span, {
      edit: {
        span: { ...span, end: node.name.span.start },
        text: text.replace(new RegExp(node.object, "i"), object.kind.toUpperCase()),
      },
    });
    context.finish();
  }
  context.session.catalog.drop(objectName(object));
  return `${node.object === "TABLE" ? "Table" : "View"} ${objectName(object)} dropped.`;
}

export function bindAlterTable(node: AlterTable, context: StatementContext): string {
  const object = findObject(node.name, context);
  if (object === null) reportUnknownTable(node.name, null, context);
  else if (object.kind === "view") {
    context.report("BIND_NOT_A_TABLE", `"${object.view.name}" is a view and has no options`, node.name.span);
  }
  if (object === null || object.kind === "view") {
    context.finish();
    return "";
  }
  const options = { ...object.table.options };
  for (const { key, span } of node.reset) {
    if (!Object.hasOwn(options, key)) context.report("BIND_UNKNOWN_OPTION", `the table has no option '${key}'`, span);
    delete options[key];
  }
  for (const option of node.set) options[option.key] = option.value;
  const table = { ...object.table, options, connector: options["connector"] ?? "" };
  checkOptions(table, node.set, node.name.span, context);
  context.finish();
  const sql = createTableText(table, object.texts ?? NO_TEXTS, object.isTemporary);
  const changed: CatalogObject = { ...object, table, sql };
  context.session.catalog.put(changed);
  return `Table ${table.name} altered.`;
}
