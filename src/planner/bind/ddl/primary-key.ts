// PRIMARY KEY of CREATE TABLE, beside a column or as a constraint. It is believed, never checked: NOT ENFORCED.
import type { CreateTable, Name } from "../../../parser/ast.ts";
import type { StatementContext } from "../context.ts";
import { matchName, quoteName, unknownNameHint } from "../names.ts";
import type { DeclaredColumns } from "./table-columns.ts";

/** Names of the key's columns; null without a key or after a reported error. */
export function bindPrimaryKey(
  node: CreateTable,
  declared: DeclaredColumns,
  context: StatementContext,
): string[] | null {
  const inline = node.columns.filter((column) => column.kind === "physical" && column.isPrimaryKey);
  const { primaryKey } = node;
  if (inline.length + (primaryKey === null ? 0 : 1) > 1) {
    const second = primaryKey?.span ?? inline[1].span;
    context.report("BIND_PRIMARY_KEY", "the table has more than one PRIMARY KEY", second, {
      hint: "A key of several columns is written once: PRIMARY KEY (a, b) NOT ENFORCED.",
    });
    return null;
  }
  if (inline.length === 1) return [inline[0].name.text];
  if (primaryKey === null) return null;
  if (primaryKey.isEnforced) {
    const { span } = primaryKey;
    const text = span.source.text.slice(span.start, span.end).replace(/\s+ENFORCED\s*$/i, "");
    context.report(
      "BIND_PRIMARY_KEY",
      "a PRIMARY KEY is NOT ENFORCED: rows of a source are not checked against it",
      span,
      {
        edit: { span, text: `${text} NOT ENFORCED` },
      },
    );
  }
  return keyColumns(primaryKey.columns, declared, context);
}

function keyColumns(names: readonly Name[], declared: DeclaredColumns, context: StatementContext): string[] {
  const known = declared.columns.map((column) => column.name);
  const key: string[] = [];
  for (const name of names) {
    const [found] = matchName(name, known);
    if (found === undefined) {
      if (declared.isOpen) continue;
      const { hint, suggestion } = unknownNameHint(name.text, known, "Columns");
      const edit = suggestion === null ? null : { span: name.span, text: quoteName(suggestion) };
      context.report("BIND_UNKNOWN_COLUMN", `PRIMARY KEY names no column of the table: "${name.text}"`, name.span, {
        hint,
        edit,
      });
    } else if (declared.columns[found].kind !== "physical") {
      context.report(
        "BIND_PRIMARY_KEY",
        `"${name.text}" is no physical column and cannot be part of the key`,
        name.span,
      );
    } else if (key.includes(known[found])) {
      context.report("BIND_PRIMARY_KEY", `PRIMARY KEY names "${name.text}" twice`, name.span);
    } else {
      key.push(known[found]);
    }
  }
  return key;
}
