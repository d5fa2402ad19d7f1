// SQL order of values: numbers by value with NaN last, -0 equal to 0, FALSE before TRUE, texts by code point (which is
// the order of their UTF-8 bytes), bytes unsigned, arrays and rows element by element, NULL before everything.
import { assertNever } from "../common/invariant.ts";
import type { SqlType } from "../common/types.ts";
import { exact, type Scalar, type SqlMap } from "./scalar.ts";
import { storageOf } from "./storage.ts";
import type { Vector } from "./vector.ts";

/** Negative, 0 or positive. */
export function compareScalars(a: Scalar, b: Scalar, type: SqlType): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  switch (storageOf(type)) {
    case "bool":
      return Number(a) - Number(b);
    case "i32":
      return (a as number) - (b as number);
    case "f64":
      return compareNumbers(a as number, b as number);
    case "exact":
      return (a as bigint) < (b as bigint) ? -1 : (a as bigint) > (b as bigint) ? 1 : 0;
    case "bytes":
      return typeof a === "string" ? compareTexts(a, b as string) : compareWholeBytes(a as Uint8Array, b as Uint8Array);
    case "boxed":
      return compareBoxed(a, b, type);
  }
}

/** Compares rows of one vector, for sorts; NULL first. */
export function compareAt(vector: Vector, type: SqlType): (i: number, j: number) => number {
  const compare = compareValuesAt(vector, type);
  const { valid } = vector;
  if (valid === null) return compare;
  return (i, j) => (valid[i] & valid[j] ? compare(i, j) : valid[i] - valid[j]);
}

function compareValuesAt(vector: Vector, type: SqlType): (i: number, j: number) => number {
  switch (vector.rep) {
    case "bool":
    case "i32": {
      const { values } = vector;
      return (i, j) => values[i] - values[j];
    }
    case "f64": {
      const { values } = vector;
      return (i, j) => compareNumbers(values[i], values[j]);
    }
    case "i64":
    case "big": {
      const { values } = vector;
      return (i, j) => (values[i] < values[j] ? -1 : values[i] > values[j] ? 1 : 0);
    }
    case "bytes": {
      const { data, start, end } = vector;
      return (i, j) => compareBytes(data, start[i], end[i], data, start[j], end[j]);
    }
    case "boxed": {
      const { values } = vector;
      return (i, j) => compareScalars(values[i] as Scalar, values[j] as Scalar, type);
    }
  }
}

/** Row `i` of one vector against row `j` of another of the same type; NULL first. */
export function compareRows(a: Vector, i: number, b: Vector, j: number, type: SqlType): number {
  const isNullA = a.valid !== null && a.valid[i] === 0;
  const isNullB = b.valid !== null && b.valid[j] === 0;
  if (isNullA || isNullB) return isNullA ? (isNullB ? 0 : -1) : 1;
  if (a.rep === "bytes" && b.rep === "bytes") {
    return compareBytes(a.data, a.start[i], a.end[i], b.data, b.start[j], b.end[j]);
  }
  if (a.rep === "boxed" && b.rep === "boxed") return compareScalars(a.values[i] as Scalar, b.values[j] as Scalar, type);
  const x = (a as { readonly values: ArrayLike<number | bigint> }).values[i];
  const y = (b as { readonly values: ArrayLike<number | bigint> }).values[j];
  if (x < y) return -1;
  if (x > y) return 1;
  return compareNaN(x, y);
}

export function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : compareNaN(a, b);
}

function compareNaN(a: number | bigint, b: number | bigint): number {
  const isNaNA = Number.isNaN(a);
  const isNaNB = Number.isNaN(b);
  return isNaNA === isNaNB ? 0 : isNaNA ? 1 : -1;
}

export function compareBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const shared = Math.min(aEnd - aStart, bEnd - bStart);
  for (let i = 0; i < shared; i++) {
    const difference = a[aStart + i] - b[bStart + i];
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}

function compareWholeBytes(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, 0, b.length);
}

/** By code point: UTF-16 units differ from it only where a surrogate meets a unit from U+E000 on. */
export function compareTexts(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const isSurrogateX = (x & 0xf800) === 0xd800;
      return isSurrogateX === ((y & 0xf800) === 0xd800) ? x - y : isSurrogateX ? 1 : -1;
    }
  }
  return a.length - b.length;
}

function compareBoxed(a: Scalar, b: Scalar, type: SqlType): number {
  switch (type.kind) {
    case "ARRAY":
      return compareLists(a as readonly Scalar[], b as readonly Scalar[], () => type.element);
    case "ROW":
      return compareLists(a as readonly Scalar[], b as readonly Scalar[], (i) => type.fields[i].type);
    case "MAP":
      return compareMaps(a as SqlMap, b as SqlMap, type.key, type.value);
    case "MULTISET":
      return compareMaps(a as SqlMap, b as SqlMap, type.element, { kind: "INT", nullable: false });
    case "NULL":
      return 0;
    default:
      return assertNever(type as never, "boxed type");
  }
}

function compareLists(a: readonly Scalar[], b: readonly Scalar[], typeAt: (i: number) => SqlType): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const order = compareScalars(a[i], b[i], typeAt(i));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Maps have no order of entries: equal when they hold the same; else by their entries sorted by key. */
function compareMaps(a: SqlMap, b: SqlMap, key: SqlType, value: SqlType): number {
  const sorted = (map: SqlMap) => [...map.entries].sort((x, y) => compareScalars(x[0], y[0], key));
  const left = sorted(a);
  const right = sorted(b);
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const order = compareScalars(left[i][0], right[i][0], key) || compareScalars(left[i][1], right[i][1], value);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/**
 * A text that is the same for values that are one key (NaN is NaN, -0 is 0, map entries in any order) and different
 * for others. For boxed keys.
 */
export function keyText(value: Scalar): string {
  if (value === null) return "n";
  if (typeof value === "string") return `s${value.length}:${value}`;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "number") return `${value === 0 ? 0 : value};`;
  if (typeof value === "bigint") return `${exact(value)};`;
  if (value instanceof Uint8Array) return `x${value.length}:${Buffer.from(value).toString("latin1")}`;
  if (Array.isArray(value)) return `[${value.map(keyText).join(",")}]`;
  const entries = (value as SqlMap).entries.map(([k, v]) => `${keyText(k)}=${keyText(v)}`);
  return `{${entries.sort().join(",")}}`;
}
