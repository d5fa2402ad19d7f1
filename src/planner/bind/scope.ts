// What names mean at one place of a statement: the columns of the tables in FROM, aliases of the SELECT list where they
// are allowed, and what is done with aggregates and window properties met there.
import { coverSpans, type Span } from "../../common/span.ts";
import { withNullable } from "../../common/types.ts";
import type { AggregateCall, Expr, SortKey } from "../../expr/expr.ts";
import type {
  ColumnRef,
  ExistsNode,
  ExprNode,
  FunctionCall,
  InSubquery,
  Name,
  QueryNode,
  ScalarSubquery,
  WindowRef,
} from "../../parser/ast.ts";
import type { OverCall } from "../over-calls.ts";
import type { StatementContext } from "./context.ts";
import { matchName, quoteName, unknownNameHint } from "./names.ts";
import { columnExpr, POISON, type Relation, type RelationColumn, type WindowBound } from "./relation.ts";
import { seenFromInside } from "./subqueries/outer-columns.ts";

export interface ScopeTable {
  /** Alias or table name; null for a derived table without one. */
  readonly name: string | null;
  readonly columns: readonly RelationColumn[];
  /** Of its first column among the input's columns. */
  readonly offset: number;
}

export interface MergedColumn {
  readonly name: string;
  readonly expr: Expr;
  /** Columns of the input that it stands for: named alone they are this one, and `*` shows it instead of them. */
  readonly hides: readonly number[];
}

/** A call of an OVER window over the columns of the FROM clause (or the groups), before its keys are columns. */
export interface BoundOverCall {
  readonly partition: readonly Expr[];
  readonly order: readonly SortKey[];
  readonly call: OverCall;
}

export interface AggregateCollector {
  add(call: AggregateCall): Expr;
  /** The group window of this GROUP BY, for TUMBLE_START and friends. */
  windowProperty(call: FunctionCall, bound: WindowBound, args: readonly Expr[]): Expr | null;
  /** GROUPING and GROUPING_ID of expressions that should be keys; absent where there is no GROUP BY. */
  grouping?(args: readonly Expr[]): Expr;
}

/** Takes the OVER calls of a SELECT; what it answers stands for the result until the input of the SELECT list is known. */
export interface OverPlaces {
  add(call: BoundOverCall): Expr;
  /** The window that the WINDOW clause gives a name. */
  named(name: Name): WindowRef | null;
}

/** Takes the subqueries of a clause; what it answers stands for the value until they are joined. */
export interface SubqueryPlaces {
  scalar(node: ScalarSubquery, scope: ExprScope): Expr;
  exists(node: ExistsNode, scope: ExprScope): Expr;
  in(node: InSubquery, scope: ExprScope): Expr;
}

/** Filled by the SELECT of a subquery that is asked for rows only: what its STATE_TTL hint says of its one table. */
export interface SubquerySide {
  ttlMs?: number | undefined;
}

export interface ExprScope {
  readonly context: StatementContext;
  readonly tables: readonly ScopeTable[];
  /** Columns that USING and NATURAL make one of several: what their plain name means, and which columns it stands for. */
  readonly merged: readonly MergedColumn[];
  /** All columns of the input, tables one after the other. */
  readonly columns: readonly RelationColumn[];
  /** Some table's columns are unknown because of an error that is reported. */
  readonly isOpen: boolean;
  /** Where we are, for messages: "WHERE", "the SELECT list". */
  readonly clause: string;
  /** Null: aggregates are not allowed here. */
  readonly aggregates: AggregateCollector | null;
  /** Null: OVER is not allowed here. */
  readonly over: OverPlaces | null;
  /** Null: subqueries are not allowed here. */
  readonly subqueries: SubqueryPlaces | null;
  /** Binds a subquery that stands in this scope; null where there are none. */
  readonly bindSubquery: ((query: QueryNode, outer: ExprScope, side?: SubquerySide) => Relation) | null;
  /** The scope around the query: its columns may be named too. */
  readonly outer: ExprScope | null;
  /** Expressions that a name may mean when it is no column. */
  readonly aliases: readonly ScopeAlias[];
  /** Where an expression stands in the text, for errors found after binding. */
  readonly places: Map<Expr, Span>;
  /** bindExpr of expressions.ts: the files of single constructs bind their operands through it. */
  bind(node: ExprNode, scope: ExprScope): Expr;
}

export interface ScopeAlias {
  readonly name: string;
  readonly expr: ExprNode;
}

export interface ResolvedName {
  /** POISON after a reported error. */
  readonly expr: Expr;
  /** Of the column or the last field. */
  readonly name: string;
}

/** Finds what `a`, `t.a`, `a.f`, `t.a.f.g` mean. Null: an alias of the SELECT list may be meant. */
export function resolveColumn(node: ColumnRef, scope: ExprScope): ResolvedName | null {
  const [first] = node.parts;
  for (let prefix = Math.min(3, node.parts.length - 1); prefix >= 1; prefix--) {
    const table = findTable(node.parts.slice(0, prefix), scope.tables);
    if (table === null) continue;
    const found = matchName(node.parts[prefix], table.columns.map(nameOf));
    if (found.length > 0)
      return follow(
        node,
        prefix,
        found.map((i) => i + table.offset),
        scope,
      );
  }
  const found = matchName(first, scope.columns.map(nameOf));
  const merged = mergedColumn(found, scope);
  if (merged !== null) return followFields(merged.expr, merged.name, node.parts.slice(1), scope);
  if (found.length > 0) return follow(node, 0, found, scope);
  if (scope.aliases.some((alias) => matchName(first, [alias.name]).length > 0)) return null;
  const outer = outerColumn(node, scope);
  if (outer !== null) return outer;
  if (!scope.isOpen) reportUnknownColumn(node, scope);
  return { expr: POISON, name: node.parts[node.parts.length - 1].text };
}

/** The column of a query around this one, as it is seen from here. */
function outerColumn(node: ColumnRef, scope: ExprScope): ResolvedName | null {
  for (let outer = scope.outer, level = 1; outer !== null; outer = outer.outer, level++) {
    if (!isKnown(node, outer)) continue;
    const resolved = resolveColumn(node, { ...outer, outer: null, aliases: [] });
    if (resolved === null || resolved.expr === POISON) return resolved;
    let { expr } = resolved;
    for (let i = 0; i < level; i++) expr = seenFromInside(expr);
    return { ...resolved, expr };
  }
  return null;
}

function isKnown(node: ColumnRef, scope: ExprScope): boolean {
  const [first] = node.parts;
  if (matchName(first, scope.columns.map(nameOf)).length > 0) return true;
  for (let prefix = Math.min(3, node.parts.length - 1); prefix >= 1; prefix--) {
    const table = findTable(node.parts.slice(0, prefix), scope.tables);
    if (table !== null && matchName(node.parts[prefix], table.columns.map(nameOf)).length > 0) return true;
  }
  return false;
}

function nameOf(column: { readonly name: string }): string {
  return column.name;
}

/** The table that `t`, `db.t` or `catalog.db.t` names. */
export function findTable(parts: readonly Name[], tables: readonly ScopeTable[]): ScopeTable | null {
  const last = parts[parts.length - 1];
  const found = matchName(
    last,
    tables.map((table) => table.name ?? ""),
  );
  return found.length === 1 ? tables[found[0]] : null;
}

function follow(node: ColumnRef, at: number, found: readonly number[], scope: ExprScope): ResolvedName {
  const part = node.parts[at];
  if (found.length > 1) {
    reportAmbiguous(part, found, scope);
    return { expr: POISON, name: part.text };
  }
  const column = scope.columns[found[0]];
  const expr = column.isPoison ? POISON : columnExpr(scope.columns, found[0]);
  return followFields(expr, column.name, node.parts.slice(at + 1), scope);
}

/** The merged column that all of `found` belong to. */
function mergedColumn(found: readonly number[], scope: ExprScope): MergedColumn | null {
  if (found.length === 0) return null;
  return scope.merged.find(({ hides }) => found.every((index) => hides.includes(index))) ?? null;
}

function followFields(input: Expr, inputName: string, fields: readonly Name[], scope: ExprScope): ResolvedName {
  let expr = input;
  let name = inputName;
  for (const field of fields) {
    if (expr === POISON) break;
    expr = fieldAccess(expr, field, scope);
    name = field.text;
  }
  return { expr, name };
}

/** `input.field` of a ROW; POISON after a reported error. */
export function fieldAccess(input: Expr, field: Name, scope: ExprScope): Expr {
  const type = input.type;
  if (type.kind !== "ROW") {
    const what = input.kind === "column" ? `"${input.name}"` : "this";
    scope.context.report("BIND_NO_FIELDS", `${what} is no ROW and has no field "${field.text}"`, field.span);
    return POISON;
  }
  const names = type.fields.map(nameOf);
  const found = matchName(field, names);
  if (found.length === 1) {
    const fieldType = type.fields[found[0]].type;
    return {
      kind: "call",
      fn: ".",
      args: [input],
      type: withNullable(fieldType, fieldType.nullable || type.nullable),
      options: { index: found[0] },
    };
  }
  const { hint, suggestion } = unknownNameHint(field.text, names, "Fields");
  scope.context.report("BIND_UNKNOWN_FIELD", `there is no field "${field.text}" in this ROW`, field.span, {
    hint,
    edit: suggestion === null ? null : { span: field.span, text: quoteName(suggestion) },
  });
  return POISON;
}

function reportAmbiguous(part: Name, found: readonly number[], scope: ExprScope): void {
  const choices = found.map((index) => {
    const table = scope.tables.find((t) => index >= t.offset && index < t.offset + t.columns.length);
    const column = quoteName(scope.columns[index].name);
    return table?.name == null ? column : `${quoteName(table.name)}.${column}`;
  });
  scope.context.report("BIND_AMBIGUOUS_COLUMN", `"${part.text}" may mean more than one column`, part.span, {
    hint:
      new Set(choices).size > 1
        ? `Write one of: ${[...new Set(choices)].join(", ")}.`
        : "Two columns of the input have this name: give one of them another with AS, or leave it out with * EXCLUDE.",
  });
}

function reportUnknownColumn(node: ColumnRef, scope: ExprScope): void {
  const { context, tables } = scope;
  const last = node.parts[node.parts.length - 1];
  if (node.parts.length > 1) {
    const table = findTable(node.parts.slice(0, -1), tables);
    if (table === null) {
      reportUnknownQualifier(node, scope);
      return;
    }
    reportUnknownIn(
      last,
      last.span,
      table.columns.map(nameOf),
      `Columns of ${table.name}`,
      `in ${table.name}`,
      context,
    );
    return;
  }
  if (tables.length === 0) {
    context.report("BIND_UNKNOWN_COLUMN", `there is no column "${last.text}": this SELECT has no FROM`, last.span, {
      hint: `Name a table in FROM, or write '${last.text}' for a text.`,
    });
    return;
  }
  const label = tables.length === 1 && tables[0].name !== null ? `Columns of ${tables[0].name}` : "Columns";
  reportUnknownIn(last, coverSpans(node.parts[0].span, last.span), scope.columns.map(nameOf), label, "here", context);
}

function reportUnknownIn(
  name: Name,
  span: Span,
  candidates: readonly string[],
  label: string,
  where: string,
  context: StatementContext,
): void {
  const { hint, suggestion } = unknownNameHint(name.text, candidates, label);
  context.report("BIND_UNKNOWN_COLUMN", `there is no column "${name.text}" ${where}`, span, {
    hint,
    edit: suggestion === null ? null : { span, text: quoteName(suggestion) },
  });
}

function reportUnknownQualifier(node: ColumnRef, scope: ExprScope): void {
  const [first] = node.parts;
  const names = scope.tables.flatMap((table) => (table.name === null ? [] : [table.name]));
  const { hint, suggestion } = unknownNameHint(first.text, names, "In FROM");
  scope.context.report("BIND_UNKNOWN_TABLE", `there is no table or ROW column "${first.text}" here`, first.span, {
    hint,
    edit: suggestion === null ? null : { span: first.span, text: quoteName(suggestion) },
  });
}
