// What a calc cannot compute by itself, put into nodes below it:
//   async-call  a call of an async function, innermost first; calls that not every row would reach are refused
//   pin         over input that takes rows back, an expression that another batch may answer otherwise (RAND, UUID,
//               CURRENT_TIMESTAMP): computed once when the row comes and kept, so that its retraction is the same row
// The condition comes first: what it does not let through is not asked for. Source of the semantics: Flink's analysis of
// non-deterministic updates ('table.optimizer.non-deterministic-update.strategy' = 'TRY_RESOLVE').
import type { Column } from "../../common/types.ts";
import type { CallExpr, Expr } from "../../expr/expr.ts";
import { functionOf } from "../../expr/functions/index.ts";
import { asksLater, canFail, changesByBatch, columnOf } from "../expr-shape.ts";
import { hashOf, normalExpr } from "../normal-form.ts";
import type { AskLimits, PhysicalNode } from "../physical.ts";
import type { PlannerSession } from "../session.ts";
import { durationSetting, settingValue } from "../settings.ts";
import { conjunction, conjuncts } from "../rules/predicates.ts";
import type { Lowering } from "./lowering.ts";
import { planError } from "./plan-error.ts";
import { answeredState } from "./state-bounds.ts";

export interface Settled {
  readonly input: PhysicalNode;
  readonly predicate: Expr | null;
  readonly exprs: readonly Expr[];
}

/** True for an expression that a node over `input` cannot compute by itself. */
export function isUnsettled(input: PhysicalNode, expr: Expr): boolean {
  return asksLater(expr) || (input.changelogMode !== "append" && changesByBatch(expr));
}

export function settled(
  from: PhysicalNode,
  condition: Expr | null,
  outputs: readonly Expr[],
  lowering: Lowering,
): Settled {
  let input = from;
  let predicate = condition;
  if (predicate !== null && isUnsettled(input, predicate)) {
    const all = conjuncts(predicate);
    const firstUnsettled = all.findIndex((part) => isUnsettled(from, part));
    const isBefore = (part: Expr, i: number) => !isUnsettled(from, part) && (i < firstUnsettled || !canFail(part));
    const before = all.filter(isBefore);
    if (before.length > 0) input = filtered(input, conjunction(before), lowering);
    const rest = all.filter((part, i) => !isBefore(part, i));
    const [first, parts] = extended(input, rest, lowering);
    input = first;
    predicate = conjunction(parts);
  }
  if (!outputs.some((expr) => isUnsettled(input, expr))) return { input, predicate, exprs: outputs };
  if (predicate !== null) input = filtered(input, predicate, lowering);
  const [made, exprs] = extended(input, outputs, lowering);
  return { input: made, predicate: null, exprs };
}

function filtered(input: PhysicalNode, predicate: Expr, lowering: Lowering): PhysicalNode {
  const all = input.columns.map((_, i) => columnOf(input.columns, i));
  return lowering.calc(input, predicate, all, input.columns);
}

/** The input with columns for what is unsettled, and the expressions over it. */
function extended(
  from: PhysicalNode,
  exprs: readonly Expr[],
  lowering: Lowering,
): readonly [PhysicalNode, readonly Expr[]] {
  let input = from;
  const answered = exprs.map((expr) => {
    if (!asksLater(expr)) return expr;
    const calls = new AsyncCalls(input, lowering);
    const over = calls.replaced(expr);
    input = calls.input;
    return over;
  });
  const isChanging = input.changelogMode !== "append";
  const pinned = answered.filter((expr) => isChanging && changesByBatch(expr));
  if (pinned.length === 0) return [input, answered];
  const below = input;
  const columns = pinned.map((expr, i): Column => ({ name: `$pinned${i}`, type: expr.type }));
  const pin = lowering.intern(
    {
      ...handedOn(below),
      kind: "pin",
      id: lowering.distinctId(`pin-${hashOf(["pin", below.id, pinned.map(normalExpr)])}`),
      input: below,
      exprs: pinned,
      columns: [...below.columns, ...columns],
      state: answeredState(below.isBounded),
    },
    lowering.factsOf(below),
  );
  const width = below.columns.length;
  const settledExprs = answered.map((expr) => {
    const at = pinned.indexOf(expr);
    return at === -1 ? expr : columnOf(pin.columns, width + at);
  });
  return [pin, settledExprs];
}

/** What a node that adds columns to its rows has of its input. */
function handedOn({ changelogMode, streamKey, watermarkColumns, isBounded }: PhysicalNode) {
  return { changelogMode, streamKey, watermarkColumns, isBounded };
}

/** Functions that do not compute all of their arguments on every row. */
const CONDITIONAL: ReadonlySet<string> = new Set(["CASE", "AND", "OR", "COALESCE", "IF", "IFNULL", "NULLIF"]);

class AsyncCalls {
  input: PhysicalNode;
  readonly #lowering: Lowering;

  constructor(input: PhysicalNode, lowering: Lowering) {
    this.input = input;
    this.#lowering = lowering;
  }

  /** The expression with a column in the place of each async call. */
  replaced(expr: Expr): Expr {
    if (!asksLater(expr)) return expr;
    if (expr.kind === "cast") return { ...expr, input: this.replaced(expr.input) };
    if (expr.kind !== "call") return expr;
    if (CONDITIONAL.has(expr.fn)) {
      throw planError(
        "PLAN_ASYNC_PLACE",
        `an async function is asked for every row, and ${expr.fn} would not ask it for each`,
        "Compute it as a column of a derived table: SELECT CASE ... y ... FROM (SELECT ..., f(x) AS y FROM t); a WHERE in there keeps rows from it.",
      );
    }
    const call: CallExpr = { ...expr, args: expr.args.map((arg) => this.replaced(arg)) };
    return functionOf(call).later === undefined ? call : this.#column(call);
  }

  #column(call: CallExpr): Expr {
    const below = this.input;
    const { later } = functionOf(call);
    const limits = limitsOf(this.#lowering.session);
    this.input = this.#lowering.intern(
      {
        ...handedOn(below),
        kind: "async-call",
        id: this.#lowering.distinctId(`async-call-${hashOf(["async-call", below.id, normalExpr(call)])}`),
        input: below,
        call,
        limits: {
          ...limits,
          concurrencyMax: later?.concurrencyMax ?? limits.concurrencyMax,
          timeoutMs: later?.timeoutMs ?? limits.timeoutMs,
        },
        columns: [...below.columns, { name: `$answer${below.columns.length}`, type: call.type }],
        state: below.changelogMode === "append" ? [] : answeredState(below.isBounded),
      },
      this.#lowering.factsOf(below),
    );
    return columnOf(this.input.columns, below.columns.length);
  }
}

function limitsOf({ settings }: PlannerSession): AskLimits {
  const prefix = "table.exec.async-scalar.";
  const retries = settingValue(settings, `${prefix}retry-strategy`) === "FIXED_DELAY";
  return {
    concurrencyMax: Math.max(1, Number(settingValue(settings, `${prefix}max-concurrent-operations`))),
    timeoutMs: durationSetting(settings, `${prefix}timeout`),
    attemptsMax: retries ? Math.max(1, Number(settingValue(settings, `${prefix}max-attempts`))) : 1,
    retryDelayMs: durationSetting(settings, `${prefix}retry-delay`),
  };
}
