// What a node promises about its rows: that they stay, and which columns a watermark leads.
import { isFinalInTime, isFinalLater } from "../../src/planner/over-time.ts";
import {
  type JoinTime,
  type LogicalJoin,
  type LogicalMatch,
  type LogicalNode,
  type LogicalRank,
  looksBack,
} from "../../src/planner/logical.ts";

/** `latenessMs`: late rows may correct windows that were written. */
export interface KindContext {
  readonly latenessMs: number;
}

/** False where the node may take rows back. */
export function isAppendOnly(node: LogicalNode, context: KindContext): boolean {
  switch (node.kind) {
    case "scan":
      return (node.table.options["changelog-mode"] ?? "append") === "append";
    case "values":
    case "match":
      return true;
    case "aggregate": {
      const isFinal =
        node.window === null
          ? node.aggregates.length === 0 && node.keys.length > 0 && isAppendOnly(node.input, context)
          : context.latenessMs === 0 && node.window.emit?.kind !== "changes";
      return isFinal;
    }
    case "over":
      return isAnsweredOnce(node, context);
    case "rank":
      return node.window !== null || (isDedup(node, context) && !node.order[0].isDescending);
    case "union-all":
      return node.inputs.every((input) => isAppendOnly(input, context));
    case "join":
      return isAppendJoin(node, context);
    case "sort":
      return node.keys.length > 0 || isAppendOnly(node.input, context);
    case "window":
      return (
        (node.emit === undefined || (!node.emit.showsOpen && node.emit.latenessMs === 0)) &&
        isAppendOnly(node.input, context)
      );
    case "filter":
    case "project":
    case "unnest":
    case "lookup":
    case "replicate":
    case "expand":
    case "periodic":
      return isAppendOnly(node.input, context);
  }
}

function isAppendJoin(node: LogicalJoin, context: KindContext): boolean {
  const time = joinTimeOf(node, context);
  if (time?.kind === "asof") return time.isEventTime;
  return time !== null || (isOneWay(node, context) && (node.type === "inner" || node.type === "semi"));
}

function isOneWay(node: LogicalJoin, context: KindContext): boolean {
  return isAppendOnly(node.left, context) && isAppendOnly(node.right, context);
}

/** How time bounds the join; null where a side changes, or nothing bounds it. */
export function joinTimeOf(node: LogicalJoin, context: KindContext): JoinTime | null {
  const { time, type } = node;
  if (time === null || time.kind === "temporal" || time.kind === "latest") return time;
  if (time.kind === "asof") return { ...time, isEventTime: time.isEventTime && isOneWay(node, context) };
  if (!isOneWay(node, context)) return null;
  return time.kind === "interval" && (type === "semi" || type === "anti") ? null : time;
}

export function isAnsweredOnce(node: Extract<LogicalNode, { kind: "over" }>, context: KindContext): boolean {
  return isAppendOnly(node.input, context) && isLed(node, context) && isFinalLater(node, node.calls);
}

/** The one first or last row of each partition by time. */
export function isDedup(node: LogicalRank, context: KindContext): boolean {
  const isFirst = node.fn === "ROW_NUMBER" && node.from === 1 && node.to === 1;
  return isFirst && node.isTimeOrder && isLed(node, context) && isAppendOnly(node.input, context);
}

/** Ordered by a column that a watermark leads, and nothing else. */
function isLed(node: Extract<LogicalNode, { kind: "over" | "rank" }>, context: KindContext): boolean {
  return node.order.length === 1 && timeColumns(node.input, context).has(node.order[0].column);
}

export function timeColumns(node: LogicalNode, context: KindContext): ReadonlySet<number> {
  switch (node.kind) {
    case "scan": {
      const at = node.table.watermark === null ? -1 : node.reads.indexOf(node.table.watermark.column);
      return new Set(at === -1 ? [] : [at]);
    }
    case "values":
      return new Set();
    case "project": {
      const below = timeColumns(node.input, context);
      return new Set(node.exprs.flatMap((expr, i) => (expr.kind === "column" && below.has(expr.index) ? [i] : [])));
    }
    case "window": {
      const below = timeColumns(node.input, context);
      return new Set(below.has(node.timeColumn) ? [...below, node.columns.length - 1] : below);
    }
    case "aggregate": {
      const first = node.keys.length + node.aggregates.length;
      return new Set(node.window?.properties.flatMap((property, i) => (property === "time" ? [first + i] : [])));
    }
    case "over": {
      const staysTime = !isAnsweredOnce(node, context) || isFinalInTime(node, node.calls);
      return staysTime ? timeColumns(node.input, context) : new Set();
    }
    case "union-all": {
      const [first, ...others] = node.inputs.map((input) => timeColumns(input, context));
      return new Set([...first].filter((column) => others.every((other) => other.has(column))));
    }
    case "join":
      return joinTimes(node, context);
    case "periodic":
      return new Set();
    case "match":
      return matchTimes(node);
    case "filter":
    case "unnest":
    case "lookup":
    case "replicate":
    case "expand":
    case "sort":
    case "rank":
      return timeColumns(node.input, context);
  }
}

/** A padded time is none, and rows of a join that time does not bound come at any time. */
function joinTimes(node: LogicalJoin, context: KindContext): ReadonlySet<number> {
  const time = joinTimeOf(node, context);
  if (time === null) return new Set();
  if (time.kind === "asof") return new Set(time.isEventTime && looksBack(time) ? timeColumns(node.left, context) : []);
  const { type } = node;
  const ofLeft = type === "right" || type === "full" ? [] : timeColumns(node.left, context);
  const isLeftOnly = type === "semi" || type === "anti" || time.kind === "temporal" || time.kind === "latest";
  const ofRight = isLeftOnly || type === "left" || type === "full" ? [] : timeColumns(node.right, context);
  return new Set([...ofLeft, ...[...ofRight].map((column) => node.left.columns.length + column)]);
}

/** MATCH_ROWTIME(): the time of the last row of the match. */
function matchTimes({ spec, columns, order }: LogicalMatch): ReadonlySet<number> {
  const width = columns.length - spec.measures.length;
  const isTime = (index: number): boolean => {
    const slot = spec.slots[index];
    return (
      slot.kind === "field" &&
      slot.column === order[0].column &&
      slot.from === "last" &&
      slot.offset === 0 &&
      slot.variables === null
    );
  };
  return new Set(spec.measures.flatMap((expr, i) => (expr.kind === "column" && isTime(expr.index) ? [width + i] : [])));
}
