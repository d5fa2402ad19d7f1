// The columns of CREATE TABLE. Those of LIKE come first, then those of AS, then the declared ones. Computed columns read
// physical and metadata columns; one that names an earlier computed column gets its expression in place.
import { NULL_TYPE, sameType, typeText, withNullable } from "../../../common/types.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { ColumnNode, CreateTable } from "../../../parser/ast.ts";
import { mapColumns } from "../../expr-shape.ts";
import type { ResolvedColumn, ResolvedTable } from "../../logical.ts";
import type { StatementContext } from "../context.ts";
import { scopeOver } from "../expressions/expressions.ts";
import { unknownNameHint } from "../names.ts";
import { isPoison, plainColumn, type Relation, type RelationColumn } from "../relation.ts";
import { bindType } from "./types.ts";

export interface DeclaredColumns {
  readonly columns: readonly ResolvedColumn[];
  /** The columns of a query are not known because of an error that is reported. */
  readonly isOpen: boolean;
}

export function bindColumns(
  node: CreateTable,
  base: ResolvedTable | null,
  rows: Relation | null,
  context: StatementContext,
): DeclaredColumns {
  const columns: ResolvedColumn[] = [...(base?.columns ?? []), ...(rows?.columns ?? []).map(fromQuery)];
  const isOpen = rows?.isOpen ?? false;
  const own = Object.fromEntries(node.options.map(({ key, value }) => [key, value]));
  const options = { connector: "", ...base?.options, ...own };
  // Types first: a computed column may stand before the columns it reads.
  const pending: { readonly at: number; readonly node: Extract<ColumnNode, { kind: "computed" }> }[] = [];
  for (const column of node.columns) {
    if (columns.some((known) => known.name === column.name.text)) {
      context.report(
        "BIND_DUPLICATE_COLUMN",
        `the table has two columns named "${column.name.text}"`,
        column.name.span,
      );
      continue;
    }
    if (column.kind === "computed") {
      pending.push({ at: columns.length, node: column });
      columns.push(unknownColumn(column.name.text));
      continue;
    }
    const declared = declaredColumn(column, options, context);
    columns.push(declared ?? unknownColumn(column.name.text));
  }
  const waiting = new Set(pending.map((computed) => computed.at));
  for (const { at, node: computed } of pending) {
    const column = computedColumn(computed, columns, waiting, isOpen, context);
    if (column === null) continue;
    columns[at] = column;
    waiting.delete(at);
  }
  return { columns, isOpen };
}

/** Holds the place of a column with an error that is already reported. */
function unknownColumn(name: string): ResolvedColumn {
  return { kind: "physical", name, type: NULL_TYPE };
}

export function isUnknown(column: ResolvedColumn): boolean {
  return column.type.kind === "NULL";
}

function fromQuery(column: RelationColumn): ResolvedColumn {
  return { kind: "physical", name: column.name, type: column.type };
}

function declaredColumn(
  node: Exclude<ColumnNode, { kind: "computed" }>,
  options: Readonly<Record<string, string>> & { readonly connector: string },
  context: StatementContext,
): ResolvedColumn | null {
  const { connector } = options;
  const type = bindType(node.type, context);
  if (type === null) return null;
  const name = node.name.text;
  if (node.kind === "physical") return { kind: "physical", name, type };
  const key = node.key ?? name;
  const offered = context.session.connectors.metadata(connector, options);
  const given = Object.hasOwn(offered, key) ? offered[key] : null;
  if (given === null) {
    if (!context.session.connectors.names().includes(connector)) return null;
    const { hint } = unknownNameHint(key, Object.keys(offered), `Metadata of '${connector}'`);
    const none = `The connector '${connector}' offers no metadata.`;
    context.report("BIND_UNKNOWN_METADATA", `'${connector}' has no metadata '${key}'`, node.span, {
      hint: hint ?? none,
    });
    return null;
  }
  if (!sameType(given, type)) {
    const wanted = typeText(withNullable(given, true));
    const written = node.type.span;
    context.report(
      "BIND_METADATA_TYPE",
      `the metadata '${key}' is ${wanted}, not ${typeText(withNullable(type, true))}`,
      written,
      {
        edit: { span: written, text: wanted },
      },
    );
    return null;
  }
  return { kind: "metadata", name, type, key, isVirtual: node.isVirtual };
}

function computedColumn(
  node: Extract<ColumnNode, { kind: "computed" }>,
  columns: readonly ResolvedColumn[],
  waiting: ReadonlySet<number>,
  isOpen: boolean,
  context: StatementContext,
): ResolvedColumn | null {
  const visible = columns.map(
    (column, i): RelationColumn => ({
      ...plainColumn(column.name, column.type),
      isPoison: waiting.has(i) || isUnknown(column),
    }),
  );
  const scope = scopeOver(context, [{ name: null, columns: visible, offset: 0 }], isOpen, "a computed column");
  const expr = scope.bind(node.expr, scope);
  if (isPoison(expr)) {
    reportLaterColumn(node, columns, waiting, context);
    return null;
  }
  if (expr.type.kind === "NULL") {
    context.report("BIND_NO_TYPE", `"${node.name.text}" has no type: cast NULL to one`, node.expr.span);
    return null;
  }
  return { kind: "computed", name: node.name.text, type: expr.type, expr: inlined(expr, columns) };
}

/** A poisoned expression without an error of its own names a computed column that stands behind it, or itself. */
function reportLaterColumn(
  node: Extract<ColumnNode, { kind: "computed" }>,
  columns: readonly ResolvedColumn[],
  waiting: ReadonlySet<number>,
  context: StatementContext,
): void {
  if (context.hasErrors) return;
  const names = [...waiting].map((i) => columns[i].name).join(", ");
  context.report(
    "BIND_COMPUTED_ORDER",
    `"${node.name.text}" reads a computed column that is not declared before it`,
    node.expr.span,
    {
      hint: `Computed columns from here on: ${names}.`,
    },
  );
}

function inlined(expr: Expr, columns: readonly ResolvedColumn[]): Expr {
  return mapColumns(expr, (read) => {
    const column = columns[read.index];
    return column.kind === "computed" ? column.expr : read;
  });
}
