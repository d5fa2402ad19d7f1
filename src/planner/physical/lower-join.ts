// Joins: keys that are no plain columns become columns of their side first, and are cut off above.
//
// A join bounded by time needs inputs that only ever add rows; over changing inputs it becomes a regular join with the same
// condition, which keeps all rows. Temporal joins read the changes of their right side as versions.
import type { Column } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import { columnOf, mapColumns } from "../expr-shape.ts";
import { heldBackMs } from "../join-hold.ts";
import { type AsofMatch, type JoinTime, type LogicalJoin, looksBack, picksOne } from "../logical.ts";
import type { ChangelogMode, PhysicalJoin, PhysicalNode } from "../physical.ts";
import { conjunction } from "../rules/predicates.ts";
import { joinState } from "./join-bounds.ts";
import { boundId, type Lowering, type WatermarkFacts } from "./lowering.ts";
import { stateTtlMs } from "./state-ttl.ts";
import { planError } from "./plan-error.ts";

export function lowerJoin(node: LogicalJoin, lowering: Lowering): PhysicalNode {
  const asof = node.time?.kind === "asof" ? node.time : null;
  const left = keyedSide(
    lowering.lower(node.left),
    node.keys.map((key) => key.left),
    asof === null ? null : asof.left,
    lowering,
  );
  const right = keyedSide(
    lowering.lower(node.right),
    node.keys.map((key) => key.right),
    asof === null ? null : asof.right,
    lowering,
  );
  const added = left.input.columns.length - node.left.columns.length;
  const over = (expr: Expr): Expr =>
    mapColumns(expr, (column) =>
      column.index < node.left.columns.length ? column : { ...column, index: column.index + added },
    );
  const time = asof === null ? timeFor(node, left.input, right.input, over) : asofFor(asof, left, right);
  const isFallback = node.time !== null && time === null && !picksOne(node.time);
  const conditions = [
    ...(isFallback ? fallbackConditions(node, over) : []),
    ...(node.residual === null ? [] : [over(node.residual)]),
  ];
  const join = makeJoin(node, left, right, conditions.length === 0 ? null : conjunction(conditions), time, lowering);
  if (join.columns.length === node.columns.length) return join;
  const isOneSided = node.type === "semi" || node.type === "anti";
  const kept = [
    ...node.left.columns.map((_, i) => i),
    ...(isOneSided ? [] : node.right.columns.map((_, i) => left.input.columns.length + i)),
  ];
  const exprs = kept.map((index) => columnOf(join.columns, index));
  return lowering.calc(join, null, exprs, node.columns);
}

export interface KeyedSide {
  readonly input: PhysicalNode;
  readonly keys: readonly number[];
  /** What an ASOF join compares; null: it is none. */
  readonly position: Expr | null;
}

/** The side with columns for all its keys. */
export function keyedSide(input: PhysicalNode, keys: readonly Expr[], position: Expr | null, lowering: Lowering): KeyedSide {
  const extra: Expr[] = [];
  const columns: Column[] = [];
  const width = input.columns.length;
  const indexOf = (key: Expr): number => {
    if (key.kind === "column") return key.index;
    columns.push({ name: `$key${extra.length}`, type: key.type });
    return width + extra.push(key) - 1;
  };
  const indexes = keys.map(indexOf);
  const at = position === null ? null : indexOf(position);
  const all = [...input.columns.map((_, i) => columnOf(input.columns, i)), ...extra];
  const keyed = extra.length === 0 ? input : lowering.calc(input, null, all, [...input.columns, ...columns]);
  return { input: keyed, keys: indexes, position: at === null ? null : columnOf(keyed.columns, at) };
}

/** By event time only rows that stay can be let go; changes are followed with all rows of both sides. */
function asofFor(asof: AsofMatch, left: KeyedSide, right: KeyedSide): AsofMatch {
  const isAppend = left.input.changelogMode === "append" && right.input.changelogMode === "append";
  const isEventTime = asof.isEventTime && isAppend;
  return { ...asof, left: left.position ?? asof.left, right: right.position ?? asof.right, isEventTime };
}

/** Null: nothing of time can be used. */
function timeFor(
  node: LogicalJoin,
  left: PhysicalNode,
  right: PhysicalNode,
  over: (expr: Expr) => Expr,
): JoinTime | null {
  const { time } = node;
  if (time === null || time.kind === "asof") return null;
  if (time.kind === "temporal" || time.kind === "latest") {
    if (left.changelogMode === "append") return time;
    throw planError(
      "PLAN_TEMPORAL_LEFT_CHANGES",
      "the left side of a temporal join changes rows, and each of its rows is joined once",
      "Join rows as they come: put the aggregate or outer join above the temporal join. A regular join (without FOR SYSTEM_TIME AS OF) follows changes of both sides.",
    );
  }
  if (left.changelogMode !== "append" || right.changelogMode !== "append") return null;
  if (time.kind === "window") return time;
  return { ...time, condition: over(time.condition) };
}

/** What a join bounded by time says about it, as a condition. */
function fallbackConditions(node: LogicalJoin, over: (expr: Expr) => Expr): readonly Expr[] {
  // Windows are equal keys already.
  return node.time?.kind === "interval" ? [over(node.time.condition)] : [];
}

function makeJoin(
  node: LogicalJoin,
  left: KeyedSide,
  right: KeyedSide,
  residual: Expr | null,
  time: JoinTime | null,
  lowering: Lowering,
): PhysicalNode {
  const inputs = [left.input, right.input];
  const facts = joinFacts(
    inputs.map((input) => lowering.factsOf(input)),
    time,
  );
  const changelogMode = joinMode(node, left.input, right.input, time);
  const leftTtlMs = time === null ? stateTtlMs(lowering, node.leftTtlMs) : null;
  const rightTtlMs = time === null ? stateTtlMs(lowering, node.rightTtlMs) : null;
  const join: PhysicalJoin = {
    kind: "join",
    id: boundId(time === null ? "join" : `${time.kind}-join`, node, inputs),
    type: node.type,
    left: left.input,
    right: right.input,
    leftKeys: left.keys,
    rightKeys: right.keys,
    nullSafe: node.keys.map((key) => key.isNullSafe),
    residual,
    time,
    leftTtlMs,
    rightTtlMs,
    columns: outputColumns(node, left.input, right.input),
    changelogMode,
    streamKey: changelogMode === "append" ? null : streamKey(node, left, right),
    watermarkColumns: time === null ? [] : timeColumns(node, left.input, right.input, time),
    state: joinState(left.input, right.input, time, facts, leftTtlMs, rightTtlMs),
    isBounded: left.input.isBounded && right.input.isBounded,
  };
  return lowering.intern(join, facts);
}

function outputColumns(node: LogicalJoin, left: PhysicalNode, right: PhysicalNode): readonly Column[] {
  if (node.type === "semi" || node.type === "anti") return left.columns;
  const padded = (columns: readonly Column[], isPadded: boolean): readonly Column[] =>
    isPadded ? columns.map(({ name, type }) => ({ name, type: { ...type, nullable: true } })) : columns;
  return [
    ...padded(left.columns, node.type === "right" || node.type === "full"),
    ...padded(right.columns, node.type === "left" || node.type === "full"),
  ];
}

function joinMode(node: LogicalJoin, left: PhysicalNode, right: PhysicalNode, time: JoinTime | null): ChangelogMode {
  if (time !== null) return time.kind === "asof" && !time.isEventTime ? "retract" : "append";
  const isAppend = left.changelogMode === "append" && right.changelogMode === "append";
  return isAppend && (node.type === "inner" || node.type === "semi") ? "append" : "retract";
}

/** A side that has at most one row for each row of the other adds nothing to what tells rows apart. */
function streamKey(node: LogicalJoin, left: KeyedSide, right: KeyedSide): readonly number[] | null {
  const { type } = node;
  const ofLeft = left.input.streamKey;
  if (type === "semi" || type === "anti" || picksOne(node.time)) return ofLeft;
  if ((type === "inner" || type === "left") && isFoundOnce(right)) return ofLeft;
  const ofRight = right.input.streamKey?.map((column) => left.input.columns.length + column) ?? null;
  if ((type === "inner" || type === "right") && isFoundOnce(left)) return ofRight;
  if (ofLeft === null || ofRight === null) return null;
  const isTold = (side: KeyedSide): boolean =>
    side.input.streamKey?.some((column) => !side.input.columns[column].type.nullable) ?? false;
  // Rows that are padded on the left look like those padded on the right where the keys themselves can be NULL.
  if (type === "full" && !isTold(left) && !isTold(right)) return null;
  return [...ofLeft, ...ofRight];
}

function isFoundOnce({ input, keys }: KeyedSide): boolean {
  return input.streamKey?.every((column) => keys.includes(column)) ?? false;
}

/** A padded time is no time attribute. */
function timeColumns(node: LogicalJoin, left: PhysicalNode, right: PhysicalNode, time: JoinTime): readonly number[] {
  const { type } = node;
  if (time.kind === "asof") return time.isEventTime && looksBack(time) ? left.watermarkColumns : [];
  const ofLeft = type === "right" || type === "full" ? [] : left.watermarkColumns;
  if (type === "semi" || type === "anti" || time.kind === "temporal" || time.kind === "latest") return ofLeft;
  const isRightPadded = type === "left" || type === "full";
  return [...ofLeft, ...(isRightPadded ? [] : right.watermarkColumns.map((column) => left.columns.length + column))];
}

function joinFacts(facts: readonly WatermarkFacts[], time: JoinTime | null): WatermarkFacts {
  const hasWatermark = facts.some((fact) => fact.hasWatermark);
  const delays = facts.map((fact) => fact.delayMs);
  const delayMs = delays.every((delay) => delay !== null) ? Math.max(...delays) : null;
  if (delayMs === null || time?.kind !== "interval") return { hasWatermark, delayMs };
  return { hasWatermark, delayMs: delayMs + heldBackMs(time) };
}
