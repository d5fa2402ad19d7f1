// Literals with the types Flink gives them: integers by size, decimals by their digits, doubles by their exponent, texts
// as CHAR(n), timestamps by the digits of their fraction. Ours: integers beyond BIGINT are DECIMAL(n, 0).

import { exact, type Scalar } from "../../../columnar/scalar.ts";
import { daysFromCivil, daysInMonth, MS_PER_DAY } from "../../../common/civil.ts";
import { decimal, type SqlType } from "../../../common/types.ts";
import type { LiteralExpr } from "../../../expr/expr.ts";
import type { BinaryLiteral, NumberLiteral, TemporalLiteral } from "../../../parser/ast.ts";

const INT_MAX = 2147483647n;
const BIGINT_MAX = 9223372036854775807n;
const DIGITS_MAX = 38;

/** A literal, or the reason why the text is none. */
export type LiteralResult = LiteralExpr | string;

export function literal(value: Scalar, type: SqlType): LiteralExpr {
  return { kind: "literal", value, type };
}

export function textLiteral(value: string): LiteralExpr {
  return literal(value, { kind: "CHAR", length: value.length, nullable: false });
}

export function intLiteral(value: number): LiteralExpr {
  return literal(value, { kind: "INT", nullable: false });
}

export function booleanLiteral(value: boolean | null): LiteralExpr {
  return literal(value, { kind: "BOOLEAN", nullable: value === null });
}

/** `isNegative`: a minus stands directly before it, so that -2147483648 is an INT. */
export function numberLiteral(node: NumberLiteral, isNegative: boolean): LiteralResult {
  const text = node.text;
  if (/[eE]/.test(text)) {
    const value = Number(text);
    if (!Number.isFinite(value)) return `the number ${text} is beyond the range of DOUBLE`;
    return literal(isNegative ? -value : value, { kind: "DOUBLE", nullable: false });
  }
  const point = text.indexOf(".");
  if (point === -1 || point === text.length - 1) return integerLiteral(text.replace(".", ""), isNegative);
  const digits = text.replace(".", "");
  const scale = text.length - point - 1;
  const significant = digits.replace(/^0+/, "").length;
  // As Flink: digits as written count, leading zeros too; beyond 38 only what is significant.
  const precision = digits.length <= DIGITS_MAX ? digits.length : Math.max(significant, scale);
  if (precision > DIGITS_MAX) return `the number ${text} has more than ${DIGITS_MAX} digits`;
  const unscaled = BigInt(digits);
  return literal(exact(isNegative ? -unscaled : unscaled), decimal(precision, scale, false));
}

function integerLiteral(digits: string, isNegative: boolean): LiteralResult {
  const magnitude = BigInt(digits);
  const value = isNegative ? -magnitude : magnitude;
  const room = isNegative ? 1n : 0n;
  if (magnitude <= INT_MAX + room) return intLiteral(Number(value));
  if (magnitude <= BIGINT_MAX + room) return literal(exact(value), { kind: "BIGINT", nullable: false });
  const precision = magnitude.toString().length;
  if (precision > DIGITS_MAX) return `the number ${digits} has more than ${DIGITS_MAX} digits`;
  return literal(exact(value), decimal(precision, 0, false));
}

export function binaryLiteral(node: BinaryLiteral): LiteralResult {
  if (node.hex.length % 2 !== 0) return "a binary literal has an even number of hex digits";
  const bytes = Uint8Array.from(node.hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return literal(bytes, { kind: "BINARY", length: bytes.length, nullable: false });
}

const DATE_PATTERN = /^(\d{1,4})-(\d{1,2})-(\d{1,2})$/;
const TIME_PATTERN = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d*))?$/;
const FRACTION_MAX = 9;

export function temporalLiteral(node: TemporalLiteral): LiteralResult {
  switch (node.type) {
    case "DATE": {
      const days = parseDate(node.text);
      return days === null ? refusal(node, "yyyy-MM-dd") : literal(days, { kind: "DATE", nullable: false });
    }
    case "TIME": {
      const time = parseTime(node.text);
      if (time === null) return refusal(node, "HH:mm:ss[.fff]");
      const value = time.seconds * 1000 + Math.trunc(time.fraction * 10 ** (3 - time.digits));
      return literal(value, { kind: "TIME", precision: time.digits, nullable: false });
    }
    case "TIMESTAMP":
      return timestampLiteral(node);
  }
}

function timestampLiteral(node: TemporalLiteral): LiteralResult {
  const [dateText, timeText = "00:00:00", ...rest] = node.text.trim().split(/ +/);
  const days = parseDate(dateText);
  const time = parseTime(timeText);
  if (days === null || time === null || rest.length > 0) return refusal(node, "yyyy-MM-dd HH:mm:ss[.fff]");
  const seconds = BigInt(days * (MS_PER_DAY / 1000) + time.seconds);
  const value = exact(seconds * 10n ** BigInt(time.digits) + BigInt(time.fraction));
  return literal(value, { kind: "TIMESTAMP", precision: time.digits, nullable: false });
}

function refusal(node: TemporalLiteral, format: string): string {
  const [first, second = "00:00:00"] = node.text.trim().split(/ +/);
  const [date, time] = node.type === "TIME" ? ["2000-01-01", first] : [first, second];
  if (DATE_PATTERN.test(date) && TIME_PATTERN.test(time) && (time.split(".")[1] ?? "").length <= FRACTION_MAX) {
    return `there is no ${node.type} '${node.text}'`;
  }
  return `'${node.text}' is no ${node.type}: write ${node.type} '${format}'`;
}

function parseDate(text: string): number | null {
  const match = DATE_PATTERN.exec(text.trim());
  if (match === null) return null;
  const [year, month, day] = match.slice(1).map(Number);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

function parseTime(text: string): { seconds: number; fraction: number; digits: number } | null {
  const match = TIME_PATTERN.exec(text.trim());
  if (match === null) return null;
  const [hour, minute, second] = match.slice(1, 4).map(Number);
  const fraction = match[4] ?? "";
  if (hour > 23 || minute > 59 || second > 59 || fraction.length > FRACTION_MAX) return null;
  return { seconds: hour * 3600 + minute * 60 + second, fraction: Number(fraction), digits: fraction.length };
}
