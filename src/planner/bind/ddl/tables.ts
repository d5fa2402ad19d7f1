// Tables by name: CTEs, then tables and views of the catalog. Views are bound anew at each use.
import { suggest } from "../../../common/suggest.ts";
import type { Hint, Name, QualifiedName } from "../../../parser/ast.ts";
import type { ResolvedTable } from "../../logical.ts";
import type { CatalogObject, CatalogView } from "../../session.ts";
import type { StatementContext } from "../context.ts";
import { lastPart, matchName, qualifiedText, quoteName } from "../names.ts";
import type { QueryScope } from "../query-scope.ts";
import {
  isProcessingTime,
  nodeColumns,
  openRelation,
  plainColumn,
  type Relation,
  type RelationColumn,
} from "../relation.ts";

const CATALOG = "default_catalog";
const DATABASE = "default_database";

/** The catalog's object of that name, or null; a name in other catalogs is none. */
export function findObject(name: QualifiedName, context: StatementContext): CatalogObject | null {
  const parts = name.parts.map((part) => part.text);
  const prefix = parts.slice(0, -1);
  const wanted = [CATALOG, DATABASE].slice(2 - prefix.length);
  if (prefix.length > 2 || prefix.some((part, i) => part.toLowerCase() !== wanted[i])) return null;
  const last = lastPart(name);
  const object = context.session.catalog.find(last.text);
  if (object === null) return null;
  return matchName(last, [objectName(object)]).length > 0 ? object : null;
}

export function objectName(object: CatalogObject): string {
  return object.kind === "table" ? object.table.name : object.view.name;
}

export function reportUnknownTable(name: QualifiedName, scope: QueryScope | null, context: StatementContext): void {
  const known = context.session.catalog.list().map(objectName);
  const candidates = [...(scope?.ctes ?? []).map((cte) => cte.name), ...known];
  const last = lastPart(name);
  const near = suggest(last.text, candidates);
  const listed =
    candidates.length === 0
      ? "No table is declared yet: CREATE TABLE comes first."
      : `Tables: ${candidates.join(", ")}.`;
  context.report("BIND_UNKNOWN_TABLE", `there is no table "${qualifiedText(name)}"`, name.span, {
    hint: near === null ? listed : `Did you mean "${near}"? ${listed}`,
    edit: near === null ? null : { span: name.span, text: quoteName(near) },
  });
}

export function findCommonTable(name: QualifiedName, scope: QueryScope): Relation | null {
  if (name.parts.length !== 1) return null;
  const cte = scope.ctes.find((candidate) => matchName(name.parts[0], [candidate.name]).length > 0);
  return cte?.relation ?? null;
}

/** The rows of a named table, view or CTE. */
export function bindTableName(name: QualifiedName, hints: readonly Hint[], scope: QueryScope): Relation {
  const { context } = scope;
  const common = findCommonTable(name, scope);
  if (common !== null) {
    refuseTableHints(hints, name, context);
    return common;
  }
  const object = findObject(name, context);
  if (object === null) {
    reportUnknownTable(name, scope, context);
    return openRelation();
  }
  if (object.kind === "view") {
    refuseTableHints(hints, name, context);
    return expandView(object.view, lastPart(name), scope);
  }
  const table = withHintOptions(object.table, hints, context);
  if (!context.session.connectors.canRead(table.connector)) {
    const canLookUp = context.session.connectors.canLookUp(table.connector);
    context.report(
      "BIND_TABLE_NOT_READABLE",
      `"${table.name}" cannot be read: '${table.connector}' is only ${canLookUp ? "a sink, and rows can be looked up in it" : "a sink"}`,
      name.span,
      canLookUp
        ? {
            hint: `Each row of another table meets its rows: FROM a JOIN ${table.name} FOR SYSTEM_TIME AS OF a.proctime ON a.k = ${table.name}.k, with proctime AS PROCTIME() among the columns of a.`,
          }
        : {},
    );
    return openRelation();
  }
  return scanRelation(table);
}

export function scanRelation(table: ResolvedTable): Relation {
  const columns = table.columns.map(
    (column, i): RelationColumn => ({
      ...plainColumn(column.name, column.type),
      isTime: table.watermark?.column === i,
      isProcTime: column.kind === "computed" && isProcessingTime(column.expr),
    }),
  );
  const reads = table.columns.map((_, i) => i);
  return { node: { kind: "scan", table, reads, columns: nodeColumns(columns) }, columns, isOpen: false };
}

/** Flink's hints on how to join: the result is the same, and here there is one way. */
const EXECUTION_HINTS: ReadonlySet<string> = new Set([
  "BROADCAST",
  "SHUFFLE_HASH",
  "SHUFFLE_MERGE",
  "NEST_LOOP",
  "MULTI_JOIN",
]);

/** OPTIONS hints change the options of a table for one statement. */
export function withHintOptions(
  table: ResolvedTable,
  hints: readonly Hint[],
  context: StatementContext,
): ResolvedTable {
  let changed = table;
  for (const hint of hints) {
    if (hint.name.text.toUpperCase() !== "OPTIONS") {
      refuseHint(hint, context);
      continue;
    }
    const given = hint.options.map((option) => [option.key, option.value ?? ""] as const);
    changed = { ...changed, options: { ...changed.options, ...Object.fromEntries(given) } };
    for (const problem of context.session.connectors.check(changed)) {
      const option = hint.options.find((candidate) => candidate.key === problem.key);
      context.report(problem.code, problem.message, option?.span ?? hint.span, { hint: problem.hint });
    }
  }
  return changed;
}

/** What is no table has no options. */
function refuseTableHints(hints: readonly Hint[], name: QualifiedName, context: StatementContext): void {
  for (const hint of hints) {
    if (hint.name.text.toUpperCase() !== "OPTIONS") refuseHint(hint, context);
    else {
      context.report(
        "BIND_HINT_PLACE",
        `"${lastPart(name).text}" is a query, and OPTIONS changes the options of a table`,
        hint.span,
        {
          hint: "Put the hint behind the table that the query reads.",
        },
      );
    }
  }
}

export function refuseHint(hint: Hint, context: StatementContext): void {
  if (EXECUTION_HINTS.has(hint.name.text.toUpperCase())) return;
  context.report("PLAN_NOT_AVAILABLE", `the hint ${hint.name.text.toUpperCase()} is not available`, hint.span, {
    hint: "Hints are OPTIONS('key'='value') behind a table and STATE_TTL('table'='1 h') behind SELECT. Leave this one out.",
  });
}

function expandView(view: CatalogView, name: Name, scope: QueryScope): Relation {
  const { context } = scope;
  if (context.viewPath.includes(view.name)) {
    context.report("BIND_RECURSIVE_VIEW", `the view "${view.name}" contains itself`, name.span);
    return openRelation();
  }
  context.viewPath.push(view.name);
  const relation = scope.bindQuery(view.query, { ...scope, ctes: [], outer: null });
  context.viewPath.pop();
  return view.columns === null ? relation : renamed(relation, view.columns);
}

export function renamed(relation: Relation, names: readonly string[]): Relation {
  const columns = relation.columns.map((column, i) => (i < names.length ? { ...column, name: names[i] } : column));
  return { ...relation, columns };
}
