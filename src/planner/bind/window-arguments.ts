// Lengths and offsets of windows: constant intervals, checked. HOP takes the slide before the size; a slide that is
// greater than the size, or does not divide it, is allowed and asked about.
import { coverSpans, type Span } from "../../common/span.ts";
import type { Expr } from "../../expr/expr.ts";
import { foldConstants } from "../../expr/fold.ts";
import type { ExprNode } from "../../parser/ast.ts";
import type { WindowSpec } from "../logical.ts";
import { type StatementContext, sourceText } from "./context.ts";
import { notAvailable } from "./refusals.ts";
import { isPoison } from "./relation.ts";
import type { ExprScope } from "./scope.ts";

export interface WindowArgument {
  readonly node: ExprNode;
  readonly expr: Expr;
}

export type WindowName = "TUMBLE" | "HOP";

export function isWindowFunction(name: string): name is WindowName {
  return name === "TUMBLE" || name === "HOP";
}

export interface WindowArguments {
  readonly size: WindowArgument;
  readonly slide: WindowArgument | null;
  readonly offset: WindowArgument | null;
}

export function bindWindowArgument(node: ExprNode, scope: ExprScope): WindowArgument {
  const expr = scope.bind(node, scope);
  return { node, expr: isPoison(expr) ? expr : foldConstants(expr) };
}

/** The window; null after a reported error. */
export function windowSpec(args: WindowArguments, context: StatementContext): WindowSpec | null {
  const sizeMs = lengthMs(args.size, "size", context);
  const slideMs = args.slide === null ? null : lengthMs(args.slide, "slide", context);
  const offsetMs = args.offset === null ? 0 : intervalMs(args.offset, "offset", context);
  if (sizeMs === null || offsetMs === null) return null;
  const size = { unit: "ms", ms: sizeMs } as const;
  if (args.slide === null) return { kind: "tumble", size, offsetMs: offsetMs % sizeMs };
  if (slideMs === null) return null;
  warnAboutSlide(args.slide, args.size, slideMs, sizeMs, context);
  return { kind: "hop", slide: { unit: "ms", ms: slideMs }, size, offsetMs: offsetMs % slideMs };
}

function lengthMs(argument: WindowArgument, what: string, context: StatementContext): number | null {
  const ms = intervalMs(argument, what, context);
  if (ms === null || ms > 0) return ms;
  context.report("BIND_WINDOW_ARGUMENT", `the ${what} of a window is greater than zero`, argument.node.span);
  return null;
}

function intervalMs(argument: WindowArgument, what: string, context: StatementContext): number | null {
  const { expr, node } = argument;
  if (isPoison(expr)) return null;
  if (expr.type.kind === "INTERVAL_MONTH") {
    notAvailable("calendar", node.span, context);
    return null;
  }
  if (expr.type.kind === "INTERVAL_DAY" && expr.kind === "literal" && typeof expr.value === "number") return expr.value;
  context.report("BIND_WINDOW_ARGUMENT", `the ${what} of a window is a constant interval`, node.span, {
    hint: "For example INTERVAL '1' MINUTE.",
  });
  return null;
}

function warnAboutSlide(
  slide: WindowArgument,
  size: WindowArgument,
  slideMs: number,
  sizeMs: number,
  context: StatementContext,
): void {
  if (sizeMs % slideMs === 0) return;
  const span = coverSpans(slide.node.span, size.node.span);
  if (slideMs > sizeMs) {
    context.warn(
      "PLAN_SLIDE_GREATER_THAN_SIZE",
      "the slide of HOP is greater than its size: rows between the windows belong to none",
      span,
      {
        hint: "The slide stands before the size: did you swap them?",
        edit: { span, text: swapped(slide.node.span, size.node.span, span) },
      },
    );
    return;
  }
  context.warn(
    "PLAN_SIZE_NO_MULTIPLE",
    "the size of HOP is no multiple of its slide: rows belong to a varying number of windows",
    span,
    {
      hint: "The slide stands before the size: did you swap them? Flink refuses an aggregate over such windows.",
    },
  );
}

function swapped(a: Span, b: Span, whole: Span): string {
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  const text = whole.source.text;
  return sourceText(second) + text.slice(first.end, second.start) + sourceText(first);
}
