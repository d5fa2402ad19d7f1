// Bound scalar expressions: typed, plain data. Built only through bind-call.ts (coercions are explicit casts), run only
// through compile.ts (constant folding runs the same kernel on one row).
import type { Scalar } from "../columnar/scalar.ts";
import type { SqlType } from "../common/types.ts";

/** Reads column `index` of the input batch. */
export interface ColumnExpr {
  readonly kind: "column";
  readonly index: number;
  readonly name: string;
  readonly type: SqlType;
}

export interface LiteralExpr {
  readonly kind: "literal";
  readonly value: Scalar;
  readonly type: SqlType;
}

/** A function or operator by its record's name ("+", "AND", "CASE", "UPPER"). Arguments already have the types the record wants. */
export interface CallExpr {
  readonly kind: "call";
  readonly fn: string;
  readonly args: readonly Expr[];
  readonly type: SqlType;
  /** Compile-time arguments that are no expressions: a time unit, the ON ERROR clause of JSON_VALUE. Plain data. */
  readonly options?: Readonly<Record<string, string | number | boolean | null>>;
  /** The function itself when it is none of the registry: a user function. What it is made of is in `options`. */
  readonly record?: CarriedRecord;
}

/** What a call carries of a user function: the ScalarFunction or AggregateFunction that functionOf() or aggregateOf() gives back. */
export interface CarriedRecord {
  readonly kind: "scalar" | "aggregate";
  readonly name: string;
}

/** CAST, TRY_CAST (NULL instead of an error) and implicit coercions. */
export interface CastExpr {
  readonly kind: "cast";
  readonly input: Expr;
  readonly type: SqlType;
  readonly isTry: boolean;
}

export type Expr = ColumnExpr | LiteralExpr | CallExpr | CastExpr;

/** One aggregate of a plan node. Arguments are expressions over the node's input. */
export interface AggregateCall {
  readonly fn: string;
  readonly args: readonly Expr[];
  readonly isDistinct: boolean;
  readonly filter: Expr | null;
  /** ORDER BY inside the call or WITHIN GROUP. */
  readonly orderBy: readonly SortKey[];
  readonly options?: Readonly<Record<string, string | number | boolean | null>>;
  readonly type: SqlType;
  /** The aggregate itself when it is none of the registry: a user function. */
  readonly record?: CarriedRecord;
}

export interface SortKey {
  readonly expr: Expr;
  readonly isDescending: boolean;
  readonly isNullsFirst: boolean;
}
