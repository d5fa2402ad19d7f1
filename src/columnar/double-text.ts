// Texts of DOUBLE and FLOAT: the shortest that reads back (for rows), and Java's (for CAST AS STRING, as Flink prints).
//
// Java's is what Double.toString of JDK 17 answers: plain from 10^-3 to below 10^7, else d.dddE-n, at least one digit after
// the point, and not always the shortest (2^62 is 4.6116860184273879E18). It is the algorithm of
// jdk.internal.math.FloatingDecimal.dtoa: whole numbers up to 2^62 keep the digits that 53 bits make significant; others
// are developed digit by digit as B / S until the rest is below M, half the distance to the next double, in 32-bit, 64-bit
// or unlimited arithmetic, whose overflow and tie rules differ and are kept.

const POINT_ZERO = ".0";

/** Shortest text that reads back as the same double, with a point or an exponent: 5.0, 0.1, 1e21. */
export function doubleText(value: number): string {
  const text = String(Object.is(value, -0) ? "-0" : value);
  if (text.includes("e")) return text.replace("e+", "e");
  return text.includes(".") || !Number.isFinite(value) ? text : text + POINT_ZERO;
}

/** Shortest text that reads back as the same float. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return doubleText(rounded === 0 ? value : rounded);
  }
  return doubleText(Number(value.toPrecision(9)));
}

export function javaDoubleText(value: number): string {
  return shortPlainText(value) ?? javaText(value, 53);
}

/** The same, always developed digit by digit. */
export function developedDoubleText(value: number): string {
  return javaText(value, 53);
}

/** Sign, point and this many digits are at most SHORT_LENGTH_MAX long. */
const SHORT_LENGTH_MAX = 16;

/**
 * The shortest text, where it is short and without exponent. With at most 15 digits no shorter text is near enough to be
 * taken for the value, and developing stops at just these digits: Java's text is the same.
 */
function shortPlainText(value: number): string | null {
  const size = Math.abs(value);
  if (!(size >= 1e-3 && size < 1e7)) return null;
  const text = String(value);
  if (text.length > SHORT_LENGTH_MAX) return null;
  return text.includes(".") ? text : text + POINT_ZERO;
}

export function javaFloatText(value: number): string {
  return javaText(value, 24);
}

const FRACTION_BITS = 52;
const HIDDEN_BIT = 1n << 52n;

function javaText(value: number, precisionBits: 53 | 24): string {
  if (!Number.isFinite(value)) return String(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0.0`;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  let exponent = Number(bits >> 52n);
  let fraction = bits & (HIDDEN_BIT - 1n);
  let significantBits: number = precisionBits;
  if (exponent === 0) {
    const length = fraction.toString(2).length;
    fraction <<= BigInt(53 - length);
    exponent = 1 - (53 - length);
    significantBits = length;
  } else {
    fraction |= HIDDEN_BIT;
  }
  exponent -= 1023;
  // A subnormal float is normal as a double, but has fewer significant bits.
  if (precisionBits === 24 && exponent < -126) significantBits = 24 - (-126 - exponent);
  return sign + layOut(developDigits(exponent, fraction, significantBits));
}

interface Digits {
  readonly digits: string;
  /** The value is 0.digits times 10^exponent. */
  readonly exponent: number;
}

function layOut({ digits, exponent }: Digits): string {
  if (exponent > 0 && exponent < 8) {
    const whole = digits.slice(0, exponent).padEnd(exponent, "0");
    return `${whole}.${digits.slice(exponent) || "0"}`;
  }
  if (exponent <= 0 && exponent > -3) return `0.${"0".repeat(-exponent)}${digits}`;
  return `${digits[0]}.${digits.slice(1) || "0"}E${exponent - 1}`;
}

const MAX_SMALL_EXPONENT = 62;
/** Bits of 5^n. */
const BITS_OF_5: readonly number[] = Array.from({ length: 27 }, (_, n) =>
  n === 0 ? 0 : (5n ** BigInt(n)).toString(2).length,
);

function developDigits(exponent: number, fraction: bigint, significantBits: number): Digits {
  const tailZeros = trailingZeros(fraction);
  const fractionBits = FRACTION_BITS + 1 - tailZeros;
  const tinyBits = Math.max(0, fractionBits - exponent - 1);
  if (tinyBits === 0 && exponent <= MAX_SMALL_EXPONENT) return wholeDigits(exponent, fraction, significantBits);
  const decimalExponent = estimateDecimalExponent(fraction, exponent);
  const b5 = Math.max(0, -decimalExponent);
  const s5 = Math.max(0, decimalExponent);
  let b2 = b5 + tinyBits + exponent;
  let s2 = s5 + tinyBits;
  let m2 = b2 - significantBits;
  b2 -= fractionBits - 1;
  const common = Math.min(b2, s2);
  b2 -= common;
  s2 -= common;
  m2 -= common;
  if (fractionBits === 1) m2 -= 1;
  if (m2 < 0) {
    b2 -= m2;
    s2 -= m2;
    m2 = 0;
  }
  const bBits = fractionBits + b2 + (BITS_OF_5[b5] ?? b5 * 3);
  const tenSBits = s2 + 1 + (BITS_OF_5[s5 + 1] ?? (s5 + 1) * 3);
  const width = bBits < 32 && tenSBits < 32 ? 32 : bBits < 64 && tenSBits < 64 ? 64 : null;
  const b = ((fraction >> BigInt(tailZeros)) * 5n ** BigInt(b5)) << BigInt(b2);
  const s = (5n ** BigInt(s5)) << BigInt(s2);
  const m = (5n ** BigInt(b5)) << BigInt(m2);
  return divideOut(b, s, m, decimalExponent, width);
}

/** Picks digits off b / s; `width`: bits in which Java computes (null: no limit). */
function divideOut(b: bigint, s: bigint, m: bigint, decimalExponent: number, width: 32 | 64 | null): Digits {
  const wrap = (value: bigint): bigint => (width === null ? value : BigInt.asIntN(width, value));
  const tens = s * 10n;
  const isHigh = (rest: bigint, margin: bigint): boolean =>
    width === null ? rest + margin >= tens : wrap(rest + margin) > tens;
  let exponent = decimalExponent;
  const digits: number[] = [];
  let quotient = Number(b / s);
  let rest = 10n * (b % s);
  let margin = wrap(m * 10n);
  let low = rest < margin;
  let high = isHigh(rest, margin);
  if (quotient === 0 && !high) exponent -= 1;
  else digits.push(quotient);
  // E-form always shows a digit after the point.
  if (exponent < -3 || exponent >= 8) low = high = false;
  while (!low && !high) {
    quotient = Number(rest / s);
    rest = 10n * (rest % s);
    margin = wrap(margin * 10n);
    low = margin <= 0n || rest < margin;
    high = margin <= 0n || isHigh(rest, margin);
    digits.push(quotient);
  }
  if (high) {
    const twice = 2n * rest;
    const isTie = twice === tens;
    const isUp = !low || twice > tens || (isTie && digits[digits.length - 1] % 2 === 1);
    if (isUp && roundUp(digits)) exponent += 1;
  }
  return { digits: digits.join(""), exponent: exponent + 1 };
}

/** Adds one to the last digit; true when all were nines (then it is 1 and the rest zeros). */
function roundUp(digits: number[]): boolean {
  let i = digits.length - 1;
  while (i > 0 && digits[i] === 9) digits[i--] = 0;
  if (digits[i] === 9) {
    digits[i] = 1;
    return true;
  }
  digits[i] += 1;
  return false;
}

/** Whole numbers: all digits but those that are below the precision. */
function wholeDigits(exponent: number, fraction: bigint, significantBits: number): Digits {
  const insignificant = exponent > significantBits ? insignificantDigits(exponent - significantBits - 1) : 0;
  const shift = BigInt(exponent - FRACTION_BITS);
  let whole = shift >= 0n ? fraction << shift : fraction >> -shift;
  if (insignificant > 0) {
    const unit = 10n ** BigInt(insignificant);
    const rest = whole % unit;
    whole = whole / unit + (rest >= unit / 2n ? 1n : 0n);
  }
  const text = String(whole);
  return { digits: text.replace(/0+$/, ""), exponent: text.length + insignificant };
}

/** Decimal digits that 2^power does not reach. */
function insignificantDigits(power: number): number {
  return power > 1 ? String(2n ** BigInt(power)).length - 1 : 0;
}

function estimateDecimalExponent(fraction: bigint, exponent: number): number {
  const mantissa = Number(fraction) / Number(HIDDEN_BIT);
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

function trailingZeros(value: bigint): number {
  let count = 0;
  for (let rest = value; (rest & 1n) === 0n; rest >>= 1n) count++;
  return count;
}
