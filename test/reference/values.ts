// Values in the reference evaluator: keys as text, order, times in milliseconds.
import { isSqlMap, type Scalar } from "../../src/columnar/scalar.ts";
import type { SqlType } from "../../src/common/types.ts";

export type Row = readonly Scalar[];

/** Equal values have equal texts: -0 is 0, NaN is NaN, NULL is one value, a number and a bigint of one value are one. */
export function keyText(values: readonly Scalar[]): string {
  return JSON.stringify(values.map(plain));
}

function plain(value: Scalar): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return ["text", value];
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return String(value === 0 ? 0 : value);
  if (value instanceof Uint8Array) return ["bytes", ...value];
  if (isSqlMap(value)) return ["map", ...value.entries.map(([k, v]) => [plain(k), plain(v)])];
  return ["list", ...(value as readonly Scalar[]).map(plain)];
}

/** SQL order of two values that are not NULL: numbers with NaN last, texts by code point, lists by their elements. */
export function order(a: Scalar, b: Scalar): number {
  if (typeof a === "string" && typeof b === "string") return orderTexts(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return orderLists([...a], [...b]);
  if (Array.isArray(a) && Array.isArray(b)) return orderLists(a, b);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const left = a as number | bigint | boolean;
  const right = b as number | bigint | boolean;
  return left < right ? -1 : left > right ? 1 : 0;
}

function orderTexts(a: string, b: string): number {
  return orderLists(
    [...a].map((c) => c.codePointAt(0) ?? 0),
    [...b].map((c) => c.codePointAt(0) ?? 0),
  );
}

function orderLists(a: readonly Scalar[], b: readonly Scalar[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const byElement = orderWithNulls(a[i], b[i]);
    if (byElement !== 0) return byElement;
  }
  return a.length - b.length;
}

/** NULL counts as the least value. */
export function orderWithNulls(a: Scalar, b: Scalar): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return order(a, b);
}

/** A timestamp in milliseconds, rounded down. */
export function timeMs(value: Scalar, type: SqlType): number {
  const precision = type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ" ? type.precision : 3;
  const units = BigInt(value as number | bigint);
  if (precision <= 3) return Number(units * 10n ** BigInt(3 - precision));
  const perMs = 10n ** BigInt(precision - 3);
  return Number((units - (((units % perMs) + perMs) % perMs)) / perMs);
}
