// One value of a datum as a scalar: for what is no column of a simple type (row-program.ts), and for all within lists, maps and
// rows. The tree of nodes is as deep as the SQL type, so only what is skipped can be nested without end.
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import { isUtf8 } from "../utf8.ts";
import {
  BadDatum,
  broken,
  type Cursor,
  readBlockCount,
  readIndex,
  readLength,
  readLong,
  take,
  truncated,
} from "./cursor.ts";
import type { ReadNode, WholeNode } from "./read-node.ts";
import { skipValue } from "./skip.ts";

/** @throws BadDatum */
export function readScalar(cursor: Cursor, node: ReadNode): Scalar {
  switch (node.op) {
    case "refuse":
      throw new BadDatum(node.code, node.reason);
    case "null":
      return null;
    case "boolean":
      return readBoolean(cursor);
    case "whole":
      return readWhole(cursor, node);
    case "whole-double": {
      const value = readLong(cursor);
      const double = Number.isNaN(value) ? Number(cursor.wide) : value;
      return node.isFloat ? Math.fround(double) : double;
    }
    case "float":
      return cursor.view.getFloat32(take(cursor, 4), true);
    case "double": {
      const value = cursor.view.getFloat64(take(cursor, 8), true);
      return node.isFloat ? Math.fround(value) : value;
    }
    case "decimal":
      return readDecimal(cursor, node);
    case "text":
      return readText(cursor);
    case "bytes":
      return copyBytes(cursor, readLength(cursor));
    case "fixed":
      return copyBytes(cursor, node.size);
    case "uuid":
      return readUuid(cursor);
    case "enum":
      return readSymbol(cursor, node);
    case "array":
      return readArray(cursor, node);
    case "map":
      return readMap(cursor, node.value);
    case "row":
      return readRow(cursor, node);
    case "union":
      return readScalar(cursor, node.branches[readIndex(cursor, node.branches.length, "branch")]);
  }
}

/** Not Buffer's slice, which shares the bytes of a window that is overwritten. */
function copyBytes(cursor: Cursor, length: number): Uint8Array {
  const at = take(cursor, length);
  return new Uint8Array(cursor.data.subarray(at, at + length));
}

export function readBoolean(cursor: Cursor): boolean {
  const byte = cursor.data[take(cursor, 1)];
  if (byte > 1) throw broken(`a boolean is the byte ${byte}`);
  return byte === 1;
}

/** @throws BadDatum */
export function readWhole(cursor: Cursor, node: WholeNode): number | bigint {
  const value = readLong(cursor);
  const isWide = Number.isNaN(value);
  if (node.isPlain) return isWide ? cursor.wide : value;
  const scaled = node.isDivided ? Math.floor(value / node.factor) : value * node.factor;
  if (!isWide && Number.isSafeInteger(scaled)) {
    if (scaled >= node.min && scaled <= node.max) return scaled;
  } else {
    const { factor, min, max } = node.exactly;
    const result = scaleExactly(isWide ? cursor.wide : BigInt(value), factor, node.isDivided);
    if (result >= min && result <= max) return exact(result);
  }
  throw new BadDatum("DATA_OVERFLOW", `${isWide ? cursor.wide : value} does not fit ${node.target}`);
}

function scaleExactly(value: bigint, factor: bigint, isDivided: boolean): bigint {
  if (!isDivided) return value * factor;
  return value < 0n ? (value - factor + 1n) / factor : value / factor;
}

function readDecimal(cursor: Cursor, node: ReadNode & { op: "decimal" }): number | bigint {
  const length = node.size === -1 ? readLength(cursor) : node.size;
  const at = take(cursor, length);
  const { data } = cursor;
  if (length <= 6 && node.shift === 0) {
    // Two's complement, the highest byte first: six bytes are an exact double.
    let value = length === 0 ? 0 : (data[at] << 24) >> 24;
    for (let i = 1; i < length; i++) value = value * 256 + data[at + i];
    if (Math.abs(value) < Number(node.limit)) return value;
  }
  // A DECIMAL has 38 digits: more bytes are no value of it, and making them a number would cost their square.
  if (length > 256) throw new BadDatum("DATA_OVERFLOW", `a decimal of ${length} bytes does not fit ${node.target}`);
  let value = 0n;
  for (let i = 0; i < length; i++) value = (value << 8n) | BigInt(data[at + i]);
  value = rescale(BigInt.asIntN(8 * length, value), node.shift);
  if (value >= node.limit || value <= -node.limit) {
    throw new BadDatum("DATA_OVERFLOW", `a decimal of ${length} bytes does not fit ${node.target}`);
  }
  return exact(value);
}

/** Half away from zero, as every other format. */
function rescale(value: bigint, shift: number): bigint {
  if (shift >= 0) return value * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  const half = divisor / 2n;
  return value < 0n ? (value - half) / divisor : (value + half) / divisor;
}

function readText(cursor: Cursor): string {
  const length = readLength(cursor);
  const at = take(cursor, length);
  if (!isUtf8(cursor.data, at, at + length)) throw notUtf8();
  return Buffer.from(cursor.data.buffer, cursor.data.byteOffset + at, length).toString("utf8");
}

export function notUtf8(): BadDatum {
  return new BadDatum("DATA_NOT_UTF8", "a text is not valid UTF-8");
}

function readUuid(cursor: Cursor): string {
  const at = take(cursor, 16);
  const hex = Buffer.from(cursor.data.buffer, cursor.data.byteOffset + at, 16).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function readSymbol(cursor: Cursor, { symbols, names }: ReadNode & { op: "enum" }): string {
  const index = readIndex(cursor, symbols.length, "symbol");
  const symbol = symbols[index];
  if (symbol !== null) return symbol;
  throw new BadDatum("DATA_BAD_VALUE", `the symbol ${names[index]} is not among those of the schema it is read with`);
}

function readArray(cursor: Cursor, { item, areEmpty }: ReadNode & { op: "array" }): readonly Scalar[] {
  const items: Scalar[] = [];
  for (let count = readBlockCount(cursor, areEmpty); count > 0; count = readBlockCount(cursor, areEmpty)) {
    for (let i = 0; i < count; i++) items.push(readScalar(cursor, item));
  }
  return items;
}

/** Of equal keys the last one counts, at the place of the first. */
function readMap(cursor: Cursor, value: ReadNode): Scalar {
  const entries = new Map<string, Scalar>();
  for (let count = readBlockCount(cursor, false); count > 0; count = readBlockCount(cursor, false)) {
    for (let i = 0; i < count; i++) {
      const key = readText(cursor);
      entries.set(key, readScalar(cursor, value));
    }
  }
  return { entries: [...entries] };
}

function readRow(cursor: Cursor, { steps, template }: ReadNode & { op: "row" }): readonly Scalar[] {
  const row = [...template];
  for (const { index, type, node } of steps) {
    if (index < 0) skipValue(cursor, type);
    else row[index] = readScalar(cursor, node);
  }
  return row;
}

/** Tells that the bytes were all taken. @throws BadDatum */
export function endDatum(cursor: Cursor): void {
  if (cursor.at > cursor.end) throw truncated(cursor);
  const left = cursor.end - cursor.at;
  if (left > 0) throw broken(`${left} ${left === 1 ? "byte follows" : "bytes follow"} the record`);
}
