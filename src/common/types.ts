// SQL types as plain, JSON-safe data. Nullability is part of the type, as in Flink and Calcite.
import { assertNever } from "./invariant.ts";

export interface RowField {
  readonly name: string;
  readonly type: SqlType;
}

export type SqlType =
  | { readonly kind: "NULL"; readonly nullable: true }
  | { readonly kind: "BOOLEAN"; readonly nullable: boolean }
  | { readonly kind: "TINYINT"; readonly nullable: boolean }
  | { readonly kind: "SMALLINT"; readonly nullable: boolean }
  | { readonly kind: "INT"; readonly nullable: boolean }
  | { readonly kind: "BIGINT"; readonly nullable: boolean }
  | { readonly kind: "FLOAT"; readonly nullable: boolean }
  | { readonly kind: "DOUBLE"; readonly nullable: boolean }
  | { readonly kind: "DECIMAL"; readonly precision: number; readonly scale: number; readonly nullable: boolean }
  | { readonly kind: "CHAR"; readonly length: number; readonly nullable: boolean }
  /** STRING is VARCHAR(MAX_LENGTH). */
  | { readonly kind: "VARCHAR"; readonly length: number; readonly nullable: boolean }
  | { readonly kind: "BINARY"; readonly length: number; readonly nullable: boolean }
  /** BYTES is VARBINARY(MAX_LENGTH). */
  | { readonly kind: "VARBINARY"; readonly length: number; readonly nullable: boolean }
  /** Days since 1970-01-01. */
  | { readonly kind: "DATE"; readonly nullable: boolean }
  /** Milliseconds since midnight, whatever the precision (as Flink). */
  | { readonly kind: "TIME"; readonly precision: number; readonly nullable: boolean }
  /** Wall clock without zone, counted in 10^-precision seconds since 1970-01-01 00:00:00. */
  | { readonly kind: "TIMESTAMP"; readonly precision: number; readonly nullable: boolean }
  /** An instant, counted in 10^-precision seconds since the epoch. */
  | { readonly kind: "TIMESTAMP_LTZ"; readonly precision: number; readonly nullable: boolean }
  /** Milliseconds. */
  | { readonly kind: "INTERVAL_DAY"; readonly nullable: boolean }
  /** Months. */
  | { readonly kind: "INTERVAL_MONTH"; readonly nullable: boolean }
  | { readonly kind: "ARRAY"; readonly element: SqlType; readonly nullable: boolean }
  | { readonly kind: "MULTISET"; readonly element: SqlType; readonly nullable: boolean }
  | { readonly kind: "MAP"; readonly key: SqlType; readonly value: SqlType; readonly nullable: boolean }
  | { readonly kind: "ROW"; readonly fields: readonly RowField[]; readonly nullable: boolean };

export const MAX_LENGTH = 2147483647;

export const NULL_TYPE: SqlType = { kind: "NULL", nullable: true };
export const BOOLEAN: SqlType = { kind: "BOOLEAN", nullable: true };
export const TINYINT: SqlType = { kind: "TINYINT", nullable: true };
export const SMALLINT: SqlType = { kind: "SMALLINT", nullable: true };
export const INT: SqlType = { kind: "INT", nullable: true };
export const BIGINT: SqlType = { kind: "BIGINT", nullable: true };
export const FLOAT: SqlType = { kind: "FLOAT", nullable: true };
export const DOUBLE: SqlType = { kind: "DOUBLE", nullable: true };
export const STRING: SqlType = { kind: "VARCHAR", length: MAX_LENGTH, nullable: true };
export const BYTES: SqlType = { kind: "VARBINARY", length: MAX_LENGTH, nullable: true };
export const DATE: SqlType = { kind: "DATE", nullable: true };
export const TIME: SqlType = { kind: "TIME", precision: 0, nullable: true };
export const INTERVAL_DAY: SqlType = { kind: "INTERVAL_DAY", nullable: true };
export const INTERVAL_MONTH: SqlType = { kind: "INTERVAL_MONTH", nullable: true };

export function decimal(precision: number, scale: number, nullable = true): SqlType {
  return { kind: "DECIMAL", precision, scale, nullable };
}

export function timestamp(precision = 6, nullable = true): SqlType {
  return { kind: "TIMESTAMP", precision, nullable };
}

export function timestampLtz(precision = 6, nullable = true): SqlType {
  return { kind: "TIMESTAMP_LTZ", precision, nullable };
}

/** The same type with the given nullability. NULL stays nullable. */
export function withNullable<T extends SqlType>(type: T, nullable: boolean): T {
  return type.nullable === nullable || type.kind === "NULL" ? type : { ...type, nullable };
}

export function notNull(type: SqlType): SqlType {
  return withNullable(type, false);
}

export function isString(type: SqlType): boolean {
  return type.kind === "VARCHAR" || type.kind === "CHAR";
}

export function isBinary(type: SqlType): boolean {
  return type.kind === "VARBINARY" || type.kind === "BINARY";
}

export function isInteger(type: SqlType): boolean {
  return type.kind === "TINYINT" || type.kind === "SMALLINT" || type.kind === "INT" || type.kind === "BIGINT";
}

export function isApproximate(type: SqlType): boolean {
  return type.kind === "FLOAT" || type.kind === "DOUBLE";
}

export function isNumeric(type: SqlType): boolean {
  return isInteger(type) || isApproximate(type) || type.kind === "DECIMAL";
}

export function isTimestamp(type: SqlType): boolean {
  return type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ";
}

/** Types held in an exact integer vector (see columnar/vector.ts): 64-bit integers, decimals, timestamps, intervals. */
export function isExactInteger64(type: SqlType): boolean {
  return (
    type.kind === "BIGINT" ||
    type.kind === "DECIMAL" ||
    isTimestamp(type) ||
    type.kind === "INTERVAL_DAY" ||
    type.kind === "INTERVAL_MONTH"
  );
}

/** The type as Flink writes it: `DECIMAL(10, 2) NOT NULL`, `STRING`, `ROW<`a` INT, `b` STRING>`. */
export function typeText(type: SqlType): string {
  const text = bareTypeText(type);
  return type.nullable ? text : `${text} NOT NULL`;
}

function bareTypeText(type: SqlType): string {
  switch (type.kind) {
    case "NULL":
    case "BOOLEAN":
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
    case "FLOAT":
    case "DOUBLE":
    case "DATE":
      return type.kind;
    case "DECIMAL":
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case "CHAR":
    case "BINARY":
      return `${type.kind}(${type.length})`;
    case "VARCHAR":
      return type.length === MAX_LENGTH ? "STRING" : `VARCHAR(${type.length})`;
    case "VARBINARY":
      return type.length === MAX_LENGTH ? "BYTES" : `VARBINARY(${type.length})`;
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return `${type.kind}(${type.precision})`;
    case "INTERVAL_DAY":
      return "INTERVAL DAY TO SECOND";
    case "INTERVAL_MONTH":
      return "INTERVAL YEAR TO MONTH";
    case "ARRAY":
    case "MULTISET":
      return `${type.kind}<${typeText(type.element)}>`;
    case "MAP":
      return `MAP<${typeText(type.key)}, ${typeText(type.value)}>`;
    case "ROW":
      return `ROW<${type.fields.map((f) => `\`${f.name.replaceAll("`", "``")}\` ${typeText(f.type)}`).join(", ")}>`;
    default:
      return assertNever(type, "type");
  }
}

/** Same kind and parameters; nullability is compared only when `nullability` is given. */
export function sameType(a: SqlType, b: SqlType, nullability: "compare" | "ignore" = "ignore"): boolean {
  return nullability === "compare" ? typeText(a) === typeText(b) : bareTypeText(a) === bareTypeText(b);
}

/** A column of a table, a plan node or a result. */
export interface Column {
  readonly name: string;
  readonly type: SqlType;
}
