// SQL values as SQLite holds them, exact, and readable for a person:
//   BOOLEAN 0 or 1 · integers and intervals INTEGER · DOUBLE, FLOAT REAL (NaN as the text NaN: SQLite has none) · DECIMAL,
//   DATE, TIME, TIMESTAMP TEXT · TIMESTAMP_LTZ TEXT in UTC with Z · CHAR, VARCHAR TEXT · BYTES BLOB · nested ones JSON TEXT
import type { Scalar } from "../../columnar/scalar.ts";
import { scalarText, UTC_ZONE } from "../../columnar/text.ts";
import { type SqlType, typeText, withNullable } from "../../common/types.ts";
import type { Zone } from "../../common/zone.ts";
import { FieldProblem, readText } from "../formats/field-text.ts";

export type SqliteValue = null | number | bigint | string | Uint8Array;

/** Affinity of the column that a value of this type goes into. */
export function sqliteType(type: SqlType): "INTEGER" | "REAL" | "TEXT" | "BLOB" {
  switch (type.kind) {
    case "BOOLEAN":
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return "INTEGER";
    case "FLOAT":
    case "DOUBLE":
      return "REAL";
    case "BINARY":
    case "VARBINARY":
      return "BLOB";
    default:
      return "TEXT";
  }
}

export function sqliteValue(value: Scalar, type: SqlType): SqliteValue {
  if (value === null) return null;
  switch (sqliteType(type)) {
    case "INTEGER":
      // As bigint: better-sqlite3 binds numbers as REAL.
      return typeof value === "boolean" ? (value ? 1n : 0n) : BigInt(value as number | bigint);
    case "REAL":
      return Number.isNaN(value) ? "NaN" : (value as number);
    case "BLOB":
      return value as Uint8Array;
    case "TEXT":
      if (typeof value === "string") return value;
      if (type.kind === "TIMESTAMP_LTZ") return `${scalarText(value, type, "csv", UTC_ZONE)}Z`;
      return scalarText(value, type, "csv", UTC_ZONE);
  }
}

/** The value of a column of SQLite (integers as bigint) as one of the declared type. */
export function scalarOfSqlite(value: SqliteValue, type: SqlType, zone: Zone): Scalar | FieldProblem {
  if (value === null) {
    return type.nullable ? null : new FieldProblem("DATA_NULL", "NULL in a column that is NOT NULL");
  }
  if (value instanceof Uint8Array) {
    const isBytes = type.kind === "BINARY" || type.kind === "VARBINARY";
    return isBytes
      ? new Uint8Array(value)
      : new FieldProblem("DATA_BAD_VALUE", `a BLOB is no ${typeText(withNullable(type, true))}`);
  }
  switch (type.kind) {
    case "BOOLEAN":
      if (value === 0n || value === 1n) return value === 1n;
      break;
    case "FLOAT":
    case "DOUBLE":
      if (typeof value === "number") return type.kind === "FLOAT" ? Math.fround(value) : value;
      break;
    case "BINARY":
    case "VARBINARY":
      return new FieldProblem("DATA_BAD_VALUE", `${String(value)} is no BLOB`);
    default:
      break;
  }
  const utc = type.kind === "TIMESTAMP_LTZ" ? zone : UTC_ZONE;
  return readText(String(value), type, utc);
}
