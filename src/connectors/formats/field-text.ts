// The text of one field as a value of a SQL type: the meaning that the generated scanners must agree with.
//
//   BOOLEAN         true, false in any case (not Java's "anything else is false")
//   integers        digits with sign; a fraction or exponent only when the value is whole (1.0, 1e3)
//   DECIMAL(p,s)    exact, rounded half up to s digits; too great: DATA_OVERFLOW
//   FLOAT, DOUBLE   nearest double; NaN, Infinity, -Infinity as words; a number too great for a double: DATA_OVERFLOW
//   DATE TIME       2020-10-10 · 10:20[:30[.123]]
//   TIMESTAMP       2020-10-10[ T]10:20[:30[.fff]][Z]: a date alone is its midnight, digits beyond the precision are cut
//   TIMESTAMP_LTZ   the same, or with an offset (+02:00); without Z and offset it is wall clock of the session zone
//   BYTES           base64, as Flink
//   CHAR, VARCHAR   as it is; no length is enforced on reading, as in Flink
// Spaces around anything but text are ignored.
import { exact, type Scalar } from "../../columnar/scalar.ts";
import { daysFromCivil, daysInMonth, MS_PER_DAY } from "../../common/civil.ts";
import { type SqlType, typeText } from "../../common/types.ts";
import type { Zone } from "../../common/zone.ts";

/** Why a field is no value of its type. A class so that it is told from values by instanceof. */
export class FieldProblem {
  readonly code: "DATA_BAD_VALUE" | "DATA_OVERFLOW" | "DATA_NULL" | "DATA_NOT_UTF8";
  readonly reason: string;

  constructor(code: FieldProblem["code"], reason: string) {
    this.code = code;
    this.reason = reason;
  }
}

const RANGES: Readonly<Record<string, bigint>> = { TINYINT: 7n, SMALLINT: 15n, INT: 31n, BIGINT: 63n };
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const DATE = /^([+-]?\d{4,6})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;
const DECIMAL_DIGITS_MAX = 76;

/** A text (not NULL) as a scalar of `type`. */
export function readText(text: string, type: SqlType, zone: Zone): Scalar | FieldProblem {
  switch (type.kind) {
    case "CHAR":
    case "VARCHAR":
      return text;
    case "BINARY":
    case "VARBINARY":
      return readBase64(text.trim()) ?? bad(text, type);
    case "BOOLEAN": {
      const word = text.trim().toLowerCase();
      return word === "true" ? true : word === "false" ? false : bad(text, type);
    }
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
      return readInteger(text.trim(), type);
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return readInteger(text.trim(), type);
    case "DECIMAL":
      return readDecimal(text.trim(), type);
    case "FLOAT":
    case "DOUBLE":
      return readDouble(text.trim(), type);
    case "DATE":
      return readDate(text.trim()) ?? bad(text, type);
    case "TIME":
      return readTime(text.trim())?.ms ?? bad(text, type);
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return readTimestamp(text.trim(), type, zone) ?? bad(text, type);
    default:
      return bad(text, type);
  }
}

export function bad(text: string, type: SqlType): FieldProblem {
  return new FieldProblem("DATA_BAD_VALUE", `${quoted(text)} is no ${typeText({ ...type, nullable: true })}`);
}

function overflow(text: string, type: SqlType): FieldProblem {
  return new FieldProblem("DATA_OVERFLOW", `${quoted(text)} does not fit ${typeText({ ...type, nullable: true })}`);
}

/** The text in quotes, cut to a length that fits a message. */
export function quoted(text: string): string {
  return `'${text.length > 100 ? `${text.slice(0, 100)}...` : text}'`;
}

function readInteger(text: string, type: SqlType): Scalar | FieldProblem {
  const value = /^[+-]?\d{1,40}$/.test(text) ? BigInt(text.replace("+", "")) : wholeNumber(text);
  if (value === null) return bad(text, type);
  const limit = 1n << (RANGES[type.kind] ?? 63n);
  return value >= limit || value < -limit ? overflow(text, type) : exact(value);
}

/** A number text with fraction or exponent that is whole; null when it is none. */
function wholeNumber(text: string): bigint | null {
  const parts = decimalParts(text);
  if (parts === null) return null;
  const { digits, exponent, isNegative } = parts;
  if (digits === "") return 0n;
  if (exponent > DECIMAL_DIGITS_MAX) return isNegative ? -(10n ** 40n) : 10n ** 40n;
  const trailing = /0*$/.exec(digits)?.[0].length ?? 0;
  if (exponent < -trailing) return null;
  const whole =
    exponent >= 0 ? BigInt(digits) * 10n ** BigInt(exponent) : BigInt(digits.slice(0, digits.length + exponent));
  return isNegative ? -whole : whole;
}

/** Digits without leading zeros and the power of ten they are multiplied with; null when it is no number. */
function decimalParts(text: string): { digits: string; exponent: number; isNegative: boolean } | null {
  if (!NUMBER.test(text)) return null;
  const [mantissa, exponentText = "0"] = text.toLowerCase().split("e");
  const [whole, fraction = ""] = mantissa.replace(/^[+-]/, "").split(".");
  const exponent = Math.max(-1e6, Math.min(1e6, Number(exponentText))) - fraction.length;
  return { digits: (whole + fraction).replace(/^0+/, ""), exponent, isNegative: text.startsWith("-") };
}

function readDecimal(text: string, type: SqlType & { kind: "DECIMAL" }): Scalar | FieldProblem {
  const parts = decimalParts(text);
  if (parts === null) return bad(text, type);
  const { digits, isNegative } = parts;
  const shift = parts.exponent + type.scale;
  if (digits === "" || digits.length + shift < 0) return 0;
  if (digits.length + shift > DECIMAL_DIGITS_MAX) return overflow(text, type);
  let unscaled: bigint;
  if (shift >= 0) unscaled = BigInt(digits) * 10n ** BigInt(shift);
  else {
    const kept = digits.slice(0, digits.length + shift);
    unscaled = BigInt(kept === "" ? "0" : kept) + (digits[digits.length + shift] >= "5" ? 1n : 0n);
  }
  if (unscaled >= 10n ** BigInt(type.precision)) return overflow(text, type);
  return exact(isNegative ? -unscaled : unscaled);
}

function readDouble(text: string, type: SqlType): Scalar | FieldProblem {
  if (text === "NaN") return Number.NaN;
  const infinity = /^([+-]?)Infinity$/.exec(text);
  if (infinity !== null) return infinity[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!NUMBER.test(text)) return bad(text, type);
  const value = type.kind === "FLOAT" ? Math.fround(Number(text)) : Number(text);
  return Number.isFinite(value) ? value : overflow(text, type);
}

function readBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1) return null;
  return new Uint8Array(Buffer.from(text, "base64"));
}

/** Days since the epoch, null when it is no date of the calendar. */
export function readDate(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

/** Milliseconds of the day and the nanoseconds below them. */
export function readTime(text: string): { ms: number; nanos: number } | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? "0")];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fraction = (match[4] ?? "").padEnd(9, "0");
  return {
    ms: (hour * 3600 + minute * 60 + second) * 1000 + Number(fraction.slice(0, 3)),
    nanos: Number(fraction.slice(3)),
  };
}

function readTimestamp(
  text: string,
  type: SqlType & { kind: "TIMESTAMP" | "TIMESTAMP_LTZ" },
  zone: Zone,
): number | bigint | null {
  const match = /^([^ T]+)(?:[ T]([0-9:.]+))? ?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (match === null) return null;
  const days = readDate(match[1]);
  const time = readTime(match[2] ?? "00:00");
  const suffix = match[3] ?? "";
  if (days === null || time === null || (match[2] === undefined && suffix !== "")) return null;
  let ms = days * MS_PER_DAY + time.ms;
  if (type.kind === "TIMESTAMP") {
    if (suffix !== "" && suffix !== "Z") return null;
  } else if (suffix === "") ms = zone.localToUtcMs(ms);
  else if (suffix !== "Z") {
    const offset = readTime(`${suffix.slice(1, 3)}:${suffix.slice(-2)}`);
    if (offset === null) return null;
    ms -= suffix[0] === "-" ? -offset.ms : offset.ms;
  }
  return atPrecision(ms, time.nanos, type.precision);
}

/** Milliseconds and nanoseconds below them in 10^-precision seconds, cut towards the past. */
export function atPrecision(ms: number, nanos: number, precision: number): number | bigint {
  if (precision <= 3) return Math.floor(ms / 10 ** (3 - precision));
  const digits = Math.floor(nanos / 10 ** (9 - precision));
  const value = ms * 10 ** (precision - 3) + digits;
  return Number.isSafeInteger(value) ? value : exact(BigInt(ms) * 10n ** BigInt(precision - 3) + BigInt(digits));
}
