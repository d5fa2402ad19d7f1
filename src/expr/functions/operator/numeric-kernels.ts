// What + - * / % do with two numbers of bound types, on scalars and as code. Exact results that do not fit their type are
// DATA_OVERFLOW; division by zero is DATA_DIVISION_BY_ZERO except for FLOAT and DOUBLE, which have infinities.
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import { isApproximate, isInteger, type SqlType } from "../../../common/types.ts";
import { type DecimalOperator, divideHalfUp, fitDecimal, pow10, rescale } from "../../decimal.ts";
import { type CallInfo, DataProblem, type EmittedArgument } from "../../function.ts";
import { fitExact } from "../scalar/math/exact.ts";

type Decimal = Extract<SqlType, { kind: "DECIMAL" }>;

const NAMES: Readonly<Record<DecimalOperator, string>> = { "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "rem" };
const LIMITS: Readonly<Record<string, number>> = { TINYINT: 128, SMALLINT: 32768 };
const FACTOR_DIGITS_MAX = 15;

export function evaluateNumeric(operator: DecimalOperator, a: Scalar, b: Scalar, call: CallInfo): Scalar {
  const { type } = call;
  if (isApproximate(type)) {
    const result = doubleOperation(operator, a as number, b as number);
    return type.kind === "FLOAT" ? Math.fround(result) : result;
  }
  const x = BigInt(a as number);
  const y = BigInt(b as number);
  if (y === 0n && (operator === "/" || operator === "%")) {
    throw new DataProblem("DATA_DIVISION_BY_ZERO", "division by zero");
  }
  if (type.kind !== "DECIMAL") return fitExact(integerOperation(operator, x, y), type);
  const [left, right] = call.argTypes as readonly Decimal[];
  return exact(
    fitDecimal(decimalOperation(operator, x, left.scale, y, right.scale, type.scale), type.precision, type.scale),
  );
}

function doubleOperation(operator: DecimalOperator, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
  }
}

function integerOperation(operator: DecimalOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
  }
}

function decimalOperation(
  operator: DecimalOperator,
  a: bigint,
  aScale: number,
  b: bigint,
  bScale: number,
  scale: number,
): bigint {
  if (operator === "*") return rescale(a * b, aScale + bScale, scale);
  if (operator === "/") {
    // (a / 10^aScale) / (b / 10^bScale) * 10^scale
    const shift = scale - aScale + bScale;
    return shift >= 0 ? divideHalfUp(a * pow10(shift), b) : divideHalfUp(a, b * pow10(-shift));
  }
  const common = Math.max(aScale, bScale);
  const x = a * pow10(common - aScale);
  const y = b * pow10(common - bScale);
  return rescale(integerOperation(operator, x, y), common, scale);
}

export function emitNumeric(
  operator: DecimalOperator,
  args: readonly EmittedArgument[],
  call: CallInfo,
): string | null {
  const [a, b] = args;
  const { type } = call;
  if (isApproximate(type)) {
    const code = `${a.code} ${operator} ${b.code}`;
    return type.kind === "FLOAT" ? `Math.fround(${code})` : `(${code})`;
  }
  if (type.kind === "DECIMAL") return emitDecimal(operator, a, b, call);
  if (!isInteger(a.type)) return null;
  if (a.type.kind === "BIGINT") {
    const code = `${NAMES[operator]}${a.isBig ? "Long" : "Safe"}(${a.code}, ${b.code})`;
    return a.isBig && type.kind !== "BIGINT" ? `Number(${code})` : code;
  }
  if (type.kind === "INT" || operator === "%") return `${NAMES[operator]}Int(${a.code}, ${b.code})`;
  return `narrow(${NAMES[operator]}Int(${a.code}, ${b.code}), ${LIMITS[type.kind]}, "${type.kind}")`;
}

/** Code only where no digit can be lost and the result always fits, which is when its type was not cut to 38 digits. */
function emitDecimal(operator: DecimalOperator, a: EmittedArgument, b: EmittedArgument, call: CallInfo): string | null {
  const type = call.type as Decimal;
  const [left, right] = call.argTypes as readonly Decimal[];
  if (operator === "/") {
    const shift = type.scale - left.scale + right.scale;
    if (a.isBig || shift < 0 || shift > FACTOR_DIGITS_MAX) return null;
    return `divDecimalSafe(${a.code}, ${b.code}, ${10 ** shift}, ${type.precision}, ${type.scale})`;
  }
  if (operator === "*") {
    if (type.scale !== left.scale + right.scale || left.precision + right.precision >= 38) return null;
    return a.isBig ? `(${a.code} * ${b.code})` : `mulSafe(${a.code}, ${b.code})`;
  }
  const common = Math.max(left.scale, right.scale);
  if (operator === "%" || type.scale !== common || type.precision >= 38) return null;
  const x = scaled(a, common - left.scale);
  const y = scaled(b, common - right.scale);
  if (x === null || y === null) return null;
  return a.isBig ? `(${x} ${operator} ${y})` : `${NAMES[operator]}Safe(${x}, ${y})`;
}

function scaled(arg: EmittedArgument, digits: number): string | null {
  if (digits === 0) return arg.code;
  if (arg.isBig) return `${arg.code} * ${pow10(digits)}n`;
  return digits > FACTOR_DIGITS_MAX ? null : `mulSafe(${arg.code}, ${10 ** digits})`;
}
