// A relation in FROM under its alias, or its own name.
import type { Span } from "../../common/span.ts";
import type { TableAlias } from "../../parser/ast.ts";
import type { StatementContext } from "./context.ts";
import { renamed } from "./ddl/tables.ts";
import type { FromClause } from "./from-clause.ts";
import type { Relation } from "./relation.ts";

export function namedClause(
  relation: Relation,
  alias: TableAlias | null,
  ownName: string | null,
  span: Span,
  context: StatementContext,
): FromClause {
  const names = alias?.columns.map((column) => column.text) ?? [];
  if (alias !== null && names.length > 0 && !relation.isOpen && names.length !== relation.columns.length) {
    context.report(
      "BIND_ALIAS_COLUMNS",
      `the alias ${alias.name.text} names ${names.length} columns of ${relation.columns.length}`,
      span,
    );
  }
  const shown = names.length === 0 ? relation : renamed(relation, names);
  const tables = [{ name: alias?.name.text ?? ownName, columns: shown.columns, offset: 0 }];
  return { relation: shown, tables, merged: [], join: null };
}
