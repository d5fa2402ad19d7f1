// The trailing EMIT clause. It speaks of the window aggregates nearest to the result, those above no other:
//   ON WINDOW CLOSE, FINAL, AFTER WATERMARK   each window once, as it closes; what happens anyway
//   AFTER WATERMARK DELAY d                   each window once, d later, with the rows that came until then
//   CHANGES                                   open windows too, whenever they change: an updating result
//   PERIODIC i                                as CHANGES, but held back: what is left of them, once per interval
// A query without windows changes with each row: EMIT CHANGES, what happens anyway; PERIODIC holds its changes back.
import { foldConstants } from "../../../expr/fold.ts";
import type { EmitClause } from "../../../parser/ast.ts";
import type { LogicalAggregate, LogicalNode, WindowAssignment, WindowEmit } from "../../logical.ts";
import { inputsOf, withInputs } from "../../logical-tree.ts";
import { durationText } from "../../physical/durations.ts";
import { withSessionEmit } from "../../session-emit.ts";
import { allowedLatenessMs } from "../../settings.ts";
import type { StatementContext } from "../context.ts";
import { scopeOver } from "../expressions/expressions.ts";
import { isPoison } from "../relation.ts";

export function applyEmit(emit: EmitClause, node: LogicalNode, context: StatementContext): LogicalNode {
  if (!hasWindowAggregate(node)) {
    if (emit.mode === "CHANGES") return node;
    if (emit.mode === "PERIODIC") return periodic(emit, node, context);
    const own = "This query has no window aggregate: its result changes with each row (EMIT CHANGES).";
    return refuse(
      emit,
      node,
      `${own} Leave the clause out; for bounded input --final prints only the final result.`,
      context,
    );
  }
  switch (emit.mode) {
    case "ON WINDOW CLOSE":
      return node;
    case "FINAL":
      return onlyFinal(emit, node, context);
    case "AFTER WATERMARK": {
      if (emit.interval === null) return node;
      const delayMs = delayOf(emit, context);
      return delayMs === null || delayMs === 0 ? node : withEmit(emit, node, { kind: "delay", delayMs }, context);
    }
    case "CHANGES":
      return withEmit(emit, node, { kind: "changes" }, context);
    case "PERIODIC":
      return periodic(emit, withEmit(emit, node, { kind: "changes" }, context), context);
  }
}

/** Late rows that correct what has come leave nothing final. */
function onlyFinal(emit: EmitClause, node: LogicalNode, context: StatementContext): LogicalNode {
  const latenessMs = allowedLatenessMs(context.session.settings);
  if (latenessMs === 0) return node;
  const hint =
    `Late rows may correct windows for ${durationText(latenessMs)} ('window.allowed-lateness'). ` +
    "EMIT AFTER WATERMARK DELAY with an interval as long, without that setting, gives each window once, with these rows.";
  return refuse(emit, node, hint, context);
}

function periodic(emit: EmitClause, node: LogicalNode, context: StatementContext): LogicalNode {
  const intervalMs = delayOf(emit, context);
  return intervalMs === null ? node : { kind: "periodic", input: node, intervalMs, columns: node.columns };
}

function refuse(emit: EmitClause, node: LogicalNode, hint: string, context: StatementContext): LogicalNode {
  context.report("PLAN_NOT_AVAILABLE", `EMIT ${emit.mode} is not available here`, emit.span, { hint });
  return node;
}

/** Milliseconds; null after a reported error. */
function delayOf(emit: EmitClause, context: StatementContext): number | null {
  if (emit.interval === null) return 0;
  const scope = scopeOver(context, [], false, "EMIT");
  const bound = scope.bind(emit.interval, scope);
  if (isPoison(bound)) return null;
  const delay = foldConstants(bound);
  const isPeriodic = emit.mode === "PERIODIC";
  if (
    delay.kind === "literal" &&
    delay.type.kind === "INTERVAL_DAY" &&
    typeof delay.value === "number" &&
    delay.value >= (isPeriodic ? 1 : 0)
  ) {
    return delay.value;
  }
  const message = `${isPeriodic ? "PERIODIC" : "DELAY"} takes a constant interval of days or smaller units`;
  context.report("BIND_EMIT", isPeriodic ? `${message}, longer than nothing` : message, emit.interval.span, {
    hint: `For example EMIT ${isPeriodic ? "PERIODIC" : "AFTER WATERMARK DELAY"} INTERVAL '1' MINUTE.`,
  });
  return null;
}

function hasWindowAggregate(node: LogicalNode): boolean {
  return (node.kind === "aggregate" && node.window !== null) || inputsOf(node).some(hasWindowAggregate);
}

function withEmit(clause: EmitClause, node: LogicalNode, emit: WindowEmit, context: StatementContext): LogicalNode {
  if (node.kind !== "aggregate" || node.window === null) {
    return withInputs(
      node,
      inputsOf(node).map((input) => withEmit(clause, input, emit, context)),
    );
  }
  if (node.window.spec.kind === "session") return withEmitOfSession(clause, node, node.window, emit, context);
  return { ...node, window: { ...node.window, emit } };
}

/** The window function holds the rows of sessions: it shows them early, or later. */
function withEmitOfSession(
  clause: EmitClause,
  node: LogicalAggregate,
  window: WindowAssignment,
  emit: WindowEmit,
  context: StatementContext,
): LogicalNode {
  const change = emit.kind === "changes" ? { showsOpen: true } : { delayMs: emit.delayMs };
  const input = withSessionEmit(node.input, change);
  if (input === null) {
    const hint = "Between SESSION and the aggregate only columns and conditions may stand for this clause.";
    return refuse(clause, node, hint, context);
  }
  return { ...node, input, window: emit.kind === "changes" ? { ...window, emit } : window };
}
