// The OVER nodes of a SELECT: one per kind of partition and order, one on the other, under the SELECT list.
//
// While the SELECT is bound, a call is a column with a very negative index. Then a project below computes the keys and
// arguments that are more than columns, each once; the nodes append a column per call, and the placeholders become these.
// Order of the nodes: those by event time that see no later rows come first, because they keep the time attribute; among
// equals the order in which they are written.
import type { Expr, SortKey } from "../../../expr/expr.ts";
import type { Name, SelectNode, WindowRef } from "../../../parser/ast.ts";
import { mapColumns } from "../../expr-shape.ts";
import type { LogicalOver } from "../../logical.ts";
import { type ColumnOrder, mapOverCall, type OverCall, overCallExprs, type PartitionWindow } from "../../over-calls.ts";
import { isFinalInTime, isFinalLater } from "../../over-time.ts";
import { plainKey } from "../grouping/group-collector.ts";
import { matchName } from "../names.ts";
import {
  columnExpr,
  isPoison,
  nodeColumns,
  outputColumn,
  POISON,
  plainColumn,
  projectRelation,
  type Relation,
  type RelationColumn,
} from "../relation.ts";
import type { BoundOverCall, OverPlaces } from "../scope.ts";
import { isOverPlaceholder, OVER_BASE } from "./over-place.ts";

export class OverCollector implements OverPlaces {
  readonly calls: BoundOverCall[] = [];
  readonly #keys: string[] = [];
  readonly #windows: SelectNode["windows"];

  constructor(windows: SelectNode["windows"]) {
    this.#windows = windows;
  }

  add(call: BoundOverCall): Expr {
    const key = plainKey(call);
    let at = this.#keys.indexOf(key);
    if (at === -1) {
      at = this.calls.push(call) - 1;
      this.#keys.push(key);
    }
    return { kind: "column", index: OVER_BASE - at, name: "OVER", type: call.call.type };
  }

  named(name: Name): WindowRef | null {
    const found = matchName(
      name,
      this.#windows.map((window) => window.name.text),
    );
    return found.length === 1 ? this.#windows[found[0]].spec : null;
  }
}

export interface OverRelation {
  readonly relation: Relation;
  /** The expression with the results in the place of placeholders. */
  settle(expr: Expr): Expr;
}

/** The input with the results of the calls behind its columns. */
export function overRelation(input: Relation, calls: readonly BoundOverCall[]): OverRelation {
  if (calls.length === 0) return { relation: input, settle: (expr) => expr };
  const isBroken = calls.some(({ partition, order, call }) =>
    [...partition, ...order.map((key) => key.expr), ...overCallExprs(call)].some(isPoison),
  );
  if (isBroken) return { relation: { ...input, isOpen: true }, settle: (expr) => (readsOver(expr) ? POISON : expr) };
  const columns = new KeyColumns(input);
  const groups = grouped(calls, columns);
  let relation = columns.relation();
  const places: number[] = [];
  for (const group of groups) {
    const width = relation.columns.length;
    relation = stacked(relation, group);
    group.members.forEach((member, i) => {
      places[member] = width + i;
    });
  }
  const settle = (expr: Expr): Expr =>
    mapColumns(expr, (column) =>
      isOverPlaceholder(column.index) ? columnExpr(relation.columns, places[OVER_BASE - column.index]) : column,
    );
  return { relation, settle };
}

function readsOver(expr: Expr): boolean {
  let reads = false;
  mapColumns(expr, (column) => {
    reads ||= isOverPlaceholder(column.index);
    return column;
  });
  return reads;
}

/** The input's columns and, behind them, what keys and arguments compute. */
class KeyColumns {
  readonly #input: Relation;
  readonly #exprs: Expr[] = [];
  readonly #keys = new Map<string, number>();

  constructor(input: Relation) {
    this.#input = input;
  }

  columnOf(expr: Expr): number {
    if (expr.kind === "column") return expr.index;
    const key = plainKey(expr);
    let at = this.#keys.get(key);
    if (at === undefined) {
      at = this.#input.columns.length + this.#exprs.push(expr) - 1;
      this.#keys.set(key, at);
    }
    return at;
  }

  asColumn(expr: Expr): Expr {
    if (expr.kind === "column" || expr.kind === "literal") return expr;
    return { kind: "column", index: this.columnOf(expr), name: "", type: expr.type };
  }

  isTime(column: number): boolean {
    return this.#input.columns[column]?.isTime ?? false;
  }

  isProcTime(column: number): boolean {
    return this.#input.columns[column]?.isProcTime ?? false;
  }

  at(column: number): RelationColumn | null {
    return this.#input.columns[column] ?? null;
  }

  relation(): Relation {
    const { columns } = this.#input;
    if (this.#exprs.length === 0) return this.#input;
    const own = columns.map((_, i) => columnExpr(columns, i));
    const all = [...own, ...this.#exprs];
    const named = all.map((expr, i) => outputColumn(columns[i]?.name ?? `$over${i - own.length}`, expr, columns));
    return projectRelation(this.#input, all, named, this.#input.isOpen);
  }
}

interface OverGroup {
  readonly partition: readonly number[];
  readonly order: readonly ColumnOrder[];
  readonly isTimeOrder: boolean;
  readonly window: PartitionWindow | null;
  readonly isLatestFirst?: true;
  readonly calls: readonly OverCall[];
  /** Numbers of the calls in the collector. */
  readonly members: readonly number[];
}

function grouped(calls: readonly BoundOverCall[], columns: KeyColumns): readonly OverGroup[] {
  const groups = new Map<string, OverGroup>();
  calls.forEach(({ partition, order, call }, member) => {
    const keys = [...new Set(partition.map((expr) => columns.columnOf(expr)))];
    const isArrival = isArrivalOrder(order, columns);
    const isLatestFirst = !isArrival && isProcessingTime(order, columns);
    const keysOfOrder = isLatestFirst ? order.slice(0, 1) : order;
    const orders = isArrival ? [] : keysOfOrder.map((key): ColumnOrder => orderOf(key, columns));
    const isTimeOrder = orders.length > 0 && columns.isTime(orders[0].column);
    const settled = isArrival ? byArrival(call) : call;
    const plain = mapOverCall(settled, (expr) => columns.asColumn(expr));
    const latest = isLatestFirst ? ({ isLatestFirst } as const) : {};
    const own = { partition: keys, order: orders, isTimeOrder, window: windowOf(keys, columns), ...latest };
    const isFinal = isFinalInTime(own, [plain]);
    const id = plainKey([keys, orders, isFinal]);
    const known = groups.get(id);
    groups.set(id, {
      ...own,
      calls: [...(known?.calls ?? []), plain],
      members: [...(known?.members ?? []), member],
    });
  });
  const all = [...groups.values()];
  return [
    ...all.filter((group) => isFinalInTime(group, group.calls)),
    ...all.filter((group) => !isFinalInTime(group, group.calls)),
  ];
}

/** Ascending processing time is the order in which rows come, each at a time of its own. */
function isArrivalOrder(order: readonly SortKey[], columns: KeyColumns): boolean {
  return isProcessingTime(order, columns) && !order[0].isDescending;
}

/** Processing time tells all rows apart: what else they are ordered by does not matter. */
function isProcessingTime(order: readonly SortKey[], columns: KeyColumns): boolean {
  if (order.length === 0) return false;
  const [{ expr }] = order;
  if (expr.kind === "call") return expr.fn === "CURRENT_TIMESTAMP";
  return expr.kind === "column" && columns.isProcTime(expr.index);
}

/** A call over rows that have no peers. */
function byArrival(call: OverCall): OverCall {
  if (call.kind === "rank" && (call.fn === "RANK" || call.fn === "DENSE_RANK")) return { ...call, fn: "ROW_NUMBER" };
  if (!("frame" in call) || call.frame.unit === "rows") return call;
  return { ...call, frame: { ...call.frame, unit: "rows" } };
}

function orderOf({ expr, isDescending, isNullsFirst }: SortKey, columns: KeyColumns): ColumnOrder {
  return { column: columns.columnOf(expr), isDescending, isNullsFirst };
}

/** Both bounds of one window among the partition keys. */
function windowOf(partition: readonly number[], columns: KeyColumns): PartitionWindow | null {
  for (const startColumn of partition) {
    const start = columns.at(startColumn)?.window;
    if (start == null || start.bound !== "start" || start.origin.untimed !== null) continue;
    const endColumn = partition.find((column) => {
      const end = columns.at(column)?.window;
      return end != null && end.bound === "end" && end.origin === start.origin;
    });
    if (endColumn !== undefined) return { startColumn, endColumn, isLtz: start.origin.isLtz };
  }
  return null;
}

function stacked(input: Relation, group: OverGroup): Relation {
  const { members: _members, ...all } = group;
  // A window below that reaches ahead has taken the time attribute away.
  const isTimeOrder = all.isTimeOrder && input.columns[all.order[0].column].isTime;
  const partition = { ...all, isTimeOrder };
  const keepsTime = isFinalInTime(partition, group.calls) || !isFinalLater(partition, group.calls);
  const own = input.columns.map((column) => (keepsTime ? column : { ...column, isTime: false }));
  const columns = [...own, ...group.calls.map((call, i) => plainColumn(`$over${i}`, call.type))];
  const node: LogicalOver = { kind: "over", input: input.node, ...partition, columns: nodeColumns(columns) };
  return { node, columns, isOpen: input.isOpen };
}
