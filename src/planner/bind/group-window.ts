// GROUP BY TUMBLE(ts, size) and HOP(ts, slide, size), the older form of windows, and the functions that ask for their
// bounds: TUMBLE_START, TUMBLE_END, TUMBLE_ROWTIME and HOP's, with the same arguments as in GROUP BY.
import type { Expr } from "../../expr/expr.ts";
import type { ExprNode, FunctionCall } from "../../parser/ast.ts";
import type { WindowSpec } from "../logical.ts";
import { type GroupWindow, plainKey } from "./group-collector.ts";
import { notAvailable } from "./refusals.ts";
import { isPoison, POISON, type WindowBound } from "./relation.ts";
import type { ExprScope } from "./scope.ts";
import { checkTimeAttribute } from "./time-attribute.ts";
import { bindWindowArgument, isWindowFunction, type WindowName, windowSpec } from "./window-arguments.ts";

const PROPERTY = /^(TUMBLE|HOP|SESSION|CUMULATE)_(START|END|ROWTIME|PROCTIME)$/;

export interface BoundGroupWindow extends GroupWindow {
  readonly spec: WindowSpec;
  readonly timeColumn: number;
  readonly isLtz: boolean;
}

export function isWindowProperty(name: string): boolean {
  return PROPERTY.test(name);
}

export function isGroupWindowCall(node: ExprNode): node is FunctionCall {
  return node.kind === "call" && !node.isOperator && /^(?:TUMBLE|HOP|SESSION|CUMULATE)$/i.test(node.name);
}

/** The window of GROUP BY; null after a reported error. */
export function bindGroupWindow(node: FunctionCall, scope: ExprScope): BoundGroupWindow | null {
  const name = node.name.toUpperCase();
  if (!isWindowFunction(name)) {
    notAvailable(name === "SESSION" ? "session" : "cumulate", node.span, scope.context);
    return null;
  }
  const count = name === "TUMBLE" ? 2 : 3;
  if (node.args.length < count || node.args.length > count + 1) {
    const syntax = name === "TUMBLE" ? "TUMBLE(ts, size [, offset])" : "HOP(ts, slide, size [, offset])";
    scope.context.report(
      "BIND_WINDOW_ARGUMENT",
      `${name} takes ${count} or ${count + 1} arguments in GROUP BY`,
      node.span,
      {
        hint: `It is written ${syntax}.`,
      },
    );
    return null;
  }
  return bindArguments(node, name, scope);
}

function bindArguments(node: FunctionCall, name: WindowName, scope: ExprScope): BoundGroupWindow | null {
  const time = scope.bind(node.args[0], scope);
  const lengths = node.args.slice(1).map((arg) => bindWindowArgument(arg, scope));
  const [first, second, third] = lengths;
  const isHop = name === "HOP";
  const spec = windowSpec(
    { size: isHop ? second : first, slide: isHop ? first : null, offset: (isHop ? third : second) ?? null },
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
  if (!checkTimeAttribute(scope.columns, time.index, node.args[0].span, scope.context)) return null;
  const argsKey = plainKey([time, ...lengths.map((length) => length.expr)]);
  const isLtz = time.type.kind === "TIMESTAMP_LTZ";
  return { functionName: name, argsKey, timeType: time.type, spec, timeColumn: time.index, isLtz };
}

export function bindWindowProperty(node: FunctionCall, scope: ExprScope): Expr {
  const match = PROPERTY.exec(node.name.toUpperCase());
  if (match === null) return POISON;
  const [, name, part] = match;
  if (part === "PROCTIME") return notAvailable("processing-time", node.span, scope.context);
  if (!isWindowFunction(name))
    return notAvailable(name === "SESSION" ? "session" : "cumulate", node.span, scope.context);
  const inner: ExprScope = { ...scope, aggregates: null };
  const args = node.args.map((arg) => bindWindowArgument(arg, inner).expr);
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
