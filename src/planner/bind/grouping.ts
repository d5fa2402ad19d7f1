// GROUP BY: keys, and the windows among them. Grouping by both window_start and window_end of a window function makes a
// window aggregate; by one bound only an updating aggregate, with a warning.
import type { Span } from "../../common/span.ts";
import type { Expr } from "../../expr/expr.ts";
import type { GroupItem, SelectNode } from "../../parser/ast.ts";
import type { StatementContext } from "./context.ts";
import { plainKey } from "./group-collector.ts";
import { bindGroupWindow, type BoundGroupWindow, isGroupWindowCall } from "./group-window.ts";
import { notAvailable } from "./refusals.ts";
import { isPoison, type RelationColumn, type WindowBound, type WindowOrigin } from "./relation.ts";
import type { ExprScope } from "./scope.ts";
import { checkTimeAttribute } from "./time-attribute.ts";

export type GroupingWindow =
  /** GROUP BY window_start, window_end. */
  | {
      readonly kind: "columns";
      readonly origin: WindowOrigin;
      readonly startColumn: number;
      readonly endColumn: number;
    }
  /** GROUP BY TUMBLE(ts, size). */
  | { readonly kind: "function"; readonly window: BoundGroupWindow };

export interface Grouping {
  /** Distinct keys in order, without the window's own columns. */
  readonly keys: readonly Expr[];
  readonly window: GroupingWindow | null;
  /** Some item had an error that is already reported: what is no key may have been one. */
  readonly isOpen: boolean;
}

interface KeyItem {
  readonly expr: Expr;
  readonly span: Span;
}

/** Binds GROUP BY. `scope` allows aliases of the SELECT list for names that are no columns. */
export function bindGrouping(node: SelectNode, scope: ExprScope): Grouping {
  const windows: BoundGroupWindow[] = [];
  const items: KeyItem[] = [];
  let isOpen = false;
  for (const item of node.groupBy ?? []) {
    if (item.kind !== "group-expr") {
      notAvailable("grouping-sets", item.span, scope.context);
      isOpen = true;
      continue;
    }
    if (isGroupWindowCall(item.expr)) {
      const window = bindGroupWindow(item.expr, scope);
      if (window === null) isOpen = true;
      else windows.push(window);
      if (windows.length > 1) reportSecondWindow(item, scope.context);
      continue;
    }
    const expr = scope.bind(item.expr, scope);
    if (isPoison(expr)) isOpen = true;
    else items.push({ expr, span: item.span });
  }
  if (windows.length > 0) return { keys: distinct(items), window: { kind: "function", window: windows[0] }, isOpen };
  return { ...groupByColumns(items, scope), isOpen };
}

function reportSecondWindow(item: GroupItem, context: StatementContext): void {
  context.report("BIND_WINDOW_PLACE", "GROUP BY takes one window", item.span, {
    hint: "For windows over windows group the result of the first by the second: its TUMBLE_ROWTIME is a time attribute.",
  });
}

function distinct(items: readonly KeyItem[]): Expr[] {
  const seen = new Set<string>();
  return items.flatMap(({ expr }) => {
    const key = plainKey(expr);
    if (seen.has(key)) return [];
    seen.add(key);
    return [expr];
  });
}

function groupByColumns(items: readonly KeyItem[], scope: ExprScope): Omit<Grouping, "isOpen"> {
  const bounds = items.map((item) => boundOf(item.expr, scope.columns));
  const at = (bound: WindowBound, origin: WindowOrigin): number =>
    bounds.findIndex((found) => found !== null && found.bound === bound && found.origin === origin);
  for (const found of bounds) {
    if (found === null) continue;
    const start = at("start", found.origin);
    const end = at("end", found.origin);
    if (start === -1 || end === -1) continue;
    const { untimed } = found.origin;
    if (untimed !== null) checkTimeAttribute(untimed.columns, untimed.index, untimed.span, scope.context);
    const rest = items.filter((_, i) => bounds[i]?.origin !== found.origin);
    const window: GroupingWindow = {
      kind: "columns",
      origin: found.origin,
      startColumn: indexOf(items[start].expr),
      endColumn: indexOf(items[end].expr),
    };
    return { keys: distinct(rest), window };
  }
  warnAboutOneBound(items, bounds, scope);
  return { keys: distinct(items), window: null };
}

function boundOf(expr: Expr, columns: readonly RelationColumn[]): RelationColumn["window"] {
  return expr.kind === "column" ? columns[expr.index].window : null;
}

function indexOf(expr: Expr): number {
  return expr.kind === "column" ? expr.index : -1;
}

function warnAboutOneBound(
  items: readonly KeyItem[],
  bounds: readonly RelationColumn["window"][],
  scope: ExprScope,
): void {
  const at = bounds.findIndex((bound) => bound !== null);
  if (at === -1) return;
  const origin = bounds[at]?.origin;
  const has = (bound: WindowBound): boolean => bounds.some((b) => b?.bound === bound && b.origin === origin);
  const missing = (["start", "end"] as const).filter((bound) => !has(bound)).map((bound) => `window_${bound}`);
  const span = items[at].span;
  const text = span.source.text.slice(span.start, span.end);
  scope.context.warn(
    "PLAN_ONE_WINDOW_BOUND",
    `GROUP BY has ${text} without ${missing.join(" and ")}: this is no window aggregate`,
    span,
    {
      hint: "Each row changes the result at once, no row is late, and its state is never freed. Group by window_start and window_end to get one final row per window.",
      edit: { span, text: `${text}, ${missing.join(", ")}` },
    },
  );
}
