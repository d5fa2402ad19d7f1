// ROUND (half away from zero) and TRUNCATE (towards zero) to decimal places, negative ones being tens and hundreds.
// Result type of a DECIMAL(p, s) rounded to n constant places, as Flink: n >= s leaves it; 0 <= n < s makes
// DECIMAL(1 + p - s + n, n); n < 0 makes DECIMAL(1 + p - s, 0). Places that are no constant keep the scale and get one
// digit more (Flink declares the unchanged type and hands out another scale).
import type { Scalar } from "../../../../columnar/scalar.ts";
import { isApproximate, type SqlType } from "../../../../common/types.ts";
import { MAX_PRECISION } from "../../../coerce.ts";
import { pow10, rescale } from "../../../decimal.ts";
import type { ArgumentInfo, CallInfo, FunctionExample, ScalarFunction } from "../../../function.ts";
import { optional, scalar } from "../../define.ts";
import { dropDigits, type Rounding, roundDouble } from "./decimal-digits.ts";
import { fitExact } from "./exact.ts";

const PLACES_MAX = 400;

export const round = rounding("ROUND", [], "half-up", "Rounded to decimal places (0 by default), half away from zero", [
  ["ROUND(2.5)", "3"],
  ["ROUND(1.255e0, 2)", "1.26"],
  ["ROUND(-15, -1)", "-20"],
]);

export const truncate = rounding("TRUNCATE", ["TRUNC"], "down", "Cut to decimal places (0 by default), towards zero", [
  ["TRUNCATE(42.324, 2)", "42.32"],
  ["TRUNCATE(-1.9)", "-1"],
  ["TRUNCATE(49, -1)", "40"],
]);

function rounding(
  name: string,
  aliases: readonly string[],
  mode: Rounding,
  summary: string,
  examples: readonly FunctionExample[],
): ScalarFunction {
  return scalar({
    name,
    aliases,
    category: "arithmetic",
    syntax: [`${name}(number [, places])`],
    signatures: [["NUMERIC", optional("INTEGER"), "->", roundedType]],
    summary,
    examples,
    canFail: true,
    evaluateCall: ([value, places], call) => roundValue(value, places === undefined ? 0 : Number(places), mode, call),
  });
}

function roundValue(value: Scalar, places: number, mode: Rounding, call: CallInfo): Scalar {
  const [type] = call.argTypes;
  if (isApproximate(type)) {
    const rounded = roundDouble(value as number, places, mode);
    return type.kind === "FLOAT" ? Math.fround(rounded) : rounded;
  }
  const scale = type.kind === "DECIMAL" ? type.scale : 0;
  const resultScale = call.type.kind === "DECIMAL" ? call.type.scale : 0;
  const unscaled = BigInt(value as number);
  if (places >= scale) return fitExact(rescale(unscaled, scale, resultScale), call.type);
  const clamped = Math.max(places, -PLACES_MAX);
  const kept = dropDigits(unscaled, scale - clamped, mode);
  return fitExact(clamped <= resultScale ? kept * pow10(resultScale - clamped) : kept, call.type);
}

function roundedType(argTypes: readonly SqlType[], args: readonly ArgumentInfo[]): SqlType {
  const [type] = argTypes;
  if (type.kind !== "DECIMAL") return type;
  const places = args.length < 2 ? 0 : args[1].constant;
  const { precision, scale } = type;
  if (typeof places !== "number") return { ...type, precision: Math.min(MAX_PRECISION, precision + 1) };
  if (places >= scale) return type;
  const kept = Math.max(0, places);
  return { ...type, precision: Math.min(MAX_PRECISION, 1 + precision - scale + kept), scale: kept };
}
