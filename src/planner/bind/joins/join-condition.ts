// What a join condition says, conjunct by conjunct:
//   keys      an expression over the left = (or IS NOT DISTINCT FROM) one over the right, brought to one type
//   window    keys that are the start and the end of windows of the same kind on both sides
//   interval  comparisons of both time attributes, less or plus constants, that bound their distance on both sides
//   residual  everything else
import { sameType, withNullable } from "../../../common/types.ts";
import { makeCast } from "../../../expr/cast.ts";
import { leastRestrictive } from "../../../expr/coerce.ts";
import type { Expr } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import { columnsRead, mapColumns } from "../../expr-shape.ts";
import type { JoinKey, JoinTime } from "../../logical.ts";
import { conjunction } from "../../rules/predicates.ts";
import { plainKey } from "../grouping/group-collector.ts";
import type { RelationColumn } from "../relation.ts";

export interface JoinSides {
  readonly left: readonly RelationColumn[];
  readonly right: readonly RelationColumn[];
}

export interface JoinCondition {
  readonly keys: readonly JoinKey[];
  readonly residual: Expr | null;
  readonly time: JoinTime | null;
}

/** Conjuncts over left columns, then right columns. */
export function joinCondition(conditions: readonly Expr[], sides: JoinSides): JoinCondition {
  const interval = intervalOf(conditions, sides);
  const keys: JoinKey[] = [];
  const rest: Expr[] = [];
  for (const condition of conditions) {
    const key = joinKey(condition, sides.left.length);
    if (key !== null) keys.push(key);
    else if (interval === null || !interval.used.has(condition)) rest.push(condition);
  }
  return {
    keys,
    residual: rest.length === 0 ? null : conjunction(rest),
    time: windowOf(keys, sides) ?? interval?.time ?? null,
  };
}

export type Side = "left" | "right" | "both" | "none";

/** Which side's columns an expression over both reads. */
export function sideOf(expr: Expr, leftWidth: number): Side {
  const reads = [...columnsRead([expr])];
  if (reads.length === 0) return "none";
  if (reads.every((index) => index < leftWidth)) return "left";
  return reads.every((index) => index >= leftWidth) ? "right" : "both";
}

function joinKey(condition: Expr, leftWidth: number): JoinKey | null {
  if (condition.kind !== "call" || (condition.fn !== "=" && condition.fn !== "IS NOT DISTINCT FROM")) return null;
  const [a, b] = condition.args;
  const sides = [sideOf(a, leftWidth), sideOf(b, leftWidth)];
  const isSwapped = sides[0] === "right" && sides[1] === "left";
  if (!isSwapped && (sides[0] !== "left" || sides[1] !== "right")) return null;
  const pair = sameTyped(isSwapped ? b : a, isSwapped ? a : b);
  if (pair === null) return null;
  const right = mapColumns(pair[1], (column) => ({ ...column, index: column.index - leftWidth }));
  return { left: pair[0], right, isNullSafe: condition.fn !== "=" };
}

/** Values of nested types are compared by their own rules, not as keys. */
const NESTED: ReadonlySet<string> = new Set(["ARRAY", "MAP", "MULTISET", "ROW", "NULL"]);

/** Both brought to one type; null where there is none. */
export function sameTyped(left: Expr, right: Expr): readonly [Expr, Expr] | null {
  if (NESTED.has(left.type.kind) || NESTED.has(right.type.kind)) return null;
  if (sameType(left.type, right.type)) return [left, right];
  const type = leastRestrictive([left.type, right.type]);
  if (type === null) return null;
  const cast = (expr: Expr): Expr | string =>
    sameType(expr.type, type) ? expr : makeCast(expr, withNullable(type, expr.type.nullable), false);
  const pair = [cast(left), cast(right)];
  return typeof pair[0] === "string" || typeof pair[1] === "string" ? null : [pair[0], pair[1]];
}

function windowOf(keys: readonly JoinKey[], sides: JoinSides): JoinTime | null {
  const boundKeys = (bound: "start" | "end") =>
    keys.flatMap(({ left, right, isNullSafe }) => {
      if (isNullSafe || left.kind !== "column" || right.kind !== "column") return [];
      const a = sides.left[left.index].window;
      const b = sides.right[right.index].window;
      if (a === null || b === null || a.bound !== bound || b.bound !== bound) return [];
      if (a.origin.untimed !== null || b.origin.untimed !== null || a.origin.isLtz !== b.origin.isLtz) return [];
      if (a.origin.spec.kind === "session" && b.origin.spec.kind === "session") {
        return [{ left: left.index, right: right.index, origin: a.origin }];
      }
      const isSame = plainKey(a.origin.spec) === plainKey(b.origin.spec);
      return isSame ? [{ left: left.index, right: right.index, origin: a.origin }] : [];
    });
  const [start] = boundKeys("start");
  const [end] = boundKeys("end");
  if (start === undefined || end === undefined || start.origin !== end.origin) return null;
  return {
    kind: "window",
    leftStart: start.left,
    leftEnd: end.left,
    rightStart: start.right,
    rightEnd: end.right,
    isLtz: start.origin.isLtz,
  };
}

interface IntervalBounds {
  readonly time: JoinTime;
  readonly used: ReadonlySet<Expr>;
}

/** right time - left time lies within [lowerMs, upperMs]; both must be bounded. */
function intervalOf(conditions: readonly Expr[], sides: JoinSides): IntervalBounds | null {
  let pair: readonly [number, number] | null = null;
  let lowerMs = Number.NEGATIVE_INFINITY;
  let upperMs = Number.POSITIVE_INFINITY;
  const used = new Set<Expr>();
  for (const condition of conditions) {
    const bound = timeBound(condition, sides);
    if (bound === null) continue;
    pair ??= bound.pair;
    if (pair[0] !== bound.pair[0] || pair[1] !== bound.pair[1]) continue;
    lowerMs = Math.max(lowerMs, bound.lowerMs);
    upperMs = Math.min(upperMs, bound.upperMs);
    used.add(condition);
  }
  if (pair === null || !Number.isFinite(lowerMs) || !Number.isFinite(upperMs)) return null;
  const [leftTime, rightTime] = pair;
  const condition = conjunction([...used]);
  return { time: { kind: "interval", leftTime, rightTime, lowerMs, upperMs, condition }, used };
}

interface TimeBound {
  readonly pair: readonly [number, number];
  readonly lowerMs: number;
  readonly upperMs: number;
}

function timeBound(condition: Expr, sides: JoinSides): TimeBound | null {
  if (condition.kind !== "call" || !(condition.fn in MIRRORED)) return null;
  const a = shiftedTime(foldConstants(condition.args[0]), sides);
  const b = shiftedTime(foldConstants(condition.args[1]), sides);
  if (a === null || b === null || a.isLeft === b.isLeft) return null;
  const [left, right] = a.isLeft ? [a, b] : [b, a];
  // left + x OP right + y, with OP read from the right side: right - left OP' x - y.
  const fn = a.isLeft ? MIRRORED[condition.fn as keyof typeof MIRRORED] : condition.fn;
  const distanceMs = left.shiftMs - right.shiftMs;
  const pair = [left.index, right.index] as const;
  switch (fn) {
    case "=":
      return { pair, lowerMs: distanceMs, upperMs: distanceMs };
    case ">":
      return { pair, lowerMs: distanceMs + 1, upperMs: Number.POSITIVE_INFINITY };
    case ">=":
      return { pair, lowerMs: distanceMs, upperMs: Number.POSITIVE_INFINITY };
    case "<":
      return { pair, lowerMs: Number.NEGATIVE_INFINITY, upperMs: distanceMs - 1 };
    default:
      return { pair, lowerMs: Number.NEGATIVE_INFINITY, upperMs: distanceMs };
  }
}

/** a OP b is b MIRRORED[OP] a. */
export const MIRRORED = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

interface ShiftedTime {
  readonly isLeft: boolean;
  /** Within its side. */
  readonly index: number;
  readonly shiftMs: number;
}

/** A time attribute plus or less constants. */
function shiftedTime(expr: Expr, sides: JoinSides): ShiftedTime | null {
  if (expr.kind === "cast") return expr.type.kind === expr.input.type.kind ? shiftedTime(expr.input, sides) : null;
  if (expr.kind === "column") {
    const isLeft = expr.index < sides.left.length;
    const index = isLeft ? expr.index : expr.index - sides.left.length;
    const column = isLeft ? sides.left[index] : sides.right[index];
    return column?.isTime ? { isLeft, index, shiftMs: 0 } : null;
  }
  if (expr.kind !== "call" || (expr.fn !== "-" && expr.fn !== "+") || expr.args.length !== 2) return null;
  const [first, second] = expr.args;
  const [base, shift] = expr.fn === "+" && first.kind === "literal" ? [second, first] : [first, second];
  if (shift.kind !== "literal" || typeof shift.value !== "number" || shift.type.kind !== "INTERVAL_DAY") return null;
  const time = shiftedTime(base, sides);
  return time === null ? null : { ...time, shiftMs: time.shiftMs + (expr.fn === "-" ? -shift.value : shift.value) };
}
