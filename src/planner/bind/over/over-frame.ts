// Frames of OVER windows: ROWS and RANGE BETWEEN ... AND .... Offsets are constants; RANGE counts in the sort key's own
// unit: a day interval for timestamps, a number for numbers.

import { isInteger, isNumeric, isTimestamp } from "../../../common/types.ts";
import type { Expr, SortKey } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import type { FrameBound, WindowFrame } from "../../../parser/ast.ts";
import type { OverFrame } from "../../over-calls.ts";
import { isPoison } from "../relation.ts";
import type { ExprScope } from "../scope.ts";

const WHOLE: OverFrame = { unit: "range", start: null, end: null };
const UP_TO_HERE: OverFrame = { unit: "range", start: null, end: 0 };

/** Null after a reported error. */
export function bindFrame(frame: WindowFrame | null, order: readonly SortKey[], scope: ExprScope): OverFrame | null {
  if (frame === null) return order.length === 0 ? WHOLE : UP_TO_HERE;
  const end: FrameBound = frame.end ?? { kind: "current-row" };
  const isBackwards = frame.start.kind === "unbounded-following" || end.kind === "unbounded-preceding";
  const start = boundOf(frame.start, frame, order, scope);
  const to = boundOf(end, frame, order, scope);
  if (start === undefined || to === undefined) return null;
  if (isBackwards || (start !== null && to !== null && start > to)) {
    scope.context.report("BIND_OVER_FRAME", "the frame ends before it begins", frame.span, {
      hint: "Write BETWEEN the earlier AND the later end: ROWS BETWEEN 2 PRECEDING AND CURRENT ROW.",
    });
    return null;
  }
  return { unit: frame.unit === "ROWS" ? "rows" : "range", start, end: to };
}

/** Relative to the row; undefined after a reported error. */
function boundOf(
  bound: FrameBound,
  frame: WindowFrame,
  order: readonly SortKey[],
  scope: ExprScope,
): number | null | undefined {
  switch (bound.kind) {
    case "unbounded-preceding":
    case "unbounded-following":
      return null;
    case "current-row":
      return 0;
    case "preceding":
    case "following": {
      const expr = scope.bind(bound.offset, { ...scope, over: null, aggregates: null });
      if (isPoison(expr)) return undefined;
      const size = frame.unit === "ROWS" ? rowsOf(expr) : rangeOf(expr, order, scope);
      if (typeof size === "number") return size === 0 ? 0 : bound.kind === "preceding" ? -size : size;
      scope.context.report("BIND_OVER_FRAME", size, bound.offset.span);
      return undefined;
    }
  }
}

function rowsOf(expr: Expr): number | string {
  const folded = foldConstants(expr);
  const isCount = folded.kind === "literal" && isInteger(folded.type) && typeof folded.value === "number";
  if (isCount && (folded.value as number) >= 0) return folded.value as number;
  return "ROWS counts rows: the offset is a whole number";
}

const PROCESSING_TIME =
  "RANGE with an offset over processing time is not available: use ROWS, or a timestamp column of the rows";

function rangeOf(expr: Expr, order: readonly SortKey[], scope: ExprScope): number | string {
  if (order.length !== 1) return "RANGE with an offset needs exactly one ORDER BY key";
  const folded = foldConstants(expr);
  const { type } = order[0].expr;
  const isConstant = folded.kind === "literal" && typeof folded.value === "number" && folded.value >= 0;
  const key = order[0].expr;
  if (key.kind === "call" && key.fn === "CURRENT_TIMESTAMP") return PROCESSING_TIME;
  if (key.kind === "column" && scope.columns[key.index]?.isProcTime === true) return PROCESSING_TIME;
  if (isTimestamp(type)) {
    if (isConstant && folded.type.kind === "INTERVAL_DAY") return folded.value as number;
    return "RANGE over a timestamp takes an interval of days or less: RANGE BETWEEN INTERVAL '5' SECOND PRECEDING AND CURRENT ROW";
  }
  if (!isNumeric(type)) return "RANGE with an offset needs an ORDER BY key that is a number or a timestamp";
  if (!isConstant || !isNumeric(folded.type)) return "RANGE over a number takes a number that is not negative";
  const value = folded.value as number;
  return folded.type.kind === "DECIMAL" ? value / 10 ** folded.type.scale : value;
}
