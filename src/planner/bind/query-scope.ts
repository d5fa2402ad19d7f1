// What a query may name beside the catalog's tables: the CTEs around it. Queries bind derived tables and views through
// `bindQuery`, which query.ts puts in.
import type { QueryNode } from "../../parser/ast.ts";
import type { StatementContext } from "./context.ts";
import type { Relation } from "./relation.ts";
import type { ExprScope, SubquerySide } from "./scope.ts";
import type { StateTtl } from "./state-ttl.ts";

export interface CommonTable {
  readonly name: string;
  readonly relation: Relation;
}

export interface QueryScope {
  readonly context: StatementContext;
  /** Innermost first. */
  readonly ctes: readonly CommonTable[];
  /** The scope that the query stands in as a subquery. */
  readonly outer: ExprScope | null;
  /** STATE_TTL hints of the SELECT whose FROM is bound. */
  readonly stateTtl?: StateTtl;
  /** Of a subquery that is asked for rows only: takes what its STATE_TTL hint says of its one table. */
  readonly side?: SubquerySide | undefined;
  bindQuery(query: QueryNode, scope: QueryScope): Relation;
}
