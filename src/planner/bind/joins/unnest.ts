// UNNEST(array | map | multiset) [WITH ORDINALITY] beside the tables of FROM: a row for each element, the fields of a ROW as
// columns of their own, a MAP as key and value.
import type { Span } from "../../../common/span.ts";
import { INT, type SqlType, typeText, withNullable } from "../../../common/types.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { TableAlias, TableNode } from "../../../parser/ast.ts";
import type { StatementContext } from "../context.ts";
import { scopeOver } from "../expressions/expressions.ts";
import type { FromClause } from "../from-clause.ts";
import { isPoison, nodeColumns, openRelation, plainColumn, type RelationColumn } from "../relation.ts";

export type UnnestTable = Extract<TableNode, { kind: "unnest" }>;

export function unnested(left: FromClause, node: UnnestTable, isOuter: boolean, context: StatementContext): FromClause {
  const failed: FromClause = { ...left, relation: { ...openRelation(), columns: left.relation.columns }, join: null };
  const [item] = node.exprs;
  if (node.exprs.length !== 1) {
    context.report("PLAN_UNNEST_ARGUMENTS", "UNNEST takes one collection", node.span, {
      hint: "Unnest them one after the other, WITH ORDINALITY, and compare the numbers.",
    });
    return failed;
  }
  const scope = scopeOver(context, left.tables, left.relation.isOpen, "UNNEST", left.merged);
  const expr = scope.bind(item, scope);
  if (isPoison(expr) || left.relation.isOpen) return failed;
  const elements = elementColumns(expr.type);
  if (elements === null) {
    const message = `UNNEST takes an ARRAY, a MAP or a MULTISET, and this is ${typeText(withNullable(expr.type, true))}`;
    context.report("BIND_ARGUMENT_TYPES", message, item.span);
    return failed;
  }
  return withElements(left, { ...node, expr, elements }, isOuter, context);
}

export interface Elements {
  /** The collection, over the columns of the left side. */
  readonly expr: Expr;
  readonly elements: readonly RelationColumn[];
  readonly hasOrdinality: boolean;
  readonly alias: TableAlias | null;
  readonly span: Span;
}

/** Each row of the left side with the elements of its collection. */
export function withElements(
  left: FromClause,
  { expr, elements, hasOrdinality, alias, span }: Elements,
  isOuter: boolean,
  context: StatementContext,
): FromClause {
  const numbered = hasOrdinality ? [...elements, plainColumn("ORDINALITY", withNullable(INT, false))] : elements;
  const padded = numbered.map((column) => (isOuter ? { ...column, type: withNullable(column.type, true) } : column));
  const named = aliased(padded, alias, span, context);
  const columns = [...left.relation.columns, ...named];
  const offset = left.relation.columns.length;
  return {
    relation: {
      node: {
        kind: "unnest",
        input: left.relation.node,
        expr,
        isOuter,
        hasOrdinality,
        columns: nodeColumns(columns),
      },
      columns,
      isOpen: false,
    },
    tables: [...left.tables, { name: alias?.name.text ?? null, columns: named, offset }],
    merged: left.merged,
    join: null,
  };
}

export function elementColumns(type: SqlType): readonly RelationColumn[] | null {
  switch (type.kind) {
    case "MAP":
      return [plainColumn("KEY", type.key), plainColumn("VALUE", type.value)];
    case "ARRAY":
    case "MULTISET": {
      const { element } = type;
      if (element.kind !== "ROW") return [plainColumn("EXPR$0", element)];
      return element.fields.map((field) =>
        plainColumn(field.name, withNullable(field.type, field.type.nullable || element.nullable)),
      );
    }
    default:
      return null;
  }
}

function aliased(
  columns: readonly RelationColumn[],
  alias: TableAlias | null,
  span: Span,
  context: StatementContext,
): readonly RelationColumn[] {
  const names = alias?.columns ?? [];
  if (names.length === 0) {
    // One column goes by the alias of the table too.
    const only = alias !== null && columns.length === 1 ? alias.name.text : null;
    return only === null ? columns : [{ ...columns[0], name: only }];
  }
  if (names.length !== columns.length) {
    const message = `the alias ${alias?.name.text ?? ""} names ${names.length} columns of ${columns.length}`;
    context.report("BIND_ALIAS_COLUMNS", message, span);
  }
  return columns.map((column, i) => ({ ...column, name: names[i]?.text ?? column.name }));
}
