// Keys, arguments and sort keys of a physical node are columns of its input; what is more than a column is computed by a
// project below it.
//
// Aggregate: the project holds the columns that the aggregate reads and the expressions it computes, each once.
//   Literals stay in the call (a percentile, a separator): records read them as constants. A call with FILTER keeps
//   expressions that can fail: the operator computes them only for rows that the filter lets through.
// Sort: the project appends the computed keys; another one above drops them again.
import type { Column } from "../../common/types.ts";
import type { AggregateCall, Expr } from "../../expr/expr.ts";
import {
  aggregateExprs,
  canFail,
  columnOf,
  columnsRead,
  isDeterministic,
  mapAggregate,
  mapColumns,
} from "../expr-shape.ts";
import type { LogicalAggregate, LogicalNode, LogicalProject, LogicalSort } from "../logical.ts";
import { normalExpr } from "../normal-form.ts";

/** The aggregate over a project of just what it reads; the same object when it reads only columns. */
export function extractAggregateInputs(node: LogicalAggregate): LogicalAggregate {
  if (node.keys.every(isPlain) && node.aggregates.every(isExtracted)) return node;
  const slots = new Slots(node.input);
  const keys = node.keys.map((key, i) => slots.slotFor(key, node.columns[i].name));
  const window = node.window === null ? null : windowOverSlots(node.window, slots, node.input);
  const aggregates = node.aggregates.map((call) => {
    const isKept = staysInCall(call);
    return mapAggregate(call, (expr) => {
      if (isKept) return mapColumns(expr, (column) => slots.slotFor(column, null));
      return expr.kind === "literal" ? expr : slots.slotFor(expr, null);
    });
  });
  return { ...node, input: slots.project(), keys, aggregates, window };
}

function isPlain(expr: Expr): boolean {
  return expr.kind === "column";
}

function windowOverSlots(
  window: NonNullable<LogicalAggregate["window"]>,
  slots: Slots,
  input: LogicalNode,
): LogicalAggregate["window"] {
  const slotOf = (index: number): number => slots.slotFor(columnOf(input.columns, index), null).index;
  const { attached, spec } = window;
  return {
    ...window,
    timeColumn: slotOf(window.timeColumn),
    attached:
      attached === null ? null : { startColumn: slotOf(attached.startColumn), endColumn: slotOf(attached.endColumn) },
    spec: spec.kind === "session" ? { ...spec, partitionKeys: spec.partitionKeys.map(slotOf) } : spec,
  };
}

/** True when the call keeps its expressions: with a FILTER, what can fail is computed only where the filter holds. */
function staysInCall(call: AggregateCall): boolean {
  return call.filter !== null && aggregateExprs(call).some(canFail);
}

function isExtracted(call: AggregateCall): boolean {
  return staysInCall(call) || aggregateExprs(call).every((expr) => expr.kind === "column" || expr.kind === "literal");
}

/** The outputs of a project under construction, equal deterministic expressions once. */
class Slots {
  readonly #input: LogicalNode;
  readonly #exprs: Expr[] = [];
  readonly #columns: Column[] = [];
  readonly #slots = new Map<string, number>();

  constructor(input: LogicalNode) {
    this.#input = input;
  }

  slotFor(expr: Expr, name: string | null): ReturnType<typeof columnOf> {
    const key = JSON.stringify(normalExpr(expr));
    let slot = isDeterministic(expr) ? this.#slots.get(key) : undefined;
    if (slot === undefined) {
      slot = this.#exprs.length;
      this.#exprs.push(expr);
      const ownName = expr.kind === "column" ? this.#input.columns[expr.index].name : (name ?? `$${slot}`);
      this.#columns.push({ name: ownName, type: expr.type });
      this.#slots.set(key, slot);
    }
    return columnOf(this.#columns, slot);
  }

  project(): LogicalProject {
    return { kind: "project", input: this.#input, exprs: this.#exprs, columns: this.#columns };
  }
}

/** The node with sort keys that are columns: project(drop) over sort over project(append); as it is when they are. */
export function extractSortInputs(node: LogicalSort): LogicalSort | LogicalProject {
  if (node.keys.every((key) => isPlain(key.expr))) return node;
  const width = node.input.columns.length;
  const own = node.input.columns.map((_, index) => columnOf(node.input.columns, index));
  const columns: Column[] = [...node.input.columns];
  const exprs: Expr[] = [...own];
  const keys = node.keys.map((key) => {
    if (isPlain(key.expr)) return key;
    columns.push({ name: `$${exprs.length}`, type: key.expr.type });
    exprs.push(key.expr);
    return { ...key, expr: columnOf(columns, exprs.length - 1) };
  });
  const below: LogicalProject = { kind: "project", input: node.input, exprs, columns };
  const sort: LogicalSort = { ...node, input: below, keys, columns };
  return { kind: "project", input: sort, exprs: own.slice(0, width), columns: node.columns };
}

/** Columns of its input that an aggregate reads. */
export function aggregateReads(node: LogicalAggregate): Set<number> {
  const read = columnsRead([...node.keys, ...node.aggregates.flatMap(aggregateExprs)]);
  if (node.window !== null) {
    const { timeColumn, attached, spec } = node.window;
    read.add(timeColumn);
    if (attached !== null) read.add(attached.startColumn).add(attached.endColumn);
    if (spec.kind === "session") for (const key of spec.partitionKeys) read.add(key);
  }
  return read;
}
