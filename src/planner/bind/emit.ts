// The trailing EMIT clause. Only what is the query's own way of emitting is available: on window close for windows, each
// change for the rest.
import type { EmitClause } from "../../parser/ast.ts";
import type { LogicalNode } from "../logical.ts";
import { inputsOf } from "../logical-tree.ts";
import type { StatementContext } from "./context.ts";

export function checkEmit(emit: EmitClause, node: LogicalNode, context: StatementContext): void {
  const isWindowed = hasWindowAggregate(node);
  if (emit.mode === (isWindowed ? "ON WINDOW CLOSE" : "CHANGES")) return;
  const own = isWindowed
    ? "Window results are emitted once, as each window closes (EMIT ON WINDOW CLOSE)."
    : "This query has no window aggregate: its result changes with each row (EMIT CHANGES).";
  context.report("PLAN_NOT_AVAILABLE", `EMIT ${emit.mode} is not available here`, emit.span, {
    hint: `${own} Leave the clause out; for bounded input --final prints only the final result.`,
  });
}

function hasWindowAggregate(node: LogicalNode): boolean {
  return (node.kind === "aggregate" && node.window !== null) || inputsOf(node).some(hasWindowAggregate);
}
