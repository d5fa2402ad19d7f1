// The common forms of numbers, dates and timestamps straight from UTF-8 bytes, without a string: digits, a sign, a point;
// YYYY-MM-DD[ HH:MM:SS[.fff]]. NaN means "not of this form": the cast of the string decides then, errors included, so
// every value that these answer must be the one that it would give.
import { daysFromCivil, daysInMonth } from "../../common/civil.ts";

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
/** That many digits are exact in a double, and so is one more division by a power of ten. */
const DIGITS_MAX = 15;
const POWERS = Float64Array.from({ length: DIGITS_MAX + 1 }, (_, i) => 10 ** i);
const NONE = Number.NaN;

/** An integer with -limit <= value < limit. */
export function plainInteger(data: Uint8Array, start: number, end: number, limit: number): number {
  const isNegative = start < end && data[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (first === end || end - first > DIGITS_MAX) return NONE;
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = data[i] - ZERO;
    if (digit < 0 || digit > 9) return NONE;
    value = value * 10 + digit;
  }
  if (isNegative) value = 0 - value;
  return value >= -limit && value < limit ? value : NONE;
}

/** A number times 10^scale, rounded half away from zero; below 10^digits in size. */
export function plainDecimal(data: Uint8Array, start: number, end: number, scale: number, digits: number): number {
  const isNegative = start < end && data[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (first === end || end - first > DIGITS_MAX) return NONE;
  let value = 0;
  let pointAt = -1;
  for (let i = first; i < end; i++) {
    const digit = data[i] - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (data[i] === POINT && pointAt === -1 && i > first) pointAt = i;
    else return NONE;
  }
  const fraction = pointAt === -1 ? 0 : end - pointAt - 1;
  if (fraction > scale) {
    const factor = POWERS[fraction - scale];
    const rest = value % factor;
    value = (value - rest) / factor + (rest * 2 >= factor ? 1 : 0);
  } else {
    if (end - first + scale - fraction > DIGITS_MAX) return NONE;
    value *= POWERS[scale - fraction];
  }
  if (digits <= DIGITS_MAX && value >= POWERS[digits]) return NONE;
  return isNegative ? 0 - value : value;
}

export function plainDouble(data: Uint8Array, start: number, end: number): number {
  const isNegative = start < end && data[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (first === end || end - first > DIGITS_MAX) return NONE;
  let value = 0;
  let pointAt = -1;
  for (let i = first; i < end; i++) {
    const digit = data[i] - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (data[i] === POINT && pointAt === -1 && i > first) pointAt = i;
    else return NONE;
  }
  if (pointAt !== -1) value /= POWERS[end - pointAt - 1];
  return isNegative ? -value : value;
}

function twoDigits(data: Uint8Array, at: number): number {
  const tens = data[at] - ZERO;
  const ones = data[at + 1] - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NONE;
}

/** Day number of YYYY-MM-DD. */
export function plainDate(data: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || data[start + 4] !== MINUS || data[start + 7] !== MINUS) return NONE;
  const year = twoDigits(data, start) * 100 + twoDigits(data, start + 2);
  const month = twoDigits(data, start + 5);
  const day = twoDigits(data, start + 8);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return NONE;
  return daysFromCivil(year, month, day);
}

/** Milliseconds of YYYY-MM-DD HH:MM:SS with up to three digits of fraction. */
export function plainTimestampMs(data: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 19 || length === 20 || length > 23 || data[start + 10] !== 32) return NONE;
  if (data[start + 13] !== 58 || data[start + 16] !== 58) return NONE;
  const days = plainDate(data, start, start + 10);
  const hour = twoDigits(data, start + 11);
  const minute = twoDigits(data, start + 14);
  const second = twoDigits(data, start + 17);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return NONE;
  let ms = 0;
  if (length > 20) {
    if (data[start + 19] !== POINT) return NONE;
    for (let i = start + 20; i < start + 23; i++) {
      const digit = i < end ? data[i] - ZERO : 0;
      if (digit < 0 || digit > 9) return NONE;
      ms = ms * 10 + digit;
    }
  }
  return days * 86_400_000 + (hour * 3600 + minute * 60 + second) * 1000 + ms;
}
