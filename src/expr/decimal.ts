// Exact decimals: an integer (bigint) times 10^-scale. Rounding is HALF_UP everywhere, as in Flink's DecimalData.
// Result types follow Flink 2.x: a result wider than 38 digits gives up scale, but keeps at least 6 digits of it.
import type { SqlType } from "../common/types.ts";
import { exactDigits, MAX_PRECISION } from "./coerce.ts";
import { DataProblem } from "./function.ts";

const POWERS: readonly bigint[] = Array.from({ length: 78 }, (_, i) => 10n ** BigInt(i));
const MIN_ADJUSTED_SCALE = 6;

export function pow10(exponent: number): bigint {
  return exponent < POWERS.length ? POWERS[exponent] : 10n ** BigInt(exponent);
}

/** numerator / denominator, rounded half away from zero. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const twice = rest < 0n ? -2n * rest : 2n * rest;
  const size = denominator < 0n ? -denominator : denominator;
  if (twice < size) return quotient;
  return numerator < 0n === denominator < 0n ? quotient + 1n : quotient - 1n;
}

/** The same number at another scale, rounded where digits go. */
export function rescale(unscaled: bigint, fromScale: number, toScale: number): bigint {
  if (toScale >= fromScale) return unscaled * pow10(toScale - fromScale);
  return divideHalfUp(unscaled, pow10(fromScale - toScale));
}

/** @throws DataProblem DATA_OVERFLOW when the value has more digits than the precision. */
export function fitDecimal(unscaled: bigint, precision: number, scale: number): bigint {
  const limit = pow10(precision);
  if (unscaled >= limit || unscaled <= -limit) {
    throw new DataProblem(
      "DATA_OVERFLOW",
      `${decimalText(unscaled, scale)} does not fit DECIMAL(${precision}, ${scale})`,
    );
  }
  return unscaled;
}

/** Plain text with exactly `scale` digits after the point: -1.50. */
export function decimalText(unscaled: number | bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const isNegative = unscaled < 0;
  const digits = String(isNegative ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${isNegative ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A number text (digits, point, exponent) as an integer at `scale`; null when it is no number. */
export function parseDecimal(text: string, scale: number): bigint | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (match === null) return null;
  const [, sign, whole, fraction = "", exponentText = "0"] = match;
  const digits = whole + fraction;
  if (digits === "") return null;
  const shift = Number(exponentText) - fraction.length + scale;
  const significant = digits.replace(/^0+/, "");
  if (significant === "" || significant.length + shift < 0) return 0n;
  // What cannot fit any DECIMAL need not be computed: it only has to be too great.
  if (significant.length + shift > 2 * MAX_PRECISION)
    return sign === "-" ? -pow10(2 * MAX_PRECISION) : pow10(2 * MAX_PRECISION);
  const unsigned = shift >= 0 ? BigInt(digits) * pow10(shift) : divideHalfUp(BigInt(digits), pow10(-shift));
  return sign === "-" ? -unsigned : unsigned;
}

/** The double nearest to a decimal. */
export function decimalToDouble(unscaled: number | bigint, scale: number): number {
  if (typeof unscaled === "number" && scale <= 22) return unscaled / 10 ** scale;
  return Number(decimalText(unscaled, scale));
}

export type DecimalOperator = "+" | "-" | "*" | "/" | "%";

/** Result type of decimal arithmetic; integers count as decimals without scale. */
export function decimalResultType(operator: DecimalOperator, left: SqlType, right: SqlType): SqlType {
  const { precision: p1, scale: s1 } = exactDigits(left);
  const { precision: p2, scale: s2 } = exactDigits(right);
  const nullable = left.nullable || right.nullable;
  switch (operator) {
    case "+":
    case "-": {
      const scale = Math.max(s1, s2);
      return adjusted(Math.max(p1 - s1, p2 - s2) + scale + 1, scale, nullable);
    }
    case "*":
      return adjusted(p1 + p2 + 1, s1 + s2, nullable);
    case "/": {
      const scale = Math.max(MIN_ADJUSTED_SCALE, s1 + p2 + 1);
      return adjusted(p1 - s1 + s2 + scale, scale, nullable);
    }
    case "%": {
      const scale = Math.max(s1, s2);
      return adjusted(Math.min(p1 - s1, p2 - s2) + scale, scale, nullable);
    }
  }
}

function adjusted(precision: number, scale: number, nullable: boolean): SqlType {
  if (precision <= MAX_PRECISION) return { kind: "DECIMAL", precision, scale, nullable };
  const wholeDigits = precision - scale;
  const kept = Math.max(MAX_PRECISION - wholeDigits, Math.min(scale, MIN_ADJUSTED_SCALE));
  return { kind: "DECIMAL", precision: MAX_PRECISION, scale: kept, nullable };
}
