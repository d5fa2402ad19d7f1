// Values of one group in order of arrival, or in the order of ORDER BY inside the call (ties in order of arrival): what
// LISTAGG, ARRAY_AGG and the ordered or retractable FIRST_VALUE and LAST_VALUE keep. Taking a row back removes the first
// element that is equal to it, as Flink's.
import { compareScalars } from "../../../columnar/compare.ts";
import { isNullAt, scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { AggregateCall, SortKey } from "../../expr.ts";
import type { Accumulator } from "./object-state.ts";

/** The value, then the keys of ORDER BY. */
type Item = readonly Scalar[];

export class OrderedList {
  readonly items: Item[] = [];
  /** Removals that came before their addition within one batch. */
  readonly owed: Item[] = [];
  /** Made when asked for, forgotten at a change. */
  sorted: readonly Item[] | null = null;
}

export interface ListOptions {
  readonly skipNulls: boolean;
  /** The result over no values; default NULL. */
  readonly empty?: Scalar;
  /** From the values in order, never empty. */
  result(values: readonly Scalar[]): Scalar;
}

/** Keeps the first argument of the call and its sort keys. */
export function listAccumulator(call: AggregateCall, options: ListOptions): Accumulator<OrderedList> {
  const { orderBy } = call;
  const type = call.args[0].type;
  const types = [type, ...orderBy.map((key) => key.expr.type)];
  const isEqual = (a: Item, b: Item): boolean => types.every((t, i) => compareScalars(a[i], b[i], t) === 0);
  const change = (group: OrderedList, item: Item, sign: number): void => {
    const [source, target] = sign > 0 ? [group.owed, group.items] : [group.items, group.owed];
    const at = source.length === 0 ? -1 : source.findIndex((other) => isEqual(other, item));
    if (at >= 0) source.splice(at, 1);
    else target.push(item);
    group.sorted = null;
  };
  return {
    create: () => new OrderedList(),
    add(group, args, row, sign) {
      if (options.skipNulls && isNullAt(args[0], row)) return;
      change(group, itemAt(args, call.args.length, types, row), sign);
    },
    merge(group, other) {
      for (const item of other.items) change(group, item, 1);
      for (const item of other.owed) change(group, item, -1);
    },
    result(group) {
      if (group.items.length === 0) return options.empty ?? null;
      group.sorted ??= orderBy.length === 0 ? group.items : group.items.toSorted((a, b) => compareItems(a, b, orderBy));
      return options.result(group.sorted.map((item) => item[0]));
    },
    save: (group) => [...group.items],
    load(saved) {
      const group = new OrderedList();
      for (const item of saved as readonly Item[]) group.items.push(item);
      return group;
    },
  };
}

function itemAt(args: readonly Vector[], argCount: number, types: readonly AggregateCall["type"][], row: number): Item {
  const item: Scalar[] = [scalarAt(args[0], types[0], row)];
  for (let k = 1; k < types.length; k++) item.push(scalarAt(args[argCount + k - 1], types[k], row));
  return item;
}

function compareItems(a: Item, b: Item, orderBy: readonly SortKey[]): number {
  for (let k = 0; k < orderBy.length; k++) {
    const order = compareKeys(a[k + 1], b[k + 1], orderBy[k]);
    if (order !== 0) return order;
  }
  return 0;
}

export function compareKeys(a: Scalar, b: Scalar, key: SortKey): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === key.isNullsFirst ? -1 : 1;
  }
  const order = compareScalars(a, b, key.expr.type);
  return key.isDescending ? -order : order;
}
