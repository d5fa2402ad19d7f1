// Cells: how a column of a batch is written as bytes by the row encoders (JSON lines, CSV). One descriptor a column, all of
// one shape, so that the loop over rows and columns stays monomorphic; what has no fast form goes through scalarText.
//
// Dates are formatted once per run of rows on the same day: the descriptor keeps the last day's text.
import { isString, type SqlType } from "../common/types.ts";
import type { Zone } from "../common/zone.ts";
import { dateText } from "./datetime-text.ts";
import { doubleText, floatText } from "./double-text.ts";
import { NUMBER_BYTES_MAX, writeAscii, writeDecimal, writeDouble, writeInteger, writePadded } from "./number-bytes.ts";
import { scalarAt } from "./read.ts";
import { scalarText, type TextOptions, type TextStyle } from "./text.ts";
import type { Vector } from "./vector.ts";

/** Ways of writing a cell. */
export const CELL_BOOL = 0;
export const CELL_INT32 = 1;
export const CELL_INTEGER = 2;
export const CELL_DOUBLE = 3;
export const CELL_DECIMAL = 4;
export const CELL_DATE = 5;
export const CELL_TIMESTAMP = 6;
export const CELL_TEXT = 7;
/** Through scalarText. */
export const CELL_SLOW = 8;

/** Room that every cell but texts and slow ones needs, quotes and separator included. */
export const CELL_BYTES_MAX = NUMBER_BYTES_MAX + 8;

export interface Cell {
  readonly way: number;
  readonly type: SqlType;
  readonly vector: Vector;
  readonly valid: Uint8Array | null;
  readonly bytes: Uint8Array;
  readonly ints: Int32Array;
  readonly doubles: Float64Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Of decimals; of timestamps the precision. */
  readonly scale: number;
  /** Between date and time. */
  readonly separator: number;
  /** After a timestamp: Z in JSON; 0: nothing. */
  readonly suffix: number;
  /** Wall clock minus stored time: LTZ in another style than JSON; null: none. */
  readonly zone: Zone | null;
  readonly isFloat: boolean;
  lastDay: number;
  dayLength: number;
  readonly dayText: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);
const NO_INTS = new Int32Array(0);
const NO_DOUBLES = new Float64Array(0);
const SPACE = 0x20;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const COLON = 0x3a;
const POINT = 0x2e;
const FLOAT_WHOLE_LIMIT = 1_000_000;
const DAY_TEXT_BYTES = 16;
const SECONDS_PER_DAY = 86400;

export function cellOf(vector: Vector, type: SqlType, style: TextStyle, zone: Zone, options: TextOptions): Cell {
  const isLtz = type.kind === "TIMESTAMP_LTZ";
  return {
    way: wayOf(vector, type),
    type,
    vector,
    valid: vector.valid,
    bytes: vector.rep === "bytes" ? vector.data : vector.rep === "bool" ? vector.values : NO_BYTES,
    ints: vector.rep === "i32" ? vector.values : NO_INTS,
    doubles: vector.rep === "f64" ? vector.values : NO_DOUBLES,
    start: vector.rep === "bytes" ? vector.start : NO_INTS,
    end: vector.rep === "bytes" ? vector.end : NO_INTS,
    scale: type.kind === "DECIMAL" ? type.scale : isLtz || type.kind === "TIMESTAMP" ? type.precision : 0,
    separator: options.timestampSeparator === "T" ? LETTER_T : SPACE,
    suffix: isLtz && style === "json" ? LETTER_Z : 0,
    zone: isLtz && style !== "json" ? zone : null,
    isFloat: type.kind === "FLOAT",
    lastDay: Number.NaN,
    dayLength: 0,
    dayText: new Uint8Array(DAY_TEXT_BYTES),
  };
}

function wayOf(vector: Vector, type: SqlType): number {
  switch (vector.rep) {
    case "bool":
      return CELL_BOOL;
    case "i32":
      return type.kind === "DATE" ? CELL_DATE : type.kind === "TIME" ? CELL_SLOW : CELL_INT32;
    case "f64":
      if (type.kind === "DOUBLE" || type.kind === "FLOAT") return CELL_DOUBLE;
      if (type.kind === "DECIMAL") return CELL_DECIMAL;
      if (type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ") return CELL_TIMESTAMP;
      return type.kind === "BIGINT" ? CELL_INTEGER : CELL_SLOW;
    case "bytes":
      return isString(type) ? CELL_TEXT : CELL_SLOW;
    case "i64":
    case "big":
    case "boxed":
      return CELL_SLOW;
  }
}

/** True when the text of the cell stands in quotes in JSON (slow cells bring their own). */
export function isQuotedInJson(cell: Cell): boolean {
  return cell.way === CELL_DATE || cell.way === CELL_TIMESTAMP || cell.way === CELL_TEXT;
}

export function slowText(cell: Cell, row: number, style: TextStyle, zone: Zone, options: TextOptions): string {
  return scalarText(scalarAt(cell.vector, cell.type, row), cell.type, style, zone, options);
}

/** A value that is not NULL, of any way but text and slow; doubles must be finite. */
export function writePlainCell(cell: Cell, row: number, out: Uint8Array, at: number): number {
  switch (cell.way) {
    case CELL_BOOL:
      return writeAscii(out, at, cell.bytes[row] === 1 ? "true" : "false");
    case CELL_INT32:
      return writeInteger(out, at, cell.ints[row]);
    case CELL_INTEGER:
      return writeInteger(out, at, cell.doubles[row]);
    case CELL_DOUBLE:
      return cell.isFloat
        ? writeFloat(out, at, cell.doubles[row])
        : writeDouble(out, at, cell.doubles[row], doubleText);
    case CELL_DECIMAL:
      return writeDecimal(out, at, cell.doubles[row], cell.scale);
    case CELL_DATE:
      return writeDay(cell, cell.ints[row], out, at);
    default:
      return writeTimestamp(cell, cell.doubles[row], out, at);
  }
}

/** A float's shortest text can be shorter than that of the equal double, but for small whole numbers. */
function writeFloat(out: Uint8Array, at: number, value: number): number {
  const isSmallWhole = Number.isInteger(value) && Math.abs(value) < FLOAT_WHOLE_LIMIT;
  return isSmallWhole ? writeDouble(out, at, value, floatText) : writeAscii(out, at, floatText(value));
}

function writeDay(cell: Cell, day: number, out: Uint8Array, at: number): number {
  if (day !== cell.lastDay) {
    cell.lastDay = day;
    cell.dayLength = writeAscii(cell.dayText, 0, dateText(day));
  }
  for (let i = 0; i < cell.dayLength; i++) out[at + i] = cell.dayText[i];
  return at + cell.dayLength;
}

function writeTimestamp(cell: Cell, value: number, out: Uint8Array, at: number): number {
  const unit = POWERS_OF_10[cell.scale];
  let seconds = Math.floor(value / unit);
  const fraction = value - seconds * unit;
  if (cell.zone !== null) {
    const ms = seconds * 1000 + Math.floor((fraction / unit) * 1000);
    seconds += Math.trunc(cell.zone.offsetMsAt(ms) / 1000);
  }
  const day = Math.floor(seconds / SECONDS_PER_DAY);
  const clock = seconds - day * SECONDS_PER_DAY;
  let i = writeDay(cell, day, out, at);
  out[i] = cell.separator;
  const hours = (clock / 3600) | 0;
  const minutes = ((clock / 60) | 0) - hours * 60;
  i = writePadded(out, i + 1, hours, 2);
  out[i] = COLON;
  i = writePadded(out, i + 1, minutes, 2);
  out[i] = COLON;
  i = writePadded(out, i + 1, clock - hours * 3600 - minutes * 60, 2);
  if (fraction !== 0) {
    out[i] = POINT;
    let digits = cell.scale;
    let rest = fraction;
    while (rest % 10 === 0) {
      rest /= 10;
      digits--;
    }
    i = writePadded(out, i + 1, rest, digits);
  }
  if (cell.suffix !== 0) out[i++] = cell.suffix;
  return i;
}

const POWERS_OF_10: readonly number[] = Array.from({ length: 10 }, (_, i) => 10 ** i);
