// What a FROM clause is while its SELECT is bound: a relation, what its columns may be called, and how it was joined.
import type { Expr } from "../../expr/expr.ts";
import type { AsofMatch, JoinTime, JoinType, LogicalNode } from "../logical.ts";
import type { Relation } from "./relation.ts";
import type { MergedColumn, ScopeTable } from "./scope.ts";

export interface FromClause {
  readonly relation: Relation;
  readonly tables: readonly ScopeTable[];
  /** What USING and NATURAL made one of several. */
  readonly merged: readonly MergedColumn[];
  /** How the relation was joined; null: it is no join. */
  readonly join: JoinParts | null;
}

export interface JoinParts {
  readonly type: JoinType;
  readonly left: FromClause;
  readonly right: FromClause;
  /** Over left columns, then right columns. */
  readonly conditions: readonly Expr[];
  readonly temporal: TemporalParts | null;
  readonly asof: AsofParts | null;
  /** STATE_TTL hints of the sides. */
  readonly ttls?: SideTtls;
}

export interface AsofParts {
  readonly time: AsofMatch;
  /** What else is compared: equalities. */
  readonly equalities: readonly Expr[];
}

/** What STATE_TTL hints say of the sides of a join; absent: nothing. */
export interface SideTtls {
  readonly leftTtlMs?: number;
  readonly rightTtlMs?: number;
}

export interface TemporalParts {
  readonly time: JoinTime;
  /** Right columns that name a version. */
  readonly keys: readonly number[];
  /** Gives the versions, with the columns of the right side. */
  readonly rows: LogicalNode;
}

/** One row, of nothing: what stands for FROM where there is none. */
export function noTable(): FromClause {
  const relation: Relation = { node: { kind: "values", rows: [[]], columns: [] }, columns: [], isOpen: false };
  return { relation, tables: [], merged: [], join: null };
}
