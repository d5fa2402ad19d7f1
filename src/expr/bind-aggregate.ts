// Binding of aggregate calls: argument types by the record, implicit casts as explicit ones, result type and nullability.
//
// Constant arguments are folded first, so that a record can ask for a literal. WITHIN GROUP (ORDER BY x [DESC]) of an
// ordered-set aggregate becomes its first argument (and options.descending); elsewhere it is ORDER BY inside the call.
import { withNullable } from "../common/types.ts";
import type { AggregateFunction } from "./aggregate-function.ts";
import { makeCast } from "./cast.ts";
import type { AggregateCall, Expr, SortKey } from "./expr.ts";
import { expressionKey } from "./expression-key.ts";
import { foldConstants } from "./fold.ts";
import type { ArgumentInfo } from "./function.ts";
import { findAggregate } from "./functions/aggregate/index.ts";
import { makesJson } from "./json-makers.ts";

export interface AggregateBinding {
  readonly isDistinct: boolean;
  readonly filter: Expr | null;
  /** ORDER BY inside the call, or WITHIN GROUP. */
  readonly orderBy: readonly SortKey[];
  readonly options?: AggregateCall["options"];
  /** True when every group has a row (GROUP BY with keys): then a NOT NULL argument can give a NOT NULL result. */
  readonly isGrouped?: boolean;
}

/** The bound call, or the reason (one sentence without a subject: "it takes ...") why these arguments are refused. */
export function bindAggregate(name: string, args: readonly Expr[], binding: AggregateBinding): AggregateCall | string {
  const record = findAggregate(name);
  return record === null ? `there is no aggregate ${name.toUpperCase()}` : bindAggregateRecord(record, args, binding);
}

/** The same with the record at hand. */
export function bindAggregateRecord(
  record: AggregateFunction,
  args: readonly Expr[],
  binding: AggregateBinding,
): AggregateCall | string {
  if (binding.isDistinct && args.length === 0) return "DISTINCT needs an argument";
  if (!record.isOrderedSet) return bindArguments(record, args, binding);
  if (args.length === 2 && binding.orderBy.length === 0) return bindArguments(record, args, binding);
  if (args.length !== 1 || binding.orderBy.length !== 1) return "it takes one share and WITHIN GROUP (ORDER BY x)";
  const [{ expr, isDescending }] = binding.orderBy;
  const options = isDescending ? { ...binding.options, descending: true } : binding.options;
  return bindArguments(record, [expr, ...args], { ...binding, orderBy: [], options });
}

function bindArguments(
  record: AggregateFunction,
  args: readonly Expr[],
  binding: AggregateBinding,
): AggregateCall | string {
  const { isDistinct, filter, orderBy } = binding;
  const folded = args.map(foldConstants);
  const infos = folded.map((arg, i): ArgumentInfo => {
    return { type: arg.type, constant: arg.kind === "literal" ? arg.value : undefined, isJson: makesJson(args[i]) };
  });
  const bound = record.bind(infos, { isDistinct, hasOrderBy: orderBy.length > 0 });
  if (typeof bound === "string") return bound;
  const casts: Expr[] = [];
  for (let i = 0; i < folded.length; i++) {
    const cast = makeCast(folded[i], bound.argTypes[i], false);
    if (typeof cast === "string") return cast;
    casts.push(cast);
  }
  if (isDistinct && !isOrderedByArguments(casts, orderBy))
    return "with DISTINCT it can be ordered only by its arguments";
  const mayBeEmpty = binding.isGrouped !== true || filter !== null;
  const isNullable = !record.isNeverNull && (bound.type.nullable || mayBeEmpty);
  const type = withNullable(bound.type, isNullable);
  const options = bound.options === undefined ? binding.options : { ...binding.options, ...bound.options };
  const call = { fn: record.name, args: casts, isDistinct, filter, orderBy, options, type };
  return record.isUser === true ? { ...call, record } : call;
}

function isOrderedByArguments(args: readonly Expr[], orderBy: readonly SortKey[]): boolean {
  const keys = args.map(expressionKey);
  return orderBy.every((key) => {
    const wanted = expressionKey(key.expr);
    return wanted !== null && keys.includes(wanted);
  });
}
