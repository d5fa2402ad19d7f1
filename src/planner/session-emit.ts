// What EMIT and allowed lateness ask of a SESSION window stands at the window function below the aggregate, as that holds the rows.
import type { LogicalNode, SessionEmit } from "./logical.ts";

const ONCE: SessionEmit = { showsOpen: false, delayMs: 0, latenessMs: 0 };

/** Below projections and filters of an aggregate; null: there is no SESSION. */
export function withSessionEmit(node: LogicalNode, change: Partial<SessionEmit>): LogicalNode | null {
  if (node.kind === "window") {
    return node.window.kind === "session" ? { ...node, emit: { ...ONCE, ...node.emit, ...change } } : null;
  }
  if (node.kind !== "project" && node.kind !== "filter") return null;
  const input = withSessionEmit(node.input, change);
  return input === null ? null : { ...node, input };
}
