// Parts that generated scanners call: what is too long to be pasted into each of them. All take bytes and a position;
// none allocates on its usual path.
//
// Rounding: a double from up to 2^53 and a power of ten up to 10^22 needs one division of two exact doubles, which IEEE
// rounds correctly (Clinger's fast path); everything else goes through Number(text).
import { daysFromCivil, daysInMonth, MS_PER_DAY } from "../../common/civil.ts";
import type { ColumnBuffer } from "./column-buffer.ts";

/** 10^0 .. 10^22, all exact doubles. */
export const POWERS: Float64Array = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

const LATIN = new TextDecoder("latin1");

/** Text of ASCII bytes. */
export function asciiText(b: Uint8Array, start: number, end: number): string {
  return b instanceof Buffer ? b.toString("latin1", start, end) : LATIN.decode(b.subarray(start, end));
}

/** The double of b[start, end), already known to be of number grammar; NaN when it is too great. */
export function slowDouble(b: Uint8Array, start: number, end: number): number {
  const value = Number(asciiText(b, start, end));
  return Number.isFinite(value) ? value : Number.NaN;
}

const BIGINT_MAX = 2n ** 63n - 1n;

/** Stores up to 19 digits b[start, end) in an exact column; false: more digits or beyond 64 bits. */
export function storeLong(
  column: ColumnBuffer,
  row: number,
  b: Uint8Array,
  start: number,
  end: number,
  isNegative: number,
): boolean {
  if (end - start > 19) return false;
  let high = 0;
  let low = 0;
  const split = end - 9;
  for (let i = start; i < split; i++) high = high * 10 + (b[i] - 48);
  for (let i = split; i < end; i++) low = low * 10 + (b[i] - 48);
  const value = BigInt(high) * 1_000_000_000n + BigInt(low);
  if (value > BIGINT_MAX) return false;
  column.setWide(row, isNegative === 1 ? -value : value);
  return true;
}

/** What the timestamp reader keeps from call to call: the last date, and where it stopped. */
export interface TimestampReader {
  /** Index after the text that was read. */
  end: number;
  /** Digits of the fraction below milliseconds, in nanoseconds. */
  nanos: number;
  /** 1 when it ended with Z. */
  isUtc: number;
  dateKey: number;
  dateMs: number;
  /** The 16 bytes `YYYY-MM-DD HH:MM` that were read last, as words, and their milliseconds. */
  word0: number;
  word1: number;
  word2: number;
  word3: number;
  minuteMs: number;
}

export function timestampReader(): TimestampReader {
  // Zero words are no digits, so nothing equals them.
  return {
    end: 0,
    nanos: 0,
    isUtc: 0,
    dateKey: -1,
    dateMs: 0.5,
    word0: 0,
    word1: 0,
    word2: 0,
    word3: 0,
    minuteMs: 0.5,
  };
}

/** Two digits at p as a number, or a million when they are none. */
function two(b: Uint8Array, p: number): number {
  const high = b[p] ^ 48;
  const low = b[p + 1] ^ 48;
  return high > 9 || low > 9 ? 1_000_000 : high * 10 + low;
}

/**
 * Milliseconds of `YYYY-MM-DD[ T]HH:MM:SS[.f{1,9}][Z]` at p; NaN when it is anything else. Times that follow each other
 * mostly share their minute: its 16 bytes are compared with those read last, and only what is behind them is read.
 */
export function readTimestampBytes(b: Uint8Array, view: DataView, p: number, reader: TimestampReader): number {
  if (
    view.getInt32(p + 12, true) === reader.word3 &&
    view.getInt32(p + 8, true) === reader.word2 &&
    view.getInt32(p + 4, true) === reader.word1 &&
    view.getInt32(p, true) === reader.word0 &&
    b[p + 16] === 58
  ) {
    const tens = b[p + 17] ^ 48;
    const ones = b[p + 18] ^ 48;
    if (tens > 5 || ones > 9) return Number.NaN;
    const ms = reader.minuteMs + (tens * 10 + ones) * 1000;
    const q = p + 19;
    if (b[q] !== 46) return endTimestamp(b, q, ms, reader);
    const d0 = b[q + 1] ^ 48;
    const d1 = b[q + 2] ^ 48;
    const d2 = b[q + 3] ^ 48;
    if (d0 > 9 || d1 > 9 || d2 > 9 || (b[q + 4] ^ 48) <= 9) return readFraction(b, q, ms, reader);
    return endTimestamp(b, q + 4, ms + d0 * 100 + d1 * 10 + d2, reader);
  }
  return readWholeTimestamp(b, view, p, reader);
}

function readWholeTimestamp(b: Uint8Array, view: DataView, p: number, reader: TimestampReader): number {
  const year = two(b, p) * 100 + two(b, p + 2);
  const month = two(b, p + 5);
  const day = two(b, p + 8);
  const separator = b[p + 10];
  if (year > 9999 || month > 12 || day > 31 || b[p + 4] !== 45 || b[p + 7] !== 45) return Number.NaN;
  if (separator !== 32 && separator !== 84) return Number.NaN;
  const hour = two(b, p + 11);
  const minute = two(b, p + 14);
  const second = two(b, p + 17);
  if (hour > 23 || minute > 59 || second > 59 || b[p + 13] !== 58 || b[p + 16] !== 58) return Number.NaN;
  const key = (year * 100 + month) * 100 + day;
  if (key !== reader.dateKey) {
    if (month === 0 || day === 0 || day > daysInMonth(year, month)) return Number.NaN;
    reader.dateKey = key;
    reader.dateMs = daysFromCivil(year, month, day) * MS_PER_DAY;
  }
  reader.word0 = view.getInt32(p, true);
  reader.word1 = view.getInt32(p + 4, true);
  reader.word2 = view.getInt32(p + 8, true);
  reader.word3 = view.getInt32(p + 12, true);
  reader.minuteMs = reader.dateMs + (hour * 60 + minute) * 60_000;
  const ms = reader.minuteMs + second * 1000;
  return b[p + 19] === 46 ? readFraction(b, p + 19, ms, reader) : endTimestamp(b, p + 19, ms, reader);
}

/** `.f{1,9}` at q, added to the milliseconds before it. */
function readFraction(b: Uint8Array, q: number, ms: number, reader: TimestampReader): number {
  const from = ++q;
  let fraction = 0;
  while ((b[q] ^ 48) <= 9 && q - from < 9) fraction = fraction * 10 + (b[q++] ^ 48);
  if (q === from || (b[q] ^ 48) <= 9) return Number.NaN;
  fraction *= POWERS[9 - (q - from)];
  const milli = Math.floor(fraction / 1e6);
  const result = endTimestamp(b, q, ms + milli, reader);
  reader.nanos = fraction - milli * 1e6;
  return result;
}

/** What may stand behind the digits: a Z. */
function endTimestamp(b: Uint8Array, q: number, ms: number, reader: TimestampReader): number {
  const isUtc = b[q] === 90 ? 1 : 0;
  reader.nanos = 0;
  reader.isUtc = isUtc;
  reader.end = q + isUtc;
  return ms;
}

/** Days of `YYYY-MM-DD` at p (always 10 bytes); -2^31 when it is anything else. */
export function readDateBytes(b: Uint8Array, p: number): number {
  const year = two(b, p) * 100 + two(b, p + 2);
  const month = two(b, p + 5);
  const day = two(b, p + 8);
  if (year > 9999 || b[p + 4] !== 45 || b[p + 7] !== 45 || month === 0 || month > 12 || day === 0) return -2147483648;
  return day > daysInMonth(year, month) ? -2147483648 : daysFromCivil(year, month, day);
}

/** Milliseconds of `HH:MM:SS[.f{1,9}]` at p; -1 when it is anything else. */
export function readTimeBytes(b: Uint8Array, p: number, reader: TimestampReader): number {
  const hour = two(b, p);
  const minute = two(b, p + 3);
  const second = two(b, p + 6);
  if (hour > 23 || minute > 59 || second > 59 || b[p + 2] !== 58 || b[p + 5] !== 58) return -1;
  let q = p + 8;
  let milli = 0;
  if (b[q] === 46) {
    const from = ++q;
    let fraction = 0;
    while ((b[q] ^ 48) <= 9 && q - from < 9) fraction = fraction * 10 + (b[q++] ^ 48);
    if (q === from || (b[q] ^ 48) <= 9) return -1;
    milli = Math.floor((fraction * POWERS[9 - (q - from)]) / 1e6);
  }
  reader.end = q;
  return ((hour * 60 + minute) * 60 + second) * 1000 + milli;
}

/** Takes one of each two quotes out of a[start, end), in place; returns the new end. */
export function unquoteInPlace(a: Uint8Array, start: number, end: number, quote: number): number {
  let to = start;
  for (let p = start; p < end; p++) {
    if (a[p] === quote) p++;
    a[to++] = a[p];
  }
  return to;
}

/** Stores digits times 10^shift in a DECIMAL column, beyond what a double holds. */
export function storeScaled(column: ColumnBuffer, row: number, digits: number, shift: number): void {
  column.setWide(row, BigInt(digits) * 10n ** BigInt(shift));
}
