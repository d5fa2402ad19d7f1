// Builds calls: finds the record, asks it for the types, casts the arguments to them.
import { sameType } from "../common/types.ts";
import { makeCast } from "./cast.ts";
import type { Expr } from "./expr.ts";
import { foldConstants } from "./fold.ts";
import type { ArgumentInfo, ScalarFunction } from "./function.ts";
import { findFunction } from "./functions/index.ts";
import { makesJson } from "./json-makers.ts";

type Options = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The call of a function or operator by its record's name or an alias; a text is the reason why it is refused: a sentence
 * part that goes after the function's name. @param options compile-time arguments, such as a time unit.
 */
export function bindCall(name: string, args: readonly Expr[], options?: Options): Expr | string {
  const fn = findFunction(name);
  return fn === null ? `there is no function ${name.toUpperCase()}` : bindRecord(fn, args, options);
}

/** The same with the record at hand. */
export function bindRecord(fn: ScalarFunction, args: readonly Expr[], options?: Options): Expr | string {
  const bound = fn.bind(args.map(argumentInfo), options ?? {});
  if (typeof bound === "string") return bound;
  const casts: Expr[] = [];
  for (let i = 0; i < args.length; i++) {
    const target = bound.argTypes[i];
    const cast = sameType(args[i].type, target) ? args[i] : makeCast(args[i], target, false);
    if (typeof cast === "string") return cast;
    casts.push(cast);
  }
  const plain = { kind: "call", fn: fn.name, args: casts, type: bound.type } as const;
  const base = fn.isUser === true ? { ...plain, record: fn } : plain;
  const allOptions = { ...options, ...bound.options };
  return Object.keys(allOptions).length === 0 ? base : { ...base, options: allOptions };
}

/** Folds the argument only when the record asks for its value. */
function argumentInfo(expr: Expr): ArgumentInfo {
  return {
    type: expr.type,
    isJson: makesJson(expr),
    get constant() {
      if (expr.kind === "column") return undefined;
      const folded = foldConstants(expr);
      return folded.kind === "literal" ? folded.value : undefined;
    },
  };
}
