// Equality and order of the values inside collections, whatever their type: NULL equals NULL, NaN equals NaN and is the
// greatest number, 0 equals -0, texts order by code point, bytes unsigned, arrays and rows field by field.
import { isSqlMap, type Scalar } from "../../../../columnar/scalar.ts";
import type { SqlType } from "../../../../common/types.ts";

/** A text that is the same for two values of one type exactly when they are equal. */
export function elementKey(value: Scalar): string {
  if (value === null) return "n";
  switch (typeof value) {
    case "string":
      return `s${value.length}:${value}`;
    case "number":
      return `d${value === 0 ? 0 : value}`;
    case "bigint":
      return `d${value}`;
    case "boolean":
      return value ? "t" : "f";
    default:
      break;
  }
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
  if (isSqlMap(value)) {
    const entries = value.entries.map(([key, item]) => `${elementKey(key)}=${elementKey(item)}`);
    return `m{${entries.sort().join(",")}}`;
  }
  return `a[${(value as readonly Scalar[]).map(elementKey).join(",")}]`;
}

/** Whether values of the type have an order. */
export function isOrdered(type: SqlType): boolean {
  switch (type.kind) {
    case "ARRAY":
      return isOrdered(type.element);
    case "ROW":
      return type.fields.every((field) => isOrdered(field.type));
    case "MAP":
    case "MULTISET":
      return false;
    default:
      return true;
  }
}

/** Order of two values of one type that are not NULL: negative, 0 or positive. NULLs inside come first. */
export function compareElements(a: Scalar, b: Scalar): number {
  if (typeof a === "string") return compareText(a, b as string);
  if (typeof a === "boolean") return Number(a) - Number(b);
  if (typeof a === "number" || typeof a === "bigint") {
    if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
    if (Number.isNaN(b)) return -1;
    return a < (b as number) ? -1 : a > (b as number) ? 1 : 0;
  }
  if (a instanceof Uint8Array) return Buffer.compare(a, b as Uint8Array);
  const left = a as readonly Scalar[];
  const right = b as readonly Scalar[];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = compareNullable(left[i], right[i]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareNullable(a: Scalar, b: Scalar): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compareElements(a, b);
}

/** By code point: UTF-16 order, but with surrogates above everything else. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
