// Windows of other engines in GROUP BY -> base form. The window becomes TUMBLE, HOP or SESSION of GROUP BY, and what names its
// bounds TUMBLE_START and friends with the same arguments:
//   Spark    GROUP BY window(ts, '10 minutes' [, '5 minutes' [, '1 minute']]), session_window(ts, '5 minutes'); window.start,
//            window.end, window, window_time(window)
//   Arroyo   SELECT tumble(interval '1 minute') AS w ... GROUP BY w, also hop(slide, size), session(gap); w.start, w.end, w
//   ksqlDB   WINDOW TUMBLING (SIZE 1 MINUTE) behind FROM; WINDOWSTART, WINDOWEND
// Spark has the size before the slide, all others the slide before the size. Without a time column a window takes the only
// time attribute there is, which is known when names are.
import type { ColumnRef, ExprNode, FunctionCall, GroupItem, Name, SelectItem, SelectNode, TypeNode } from "./ast.ts";
import type { StreamWindow } from "./grammar/stream-window.ts";
import { intervalOfText } from "./interval-text.ts";
import { isReservedWord } from "./keywords.ts";

/** A window of GROUP BY and the name under which its bounds are asked for; null: ksqlDB's words for them. */
interface NamedWindow {
  readonly window: FunctionCall;
  readonly name: string | null;
}

export function selectInBaseForm(select: SelectNode, clause: StreamWindow | null): SelectNode {
  const found = clause === null ? windowOfGroupBy(select) : { window: clause.window, name: null };
  if (found === null) return select;
  const { window } = found;
  const span = window.span;
  const item: GroupItem = { kind: "group-expr", expr: window, span };
  const groupBy =
    clause === null
      ? (select.groupBy ?? []).map((group) => (isItsGroup(group, found, select) ? { ...item, span: group.span } : group))
      : [item, ...(select.groupBy ?? [])];
  const bounds = (expr: ExprNode): ExprNode => withBounds(expr, found);
  return {
    ...select,
    items: select.items.map((selected) => selectedInBaseForm(selected, found, bounds)),
    groupBy,
    having: select.having === null ? null : bounds(select.having),
    qualify: select.qualify === null ? null : bounds(select.qualify),
  };
}

/** ORDER BY stands outside of SELECT and asks for bounds too. */
export function boundsInBaseForm(expr: ExprNode, select: SelectNode, clause: StreamWindow | null): ExprNode {
  const found = clause === null ? windowOfGroupBy(select) : { window: clause.window, name: null };
  return found === null ? expr : withBounds(expr, found);
}

// ---- Which window

function windowOfGroupBy(select: SelectNode): NamedWindow | null {
  for (const group of select.groupBy ?? []) {
    if (group.kind !== "group-expr") continue;
    const spark = sparkWindow(group.expr);
    const aliased = select.items.find(({ expr, alias }) => alias !== null && isSameCall(expr, group.expr));
    if (spark !== null) return { window: spark.window, name: aliased?.alias?.text ?? spark.name };
    const item = itemOf(group.expr, select);
    const window = item === null ? null : (sparkWindow(item.expr)?.window ?? bareWindow(item.expr));
    if (item !== null && window !== null) return { window, name: item.alias?.text ?? null };
  }
  return null;
}

/** GROUP BY w, GROUP BY 1 -> the item of the SELECT list. */
function itemOf(expr: ExprNode, select: SelectNode): SelectItem | null {
  if (expr.kind === "number") return select.items[Number(expr.text) - 1] ?? null;
  if (expr.kind !== "column" || expr.parts.length !== 1) return null;
  const [name] = expr.parts;
  return select.items.find(({ alias }) => alias !== null && sameName(alias.text, name.text)) ?? null;
}

function isItsGroup(group: GroupItem, found: NamedWindow, select: SelectNode): boolean {
  if (group.kind !== "group-expr") return false;
  const written = itemOf(group.expr, select)?.expr ?? group.expr;
  return (sparkWindow(written)?.window ?? bareWindow(written))?.span.start === found.window.span.start;
}

/** window(ts, size [, slide [, start]]) and session_window(ts, gap). */
function sparkWindow(expr: ExprNode): { readonly window: FunctionCall; readonly name: string } | null {
  if (expr.kind !== "call" || expr.isOperator || expr.over !== null) return null;
  const [time, ...lengths] = expr.args.map((arg, i) => (i === 0 ? arg : asInterval(arg)));
  if (expr.name === "SESSION_WINDOW" && lengths.length === 1) {
    return { window: { ...expr, name: "SESSION", args: [time, ...lengths] }, name: "session_window" };
  }
  if (expr.name !== "WINDOW" || lengths.length < 1 || lengths.length > 3) return null;
  const [size, slide, offset] = lengths;
  if (slide === undefined) return { window: { ...expr, name: "TUMBLE", args: [time, size] }, name: "window" };
  const rest = offset === undefined ? [] : [offset];
  const isTumble = sameInterval(size, slide);
  const window: FunctionCall = isTumble
    ? { ...expr, name: "TUMBLE", args: [time, size, ...rest] }
    : { ...expr, name: "HOP", args: [time, slide, size, ...rest] };
  return { window, name: "window" };
}

/** tumble(interval), hop(interval, interval), session(interval). */
function bareWindow(expr: ExprNode): FunctionCall | null {
  if (expr.kind !== "call" || expr.isOperator || !/^(?:TUMBLE|HOP|SESSION)$/.test(expr.name)) return null;
  return expr.args.length > 0 && expr.args.every((arg) => arg.kind === "interval") ? expr : null;
}

function asInterval(expr: ExprNode): ExprNode {
  const parts = expr.kind === "string" ? intervalOfText(expr.value) : null;
  if (parts === null) return expr;
  const span = expr.span;
  return { kind: "interval", isNegative: false, ...parts, leadingPrecision: null, fractionalPrecision: null, span };
}

function sameInterval(a: ExprNode, b: ExprNode): boolean {
  return a.kind === "interval" && b.kind === "interval" && a.text === b.text && a.from === b.from && a.to === b.to;
}

function isSameCall(a: ExprNode, b: ExprNode): boolean {
  return a.kind === "call" && b.kind === "call" && sourceOf(a) === sourceOf(b);
}

function sourceOf({ span }: FunctionCall): string {
  return span.source.text.slice(span.start, span.end).replaceAll(/\s+/g, "").toUpperCase();
}

function sameName(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}

// ---- What asks for its bounds

function selectedInBaseForm(
  item: SelectItem,
  found: NamedWindow,
  bounds: (expr: ExprNode) => ExprNode,
): SelectItem {
  const expr = bounds(item.expr);
  const name = item.alias === null && expr !== item.expr ? nameOf(item.expr, found) : null;
  return { ...item, expr, alias: item.alias ?? name };
}

/** What the column is called where it was written; null: it is an expression. */
function nameOf(expr: ExprNode, { name, window }: NamedWindow): Name | null {
  const of = (text: string): Name => ({ text, isQuoted: isReservedWord(text), span: expr.span });
  if (expr.kind === "call") return name !== null && expr.span.start === window.span.start ? of(name) : sparkName(expr);
  if (expr.kind !== "column") return null;
  const { text } = expr.parts[expr.parts.length - 1];
  return of(name === null ? text : text.toLowerCase());
}

function sparkName(expr: ExprNode): Name | null {
  const text = sparkWindow(expr)?.name ?? null;
  return text === null ? null : { text, isQuoted: false, span: expr.span };
}

function withBounds(expr: ExprNode, found: NamedWindow): ExprNode {
  return mapped(expr, (node) => {
    if (node.kind === "column") return boundOf(node, found);
    if (node.kind !== "call" || node.isOperator) return null;
    if (node.span.start === found.window.span.start || isSpelledAlike(node, found.window)) return wholeWindow(node, found);
    const [only] = node.args;
    const isTime = node.name === "WINDOW_TIME" && node.args.length === 1 && only.kind === "column" && isItsName(only, found);
    return isTime ? property(found.window, "ROWTIME", node) : null;
  });
}

function isSpelledAlike(node: FunctionCall, window: FunctionCall): boolean {
  const own = sparkWindow(node)?.window ?? bareWindow(node);
  return own !== null && sourceOf(node) === sourceOf(window);
}

function isItsName({ parts }: ColumnRef, { name }: NamedWindow): boolean {
  return name !== null && parts.length === 1 && sameName(parts[0].text, name);
}

function boundOf(column: ColumnRef, found: NamedWindow): ExprNode | null {
  const { window, name } = found;
  const [first, second] = column.parts.map((part) => part.text.toUpperCase());
  if (name === null) {
    if (column.parts.length !== 1) return null;
    return first === "WINDOWSTART" || first === "WINDOWEND" ? property(window, first.slice(6), column) : null;
  }
  if (!sameName(column.parts[0].text, name)) return null;
  if (column.parts.length === 1) return wholeWindow(column, found);
  return column.parts.length === 2 && (second === "START" || second === "END") ? property(window, second, column) : null;
}

function property(window: FunctionCall, part: string, { span }: ExprNode): FunctionCall {
  return { ...window, name: `${window.name}_${part}`, nameSpan: span, span };
}

/** The window as a value: a row of its start and its end. */
function wholeWindow(node: ExprNode, { window }: NamedWindow): ExprNode {
  const { span } = node;
  const field = (text: string): { readonly name: Name; readonly type: TypeNode; readonly comment: null } => ({
    name: { text, isQuoted: true, span },
    type: { kind: "named-type", name: "TIMESTAMP", parameters: [3], isNotNull: false, span },
    comment: null,
  });
  const type: TypeNode = { kind: "row-type", fields: [field("start"), field("end")], isNotNull: false, span };
  const items = [property(window, "START", node), property(window, "END", node)];
  return { kind: "cast", input: { kind: "row", items, span }, type, isTry: false, span };
}

/** `change` answers what a node becomes; null: itself, with its parts changed. Queries inside keep their own names. */
function mapped(expr: ExprNode, change: (node: ExprNode) => ExprNode | null): ExprNode {
  return changedIn(expr, change) as ExprNode;
}

function changedIn(value: unknown, change: (node: ExprNode) => ExprNode | null): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => changedIn(item, change));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const changed = "kind" in value ? change(value as ExprNode) : null;
  if (changed !== null) return changed;
  const parts = Object.entries(value).map(([key, part]): [string, unknown] =>
    key === "span" || key === "nameSpan" || key === "query" || key === "table" ? [key, part] : [key, changedIn(part, change)],
  );
  return parts.every(([key, part]) => part === (value as Record<string, unknown>)[key]) ? value : Object.fromEntries(parts);
}
