// FROM t MATCH_RECOGNIZE (...): the input, its order by event time, the pattern, conditions and measures.

import type { Expr } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import type { MatchRecognizeNode, SortItem } from "../../../parser/ast.ts";
import type { LogicalMatch } from "../../logical.ts";
import type { MatchPattern, MatchResume } from "../../match.ts";
import type { ColumnOrder } from "../../over-calls.ts";
import type { StatementContext } from "../context.ts";
import { sortKey } from "../expressions/aggregates.ts";
import { bindExpr, scopeOver } from "../expressions/expressions.ts";
import type { FromClause } from "../from-clause.ts";
import { isPoison, nodeColumns, openRelation, plainColumn, type Relation, type RelationColumn } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import { checkTimeAttribute } from "../windows/time-attribute.ts";
import { MatchExpressions } from "./match-expressions.ts";
import { bindPattern, firstVariables, PatternVariables } from "./match-pattern.ts";

export function bindMatch(node: MatchRecognizeNode, input: FromClause, context: StatementContext): Relation {
  if (input.join !== null) {
    context.report("BIND_MATCH_INPUT", "MATCH_RECOGNIZE stands behind one table", node.input.span, {
      hint: "Join in a derived table: FROM (SELECT ... FROM a JOIN b ON ...) MATCH_RECOGNIZE (...).",
    });
    return openRelation();
  }
  const scope = scopeOver(context, input.tables, input.relation.isOpen, "MATCH_RECOGNIZE", input.merged);
  const partition = node.partitionBy.map((item) => plainColumnOf(item, scope));
  const order = bindOrder(node, scope);
  const variables = new PatternVariables();
  const pattern = bindPattern(node.pattern, variables, context);
  const withinMs = bindWithin(node, scope);
  if (pattern === null || order === null) return openRelation();
  variables.addSubsets(node.subsets, context);
  const expressions = new MatchExpressions(input, variables, order[0].column, context);
  const defines = bindDefines(node, variables, expressions, context);
  const measures = node.measures.map(({ expr }) => expressions.bind(expr, "MEASURES", null));
  const resume = bindResume(node, pattern, variables, context);
  const isBroken =
    partition.some((column) => column === null) ||
    measures.some(isPoison) ||
    defines.some((expr) => expr !== null && isPoison(expr));
  if (isBroken || resume === null || withinMs === undefined || input.relation.isOpen) return openRelation();
  const keys = partition.flatMap((column) => (column === null ? [] : [column]));
  const emitsAllRows = node.rows === "ALL";
  const columns = outputColumns(node, input, keys, measures, emitsAllRows, expressions, order[0].column);
  const spec = {
    variables: variables.names,
    pattern,
    defines,
    slots: expressions.slots,
    measures,
    emitsAllRows,
    resume,
    withinMs,
    ...(scope.columns[order[0].column].isProcTime === true ? { isProcessing: true as const } : {}),
  };
  const match: LogicalMatch = {
    kind: "match",
    input: input.relation.node,
    partition: [...new Set(keys)],
    order,
    isTimeOrder: true,
    window: null,
    spec,
    columns: nodeColumns(columns),
  };
  return { node: match, columns, isOpen: false };
}

function plainColumnOf(node: MatchRecognizeNode["partitionBy"][number], scope: ExprScope): number | null {
  const expr = bindExpr(node, scope);
  if (isPoison(expr)) return null;
  if (expr.kind === "column") return expr.index;
  scope.context.report("BIND_MATCH_KEY", "PARTITION BY and ORDER BY of MATCH_RECOGNIZE take columns", node.span, {
    hint: "Compute the expression in a derived table: FROM (SELECT *, f(x) AS k FROM t) MATCH_RECOGNIZE (...).",
  });
  return null;
}

/** The first key is a time attribute, ascending. */
function bindOrder(node: MatchRecognizeNode, scope: ExprScope): readonly [ColumnOrder, ...ColumnOrder[]] | null {
  const { context } = scope;
  const keys = node.orderBy.map((item) => orderOf(item, scope));
  const [first, ...others] = keys;
  if (first === undefined) {
    context.report("BIND_MATCH_ORDER", "MATCH_RECOGNIZE needs ORDER BY a time attribute", node.span, {
      hint: "A time attribute is a column with WATERMARK FOR, passed on unchanged.",
    });
    return null;
  }
  if (first === null || others.some((key) => key === null)) return null;
  const [item] = node.orderBy;
  const isProcessing = scope.columns[first.column].isProcTime === true;
  if (!isProcessing && !checkTimeAttribute(scope.columns, first.column, item.span, context)) return null;
  if (isProcessing && others.length > 0) {
    context.report(
      "BIND_MATCH_ORDER",
      "by processing time rows are in the order in which they come, and no other",
      node.orderBy[1].expr.span,
      {
        hint: "Leave the further sort keys out, or order by an event time: a TIMESTAMP(3) column with WATERMARK FOR.",
      },
    );
    return null;
  }
  if (first.isDescending) {
    context.report(
      "BIND_MATCH_ORDER",
      "MATCH_RECOGNIZE goes forward in time: its first sort key is ascending",
      item.span,
    );
    return null;
  }
  return [first, ...others.flatMap((key) => key ?? [])];
}

function orderOf(item: SortItem, scope: ExprScope): ColumnOrder | null {
  const column = plainColumnOf(item.expr, scope);
  if (column === null) return null;
  const { isDescending, isNullsFirst } = sortKey(item, {
    kind: "column",
    index: column,
    name: "",
    type: scope.columns[column].type,
  });
  return { column, isDescending, isNullsFirst };
}

/** Undefined after a reported error. */
function bindWithin({ within }: MatchRecognizeNode, scope: ExprScope): number | null | undefined {
  if (within === null) return null;
  const expr = foldConstants(bindExpr(within, scope));
  if (isPoison(expr)) return undefined;
  if (
    expr.type.kind === "INTERVAL_DAY" &&
    expr.kind === "literal" &&
    typeof expr.value === "number" &&
    expr.value > 0
  ) {
    return expr.value;
  }
  scope.context.report(
    "BIND_MATCH_WITHIN",
    "WITHIN takes a constant interval of days or smaller units, greater than zero",
    within.span,
    {
      hint: "For example WITHIN INTERVAL '1' HOUR.",
    },
  );
  return undefined;
}

function bindDefines(
  node: MatchRecognizeNode,
  variables: PatternVariables,
  expressions: MatchExpressions,
  context: StatementContext,
): (Expr | null)[] {
  const defines: (Expr | null)[] = variables.names.map(() => null);
  for (const { variable: name, condition } of node.defines) {
    const variable = variables.known(name, context);
    if (variable === null) continue;
    if (defines[variable] !== null) {
      context.report("BIND_MATCH_VARIABLE", `"${name.text}" is defined twice`, name.span);
      continue;
    }
    const expr = expressions.bind(condition, "DEFINE", variable);
    defines[variable] = expr;
    if (isPoison(expr) || expr.type.kind === "BOOLEAN" || expr.type.kind === "NULL") continue;
    context.report("BIND_NOT_BOOLEAN", "DEFINE takes a condition", condition.span);
  }
  return defines;
}

function bindResume(
  node: MatchRecognizeNode,
  pattern: MatchPattern,
  variables: PatternVariables,
  context: StatementContext,
): MatchResume | null {
  const { skip } = node;
  if (skip === null) {
    context.warn(
      "PLAN_MATCH_SKIP_DEFAULT",
      "without AFTER MATCH the next match is looked for from the next row on, as in Flink; the SQL standard says SKIP PAST LAST ROW",
      node.span,
      {
        hint: "Write AFTER MATCH SKIP PAST LAST ROW, or SKIP TO NEXT ROW.",
      },
    );
    return { kind: "to-next-row" };
  }
  if (!("variable" in skip)) return { kind: skip.kind };
  const members = variables.setOf(skip.variable);
  if (members === null) {
    variables.reportUnknown(skip.variable, context);
    return null;
  }
  if (skip.kind === "to-first" && [...firstVariables(pattern)].every((variable) => members.includes(variable))) {
    context.report(
      "BIND_MATCH_SKIP",
      `SKIP TO FIRST ${skip.variable.text} would look for the next match where this one began, again and again`,
      skip.span,
      {
        hint: "Skip to a variable that does not begin the pattern, TO NEXT ROW, or PAST LAST ROW.",
      },
    );
    return null;
  }
  return { kind: skip.kind, name: skip.variable.text, variables: members };
}

function outputColumns(
  node: MatchRecognizeNode,
  input: FromClause,
  keys: readonly number[],
  measures: readonly Expr[],
  emitsAllRows: boolean,
  expressions: MatchExpressions,
  timeColumn: number,
): RelationColumn[] {
  const { columns } = input.relation;
  const own = emitsAllRows ? columns : [...new Set(keys)].map((key) => columns[key]);
  const measured = measures.map((expr, i): RelationColumn => {
    const column = plainColumn(node.measures[i].name.text, expr.type);
    return {
      ...column,
      ...(isMatchCall(node.measures[i].expr, "MATCH_PROCTIME") ? { isProcTime: true } : {}),
      isTime:
        isMatchCall(node.measures[i].expr, "MATCH_ROWTIME") &&
        expressions.slots.length > 0 &&
        columns[timeColumn].isTime,
    };
  });
  return [...own.map(({ name, type }) => plainColumn(name, type)), ...measured];
}

/** MATCH_ROWTIME() and MATCH_PROCTIME() alone are time attributes. */
function isMatchCall(expr: MatchRecognizeNode["measures"][number]["expr"], name: string): boolean {
  return expr.kind === "call" && !expr.isOperator && expr.name.toUpperCase() === name;
}
