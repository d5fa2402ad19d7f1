import type { Scalar } from "../../../../columnar/scalar.ts";
import { isApproximate, type SqlType } from "../../../../common/types.ts";
import { MAX_PRECISION } from "../../../coerce.ts";
import { pow10 } from "../../../decimal.ts";
import { first, scalar } from "../../define.ts";
import { fitExact } from "./exact.ts";

export const abs = scalar({
  name: "ABS",
  category: "arithmetic",
  syntax: ["ABS(number)", "ABS(interval)"],
  signatures: [
    ["NUMERIC", "->", first],
    ["INTERVAL", "->", first],
  ],
  summary: "The absolute value; an error for the least integer of a type, which has none",
  examples: [
    ["ABS(-5)", "5"],
    ["ABS(-2.50)", "2.50"],
  ],
  canFail: true,
  evaluateCall: ([value], call) => {
    if (isApproximate(call.type)) return Math.abs(value as number);
    if ((value as number) >= 0) return value;
    return fitExact(-BigInt(value as number), call.type);
  },
});

export const sign = scalar({
  name: "SIGN",
  category: "arithmetic",
  syntax: ["SIGN(number)"],
  signatures: [["NUMERIC", "->", signType]],
  summary: "-1, 0 or 1 as a number of the same type",
  examples: [
    ["SIGN(-5)", "-1"],
    ["SIGN(1.50)", "1.00"],
    ["SIGN(2.5e0)", "1.0"],
  ],
  evaluateCall: ([value], call): Scalar => {
    if (isApproximate(call.type)) return Math.sign(value as number);
    const sign = (value as number) > 0 ? 1n : (value as number) < 0 ? -1n : 0n;
    return fitExact(call.type.kind === "DECIMAL" ? sign * pow10(call.type.scale) : sign, call.type);
  },
});

/** A DECIMAL without digits before the point has no room for a 1: it gets one. */
function signType([type]: readonly SqlType[]): SqlType {
  if (type.kind !== "DECIMAL" || type.scale < type.precision || type.precision === MAX_PRECISION) return type;
  return { ...type, precision: type.precision + 1 };
}
