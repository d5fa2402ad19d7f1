// OVER: calls are bound over the input of the SELECT list and given to the collector (over-relation.ts), which answers with
// a placeholder. The window is written in place, or named by the WINDOW clause, or a named one with more said.

import { BIGINT, DOUBLE, isInteger, NULL_TYPE, notNull, withNullable } from "../../../common/types.ts";
import { bindAggregateRecord } from "../../../expr/bind-aggregate.ts";
import { makeCast } from "../../../expr/cast.ts";
import { leastRestrictive } from "../../../expr/coerce.ts";
import type { Expr, SortKey } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import type { ExprNode, FunctionCall, SortItem, WindowFrame, WindowRef } from "../../../parser/ast.ts";
import type { OverCall, OverFrame } from "../../over-calls.ts";
import { findAggregateOf } from "../ddl/user-functions.ts";
import { sortKey } from "../expressions/aggregates.ts";
import { isPoison, POISON } from "../relation.ts";
import type { ExprScope, OverPlaces } from "../scope.ts";
import { reportArguments } from "../subqueries/apply.ts";
import { bindFrame } from "./over-frame.ts";

const RANKS: ReadonlySet<string> = new Set(["ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST"]);

/** Functions of OVER windows only. */
export const OVER_FUNCTIONS: ReadonlySet<string> = new Set([...RANKS, "NTILE", "LAG", "LEAD", "NTH_VALUE"]);

interface WindowNode {
  readonly partitionBy: readonly ExprNode[];
  readonly orderBy: readonly SortItem[];
  readonly frame: WindowFrame | null;
}

export function bindOverCall(node: FunctionCall, scope: ExprScope): Expr {
  const name = node.name.toUpperCase();
  const places = scope.over;
  if (node.over === null) {
    scope.context.report(
      "BIND_NO_OVER",
      `${name} needs a window: ${name}(...) OVER (PARTITION BY ... ORDER BY ...)`,
      node.span,
    );
    return POISON;
  }
  if (places === null) return reportMisplaced(node, scope);
  const window = windowOf(node.over, places, scope);
  if (window === null) return POISON;
  const inner: ExprScope = { ...scope, over: null, clause: "an OVER window" };
  const partition = window.partitionBy.map((item) => inner.bind(item, inner));
  const order = window.orderBy.map((item) => sortKey(item, inner.bind(item.expr, inner)));
  if (partition.some(isPoison) || order.some((key) => isPoison(key.expr))) return POISON;
  const call = callOf(name, node, window.frame, order, inner);
  return call === null ? POISON : places.add({ partition, order, call });
}

function reportMisplaced(node: FunctionCall, scope: ExprScope): Expr {
  const isNested = scope.clause === "an OVER window";
  scope.context.report(
    "BIND_OVER_PLACE",
    isNested ? "an OVER window stands inside another one" : `OVER cannot stand in ${scope.clause}`,
    node.span,
    {
      hint: isNested
        ? "Compute the inner one in a derived table first."
        : "OVER stands in the SELECT list, QUALIFY and ORDER BY. To filter by it: QUALIFY, or a WHERE around a derived table.",
    },
  );
  return POISON;
}

/** The window with what a named one that it builds on says; null after a reported error. */
function windowOf(ref: WindowRef, places: OverPlaces, scope: ExprScope, depth = 0): WindowNode | null {
  const baseName = ref.kind === "window-name" ? ref.name : ref.base;
  if (baseName === null) return ref.kind === "window-spec" ? ref : null;
  const named = depth > 32 ? null : places.named(baseName);
  if (named === null) {
    scope.context.report("BIND_UNKNOWN_WINDOW", `there is no window "${baseName.text}"`, baseName.span, {
      hint: "Windows are named by a WINDOW clause behind HAVING: WINDOW w AS (PARTITION BY k ORDER BY ts).",
    });
    return null;
  }
  const base = windowOf(named, places, scope, depth + 1);
  if (base === null || ref.kind === "window-name") return base;
  const isTwice =
    ref.partitionBy.length > 0 || (ref.orderBy.length > 0 && base.orderBy.length > 0) || base.frame !== null;
  if (isTwice) {
    scope.context.report("BIND_OVER_BASE", `this says again what the window "${baseName.text}" says`, ref.span, {
      hint: "A window that builds on a named one may add ORDER BY where that has none, and a frame.",
    });
    return null;
  }
  const orderBy = ref.orderBy.length > 0 ? ref.orderBy : base.orderBy;
  return { partitionBy: base.partitionBy, orderBy, frame: ref.frame };
}

function callOf(
  name: string,
  node: FunctionCall,
  frameNode: WindowFrame | null,
  order: readonly SortKey[],
  scope: ExprScope,
): OverCall | null {
  if (RANKS.has(name)) return rankCall(name, node, order, scope);
  const isStar = node.args.length === 1 && node.args[0].kind === "star";
  const args = isStar ? [] : node.args.map((arg) => scope.bind(arg, scope));
  if (args.some(isPoison)) return null;
  if (name === "NTILE") return ntileCall(node, args, scope);
  if (name === "LAG" || name === "LEAD") return offsetCall(name, node, args, order, scope);
  const frame = bindFrame(frameNode, order, scope);
  if (frame === null) return null;
  if (name === "NTH_VALUE") return nthCall(node, args, frame, scope);
  return aggregateCall(node, args, isStar, frame, scope);
}

function rankCall(name: string, node: FunctionCall, order: readonly SortKey[], scope: ExprScope): OverCall | null {
  if (node.args.length > 0) return refused(node, `${name} takes no argument`, scope);
  if (order.length === 0 && name !== "ROW_NUMBER")
    return refused(node, `${name} needs an ORDER BY in its window`, scope);
  const type = notNull(name === "PERCENT_RANK" || name === "CUME_DIST" ? DOUBLE : BIGINT);
  return { kind: "rank", fn: name as "ROW_NUMBER" | "PERCENT_RANK", type };
}

function ntileCall(node: FunctionCall, args: readonly Expr[], scope: ExprScope): OverCall | null {
  const buckets = args.length === 1 ? countOf(args[0]) : null;
  if (buckets === null || buckets < 1) return refused(node, "NTILE takes one whole number from 1 on", scope);
  return { kind: "ntile", buckets, type: notNull(BIGINT) };
}

function nthCall(node: FunctionCall, args: readonly Expr[], frame: OverFrame, scope: ExprScope): OverCall | null {
  const n = args.length === 2 ? countOf(args[1]) : null;
  if (n === null || n < 1) return refused(node, "NTH_VALUE takes a value and a whole number from 1 on", scope);
  return { kind: "nth", value: args[0], n, frame, type: withNullable(args[0].type, true) };
}

function offsetCall(
  name: string,
  node: FunctionCall,
  args: readonly Expr[],
  order: readonly SortKey[],
  scope: ExprScope,
): OverCall | null {
  if (args.length < 1 || args.length > 3)
    return refused(node, `${name} takes a value, how many rows away, and a default`, scope);
  if (order.length === 0) return refused(node, `${name} needs an ORDER BY in its window`, scope);
  const distance = args.length < 2 ? 1 : countOf(args[1]);
  if (distance === null) return refused(node, `${name}: the second argument is a whole number`, scope);
  if (node.nulls === "IGNORE")
    return refused(node, `${name} looks at rows, IGNORE NULLS is not available for it`, scope);
  const offset = name === "LAG" ? -distance : distance;
  if (args.length < 3)
    return { kind: "offset", value: args[0], offset, fallback: null, type: withNullable(args[0].type, true) };
  const type = leastRestrictive([args[0].type, args[2].type]);
  if (type === null || type.kind === "NULL")
    return refused(node, `${name}: the default has another type than the value`, scope);
  const value = castTo(args[0], type);
  const fallback = castTo(args[2], type);
  if (value === null || fallback === null)
    return refused(node, `${name}: the default has another type than the value`, scope);
  return { kind: "offset", value, offset, fallback, type };
}

function castTo(expr: Expr, type: Expr["type"]): Expr | null {
  const target = withNullable(type, expr.type.nullable);
  const cast =
    expr.type.kind === "NULL" || expr.type.kind !== target.kind || JSON.stringify(expr.type) !== JSON.stringify(target)
      ? makeCast(expr, target, false)
      : expr;
  return typeof cast === "string" ? null : cast;
}

function aggregateCall(
  node: FunctionCall,
  args: readonly Expr[],
  isStar: boolean,
  frame: OverFrame,
  scope: ExprScope,
): OverCall | null {
  const record = findAggregateOf(node.name, scope.context.session);
  if (record === null) {
    return refused(node, `${node.name.toUpperCase()} is no aggregate and no function of windows`, scope);
  }
  if (isStar && record.name !== "COUNT") return refused(node, `only COUNT takes *`, scope);
  if (node.orderBy.length > 0) return refused(node, "the order of an OVER window is that of its ORDER BY", scope);
  const filter = node.filter === null ? null : scope.bind(node.filter, scope);
  if (filter !== null && isPoison(filter)) return null;
  if (filter !== null && filter.type.kind !== "BOOLEAN" && filter.type.kind !== NULL_TYPE.kind) {
    return refused(node, "FILTER (WHERE ...) takes a condition", scope);
  }
  const call = bindAggregateRecord(record, args, {
    isDistinct: node.quantifier === "DISTINCT",
    filter,
    orderBy: [],
    options: node.nulls === null ? node.options : { ...node.options, nulls: node.nulls },
  });
  if (typeof call === "string") {
    reportArguments(node, call, record.syntax, scope);
    return null;
  }
  const canBeEmpty = (frame.end !== null && frame.end < 0) || (frame.start !== null && frame.start > 0);
  const type = canBeEmpty && !record.isNeverNull ? withNullable(call.type, true) : call.type;
  return { kind: "aggregate", call: { ...call, type }, frame, type };
}

function countOf(expr: Expr): number | null {
  const folded = foldConstants(expr);
  if (folded.kind !== "literal" || !isInteger(folded.type) || typeof folded.value !== "number") return null;
  return folded.value >= 0 ? folded.value : null;
}

function refused(node: FunctionCall, message: string, scope: ExprScope): null {
  scope.context.report("BIND_OVER_CALL", message, node.span);
  return null;
}
