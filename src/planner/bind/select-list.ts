// The SELECT list: stars expanded, a name for every output column.
import type { Span } from "../../common/span.ts";
import type { Expr } from "../../expr/expr.ts";
import type { ExprNode, SelectItem, StarRef } from "../../parser/ast.ts";
import { matchName, unknownNameHint } from "./names.ts";
import { columnExpr, POISON } from "./relation.ts";
import { type ExprScope, findTable, resolveColumn } from "./scope.ts";

export interface OutputItem {
  readonly name: string;
  readonly expr: Expr;
  readonly span: Span;
  readonly hasAlias: boolean;
}

/** Binds the items. A column without a name of its own is EXPR$n, as in Flink. */
export function bindSelectList(items: readonly SelectItem[], scope: ExprScope): OutputItem[] {
  const output: OutputItem[] = [];
  for (const item of items) {
    if (item.expr.kind === "star") {
      output.push(...expandStar(item.expr, scope));
      continue;
    }
    const expr = scope.bind(item.expr, scope);
    const name = item.alias?.text ?? ownName(item.expr, scope) ?? `EXPR$${output.length}`;
    output.push({ name, expr, span: item.expr.span, hasAlias: item.alias !== null });
  }
  return output;
}

function ownName(node: ExprNode, scope: ExprScope): string | null {
  if (node.kind === "field") return node.field.text;
  if (node.kind !== "column") return null;
  // Resolving again is safe: an error is reported once.
  return resolveColumn(node, scope)?.name ?? node.parts[node.parts.length - 1].text;
}

function expandStar(star: StarRef, scope: ExprScope): OutputItem[] {
  const range = starRange(star, scope);
  if (range === null) return [];
  const names = scope.columns.slice(range.from, range.to).map((column) => column.name);
  const excluded = new Set<number>();
  for (const name of star.exclude) {
    const found = matchName(name, names);
    if (found.length === 0 && !scope.isOpen) {
      const { hint } = unknownNameHint(name.text, names, "Columns");
      scope.context.report("BIND_UNKNOWN_COLUMN", `EXCLUDE names no column of *: "${name.text}"`, name.span, { hint });
    }
    found.forEach((i) => {
      excluded.add(i);
    });
  }
  const merged = star.qualifier.length === 0 ? scope.merged : [];
  const isExcluded = (hides: readonly number[]): boolean => hides.some((index) => excluded.has(index));
  const first = merged.flatMap(({ name, expr, hides }): OutputItem[] =>
    isExcluded(hides) ? [] : [{ name, expr, span: star.span, hasAlias: false }],
  );
  const hidden = new Set(merged.flatMap(({ hides }) => hides));
  const others = names.flatMap((name, i): OutputItem[] => {
    if (excluded.has(i) || hidden.has(i)) return [];
    const column = scope.columns[range.from + i];
    const expr = column.isPoison ? POISON : columnExpr(scope.columns, range.from + i);
    if (!column.isPoison) scope.places.set(expr, star.span);
    return [{ name, expr, span: star.span, hasAlias: false }];
  });
  return [...first, ...others];
}

function starRange(star: StarRef, scope: ExprScope): { from: number; to: number } | null {
  if (star.qualifier.length === 0) {
    if (scope.tables.length === 0) {
      scope.context.report("BIND_STAR", "SELECT * needs a FROM", star.span);
      return null;
    }
    return { from: 0, to: scope.columns.length };
  }
  const table = findTable(star.qualifier, scope.tables);
  if (table !== null) return { from: table.offset, to: table.offset + table.columns.length };
  if (!scope.isOpen) {
    const name = star.qualifier[star.qualifier.length - 1];
    const tables = scope.tables.flatMap((t) => (t.name === null ? [] : [t.name]));
    const { hint } = unknownNameHint(name.text, tables, "In FROM");
    scope.context.report("BIND_UNKNOWN_TABLE", `there is no table "${name.text}" here`, name.span, { hint });
  }
  return null;
}
