// Rewriting the expressions of one node.
import type { AggregateCall, Expr, SortKey } from "../../expr/expr.ts";
import type { LogicalNode } from "../logical.ts";
import { mapOverCall } from "../over-calls.ts";

/** The node with `rewrite` done to each of its own expressions; null when none of them changed. */
export function mapNodeExprs(node: LogicalNode, rewrite: (expr: Expr) => Expr): LogicalNode | null {
  let isChanged = false;
  const map = (expr: Expr): Expr => {
    const after = rewrite(expr);
    isChanged ||= after !== expr;
    return after;
  };
  const mapKeys = (keys: readonly SortKey[]): readonly SortKey[] =>
    keys.map((key) => ({ ...key, expr: map(key.expr) }));
  const mapCall = (call: AggregateCall): AggregateCall => ({
    ...call,
    args: call.args.map(map),
    filter: call.filter === null ? null : map(call.filter),
    orderBy: mapKeys(call.orderBy),
  });
  const after = mapped(node);
  return isChanged ? after : null;

  function mapped(before: LogicalNode): LogicalNode {
    switch (before.kind) {
      case "scan":
      case "window":
      case "union-all":
      case "replicate":
      case "expand":
      case "periodic":
      case "rank":
      case "match":
        return before;
      case "over":
        return { ...before, calls: before.calls.map((call) => mapOverCall(call, map)) };
      case "unnest":
        return { ...before, expr: map(before.expr) };
      case "lookup":
        return {
          ...before,
          keys: before.keys.map((key) => ({ ...key, left: map(key.left) })),
          residual: before.residual === null ? null : map(before.residual),
        };
      case "values":
        return { ...before, rows: before.rows.map((row) => row.map(map)) };
      case "filter":
        return { ...before, predicate: map(before.predicate) };
      case "project":
        return { ...before, exprs: before.exprs.map(map) };
      case "aggregate":
        return { ...before, keys: before.keys.map(map), aggregates: before.aggregates.map(mapCall) };
      case "sort":
        return { ...before, keys: mapKeys(before.keys) };
      case "join":
        return {
          ...before,
          keys: before.keys.map((key) => ({ ...key, left: map(key.left), right: map(key.right) })),
          residual: before.residual === null ? null : map(before.residual),
          time:
            before.time?.kind === "asof"
              ? { ...before.time, left: map(before.time.left), right: map(before.time.right) }
              : before.time,
        };
    }
  }
}
