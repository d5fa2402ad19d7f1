// The FROM clause: tables, derived tables and window functions, each with its alias.
import type { TableArgument, TableNode } from "../../parser/ast.ts";
import { bindTableName } from "./ddl/tables.ts";
import { findTableFunction } from "./ddl/user-functions.ts";
import { type FromClause, noTable } from "./from-clause.ts";
import { bindJoin } from "./joins/join.ts";
import { reportNoTableFunction, withFunction } from "./joins/table-function.ts";
import { unnested } from "./joins/unnest.ts";
import { bindMatch } from "./match/match.ts";
import { namedClause } from "./named-clause.ts";
import { lastPart } from "./names.ts";
import type { QueryScope } from "./query-scope.ts";
import { notAvailable } from "./refusals.ts";
import { openRelation, type Relation } from "./relation.ts";
import { isWindowFunction } from "./windows/window-arguments.ts";
import { bindWindowFunction } from "./windows/window-function.ts";

export function bindFrom(node: TableNode, scope: QueryScope): FromClause {
  const { context } = scope;
  switch (node.kind) {
    case "table": {
      if (node.systemTime !== null) notAvailable("temporal", node.systemTime.span, context);
      const relation = bindTableName(node.name, node.hints, scope);
      return namedClause(relation, node.alias, lastPart(node.name).text, node.span, context);
    }
    case "derived": {
      if (node.isLateral) notAvailable("lateral", node.span, context);
      return namedClause(scope.bindQuery(node.query, scope), node.alias, null, node.span, context);
    }
    case "table-function":
      if (findTableFunction(node.call.name, context.session) !== null) {
        return withFunction(noTable(), node, false, context);
      }
      return namedClause(bindTableFunction(node, scope), node.alias, tableOf(node), node.span, context);
    case "unnest":
      return unnested(noTable(), node, false, context);
    case "match-recognize":
      return namedClause(bindMatch(node, bindFrom(node.input, scope), context), node.alias, null, node.span, context);
    case "join":
      return bindJoin(node, scope, (side) => bindFrom(side, scope));
  }
}

/** The table that a window function reads names its rows, unless they are given another name (as RisingWave). */
function tableOf(node: Extract<TableNode, { kind: "table-function" }>): string | null {
  const arg = node.call.args
    .map((a) => (a.kind === "named-argument" ? a.value : a))
    .find((a) => a.kind === "table-argument");
  return arg === undefined || "kind" in arg.table ? null : lastPart(arg.table).text;
}

function bindTableFunction(node: Extract<TableNode, { kind: "table-function" }>, scope: QueryScope): Relation {
  const { call } = node;
  const name = call.name.toUpperCase();
  if (isWindowFunction(name)) {
    return bindWindowFunction(call, name, scope.context, (argument) => bindTableArgument(argument, scope));
  }
  reportNoTableFunction(call, scope.context);
  return openRelation();
}

function bindTableArgument(argument: TableArgument, scope: QueryScope): Relation {
  const { table } = argument;
  return "kind" in table ? scope.bindQuery(table, scope) : bindTableName(table, [], scope);
}
