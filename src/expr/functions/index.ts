// The registry of scalar functions and operators. A function is one record and one line in the list of its folder.
import { invariant } from "../../common/invariant.ts";
import type { CallExpr } from "../expr.ts";
import type { ScalarFunction } from "../function.ts";
import { operatorFunctions } from "./operator/index.ts";
import { scalarFunctions } from "./scalar/index.ts";

const FUNCTIONS: readonly ScalarFunction[] = [...operatorFunctions, ...scalarFunctions];

const BY_NAME: ReadonlyMap<string, ScalarFunction> = new Map(
  FUNCTIONS.flatMap((fn) => [fn.name, ...(fn.aliases ?? [])].map((name) => [name.toUpperCase(), fn] as const)),
);

/** The record of a function or operator by its name or an alias, in any case. */
export function findFunction(name: string): ScalarFunction | null {
  return BY_NAME.get(name.toUpperCase()) ?? null;
}

/** The record that a bound call carries or names. */
export function functionOf(call: Pick<CallExpr, "fn" | "record">): ScalarFunction {
  const fn = (call.record as ScalarFunction | undefined) ?? findFunction(call.fn);
  invariant(fn !== null, `a bound call names the function ${call.fn}`);
  return fn;
}

/** All records, operators first. */
export function allFunctions(): readonly ScalarFunction[] {
  return FUNCTIONS;
}
