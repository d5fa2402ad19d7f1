// Conditions and measures of MATCH_RECOGNIZE, bound over slots (match.ts).
//
// A.x is the last row of A so far, in the condition of A itself the row that is looked at; x alone is the last row of the
// match so far. FIRST(A.x, n) and LAST(A.x, n) go n rows on or back among the rows of A. An expression inside them is taken
// apart: every column goes to that row. Aggregates read the rows of one variable, or all rows.
import { BIGINT, notNull, STRING, withNullable } from "../../../common/types.ts";
import type { AggregateCall, Expr } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import { aggregateOf } from "../../../expr/functions/aggregate/index.ts";
import type { ColumnRef, ExprNode, FunctionCall } from "../../../parser/ast.ts";
import { isDeterministic, mapColumns } from "../../expr-shape.ts";
import type { MatchSlot } from "../../match.ts";
import type { StatementContext } from "../context.ts";
import { findAggregateOf } from "../ddl/user-functions.ts";
import { bindAggregateCall } from "../expressions/aggregates.ts";
import { bindExpr, scopeOver } from "../expressions/expressions.ts";
import type { FromClause } from "../from-clause.ts";
import { plainKey } from "../grouping/group-collector.ts";
import { isPoison, POISON } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import type { PatternVariables } from "./match-pattern.ts";

type VariableSet = readonly number[] | null;

/** Where columns go: to a row of the match, or (arguments of aggregates) to every row. */
interface Place {
  readonly kind: "row" | "every-row";
  readonly from: "first" | "last";
  readonly offset: number;
  /** The one variable that FIRST, LAST or an aggregate reads; undefined: none yet. Null outside of them. */
  readonly seen: { variables: VariableSet | undefined } | null;
  /** PREV: rows before that one. */
  readonly back: number;
}

/** Rows before a match that PREV may ask for: they are kept for every partition. */
const BACK_MAX = 1000;
const PLAIN: Place = { kind: "row", from: "last", offset: 0, seen: null, back: 0 };

const MATCH_FUNCTIONS: readonly string[] = ["CLASSIFIER", "MATCH_NUMBER", "MATCH_ROWTIME", "MATCH_PROCTIME"];

export class MatchExpressions {
  readonly slots: MatchSlot[] = [];
  readonly #keys: string[] = [];
  readonly #input: FromClause;
  readonly #inputScope: ExprScope;
  readonly #variables: PatternVariables;
  readonly #timeColumn: number;
  readonly #context: StatementContext;
  /** The variable whose condition is bound. */
  #own: number | null = null;

  constructor(input: FromClause, variables: PatternVariables, timeColumn: number, context: StatementContext) {
    this.#input = input;
    this.#variables = variables;
    this.#timeColumn = timeColumn;
    this.#context = context;
    this.#inputScope = scopeOver(context, input.tables, input.relation.isOpen, "MATCH_RECOGNIZE", input.merged);
  }

  /** Over slots. `own`: the variable that the condition defines. POISON after a reported error. */
  bind(node: ExprNode, clause: string, own: number | null): Expr {
    this.#own = own;
    const scope = this.#scope(PLAIN, clause);
    const expr = scope.bind(node, scope);
    if (isPoison(expr) || isDeterministic(expr)) return expr;
    this.#context.report(
      "BIND_MATCH_CALL",
      `${clause} of MATCH_RECOGNIZE takes no function that answers anew at every call`,
      node.span,
      {
        hint: "Compute it in a derived table below or in the SELECT list above.",
      },
    );
    return POISON;
  }

  #scope(place: Place, clause: string): ExprScope {
    const scope = scopeOver(this.#context, [], this.#input.relation.isOpen, clause);
    return { ...scope, bind: (node, inner) => this.#bind(node, inner, place) };
  }

  #bind(node: ExprNode, scope: ExprScope, place: Place): Expr {
    if (node.kind === "column") return this.#column(node, place);
    if (node.kind !== "call" || node.isOperator || node.over !== null) return bindExpr(node, scope);
    const name = node.name.toUpperCase();
    const isNavigation = name === "FIRST" || name === "LAST";
    if (name === "NEXT")
      return this.#refused(
        node,
        "NEXT is not available in MATCH_RECOGNIZE: the row it asks for has not come yet",
        "Let a variable behind in the pattern take that row, and ask there for PREV(x).",
      );
    if (name === "PREV") return this.#previous(node, scope, place);
    if (MATCH_FUNCTIONS.includes(name)) return this.#matchFunction(node, name, place);
    if (!isNavigation && findAggregateOf(name, scope.context.session) === null) return bindExpr(node, scope);
    if (place.seen !== null) return this.#refused(node, `${name} stands inside another FIRST, LAST or aggregate`, null);
    if (isNavigation) return this.#navigation(node, name === "FIRST" ? "first" : "last", scope, place.back);
    if (place.back > 0) return this.#refused(node, `${name} stands inside PREV, which asks for one row`, null);
    return this.#aggregate(node, scope);
  }

  #refused(node: FunctionCall, message: string, hint: string | null): Expr {
    this.#context.report("BIND_MATCH_CALL", message, node.span, { hint });
    return POISON;
  }

  #column(node: ColumnRef, place: Place): Expr {
    const variables = node.parts.length > 1 ? this.#variables.setOf(node.parts[0]) : null;
    const parts = variables === null ? node.parts : node.parts.slice(1);
    const expr = bindExpr({ ...node, parts }, this.#inputScope);
    if (isPoison(expr)) return POISON;
    const { seen } = place;
    if (seen !== null) {
      if (seen.variables !== undefined && plainKey(seen.variables) !== plainKey(variables)) {
        this.#context.report(
          "BIND_MATCH_CALL",
          "this reads more than one variable: FIRST, LAST and aggregates look at the rows of one",
          node.span,
          {
            hint: "SUBSET u = (A, B) makes one of several.",
          },
        );
        return POISON;
      }
      seen.variables = variables;
    }
    if (place.kind === "every-row") return expr;
    return mapColumns(expr, ({ index, name, type }) =>
      this.#slot(
        {
          kind: "field",
          column: index,
          from: place.from,
          offset: place.offset,
          variables: this.#isRowLookedAt(variables, place) ? null : variables,
          ...(place.back === 0 ? {} : { back: place.back }),
          type: withNullable(type, true),
        },
        name,
      ),
    );
  }

  /** In the condition of A, the last row of A is the row that is looked at: the last of the match so far. */
  #isRowLookedAt(variables: VariableSet, { from, offset }: Place): boolean {
    const own = this.#own;
    return own !== null && from === "last" && offset === 0 && (variables?.includes(own) ?? false);
  }

  /** `name` is for messages. */
  #slot(slot: MatchSlot, name: string): Expr {
    const key = plainKey(slot);
    let at = this.#keys.indexOf(key);
    if (at === -1) {
      at = this.slots.push(slot) - 1;
      this.#keys.push(key);
    }
    return { kind: "column", index: at, name, type: slot.type };
  }

  /** PREV(x [, n]): the row n before, of the partition. x may be A.x, FIRST(A.x, i) or LAST(A.x, i). */
  #previous(node: FunctionCall, scope: ExprScope, place: Place): Expr {
    const back = node.args.length < 2 ? 1 : this.#offset(node.args[1], scope);
    if (node.args.length < 1 || node.args.length > 2 || back === null || back > BACK_MAX) {
      const hint = "For example PREV(x), PREV(A.x, 2), PREV(FIRST(A.x), 1).";
      return this.#refused(node, `PREV takes a value and how many rows back, at most ${BACK_MAX}`, hint);
    }
    if (place.seen !== null || place.back > 0) {
      return this.#refused(
        node,
        "PREV stands inside FIRST, LAST, PREV or an aggregate",
        "Write PREV around FIRST or LAST.",
      );
    }
    const inner = this.#scope({ ...PLAIN, back }, scope.clause);
    return inner.bind(node.args[0], inner);
  }

  #navigation(node: FunctionCall, from: "first" | "last", scope: ExprScope, back: number): Expr {
    const offset = node.args.length < 2 ? 0 : this.#offset(node.args[1], scope);
    if (node.args.length < 1 || node.args.length > 2 || offset === null) {
      return this.#refused(
        node,
        `${node.name.toUpperCase()} takes a value and how many rows away, a whole number`,
        null,
      );
    }
    const inner = this.#scope({ kind: "row", from, offset, seen: { variables: undefined }, back }, scope.clause);
    return inner.bind(node.args[0], inner);
  }

  #offset(node: ExprNode, scope: ExprScope): number | null {
    const value = foldConstants(bindExpr(node, { ...scope, bind: bindExpr }));
    if (value.kind !== "literal" || typeof value.value !== "number") return null;
    return Number.isSafeInteger(value.value) && value.value >= 0 ? value.value : null;
  }

  #aggregate(node: FunctionCall, scope: ExprScope): Expr {
    if (node.quantifier === "DISTINCT" || node.filter !== null || node.orderBy.length > 0) {
      return this.#refused(
        node,
        "DISTINCT, FILTER and ORDER BY are not available for aggregates of MATCH_RECOGNIZE",
        "A variable of its own in the pattern can take the rows that count.",
      );
    }
    const seen: { variables: VariableSet | undefined } = { variables: undefined };
    const add = (call: AggregateCall): Expr => {
      const isNeverNull = aggregateOf(call).isNeverNull;
      const type = isNeverNull ? call.type : withNullable(call.type, true);
      return this.#slot(
        { kind: "aggregate", call: { ...call, type }, variables: seen.variables ?? null, type },
        call.fn,
      );
    };
    const inner = this.#scope({ ...PLAIN, kind: "every-row", seen }, scope.clause);
    return bindAggregateCall(node, { ...inner, aggregates: { add, windowProperty: () => null } });
  }

  #matchFunction(node: FunctionCall, name: string, place: Place): Expr {
    if (node.args.length > 0) return this.#refused(node, `${name} takes no argument`, null);
    if (place.seen !== null || place.back > 0)
      return this.#refused(node, `${name} stands inside FIRST, LAST, PREV or an aggregate`, null);
    if (name === "CLASSIFIER") return this.#slot({ kind: "classifier", type: STRING }, name);
    if (this.#own !== null)
      return this.#refused(node, `${name} belongs into MEASURES: in DEFINE there is no match yet`, null);
    // The time of the batch that the match comes out with.
    if (name === "MATCH_PROCTIME") return bindExpr({ ...node, name: "PROCTIME" }, this.#inputScope);
    if (name === "MATCH_NUMBER") return this.#slot({ kind: "match-number", type: notNull(BIGINT) }, name);
    const { type } = this.#input.relation.columns[this.#timeColumn];
    return this.#slot(
      { kind: "field", column: this.#timeColumn, from: "last", offset: 0, variables: null, type },
      name,
    );
  }
}
