// Reads the bytes of one Avro datum. All reads are checked against `end`; what lies behind it, up to the slack of a chunk, is
// looked at but never taken.

/** Why a datum cannot be read. Thrown, as it may be found deep within a value; carries no stack, which would cost most. */
export class BadDatum {
  readonly code: string;
  readonly reason: string;

  constructor(code: string, reason: string) {
    this.code = code;
    this.reason = reason;
  }
}

export function broken(reason: string): BadDatum {
  return new BadDatum("DATA_BAD_AVRO", reason);
}

/** Items that take no byte (nulls, empty records): so many in one datum at most. */
const EMPTY_ITEMS_MAX = 100_000;

const WIDE_FROM = 2 ** 53 - 1;

export class Cursor {
  data: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  end = 0;
  /** What readLong returned as NaN. */
  wide = 0n;
  emptyItems = 0;
  /** Of the column being read; -1: none. */
  slot = -1;

  open(data: Uint8Array, view: DataView, at: number, end: number): void {
    this.data = data;
    this.view = view;
    this.at = at;
    this.end = end;
    this.emptyItems = 0;
    this.slot = -1;
  }
}

export function truncated(cursor: Cursor): BadDatum {
  cursor.at = cursor.end;
  return broken("the record ends in the middle of a value");
}

/** Moves over `count` bytes and returns where they begin. @throws BadDatum */
export function take(cursor: Cursor, count: number): number {
  const { at } = cursor;
  if (!(count <= cursor.end - at)) throw truncated(cursor);
  cursor.at = at + count;
  return at;
}

/** An int or a long; NaN: it is no safe integer, see cursor.wide. @throws BadDatum */
export function readLong(cursor: Cursor): number {
  const { data, end } = cursor;
  let at = cursor.at;
  if (at + 4 > end) return readLongSlowly(cursor);
  let byte = data[at++];
  let low = byte & 127;
  if (byte > 127) {
    byte = data[at++];
    low |= (byte & 127) << 7;
    if (byte > 127) {
      byte = data[at++];
      low |= (byte & 127) << 14;
      if (byte > 127) {
        byte = data[at++];
        low |= (byte & 127) << 21;
        if (byte > 127) return readLongSlowly(cursor);
      }
    }
  }
  cursor.at = at;
  return (low >>> 1) ^ -(low & 1);
}

/** Of any length: bits 0-27 in `low`, 28-55 in `high`. */
function readLongSlowly(cursor: Cursor): number {
  const { data, end } = cursor;
  let at = cursor.at;
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 56; shift += 7) {
    if (at >= end) throw truncated(cursor);
    const byte = data[at++];
    if (shift < 28) low |= (byte & 127) << shift;
    else high |= (byte & 127) << (shift - 28);
    if (byte > 127) continue;
    // Zigzag in two halves, as the whole may be no exact double.
    const half = high * 134217728 + (low >>> 1);
    if (half >= WIDE_FROM) break;
    cursor.at = at;
    return (low & 1) === 1 ? -half - 1 : half;
  }
  return readWide(cursor);
}

function readWide(cursor: Cursor): number {
  let bits = 0n;
  for (let i = 0; i < 10; i++) {
    if (cursor.at >= cursor.end) throw truncated(cursor);
    const byte = cursor.data[cursor.at++];
    if (i === 9 && byte > 1) break;
    bits |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte > 127) continue;
    const value = (bits >> 1n) ^ -(bits & 1n);
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    cursor.wide = value;
    return Number.NaN;
  }
  throw broken("a number is longer than 64 bits");
}

/** The length of a text or of bytes, and that they are there. @throws BadDatum */
export function readLength(cursor: Cursor): number {
  const length = readLong(cursor);
  if (length >= 0 && length <= cursor.end - cursor.at) return length;
  if (length < 0) throw broken(`a length is ${length}`);
  throw broken(`a length is ${lengthText(cursor, length)}, and ${cursor.end - cursor.at} bytes are left`);
}

function lengthText(cursor: Cursor, length: number): string {
  return Number.isNaN(length) ? String(cursor.wide) : String(length);
}

/** Index below `count` of a branch or a symbol. @throws BadDatum */
export function readIndex(cursor: Cursor, count: number, of: string): number {
  const index = readLong(cursor);
  if (index >= 0 && index < count) return index;
  throw broken(`${of} number ${lengthText(cursor, index)} of ${count}`);
}

/**
 * Items of the next block; 0: there are no more. `areEmpty`: items take no bytes, and are counted instead. @throws BadDatum
 */
export function readBlockCount(cursor: Cursor, areEmpty: boolean): number {
  const count = readLong(cursor);
  if (!(count < 0)) return checkedCount(cursor, count, areEmpty);
  readLength(cursor);
  return checkedCount(cursor, -count, areEmpty);
}

/** As readBlockCount, but moves over blocks that tell their length. @throws BadDatum */
export function skipToBlock(cursor: Cursor, areEmpty: boolean): number {
  for (;;) {
    const count = readLong(cursor);
    if (!(count < 0)) return checkedCount(cursor, count, areEmpty);
    take(cursor, readLength(cursor));
  }
}

function checkedCount(cursor: Cursor, count: number, areEmpty: boolean): number {
  if (areEmpty) {
    cursor.emptyItems += count;
    if (cursor.emptyItems <= EMPTY_ITEMS_MAX) return count;
    throw broken(`it holds more than ${EMPTY_ITEMS_MAX} items without bytes`);
  }
  if (count <= cursor.end - cursor.at) return count;
  throw broken(`a block of ${lengthText(cursor, count)} items, and ${cursor.end - cursor.at} bytes are left`);
}
