// a JOIN r FOR SYSTEM_TIME AS OF a.ts ON ...: each row of a meets the version of r that held at its time. The versions have a
// key (versioned.ts), every column of which must be compared; whatever else ON says is asked of the version found.

import type { Expr } from "../../../expr/expr.ts";
import type { JoinNode, TableNode } from "../../../parser/ast.ts";
import type { StatementContext } from "../context.ts";
import { scopeOver } from "../expressions/expressions.ts";
import type { FromClause, TemporalParts } from "../from-clause.ts";
import { isPoison, type RelationColumn } from "../relation.ts";
import { isAsOfProcessing } from "../windows/processing-time.ts";
import { joinCondition } from "./join-condition.ts";
import { keyColumns, versionedColumns } from "./versioned.ts";

export type TemporalTable = Extract<TableNode, { kind: "table" }>;

/** Null after a reported error. */
export function temporalParts(
  node: JoinNode,
  table: TemporalTable,
  left: FromClause,
  right: FromClause,
  context: StatementContext,
): TemporalParts | null {
  if (left.relation.isOpen || right.relation.isOpen) return null;
  if (node.type !== "INNER" && node.type !== "LEFT") {
    context.report("PLAN_TEMPORAL_TYPE", `a temporal join is an inner or a left join, not ${node.type}`, node.span, {
      hint: "Rows of the left side look for a version; versions do not wait for rows.",
    });
    return null;
  }
  if (isAsOfProcessing(table, left, context)) return latestParts(table, right, context);
  const leftTime = timeOf(table, left, context);
  const versioned = versionedColumns(right.relation.node);
  if (versioned === null || !right.relation.columns[versioned.time].isTime) {
    context.report("PLAN_TEMPORAL_VERSIONS", "FOR SYSTEM_TIME AS OF needs a table with versions", table.span, {
      hint: "Versions have a key and an event time: a table with PRIMARY KEY (...) NOT ENFORCED and WATERMARK FOR ts, or a view that keeps the last row of each key: SELECT ... FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) AS rn FROM t) WHERE rn = 1, with k and ts selected.",
    });
    return null;
  }
  if (leftTime === null) return null;
  const { keys, rows, isLastOnly } = versioned;
  return { time: { kind: "temporal", leftTime, rightTime: versioned.time, isLastOnly }, keys, rows };
}

/** As of processing time a left row meets the row of its key that is there when it comes. */
function latestParts(table: TemporalTable, right: FromClause, context: StatementContext): TemporalParts | null {
  const { node } = right.relation;
  const keys = keyColumns(node);
  if (keys !== null && keys.length > 0) return { time: { kind: "latest" }, keys, rows: node };
  context.report(
    "PLAN_TEMPORAL_VERSIONS",
    "FOR SYSTEM_TIME AS OF processing time needs a table with a key",
    table.span,
    {
      hint: "Rows have a key in a table with PRIMARY KEY (...) NOT ENFORCED, in an aggregate (the columns of GROUP BY), and in a view that keeps the last row of each key: SELECT ... FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) AS rn FROM t) WHERE rn = 1, with k selected.",
    },
  );
  return null;
}

function timeOf(table: TemporalTable, left: FromClause, context: StatementContext): number | null {
  const node = table.systemTime;
  if (node === null) return null;
  const scope = scopeOver(context, left.tables, left.relation.isOpen, "FOR SYSTEM_TIME AS OF", left.merged);
  const expr = scope.bind(node, scope);
  if (isPoison(expr)) return null;
  if (expr.kind === "column" && left.relation.columns[expr.index]?.isTime) return expr.index;
  context.report("BIND_NO_TIME_ATTRIBUTE", "FOR SYSTEM_TIME AS OF takes a time attribute of the left side", node.span, {
    hint: timesHint(left.relation.columns),
  });
  return null;
}

function timesHint(columns: readonly RelationColumn[]): string {
  const times = columns.filter((column) => column.isTime).map((column) => column.name);
  return times.length === 0
    ? "Declare a watermark on the event time of the left table; a join without a bound of time leaves no time attribute."
    : `Time attributes there: ${times.join(", ")}.`;
}

/** Every column of the key is compared with the left side. @returns false after a reported error */
export function checkVersionKey(
  conditions: readonly Expr[],
  parts: TemporalParts,
  left: FromClause,
  right: FromClause,
  node: JoinNode,
  context: StatementContext,
): boolean {
  const { keys } = joinCondition(conditions, { left: left.relation.columns, right: right.relation.columns });
  const compared = keys.flatMap((key) => (key.right.kind === "column" && !key.isNullSafe ? [key.right.index] : []));
  const missing = parts.keys.filter((key) => !compared.includes(key));
  if (missing.length === 0) return true;
  const names = missing.map((key) => right.relation.columns[key].name).join(", ");
  context.report(
    "PLAN_TEMPORAL_KEY",
    `a temporal join compares the whole key of the versions: ${names} is missing`,
    node.span,
    {
      hint: "ON takes an equality for each column of the PRIMARY KEY (or of PARTITION BY in the view).",
    },
  );
  return false;
}
