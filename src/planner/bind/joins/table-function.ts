// LATERAL TABLE(f(x)): a table function of the user beside the tables of FROM. It is called once for each row of the left side,
// and what it answers is unnested: to the rest of the plan it is UNNEST over a function that answers an ARRAY of rows.
import { suggest } from "../../../common/suggest.ts";
import { bindRecord } from "../../../expr/bind-call.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { FunctionCall, TableNode } from "../../../parser/ast.ts";
import type { StatementContext } from "../context.ts";
import { findAggregateOf, findFunctionOf, findTableFunction, userFunctions } from "../ddl/user-functions.ts";
import { scopeOver } from "../expressions/expressions.ts";
import type { FromClause } from "../from-clause.ts";
import { isPoison, openRelation } from "../relation.ts";
import { reportArguments } from "../subqueries/apply.ts";
import { elementColumns, withElements } from "./unnest.ts";

export type FunctionTable = Extract<TableNode, { kind: "table-function" }>;

/** True for a call of a table function that the user made. */
export function isUserTable(node: TableNode, context: StatementContext): node is FunctionTable {
  return node.kind === "table-function" && findTableFunction(node.call.name, context.session) !== null;
}

/** The rows of the left side with those that the function answers; `isOuter`: also where it answers none. */
export function withFunction(
  left: FromClause,
  node: FunctionTable,
  isOuter: boolean,
  context: StatementContext,
): FromClause {
  const failed: FromClause = { ...left, relation: { ...openRelation(), columns: left.relation.columns }, join: null };
  const expr = boundCall(left, node.call, context);
  if (expr === null || left.relation.isOpen) return failed;
  const elements = elementColumns(expr.type);
  if (elements === null) return failed;
  const { alias, span } = node;
  return withElements(left, { expr, elements, hasOrdinality: false, alias, span }, isOuter, context);
}

/** A function of FROM that is none. */
export function reportNoTableFunction({ name, nameSpan, span }: FunctionCall, context: StatementContext): void {
  const upper = name.toUpperCase();
  const { session } = context;
  const own = userFunctions(session).flatMap((fn) => (fn.kind === "table" ? [fn.name] : []));
  const near = suggest(upper, [...own, "TUMBLE", "HOP", "CUMULATE", "SESSION"]);
  const isOther = findFunctionOf(upper, session) !== null || findAggregateOf(upper, session) !== null;
  const make = `Functions of FROM are TUMBLE, HOP, CUMULATE and SESSION, and those that CREATE FUNCTION makes of { kind: "table", ... }.`;
  context.report(
    isOther ? "BIND_NO_TABLE_FUNCTION" : "BIND_UNKNOWN_FUNCTION",
    isOther ? `${upper} answers a value, not a table` : `there is no table function ${upper}`,
    nameSpan ?? span,
    {
      hint: near === null ? make : `Did you mean ${near}? ${make}`,
      edit: near === null || isOther ? null : { span: nameSpan ?? span, text: near },
    },
  );
}

/** Null after a reported error. */
function boundCall(left: FromClause, call: FunctionCall, context: StatementContext): Expr | null {
  const found = findTableFunction(call.name, context.session);
  if (found === null) return null;
  const scope = scopeOver(context, left.tables, left.relation.isOpen, "LATERAL TABLE", left.merged);
  const args = call.args.map((arg) => scope.bind(arg, scope));
  if (args.some(isPoison)) return null;
  const bound = bindRecord(found.record, args);
  if (typeof bound !== "string") return bound;
  reportArguments(call, bound, found.syntax, scope);
  return null;
}
