// GROUP BY TUMBLE(ts, size), HOP(ts, slide, size), CUMULATE(ts, step, size) and SESSION(ts, gap), the older form of windows,
// and the functions that ask for their bounds: TUMBLE_START, TUMBLE_END, TUMBLE_ROWTIME and so on, with the same arguments
// as in GROUP BY. Sessions are those of the other keys.
import type { Span } from "../../../common/span.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { ExprNode, FunctionCall } from "../../../parser/ast.ts";
import type { WindowSpec } from "../../logical.ts";
import { settingValue } from "../../settings.ts";
import { columnExpr, isPoison, POISON, type WindowBound } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import { checkTimeAttribute } from "../windows/time-attribute.ts";
import { bindWindowArgument, isWindowFunction, type WindowName, windowSpec } from "../windows/window-arguments.ts";
import { type GroupWindow, plainKey } from "./group-collector.ts";

const PROPERTY = /^(TUMBLE|HOP|SESSION|CUMULATE)_(START|END|ROWTIME|PROCTIME)$/;

export interface BoundGroupWindow extends GroupWindow {
  readonly spec: WindowSpec;
  readonly timeColumn: number;
  readonly timeSpan: Span;
  readonly isLtz: boolean;
  /** 'table.exec.emit.early-fire.enabled', which speaks of these windows only. */
  readonly firesEarly: boolean;
}

export function isWindowProperty(name: string): boolean {
  return PROPERTY.test(name);
}

export function isGroupWindowCall(node: ExprNode): node is FunctionCall {
  return node.kind === "call" && !node.isOperator && /^(?:TUMBLE|HOP|SESSION|CUMULATE)$/i.test(node.name);
}

/** TUMBLE(INTERVAL '1' MINUTE): other engines know one time per table. */
function isTimeImplied(node: FunctionCall): boolean {
  return node.args.length > 0 && node.args[0].kind === "interval";
}

/** The only time attribute; poison after a reported error. */
function impliedTime(node: FunctionCall, scope: ExprScope): Expr {
  const indexes = scope.columns.map((_, index) => index);
  const events = indexes.filter((index) => scope.columns[index].isTime && scope.columns[index].isProcTime !== true);
  const times = events.length > 0 ? events : indexes.filter((index) => scope.columns[index].isProcTime === true);
  if (times.length === 1) return columnExpr(scope.columns, times[0]);
  if (scope.isOpen) return POISON;
  const names = times.map((index) => scope.columns[index].name);
  const hint =
    names.length === 0
      ? "Declare WATERMARK FOR the event time of the table, or a column AS PROCTIME()."
      : `Name one: ${node.name}(${names[0]}, ...). Time attributes here: ${names.join(", ")}.`;
  const what = names.length === 0 ? "there is no time attribute" : "there are several time attributes";
  scope.context.report("BIND_NO_TIME_ATTRIBUTE", `${node.name} names no time column, and ${what}`, node.span, { hint });
  return POISON;
}

/** Least and most arguments, and how it is written. */
const GROUP_SYNTAX: Readonly<Record<WindowName, readonly [number, number, string]>> = {
  TUMBLE: [2, 3, "TUMBLE(ts, size [, offset])"],
  HOP: [3, 4, "HOP(ts, slide, size [, offset])"],
  CUMULATE: [3, 4, "CUMULATE(ts, step, size [, offset])"],
  SESSION: [2, 2, "SESSION(ts, gap)"],
};

/** The window of GROUP BY; null after a reported error. */
export function bindGroupWindow(node: FunctionCall, scope: ExprScope): BoundGroupWindow | null {
  const name = node.name.toUpperCase();
  if (!isWindowFunction(name)) return null;
  const [least, most, syntax] = GROUP_SYNTAX[name];
  const written = node.args.length + (isTimeImplied(node) ? 1 : 0);
  if (written < least || written > most) {
    const counts = least === most ? `${least}` : `${least} or ${most}`;
    scope.context.report("BIND_WINDOW_ARGUMENT", `${name} takes ${counts} arguments in GROUP BY`, node.span, {
      hint: `It is written ${syntax}.`,
    });
    return null;
  }
  return bindArguments(node, name, scope);
}

function bindArguments(node: FunctionCall, name: WindowName, scope: ExprScope): BoundGroupWindow | null {
  const isImplied = isTimeImplied(node);
  const time = isImplied ? impliedTime(node, scope) : scope.bind(node.args[0], scope);
  const lengths = node.args.slice(isImplied ? 0 : 1).map((arg) => bindWindowArgument(arg, scope));
  const [first, second, third] = lengths;
  const hasStep = name === "HOP" || name === "CUMULATE";
  const spec = windowSpec(
    name,
    {
      size: hasStep ? second : first,
      step: hasStep ? first : null,
      offset: (hasStep ? third : second) ?? null,
      partitionKeys: [],
    },
    scope.context,
  );
  if (isPoison(time) || spec === null) return null;
  if (time.kind !== "column") {
    scope.context.report(
      "BIND_NO_TIME_ATTRIBUTE",
      `${name} takes a time attribute, not an expression`,
      node.args[0].span,
      {
        hint: "A time attribute is a column with WATERMARK FOR, passed on unchanged. Put the expression into a computed column of the table.",
      },
    );
    return null;
  }
  const isProcessing = scope.columns[time.index].isProcTime === true;
  if (!isProcessing && !checkTimeAttribute(scope.columns, time.index, node.args[0].span, scope.context)) return null;
  const argsKey = plainKey([time, ...lengths.map((length) => length.expr)]);
  const isLtz = time.type.kind === "TIMESTAMP_LTZ";
  const span = node.args[0].span;
  const firesEarly = settingValue(scope.context.session.settings, "table.exec.emit.early-fire.enabled") === "true";
  return {
    functionName: name,
    argsKey,
    timeType: time.type,
    spec: isProcessing ? { ...spec, isProcessing } : spec,
    timeColumn: time.index,
    timeSpan: span,
    isLtz,
    firesEarly,
  };
}

export function bindWindowProperty(node: FunctionCall, scope: ExprScope): Expr {
  const match = PROPERTY.exec(node.name.toUpperCase());
  if (match === null) return POISON;
  const [, name, part] = match;
  const inner: ExprScope = { ...scope, aggregates: null };
  const time = isTimeImplied(node) ? [impliedTime(node, inner)] : [];
  const args = [...time, ...node.args.map((arg) => bindWindowArgument(arg, inner).expr)];
  if (args.some(isPoison)) return POISON;
  const bound: WindowBound = part === "START" ? "start" : part === "END" ? "end" : "time";
  const property = scope.aggregates?.windowProperty(node, bound, args) ?? null;
  if (property !== null) return property;
  scope.context.report(
    "BIND_WINDOW_PLACE",
    `${node.name.toUpperCase()} asks for a window that GROUP BY does not have`,
    node.span,
    {
      hint: `It needs GROUP BY ${name}(...) with the same arguments.`,
    },
  );
  return POISON;
}
