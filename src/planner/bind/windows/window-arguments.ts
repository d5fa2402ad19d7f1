// Lengths and offsets of windows: constant intervals, checked. HOP takes the slide before the size; a slide that is
// greater than the size, or does not divide it, is allowed and asked about. CUMULATE takes the step before the size, and the
// step must divide it. Lengths count milliseconds, or months: both of one window in the same unit.
import { coverSpans, type Span } from "../../../common/span.ts";
import type { Expr } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import type { ExprNode } from "../../../parser/ast.ts";
import type { WindowLength, WindowSpec } from "../../logical.ts";
import { type StatementContext, sourceText } from "../context.ts";
import { isPoison } from "../relation.ts";
import type { ExprScope } from "../scope.ts";

export interface WindowArgument {
  readonly node: ExprNode;
  readonly expr: Expr;
}

export type WindowName = "TUMBLE" | "HOP" | "CUMULATE" | "SESSION";

export function isWindowFunction(name: string): name is WindowName {
  return name === "TUMBLE" || name === "HOP" || name === "CUMULATE" || name === "SESSION";
}

export interface WindowArguments {
  /** SESSION: the gap. */
  readonly size: WindowArgument;
  /** The slide of HOP, the step of CUMULATE. */
  readonly step: WindowArgument | null;
  readonly offset: WindowArgument | null;
  /** Of SESSION: columns of the input, null after a reported error. */
  readonly partitionKeys: readonly number[] | null;
}

export function bindWindowArgument(node: ExprNode, scope: ExprScope): WindowArgument {
  const expr = scope.bind(node, scope);
  return { node, expr: isPoison(expr) ? expr : foldConstants(expr) };
}

/** The window; null after a reported error. */
export function windowSpec(name: WindowName, args: WindowArguments, context: StatementContext): WindowSpec | null {
  if (name === "SESSION") return sessionSpec(args, context);
  const stepName = name === "HOP" ? "slide" : "step";
  const size = windowLength(args.size, "size", context);
  const step = args.step === null ? null : windowLength(args.step, stepName, context);
  const offsetMs = args.offset === null ? 0 : offsetOf(args.offset, context);
  if (size === null || offsetMs === null) return null;
  if (args.step === null) return { kind: "tumble", size, offsetMs: withinLength(offsetMs, size) };
  if (step === null || !haveOneUnit(args.step, args.size, step, size, context)) return null;
  if (name === "CUMULATE") {
    if (!dividesSize(args.step, args.size, step, size, context)) return null;
    return { kind: "cumulate", step, size, offsetMs: withinLength(offsetMs, size) };
  }
  warnAboutSlide(args.step, args.size, countOf(step), countOf(size), context);
  return { kind: "hop", slide: step, size, offsetMs: withinLength(offsetMs, step) };
}

function sessionSpec({ size, partitionKeys }: WindowArguments, context: StatementContext): WindowSpec | null {
  const gap = windowLength(size, "gap", context);
  if (gap === null || partitionKeys === null) return null;
  if (gap.unit === "ms") return { kind: "session", gapMs: gap.ms, partitionKeys };
  context.report("BIND_WINDOW_ARGUMENT", "the gap of SESSION is in days or smaller units", size.node.span, {
    hint: "Months differ in length. Write INTERVAL '30' DAY.",
  });
  return null;
}

/** The same windows with an offset below their length; months have no one length. */
function withinLength(offsetMs: number, length: WindowLength): number {
  return length.unit === "ms" ? offsetMs % length.ms : offsetMs;
}

function countOf(length: WindowLength): number {
  return length.unit === "ms" ? length.ms : length.months;
}

function haveOneUnit(
  stepArgument: WindowArgument,
  sizeArgument: WindowArgument,
  step: WindowLength,
  size: WindowLength,
  context: StatementContext,
): boolean {
  if (step.unit === size.unit) return true;
  const span = coverSpans(stepArgument.node.span, sizeArgument.node.span);
  context.report(
    "BIND_WINDOW_ARGUMENT",
    "a window's step and its size are one in months, the other in days or less",
    span,
    { hint: "Give both in months (or years), or both in days or smaller units." },
  );
  return false;
}

function dividesSize(
  stepArgument: WindowArgument,
  sizeArgument: WindowArgument,
  step: WindowLength,
  size: WindowLength,
  context: StatementContext,
): boolean {
  if (countOf(size) % countOf(step) === 0) return true;
  const [first, second] = [stepArgument.node.span, sizeArgument.node.span];
  const span = coverSpans(first, second);
  const isSwapped = countOf(step) > countOf(size) && countOf(step) % countOf(size) === 0;
  context.report("BIND_WINDOW_ARGUMENT", "the size of CUMULATE is a multiple of its step", span, {
    hint: isSwapped
      ? "The step stands before the size: did you swap them?"
      : "Take a step by which the size can be divided.",
    ...(isSwapped ? { edit: { span, text: swapped(first, second, span) } } : {}),
  });
  return false;
}

function windowLength(argument: WindowArgument, what: string, context: StatementContext): WindowLength | null {
  const { expr, node } = argument;
  if (isPoison(expr)) return null;
  const { kind } = expr.type;
  if (
    (kind === "INTERVAL_MONTH" || kind === "INTERVAL_DAY") &&
    expr.kind === "literal" &&
    typeof expr.value === "number"
  ) {
    if (expr.value > 0)
      return kind === "INTERVAL_DAY" ? { unit: "ms", ms: expr.value } : { unit: "month", months: expr.value };
    context.report("BIND_WINDOW_ARGUMENT", `the ${what} of a window is greater than zero`, node.span);
    return null;
  }
  reportNoInterval(what, argument, context);
  return null;
}

function offsetOf(argument: WindowArgument, context: StatementContext): number | null {
  const { expr } = argument;
  if (isPoison(expr)) return null;
  if (expr.type.kind === "INTERVAL_DAY" && expr.kind === "literal" && typeof expr.value === "number") return expr.value;
  reportNoInterval("offset", argument, context);
  return null;
}

function reportNoInterval(what: string, { node }: WindowArgument, context: StatementContext): void {
  context.report("BIND_WINDOW_ARGUMENT", `the ${what} of a window is a constant interval`, node.span, {
    hint: `For example INTERVAL '1' ${what === "offset" ? "HOUR: days or smaller units" : "MINUTE"}.`,
  });
}

function warnAboutSlide(
  slide: WindowArgument,
  size: WindowArgument,
  slideCount: number,
  sizeCount: number,
  context: StatementContext,
): void {
  if (sizeCount % slideCount === 0) return;
  const span = coverSpans(slide.node.span, size.node.span);
  if (slideCount > sizeCount) {
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
