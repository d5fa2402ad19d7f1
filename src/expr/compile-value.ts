// A value inside generated code: a JavaScript expression without side effects (mostly a local), and how to ask whether it
// is NULL. Texts and bytes that come straight from a column stay slices of its data until something needs the string.
import type { Scalar } from "../columnar/scalar.ts";
import { isBinary, isExactInteger64, isString, type SqlType } from "../common/types.ts";

export interface BytesCode {
  readonly data: string;
  readonly start: string;
  readonly end: string;
}

export interface Value {
  /** For slices: the expression that makes the string or subarray. */
  readonly code: string;
  /** JavaScript condition that holds for NULL; null: never NULL; "true": always. */
  readonly nullCode: string | null;
  readonly type: SqlType;
  readonly bytes: BytesCode | null;
  /** Known at compile time; undefined otherwise. */
  readonly constant: Scalar | undefined;
}

export function plainValue(code: string, nullCode: string | null, type: SqlType): Value {
  return { code, nullCode, type, bytes: null, constant: undefined };
}

/** What a local of the type holds while its value is NULL or not yet known: keeps locals of one representation. */
export function zeroCode(type: SqlType, isBig: boolean): string {
  if (type.kind === "BOOLEAN") return "false";
  if (isString(type)) return '""';
  if (isExactInteger64(type)) return isBig ? "0n" : "0";
  if (isBinary(type)) return "EMPTY_BYTES";
  switch (type.kind) {
    case "ARRAY":
    case "MAP":
    case "MULTISET":
    case "ROW":
    case "NULL":
      return "null";
    default:
      return "0";
  }
}

/** Condition that a BOOLEAN value is TRUE (neither FALSE nor NULL). */
export function truthCode(value: Value): string {
  if (value.nullCode === null) return value.code;
  return value.nullCode === "true" ? "false" : `!${value.nullCode} && ${value.code}`;
}

/** Condition that none of the values is NULL; null when none can be; "false" when one always is. */
export function noneNullCode(values: readonly Value[]): string | null {
  const conditions = values.flatMap((value) => (value.nullCode === null ? [] : [value.nullCode]));
  if (conditions.includes("true")) return "false";
  return conditions.length === 0 ? null : [...new Set(conditions)].map((code) => `!${code}`).join(" && ");
}
