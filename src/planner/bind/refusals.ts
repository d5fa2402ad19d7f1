// What Flink SQL has and this release does not: named, with what can be written instead.
import type { Span } from "../../common/span.ts";
import type { Expr } from "../../expr/expr.ts";
import type { StatementContext } from "./context.ts";
import { POISON } from "./relation.ts";

const REFUSALS = {
  subquery: [
    "a subquery cannot stand here",
    "Subqueries stand in WHERE, HAVING, the SELECT list and ORDER BY. Join a derived table in FROM instead.",
  ],
  "subquery-in-aggregate": [
    "a subquery cannot stand inside an aggregate",
    "Compute it as a column of a derived table, then aggregate that.",
  ],
  lateral: [
    "LATERAL cannot stand here",
    "A LATERAL query is joined to the tables before it with CROSS JOIN, JOIN or LEFT JOIN ... ON.",
  ],
  "set-operation": [
    "INTERSECT and EXCEPT are not available yet",
    "UNION ALL of both sides with a column that names the side, GROUP BY all columns and HAVING gives the same rows.",
  ],
  temporal: [
    "FOR SYSTEM_TIME AS OF belongs to the right side of a join",
    "FROM a JOIN r FOR SYSTEM_TIME AS OF a.ts ON a.k = r.k. Read the table without it to get its rows as they change.",
  ],
} as const satisfies Record<string, readonly [string, string]>;

export type Refusal = keyof typeof REFUSALS;

export function notAvailable(what: Refusal, span: Span, context: StatementContext): Expr {
  const [message, hint] = REFUSALS[what];
  context.report("PLAN_NOT_AVAILABLE", message, span, { hint });
  return POISON;
}
