// FOR SYSTEM_TIME AS OF the time of processing: a column that PROCTIME() made, or PROCTIME() itself.
import type { ExprNode } from "../../../parser/ast.ts";
import type { StatementContext } from "../context.ts";
import { scopeOver } from "../expressions/expressions.ts";
import type { FromClause } from "../from-clause.ts";
import { isPoison, isProcessingTime } from "../relation.ts";

/** True when FOR SYSTEM_TIME AS OF names the time of processing. */
export function isAsOfProcessing(
  table: { readonly systemTime: ExprNode | null },
  left: FromClause,
  context: StatementContext,
): boolean {
  if (table.systemTime === null) return false;
  const scope = scopeOver(context, left.tables, left.relation.isOpen, "FOR SYSTEM_TIME AS OF", left.merged);
  const expr = scope.bind(table.systemTime, scope);
  if (isPoison(expr)) return true;
  return isProcessingTime(expr) || (expr.kind === "column" && left.relation.columns[expr.index]?.isProcTime === true);
}
