// One shape for many functions: numbers in, a DOUBLE out, NaN and Infinity where mathematics has no other answer.
import { DOUBLE } from "../../../../common/types.ts";
import type { FunctionExample, ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";

export function doubleFunction(
  name: string,
  summary: string,
  of: (x: number) => number,
  examples: readonly FunctionExample[],
  aliases: readonly string[] = [],
): ScalarFunction {
  return scalar({
    name,
    aliases,
    category: "arithmetic",
    syntax: [`${name}(number)`],
    signatures: [[DOUBLE, "->", DOUBLE]],
    summary,
    examples,
    evaluate: of,
  });
}
