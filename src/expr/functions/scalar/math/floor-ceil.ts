// FLOOR and CEIL, of numbers and, with TO unit, of dates and times (temporal/floor-ceil.ts). A DECIMAL(p, s) gives DECIMAL(p, 0), as Flink.
import { exact, type Scalar } from "../../../../columnar/scalar.ts";
import { isApproximate, isNumeric, type SqlType, typeText, withNullable } from "../../../../common/types.ts";
import { pow10 } from "../../../decimal.ts";
import type { CallInfo, EvalContext, FunctionExample, ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";
import { bindToUnit, ceilToUnit, floorToUnit } from "../temporal/floor-ceil.ts";

export const floor = wholeNumber("FLOOR", [], "down", [
  ["FLOOR(-1.5)", "-2"],
  ["FLOOR(TIMESTAMP '2020-05-17 13:45:59' TO HOUR)", "2020-05-17 13:00:00"],
]);

export const ceil = wholeNumber("CEIL", ["CEILING"], "up", [
  ["CEIL(1.2)", "2"],
  ["CEIL(DATE '2020-02-29' TO MONTH)", "2020-03-01"],
]);

function wholeNumber(
  name: string,
  aliases: readonly string[],
  direction: "up" | "down",
  examples: readonly FunctionExample[],
): ScalarFunction {
  return scalar({
    name,
    aliases,
    category: "arithmetic",
    syntax: [`${name}(number)`, `${name}(date_or_time TO unit)`],
    bind: (args, options) => {
      const unit = options["unit"];
      if (typeof unit === "string") return bindToUnit(args, unit);
      if (args.length !== 1) return `it takes one number, not ${args.length} arguments`;
      const [{ type }] = args;
      if (!isNumeric(type))
        return `it takes a number, or a date or time with TO unit, not ${typeText(withNullable(type, true))}`;
      return { argTypes: [type], type: wholeType(type) };
    },
    summary: `The ${direction === "up" ? "least whole number that is not less" : "greatest whole number that is not greater"}, or a date or time rounded ${direction} to a unit`,
    examples,
    canFail: true,
    evaluateCall: ([value], call, context) => evaluate(value, call, context, direction),
  });
}

function evaluate(value: Scalar, call: CallInfo, context: EvalContext, direction: "up" | "down"): Scalar {
  if (typeof call.options["unit"] === "string")
    return direction === "up" ? ceilToUnit(value, call, context) : floorToUnit(value, call, context);
  const [type] = call.argTypes;
  if (isApproximate(type)) return direction === "up" ? Math.ceil(value as number) : Math.floor(value as number);
  if (type.kind !== "DECIMAL" || type.scale === 0) return value;
  const one = pow10(type.scale);
  const unscaled = BigInt(value as number);
  const down = unscaled >= 0n || unscaled % one === 0n ? unscaled / one : unscaled / one - 1n;
  return exact(direction === "up" && unscaled % one !== 0n ? down + 1n : down);
}

function wholeType(type: SqlType): SqlType {
  return type.kind === "DECIMAL" ? { ...type, scale: 0 } : type;
}
