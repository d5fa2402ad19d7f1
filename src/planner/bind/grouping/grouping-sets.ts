// GROUPING SETS, ROLLUP and CUBE: which keys each set has, and GROUPING(k), which tells them apart.
//
// Every item of GROUP BY stands for alternatives: an expression for one set of itself, ROLLUP(a, b) for (a, b), (a), (),
// CUBE(a, b) for all subsets. The sets of GROUP BY are all ways to take one of each item, equal ones once (as in Flink).
// A set is written as a number: bit n - 1 - i is 1 where key i of n is absent. The rows are repeated once per set with that
// number (LogicalExpand), and the number is a key like the others.
import { withNullable } from "../../../common/types.ts";
import { bindCall } from "../../../expr/bind-call.ts";
import type { ColumnExpr, Expr } from "../../../expr/expr.ts";
import type { ExprNode, FunctionCall, GroupItem } from "../../../parser/ast.ts";
import { columnExpr, isPoison, nodeColumns, POISON, plainColumn, projectRelation, type Relation } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import { plainKey } from "./group-collector.ts";

const SETS_MAX = 4096;
/** Bits that a set's number holds exactly. */
const KEYS_MAX = 52;
const BIGINT = { kind: "BIGINT", nullable: false } as const;

/** The sets that one item stands for, as it is written. */
export function setsOf(item: GroupItem): readonly (readonly ExprNode[])[] {
  switch (item.kind) {
    case "group-expr":
      return [[item.expr]];
    case "grouping-sets":
      return item.sets;
    case "rollup":
      return Array.from({ length: item.sets.length + 1 }, (_, left) =>
        item.sets.slice(0, item.sets.length - left).flat(),
      );
    case "cube":
      return combined(item.sets.map((set) => [set, []]));
  }
}

/** How many sets the items make; without making them. */
export function setCount(items: readonly GroupItem[]): number {
  const counts = items.map((item) => {
    if (item.kind === "group-expr") return 1;
    if (item.kind === "grouping-sets") return item.sets.length;
    return item.kind === "rollup" ? item.sets.length + 1 : 2 ** item.sets.length;
  });
  return counts.reduce((product, count) => product * count, 1);
}

/** All ways to take one set of each item. */
export function combined<T>(alternatives: readonly (readonly (readonly T[])[])[]): readonly (readonly T[])[] {
  let sets: readonly (readonly T[])[] = [[]];
  for (const choices of alternatives) sets = sets.flatMap((set) => choices.map((choice) => [...set, ...choice]));
  return sets;
}

/** True when the sets are few enough; else reported. */
export function checkSetCount(items: readonly GroupItem[], keyCount: number, scope: ExprScope): boolean {
  const sets = items.filter((item) => item.kind !== "group-expr");
  const count = setCount(items);
  if (sets.length === 0 || (count <= SETS_MAX && keyCount <= KEYS_MAX)) return true;
  const message =
    count > SETS_MAX
      ? `GROUP BY makes ${count} grouping sets; at most ${SETS_MAX} are possible`
      : `GROUP BY has ${keyCount} keys in grouping sets; at most ${KEYS_MAX} are possible`;
  scope.context.report("BIND_GROUPING_SETS", message, sets[0].span, {
    hint: "List the sets that are needed: GROUPING SETS ((a, b), (a), ()).",
  });
  return false;
}

/** The numbers of the sets over `keys`, equal ones once. */
export function setNumbers(keys: readonly Expr[], sets: readonly (readonly Expr[])[]): readonly number[] {
  const numbers = sets.map((set) => {
    const texts = new Set(set.map(plainKey));
    return keys.reduce((number, key) => number * 2 + (texts.has(plainKey(key)) ? 0 : 1), 0);
  });
  return [...new Set(numbers)];
}

export interface Expanded {
  readonly relation: Relation;
  /** The copies of the keys, then the number of the set. */
  readonly keys: readonly ColumnExpr[];
}

/** The rows repeated per set. */
export function expandRelation(input: Relation, keys: readonly Expr[], sets: readonly number[]): Expanded {
  const computed = keys.filter((key) => key.kind !== "column");
  const own = input.columns.map((_, i) => columnExpr(input.columns, i));
  const extra = computed.map((key, i) => plainColumn(`$key${i}`, key.type));
  const wide =
    computed.length === 0 ? input : projectRelation(input, [...own, ...computed], [...input.columns, ...extra]);
  const indexes = keys.map((key) => (key.kind === "column" ? key.index : own.length + computed.indexOf(key)));
  const copies = keys.map((key, i) => {
    const isAbsent = sets.some((set) => Math.floor(set / 2 ** (keys.length - 1 - i)) % 2 === 1);
    const { name } = wide.columns[indexes[i]];
    return plainColumn(name, isAbsent ? withNullable(key.type, true) : key.type);
  });
  const columns = [...wide.columns, ...copies, plainColumn("$set", BIGINT)];
  return {
    relation: {
      node: { kind: "expand", input: wide.node, keys: indexes, sets, columns: nodeColumns(columns) },
      columns,
      isOpen: input.isOpen,
    },
    keys: [...copies.keys(), copies.length].map((i) => columnExpr(columns, wide.columns.length + i)),
  };
}

/** GROUPING(a), GROUPING_ID(a, b): bits of the arguments, 1 where the set does not have the key. */
export function bindGroupingCall(node: FunctionCall, scope: ExprScope): Expr {
  const name = node.name.toUpperCase();
  const collector = scope.aggregates;
  if (collector?.grouping === undefined || node.args.length === 0) {
    const message =
      node.args.length === 0 ? `${name} takes keys of GROUP BY` : `${name} cannot stand in ${scope.clause}`;
    scope.context.report("BIND_GROUPING", message, node.span, {
      hint: "It asks in the SELECT list, HAVING or ORDER BY which keys a row of GROUPING SETS, ROLLUP or CUBE has.",
    });
    return POISON;
  }
  const inner: ExprScope = { ...scope, aggregates: null };
  const args = node.args.map((arg) => inner.bind(arg, inner));
  if (args.some(isPoison)) return POISON;
  const call = collector.grouping(args);
  scope.places.set(call, node.span);
  return call;
}

/** The bits of keys in the number of a set; `number` null: there is one set, which has them all. */
export function groupingBits(keys: readonly number[], keyCount: number, number: ColumnExpr | null): Expr {
  const literal = (value: number): Expr => ({ kind: "literal", value, type: BIGINT });
  if (number === null) return literal(0);
  if (keys.length === keyCount && keys.every((key, i) => key === i)) return number;
  return keys
    .map((key) => call("MOD", [call("/", [number, literal(2 ** (keyCount - 1 - key))]), literal(2)]))
    .reduce((bits, bit) => call("+", [call("*", [bits, literal(2)]), bit]));
}

function call(fn: string, args: readonly Expr[]): Expr {
  const bound = bindCall(fn, args);
  if (typeof bound === "string") throw new Error(bound);
  return bound;
}
