// a JOIN LATERAL (query) ON ...: the query may name columns of the tables before it. Its conditions on them become conditions of
// the join (decorrelate.ts). An aggregate without GROUP BY has a row for each left row, also for those that find nothing to
// count: a join by equal keys does not give that one.
import type { Expr } from "../../../expr/expr.ts";
import type { JoinNode, TableNode } from "../../../parser/ast.ts";
import { mapColumns } from "../../expr-shape.ts";
import type { JoinType, LogicalNode } from "../../logical.ts";
import type { StatementContext } from "../context.ts";
import { scopeOver } from "../expressions/expressions.ts";
import type { FromClause } from "../from-clause.ts";
import type { QueryScope } from "../query-scope.ts";
import { openRelation, type Relation } from "../relation.ts";
import { decorrelate } from "../subqueries/decorrelate.ts";
import { isOuter, OUTER_STEP } from "../subqueries/outer-columns.ts";
import { tracedColumns } from "../windows/traced-columns.ts";

export type LateralTable = Extract<TableNode, { kind: "derived" }>;

export interface Lateral {
  /** The query's own columns, then what conditions read. */
  readonly relation: Relation;
  readonly width: number;
  /** Over left columns, then the relation's. */
  readonly conditions: readonly Expr[];
}

/** Null after a reported error. */
export function bindLateral(
  node: JoinNode,
  table: LateralTable,
  left: FromClause,
  type: JoinType | null,
  scope: QueryScope,
): Lateral | null {
  const { context } = scope;
  const outer = scopeOver(context, left.tables, left.relation.isOpen, "LATERAL", left.merged);
  const inner = scope.bindQuery(table.query, { ...scope, outer });
  if (inner.isOpen || left.relation.isOpen) return null;
  const plan = decorrelate(inner.node);
  const problem = typeof plan === "string" ? plan : problemOf(inner.node, plan.conditions, type);
  if (typeof plan === "string" || problem !== null) {
    reportLateral(problem ?? "", node, context);
    return null;
  }
  const width = left.relation.columns.length;
  const conditions = plan.conditions.map((condition) =>
    mapColumns(condition, (column) => ({
      ...column,
      index: isOuter(column.index) ? column.index - OUTER_STEP : column.index + width,
    })),
  );
  const traced = tracedColumns(plan.node);
  const columns = traced.map((column, i) => inner.columns[i] ?? column);
  return {
    relation: { ...openRelation(), node: plan.node, columns, isOpen: false },
    width: inner.columns.length,
    conditions,
  };
}

function problemOf(node: LogicalNode, conditions: readonly Expr[], type: JoinType | null): string | null {
  if (type !== "inner" && type !== "left") return "it is joined by INNER, LEFT or CROSS JOIN";
  if (hasRowOfNothing(node)) return "its aggregate has no GROUP BY, so it has a row even of nothing";
  const isFar = conditions.some((condition) => {
    let found = false;
    mapColumns(condition, (column) => {
      found ||= column.index >= 2 * OUTER_STEP;
      return column;
    });
    return found;
  });
  return isFar ? "it reads columns of a query two levels out" : null;
}

/** An aggregate of all rows, under which the outer query is asked; over its one row it may be. */
function hasRowOfNothing(node: LogicalNode): boolean {
  if (node.kind === "project" || node.kind === "filter") return hasRowOfNothing(node.input);
  if (node.kind !== "aggregate" || node.keys.length > 0 || node.window !== null) return false;
  const below = decorrelate(node.input);
  return typeof below === "string" || below.conditions.length > 0;
}

function reportLateral(problem: string, node: JoinNode, context: StatementContext): void {
  context.report("PLAN_CORRELATED_SUBQUERY", `this LATERAL query cannot be joined: ${problem}`, node.right.span, {
    hint: "Write it as a join with a derived table that is grouped by the columns to compare; a single value can be a subquery in the SELECT list.",
  });
}
