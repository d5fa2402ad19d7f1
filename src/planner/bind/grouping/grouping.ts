// GROUP BY: keys, and the windows among them. Grouping by both window_start and window_end of a window function makes a
// window aggregate; by one bound only an updating aggregate, with a warning. GROUPING SETS: grouping-sets.ts.
import type { Span } from "../../../common/span.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { ExprNode, GroupItem, SelectNode } from "../../../parser/ast.ts";
import type { StatementContext } from "../context.ts";
import { isPoison, type RelationColumn, type WindowBound, type WindowOrigin } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import { checkTimeAttribute } from "../windows/time-attribute.ts";
import { plainKey } from "./group-collector.ts";
import { type BoundGroupWindow, bindGroupWindow, isGroupWindowCall } from "./group-window.ts";
import { checkSetCount, combined, setNumbers, setsOf } from "./grouping-sets.ts";

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
  /** Numbers of the grouping sets (grouping-sets.ts); null: one set of all keys. */
  readonly sets: readonly number[] | null;
  readonly window: GroupingWindow | null;
  /** Some item had an error that is already reported: what is no key may have been one. */
  readonly isOpen: boolean;
}

type KeysAndWindow = Pick<Grouping, "keys" | "window">;

interface KeyItem {
  readonly expr: Expr;
  readonly span: Span;
}

/** Binds GROUP BY. `scope` allows aliases of the SELECT list for names that are no columns. */
export function bindGrouping(node: SelectNode, scope: ExprScope): Grouping {
  const groupBy = node.groupBy ?? [];
  if (!checkSetCount(groupBy, 0, scope)) return { keys: [], sets: null, window: null, isOpen: true };
  const windows: BoundGroupWindow[] = [];
  let isOpen = false;
  const bound = new Map<ExprNode, KeyItem | null>();
  const keyOf = (expr: ExprNode): KeyItem | null => {
    const known = bound.get(expr);
    if (known !== undefined) return known;
    const key = scope.bind(expr, scope);
    const item = isPoison(key) ? null : { expr: key, span: expr.span };
    isOpen ||= item === null;
    bound.set(expr, item);
    return item;
  };
  const alternatives: (readonly (readonly KeyItem[])[])[] = [];
  for (const item of groupBy) {
    if (item.kind === "group-expr" && isGroupWindowCall(item.expr)) {
      const window = bindGroupWindow(item.expr, scope);
      if (window === null) isOpen = true;
      else windows.push(window);
      if (windows.length > 1) reportSecondWindow(item, scope.context);
      continue;
    }
    alternatives.push(setsOf(item).map((set) => set.flatMap((expr) => keyOf(expr) ?? [])));
  }
  const sets = combined(alternatives);
  const grouped = windows.length > 0 ? withFunction(sets, windows[0]) : groupByColumns(sets, scope);
  const hasSets = groupBy.some((item) => item.kind !== "group-expr");
  if (!hasSets) return { ...grouped, sets: null, isOpen };
  isOpen ||= !checkSetCount(groupBy, grouped.keys.length, scope);
  const numbers = setNumbers(
    grouped.keys,
    sets.map((set) => set.map((item) => item.expr)),
  );
  // GROUP BY () is the aggregate over everything.
  const isPlain = grouped.keys.length === 0 && numbers.length === 1;
  return { ...grouped, sets: isOpen || isPlain ? null : numbers, isOpen };
}

function withFunction(sets: readonly (readonly KeyItem[])[], window: BoundGroupWindow): KeysAndWindow {
  return { keys: distinct(sets.flat()), window: { kind: "function", window } };
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

/** Bounds of a window that stand in every set make a window aggregate. */
function groupByColumns(sets: readonly (readonly KeyItem[])[], scope: ExprScope): KeysAndWindow {
  const all = sets.flat();
  const inAll = (item: KeyItem): boolean =>
    sets.every((set) => set.some(({ expr }) => plainKey(expr) === plainKey(item.expr)));
  const items = sets.length === 1 ? all : (sets[0] ?? []).filter(inAll);
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
    const rest = all.filter((item) => boundOf(item.expr, scope.columns)?.origin !== found.origin);
    const window: GroupingWindow = {
      kind: "columns",
      origin: found.origin,
      startColumn: indexOf(items[start].expr),
      endColumn: indexOf(items[end].expr),
    };
    return { keys: distinct(rest), window };
  }
  warnAboutOneBound(items, bounds, scope);
  return { keys: distinct(all), window: null };
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
