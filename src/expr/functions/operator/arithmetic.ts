// + - * / % and the signs. Numbers: numeric-kernels.ts; dates, times and intervals: temporal-kernels.ts.
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import { isApproximate, isNumeric, isTimestamp, type SqlType } from "../../../common/types.ts";
import { MAX_PRECISION } from "../../coerce.ts";
import type { DecimalOperator } from "../../decimal.ts";
import type {
  ArgumentInfo,
  BoundSignature,
  CallInfo,
  EmittedArgument,
  FunctionExample,
  ScalarFunction,
} from "../../function.ts";
import { scalar } from "../define.ts";
import { fitExact } from "../scalar/math/exact.ts";
import { bindNumeric, refusal } from "./arithmetic-types.ts";
import { emitNumeric, evaluateNumeric } from "./numeric-kernels.ts";
import { bindTemporal, emitTemporal, evaluateTemporal, isTemporal } from "./temporal-kernels.ts";

export const plus = arithmetic(
  "+",
  ["a + b", "+a"],
  "The sum of numbers, intervals, or a point in time and an interval",
  [
    ["1 + 2", "3"],
    ["1.10 + 2.205", "3.305"],
    ["DATE '2020-01-31' + INTERVAL '1' MONTH", "2020-02-29"],
  ],
);

export const minus = arithmetic(
  "-",
  ["a - b", "-a"],
  "The difference of numbers, intervals, or a point in time and an interval; with one operand its negative",
  [
    ["5 - 7", "-2"],
    ["-1.50", "-1.50"],
    ["TIMESTAMP '2020-03-01 00:00:00' - INTERVAL '1' SECOND", "2020-02-29 23:59:59"],
  ],
);

export const times = arithmetic("*", ["a * b"], "The product of numbers, or of an interval and an integer", [
  ["7 * 6", "42"],
  ["1.11 * 1.11", "1.2321"],
  ["INTERVAL '1' DAY * 2", "+2 00:00:00.000"],
]);

export const divided = arithmetic("/", ["a / b"], "The quotient; of integers it is cut towards zero", [
  ["7 / 2", "3"],
  ["1.0 / 3", "0.333333333333"],
  ["1e0 / 4", "0.25"],
]);

export const modulo: ScalarFunction = {
  ...arithmetic("%", ["a % b", "MOD(a, b)"], "The rest of a division, with the sign of the first operand", [
    ["-7 % 3", "-1"],
    ["7 % 2.5", "2.0"],
  ]),
  aliases: ["MOD"],
};

type CanCallFail = NonNullable<ScalarFunction["canCallFail"]>;

function arithmetic(
  operator: DecimalOperator,
  syntax: readonly string[],
  summary: string,
  examples: readonly FunctionExample[],
): ScalarFunction {
  return scalar({
    name: operator,
    category: "arithmetic",
    syntax,
    summary,
    examples,
    canFail: true,
    canCallFail: (call) => canOverflow(operator, call),
    bind: (args, options) => bind(operator, args, options),
    evaluateCall: ([a, b], call) => {
      if (call.argTypes.length === 1) return operator === "+" ? a : negate(a, call.type);
      if (call.argTypes.some(isTemporal)) return evaluateTemporal(operator, a, b, call);
      return evaluateNumeric(operator, a, b, call);
    },
    emit: (args, call) => emit(operator, args, call),
  });
}

function bind(
  operator: DecimalOperator,
  args: readonly ArgumentInfo[],
  options: Readonly<Record<string, string | number | boolean | null>>,
): BoundSignature | string {
  if (args.length === 1) {
    const { type } = args[0];
    const isSigned = isNumeric(type) || type.kind === "INTERVAL_DAY" || type.kind === "INTERVAL_MONTH";
    if (!isSigned || (operator !== "+" && operator !== "-")) return refusal(operator, args);
    return { argTypes: [type], type };
  }
  if (args.length !== 2) return `it takes 2 operands, not ${args.length}`;
  if (args.some((arg) => isTemporal(arg.type))) return bindTemporal(operator, args, options);
  return bindNumeric(operator, args);
}

/** Not: approximate numbers, decimals whose type has room for every result, timestamps, a known divisor. */
function canOverflow(operator: DecimalOperator, { argTypes, type, constants }: Parameters<CanCallFail>[0]): boolean {
  if (isApproximate(type) || (argTypes.length === 1 && (operator === "+" || type.kind === "DECIMAL"))) return false;
  if (argTypes.some(isTemporal)) return !isTimestamp(type);
  if (operator === "/" || operator === "%") {
    const divisor = constants[1];
    const isSafe = divisor !== undefined && divisor !== null && divisor !== 0 && divisor !== -1;
    return !isSafe || (type.kind === "DECIMAL" && type.precision === MAX_PRECISION);
  }
  return type.kind !== "DECIMAL" || type.precision === MAX_PRECISION;
}

function negate(value: Scalar, type: SqlType): Scalar {
  if (isApproximate(type)) return -(value as number);
  if (type.kind === "DECIMAL") return exact(-BigInt(value as number));
  return fitExact(-BigInt(value as number), type);
}

function emit(operator: DecimalOperator, args: readonly EmittedArgument[], call: CallInfo): string | null {
  if (args.length === 1) return operator === "+" ? args[0].code : emitNegation(args[0], call.type);
  if (call.argTypes.some(isTemporal)) return emitTemporal(operator, args, call);
  return emitNumeric(operator, args, call);
}

function emitNegation(arg: EmittedArgument, type: SqlType): string | null {
  if (isApproximate(type)) return `-${arg.code}`;
  switch (type.kind) {
    case "INT":
      return `subInt(0, ${arg.code})`;
    case "TINYINT":
      return `narrow(0 - ${arg.code}, 128, "TINYINT")`;
    case "SMALLINT":
      return `narrow(0 - ${arg.code}, 32768, "SMALLINT")`;
    case "DECIMAL":
      return arg.isBig ? `-${arg.code}` : `(0 - ${arg.code})`;
    default:
      return arg.isBig ? `long(-${arg.code})` : `(0 - ${arg.code})`;
  }
}
