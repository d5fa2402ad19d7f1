// While a grouped SELECT is bound, its aggregates and window properties are columns with negative indexes; `lift` then
// rewrites each expression over the aggregate's output: what equals a key becomes that key's column, a placeholder its
// column, and any other input column is an error.

import { isSqlMap, type Scalar } from "../../../columnar/scalar.ts";
import type { Span } from "../../../common/span.ts";
import { type SqlType, timestamp, timestampLtz, withNullable } from "../../../common/types.ts";
import type { AggregateCall, ColumnExpr, Expr } from "../../../expr/expr.ts";
import type { FunctionCall } from "../../../parser/ast.ts";
import { isOverPlaceholder } from "../over/over-place.ts";
import { isPoison, type WindowBound } from "../relation.ts";
import type { AggregateCollector } from "../scope.ts";
import { subqueryIndex } from "../subqueries/outer-columns.ts";

/** A group window of GROUP BY TUMBLE(...): its properties are asked for by functions with the same arguments. */
export interface GroupWindow {
  readonly functionName: string;
  readonly argsKey: string;
  readonly timeType: SqlType;
}

const PROPERTY_BASE = -1_000_000;
const BOUNDS: readonly WindowBound[] = ["start", "end", "time"];

export class GroupCollector implements AggregateCollector {
  readonly calls: AggregateCall[] = [];
  /** GROUPING was asked for: there are groups, whatever else stands in the SELECT list. */
  asksGrouping = false;
  readonly #keys: string[] = [];
  readonly #groupWindow: GroupWindow | null;

  constructor(groupWindow: GroupWindow | null) {
    this.#groupWindow = groupWindow;
  }

  add(call: AggregateCall): Expr {
    const key = plainKey(call);
    let at = this.#keys.indexOf(key);
    if (at === -1) {
      at = this.calls.push(call) - 1;
      this.#keys.push(key);
    }
    return { kind: "column", index: -1 - at, name: call.fn, type: call.type };
  }

  windowProperty(call: FunctionCall, bound: WindowBound, args: readonly Expr[]): Expr | null {
    const window = this.#groupWindow;
    if (window === null || !call.name.toUpperCase().startsWith(`${window.functionName}_`)) return null;
    if (plainKey(args) !== window.argsKey) return null;
    return propertyExpr(bound, boundType(bound, window.timeType, true));
  }

  grouping(args: readonly Expr[]): Expr {
    this.asksGrouping = true;
    return { kind: "call", fn: GROUPING_CALL, args, type: { kind: "BIGINT", nullable: false } };
  }
}

/** Stands for GROUPING(args) until the keys are known. */
const GROUPING_CALL = "$GROUPING";

export function propertyExpr(bound: WindowBound, type: SqlType): ColumnExpr {
  return { kind: "column", index: PROPERTY_BASE - BOUNDS.indexOf(bound), name: `window_${bound}`, type };
}

/** start and end are wall clock, time has the type of the time attribute; all count milliseconds. */
export function boundType(bound: WindowBound, timeType: SqlType, isTimeNullable = false): SqlType {
  if (bound !== "time") return timestamp(3, false);
  return timeType.kind === "TIMESTAMP_LTZ" ? timestampLtz(3, isTimeNullable) : timestamp(3, isTimeNullable);
}

/** The aggregate (its number) or window property that a placeholder stands for; null for a column of the input. */
export function placeholder(column: ColumnExpr): number | WindowBound | null {
  if (column.index >= 0) return null;
  if (column.index <= PROPERTY_BASE) return BOUNDS[PROPERTY_BASE - column.index];
  return -1 - column.index;
}

export interface Lift {
  readonly keys: readonly Expr[];
  /** Output column of each aggregate and window property. */
  readonly aggregateColumn: (index: number) => ColumnExpr;
  readonly propertyColumn: (bound: WindowBound) => ColumnExpr;
  readonly keyColumn: (index: number) => ColumnExpr;
  /** The window bound that an input column carries, in a window aggregate. */
  readonly boundOf: (index: number) => WindowBound | null;
  /** Called for a column that is neither key nor inside an aggregate. */
  readonly onLoose: (column: ColumnExpr, place: Span) => Expr;
  /** GROUPING of keys, by their numbers; -1 for what is no key. */
  readonly groupingOf: (keys: readonly number[], place: Span) => Expr;
  readonly places: ReadonlyMap<Expr, Span>;
}

export function lift(expr: Expr, place: Span, rules: Lift): Expr {
  if (isPoison(expr)) return expr;
  const here = rules.places.get(expr) ?? place;
  const key = plainKey(expr);
  const at = rules.keys.findIndex((candidate) => plainKey(candidate) === key);
  if (at !== -1) return rules.keyColumn(at);
  switch (expr.kind) {
    case "literal":
      return expr;
    case "cast": {
      const input = lift(expr.input, here, rules);
      const becameNullable = input.type.nullable && !expr.input.type.nullable;
      const type = becameNullable ? withNullable(expr.type, true) : expr.type;
      return isPoison(input) ? input : { ...expr, input, type };
    }
    case "call": {
      if (expr.fn === GROUPING_CALL) {
        const texts = rules.keys.map(plainKey);
        return rules.groupingOf(
          expr.args.map((arg) => texts.indexOf(plainKey(arg))),
          here,
        );
      }
      const args = expr.args.map((arg) => lift(arg, here, rules));
      const becameNullable = args.some((arg, i) => arg.type.nullable && !expr.args[i].type.nullable);
      const type = becameNullable ? withNullable(expr.type, true) : expr.type;
      return args.find(isPoison) ?? { ...expr, args, type };
    }
    case "column": {
      if (isOverPlaceholder(expr.index) || expr.index >= subqueryIndex(0)) return expr;
      const stands = placeholder(expr);
      if (typeof stands === "number") return rules.aggregateColumn(stands);
      const bound = stands ?? rules.boundOf(expr.index);
      return bound === null ? rules.onLoose(expr, here) : rules.propertyColumn(bound);
    }
  }
}

/** Equal for equal plain data: expressions, aggregate calls, lists of them. */
export function plainKey(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === "name") return undefined;
    if (typeof part === "bigint") return `${part}n`;
    if (part instanceof Uint8Array) return `x${[...part].join(",")}`;
    if (typeof part === "number" && !Number.isFinite(part)) return String(part);
    return isMapValue(part) ? part.entries : part;
  });
}

function isMapValue(value: unknown): value is { readonly entries: readonly (readonly [Scalar, Scalar])[] } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && isSqlMap(value as Scalar);
}
