// AST expressions -> bound expressions. One switch over the kinds; calls, aggregates and predicates have their own files.
// An operand with an error is POISON and makes the whole poison, so that one mistake is reported once.
import type { Span } from "../../../common/span.ts";
import { NULL_TYPE, withNullable } from "../../../common/types.ts";
import { makeCast } from "../../../expr/cast.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { CastNode, ColumnRef, ExprNode, FieldAccess } from "../../../parser/ast.ts";
import type { StatementContext } from "../context.ts";
import { bindType } from "../ddl/types.ts";
import { notAvailable } from "../refusals.ts";
import { isPoison, POISON } from "../relation.ts";
import { type ExprScope, fieldAccess, type MergedColumn, resolveColumn, type ScopeTable } from "../scope.ts";
import { callOrReport } from "../subqueries/apply.ts";
import { bindFunctionCall } from "./calls.ts";
import { intervalLiteral } from "./intervals.ts";
import {
  binaryLiteral,
  booleanLiteral,
  type LiteralResult,
  literal,
  numberLiteral,
  temporalLiteral,
  textLiteral,
} from "./literals.ts";
import { bindBetween, bindCase, bindInList, bindIs, bindLike } from "./predicates.ts";

const NOTHING = {
  aggregates: null,
  over: null,
  subqueries: null,
  bindSubquery: null,
  outer: null,
  aliases: [],
} as const;

/** What names mean over the tables of a FROM clause (or none), before aggregates and aliases are let in. */
export function scopeOver(
  context: StatementContext,
  tables: readonly ScopeTable[],
  isOpen: boolean,
  clause: string,
  merged: readonly MergedColumn[] = [],
): ExprScope {
  const columns = tables.flatMap((table) => table.columns);
  const places = new Map<Expr, Span>();
  return { context, tables, merged, columns, isOpen, clause, ...NOTHING, places, bind: bindExpr };
}

/** Binds an expression; POISON after a reported error. */
export function bindExpr(node: ExprNode, scope: ExprScope): Expr {
  const expr = bindNode(node, scope);
  if (!isPoison(expr) && !scope.places.has(expr)) scope.places.set(expr, node.span);
  return expr;
}

function bindNode(node: ExprNode, scope: ExprScope): Expr {
  switch (node.kind) {
    case "number":
      return orReport(numberLiteral(node, false), node, scope);
    case "string":
      return textLiteral(node.value);
    case "binary":
      return orReport(binaryLiteral(node), node, scope);
    case "boolean":
      return booleanLiteral(node.value);
    case "null":
      return literal(null, NULL_TYPE);
    case "temporal":
      return orReport(temporalLiteral(node), node, scope);
    case "interval":
      return orReport(intervalLiteral(node), node, scope);
    case "column":
      return bindColumn(node, scope);
    case "call":
      return bindFunctionCall(node, scope);
    case "cast":
      return bindCast(node, scope);
    case "case":
      return bindCase(node, scope);
    case "in-list":
      return bindInList(node, scope);
    case "between":
      return bindBetween(node, scope);
    case "like":
      return bindLike(node, scope);
    case "is":
      return bindIs(node, scope);
    case "subscript":
      return callOrReport("[]", [node.input, node.index], node, scope);
    case "field":
      return bindField(node, scope);
    case "row":
      return callOrReport("ROW", node.items, node, scope);
    case "array":
      return callOrReport("ARRAY", node.items, node, scope);
    case "map":
      return callOrReport(
        "MAP",
        node.entries.flatMap((entry) => [entry.key, entry.value]),
        node,
        scope,
      );
    case "in-subquery":
      return scope.subqueries?.in(node, scope) ?? notAvailable("subquery", node.span, scope.context);
    case "exists":
      return scope.subqueries?.exists(node, scope) ?? notAvailable("subquery", node.span, scope.context);
    case "scalar-subquery":
      return scope.subqueries?.scalar(node, scope) ?? notAvailable("subquery", node.span, scope.context);
    case "star":
      scope.context.report("BIND_STAR", "* stands only for the columns of a SELECT list, and in COUNT(*)", node.span);
      return POISON;
    case "descriptor":
    case "named-argument":
    case "table-argument":
      scope.context.report(
        "BIND_ARGUMENT",
        "this belongs to a window function such as TUMBLE or HOP in FROM",
        node.span,
      );
      return POISON;
  }
}

function bindColumn(node: ColumnRef, scope: ExprScope): Expr {
  const resolved = resolveColumn(node, scope);
  if (resolved !== null) return resolved.expr;
  const [first] = node.parts;
  const aliases = scope.aliases.filter((alias) => alias.name.toLowerCase() === first.text.toLowerCase());
  if (aliases.length > 1) {
    scope.context.report(
      "BIND_AMBIGUOUS_COLUMN",
      `"${first.text}" names more than one column of the SELECT list`,
      first.span,
    );
    return POISON;
  }
  const inner = bindExpr(aliases[0].expr, { ...scope, aliases: [] });
  return node.parts.slice(1).reduce((expr, field) => (isPoison(expr) ? expr : fieldAccess(expr, field, scope)), inner);
}

function bindField(node: FieldAccess, scope: ExprScope): Expr {
  const input = scope.bind(node.input, scope);
  return isPoison(input) ? POISON : fieldAccess(input, node.field, scope);
}

function bindCast(node: CastNode, scope: ExprScope): Expr {
  const input = scope.bind(node.input, scope);
  const type = bindType(node.type, scope.context);
  if (isPoison(input) || type === null) return POISON;
  const cast = makeCast(input, withNullable(type, input.type.nullable || node.isTry), node.isTry);
  if (typeof cast !== "string") return cast;
  scope.context.report("BIND_CAST", cast, node.span);
  return POISON;
}

function orReport(result: LiteralResult, node: ExprNode, scope: ExprScope): Expr {
  if (typeof result !== "string") return result;
  scope.context.report("BIND_LITERAL", result, node.span);
  return POISON;
}
