// Arithmetic with dates, times and intervals: a point in time plus or minus an interval, intervals among themselves, an
// interval times an integer, and `(a - b) UNIT`, the interval between two points in time (options.unit).
//
// Months are added in the calendar, the day cut to the month's last one. A TIME wraps at midnight. The result keeps the
// type of the point in time; a fraction finer than its precision is cut towards minus infinity. Months are added to a
// TIMESTAMP_LTZ in UTC, as Flink.
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import { civilFromDays, daysFromCivil, daysInMonth, MS_PER_DAY } from "../../../common/civil.ts";
import { isInteger, isTimestamp, type SqlType, withNullable } from "../../../common/types.ts";
import { type DecimalOperator, pow10 } from "../../decimal.ts";
import {
  type ArgumentInfo,
  type BoundSignature,
  type CallInfo,
  DataProblem,
  type EmittedArgument,
} from "../../function.ts";
import { fitExact } from "../scalar/math/exact.ts";
import { refusal } from "./arithmetic-types.ts";

type Options = Readonly<Record<string, string | number | boolean | null>>;

const MS_DIGITS = 3;
/** A DATE is a day number of 32 bits. */
const DATE_LIMIT_DAYS = 2 ** 31;

export function isInterval(type: SqlType): boolean {
  return type.kind === "INTERVAL_DAY" || type.kind === "INTERVAL_MONTH";
}

function isPoint(type: SqlType): boolean {
  return type.kind === "DATE" || type.kind === "TIME" || isTimestamp(type);
}

export function isTemporal(type: SqlType): boolean {
  return isInterval(type) || isPoint(type);
}

export function bindTemporal(
  operator: DecimalOperator,
  args: readonly ArgumentInfo[],
  options: Options,
): BoundSignature | string {
  const types = args.map((arg) => arg.type);
  const [a, b] = types;
  const nullable = a.nullable || b.nullable;
  const as = (type: SqlType): BoundSignature => ({ argTypes: types, type: withNullable(type, nullable) });
  if (operator === "+" || operator === "-") {
    if (isInterval(a) && a.kind === b.kind) return as(a);
    if (isPoint(a) && isInterval(b)) return isAddable(a, b) ? as(a) : refusal(operator, args);
    if (operator === "+" && isInterval(a) && isPoint(b)) return isAddable(b, a) ? as(b) : refusal(operator, args);
    if (operator === "-" && isPoint(a) && isPoint(b)) return bindDifference(args, options, nullable);
    if (isInterval(a) && b.kind === "NULL")
      return { argTypes: [a, withNullable(a, true)], type: withNullable(a, true) };
  }
  if (operator === "*") {
    if (isInterval(a) && isInteger(b)) return as(a);
    if (isInteger(a) && isInterval(b)) return as(b);
  }
  return refusal(operator, args);
}

function isAddable(point: SqlType, interval: SqlType): boolean {
  return point.kind !== "TIME" || interval.kind === "INTERVAL_DAY";
}

function bindDifference(args: readonly ArgumentInfo[], options: Options, nullable: boolean): BoundSignature | string {
  const [a, b] = args.map((arg) => arg.type);
  const unit = options["unit"];
  if (typeof unit !== "string") {
    return "the difference of two points in time needs a unit: TIMESTAMPDIFF(SECOND, from, to)";
  }
  if (a.kind !== b.kind) return refusal("-", args);
  const kind = unit === "YEAR" || unit === "MONTH" || unit === "QUARTER" ? "INTERVAL_MONTH" : "INTERVAL_DAY";
  if (kind === "INTERVAL_MONTH" && a.kind === "TIME") return refusal("-", args);
  return { argTypes: [a, b], type: { kind, nullable } };
}

/** Milliseconds of a point in time, floored. */
function msOf(value: Scalar, type: SqlType): bigint {
  const count = BigInt(value as number);
  if (type.kind === "DATE") return count * BigInt(MS_PER_DAY);
  if (type.kind === "TIME") return count;
  const { precision } = type as { readonly precision: number };
  if (precision <= MS_DIGITS) return count * pow10(MS_DIGITS - precision);
  return floorDivide(count, pow10(precision - MS_DIGITS));
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

export function evaluateTemporal(operator: DecimalOperator, a: Scalar, b: Scalar, call: CallInfo): Scalar {
  const [x, y] = call.argTypes;
  if (operator === "*") return fitExact(BigInt(a as number) * BigInt(b as number), call.type);
  if (isPoint(x) && isPoint(y)) return difference(a, b, x, call);
  const sign = operator === "-" ? -1n : 1n;
  if (isInterval(x) && isInterval(y)) return fitExact(BigInt(a as number) + sign * BigInt(b as number), call.type);
  const [point, pointType, amount, interval] = isPoint(x) ? [a, x, b, y] : [b, y, a, x];
  const count = sign * BigInt(amount as number);
  return interval.kind === "INTERVAL_DAY"
    ? addMs(point, pointType, count)
    : plusMonths(point, pointType, Number(count));
}

function addMs(point: Scalar, type: SqlType, ms: bigint): Scalar {
  const count = BigInt(point as number);
  if (type.kind === "DATE") return fitDate(Number(floorDivide(count * BigInt(MS_PER_DAY) + ms, BigInt(MS_PER_DAY))));
  if (type.kind === "TIME") {
    const day = BigInt(MS_PER_DAY);
    const step = pow10(MS_DIGITS - Math.min(MS_DIGITS, type.precision));
    return Number(floorDivide((((count + ms) % day) + day) % day, step) * step);
  }
  const { precision } = type as { readonly precision: number };
  if (precision >= MS_DIGITS) return exact(count + ms * pow10(precision - MS_DIGITS));
  const factor = pow10(MS_DIGITS - precision);
  return exact(floorDivide(count * factor + ms, factor));
}

function fitDate(days: number): number {
  if (days >= -DATE_LIMIT_DAYS && days < DATE_LIMIT_DAYS) return days;
  throw new DataProblem("DATA_OVERFLOW", `day ${days} since 1970 does not fit DATE`);
}

/** Day number `months` later, the day cut to the month's last. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const index = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(index / 12);
  const targetMonth = index - targetYear * 12 + 1;
  return daysFromCivil(targetYear, targetMonth, Math.min(day, daysInMonth(targetYear, targetMonth)));
}

function plusMonths(point: Scalar, type: SqlType, months: number): Scalar {
  if (type.kind === "DATE") return fitDate(addMonths(point as number, months));
  const perDay = 86400n * pow10((type as { readonly precision: number }).precision);
  const count = BigInt(point as number);
  const days = floorDivide(count, perDay);
  return exact(BigInt(addMonths(Number(days), months)) * perDay + (count - days * perDay));
}

function difference(a: Scalar, b: Scalar, type: SqlType, call: CallInfo): Scalar {
  const later = msOf(a, type);
  const earlier = msOf(b, type);
  if (call.type.kind === "INTERVAL_DAY") return exact(later - earlier);
  const months = monthsBetween(later, earlier);
  return call.options["unit"] === "YEAR" ? Math.trunc(months / 12) * 12 : months;
}

/** Whole months from `earlier` to `later`, towards zero. */
function monthsBetween(later: bigint, earlier: bigint): number {
  if (later < earlier) return -monthsBetween(earlier, later) + 0;
  const day = BigInt(MS_PER_DAY);
  const [endDays, startDays] = [Number(floorDivide(later, day)), Number(floorDivide(earlier, day))];
  const [end, start] = [civilFromDays(endDays), civilFromDays(startDays)];
  const months = (end.year - start.year) * 12 + end.month - start.month;
  const reached = BigInt(addMonths(startDays, months)) * day + (earlier - BigInt(startDays) * day);
  return reached > later ? months - 1 : months;
}

/** Code for day intervals on timestamps of milliseconds and finer, and among intervals. */
export function emitTemporal(
  operator: DecimalOperator,
  args: readonly EmittedArgument[],
  call: CallInfo,
): string | null {
  if (operator !== "+" && operator !== "-") return null;
  let [a, b] = args;
  if (isPoint(a.type) && isPoint(b.type)) return null;
  if (isInterval(a.type) && isPoint(b.type)) [a, b] = [b, a];
  if (!isInterval(b.type)) return null;
  const name = operator === "+" ? "add" : "sub";
  if (isInterval(a.type)) return `${name}${a.isBig ? "Long" : "Safe"}(${a.code}, ${b.code})`;
  if (!isTimestamp(a.type) || b.type.kind !== "INTERVAL_DAY") return null;
  const digits = (call.type as { readonly precision: number }).precision - MS_DIGITS;
  if (digits < 0) return null;
  if (a.isBig) return `(${a.code} ${operator} ${b.code}${digits === 0 ? "" : ` * ${pow10(digits)}n`})`;
  return `${name}Safe(${a.code}, ${digits === 0 ? b.code : `mulSafe(${b.code}, ${10 ** digits})`})`;
}
