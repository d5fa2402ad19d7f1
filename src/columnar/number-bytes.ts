// Numbers as ASCII into byte arrays, without strings where that is possible. Each function writes at `at` and answers where
// it ended; the caller has reserved NUMBER_BYTES_MAX.

/** Longest text of a number: sign, 17 digits, point, exponent; DECIMAL(38) fits too. */
export const NUMBER_BYTES_MAX = 48;

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const BILLION = 1_000_000_000;
const FRACTION_DIGITS = 6;
const FRACTION_UNIT = 1_000_000;
/** Below it value * FRACTION_UNIT has at most 15 digits, so a fraction of six digits that reads back is the shortest. */
const PLAIN_LIMIT = 1_000_000_000;

/** A safe integer. */
export function writeInteger(out: Uint8Array, at: number, value: number): number {
  if (value < 0) {
    out[at] = MINUS;
    return writeUnsigned(out, at + 1, -value);
  }
  return writeUnsigned(out, at, value);
}

function writeUnsigned(out: Uint8Array, at: number, value: number): number {
  if (value < BILLION) return writeSmall(out, at, value | 0, digitCount(value | 0));
  const high = Math.floor(value / BILLION);
  return writePadded(out, writeUnsigned(out, at, high), value - high * BILLION, 9);
}

function digitCount(value: number): number {
  if (value < 1000) return value < 10 ? 1 : value < 100 ? 2 : 3;
  if (value < 1_000_000) return value < 10_000 ? 4 : value < 100_000 ? 5 : 6;
  return value < 10_000_000 ? 7 : value < 100_000_000 ? 8 : 9;
}

function writeSmall(out: Uint8Array, at: number, value: number, digits: number): number {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const quotient = (rest / 10) | 0;
    out[i] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
  return at + digits;
}

/** Exactly `digits` (at most 9) digits, zeros in front. */
export function writePadded(out: Uint8Array, at: number, value: number, digits: number): number {
  return writeSmall(out, at, value | 0, digits);
}

/** An unscaled safe integer with `scale` digits after the point. */
export function writeDecimal(out: Uint8Array, at: number, unscaled: number, scale: number): number {
  if (scale === 0) return writeInteger(out, at, unscaled);
  let from = at;
  let size = unscaled;
  if (size < 0) {
    out[from++] = MINUS;
    size = -size;
  }
  let end = writeUnsigned(out, from, size);
  const missing = scale + 1 - (end - from);
  if (missing > 0) {
    out.copyWithin(from + missing, from, end);
    out.fill(ZERO, from, from + missing);
    end += missing;
  }
  out.copyWithin(end - scale + 1, end - scale, end);
  out[end - scale] = POINT;
  return end + 1;
}

/** A finite double, as doubleText. Whole numbers and short fractions go without a string. */
export function writeDouble(out: Uint8Array, at: number, value: number, textOf: (value: number) => string): number {
  if (value < PLAIN_LIMIT && value > -PLAIN_LIMIT && !Object.is(value, -0)) {
    const scaled = Math.round(value * FRACTION_UNIT);
    if (scaled / FRACTION_UNIT === value) return writeShortFraction(out, at, scaled);
  }
  return writeAscii(out, at, textOf(value));
}

function writeShortFraction(out: Uint8Array, at: number, scaled: number): number {
  let from = at;
  let size = scaled;
  if (size < 0) {
    out[from++] = MINUS;
    size = -size;
  }
  const whole = Math.floor(size / FRACTION_UNIT);
  let fraction = size - whole * FRACTION_UNIT;
  let end = writeUnsigned(out, from, whole);
  out[end++] = POINT;
  let digits = FRACTION_DIGITS;
  while (digits > 1 && fraction % 10 === 0) {
    fraction = (fraction / 10) | 0;
    digits--;
  }
  return writeSmall(out, end, fraction, digits);
}

export function writeAscii(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}
