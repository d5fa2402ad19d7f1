// SQL values as SQLite holds them, exact, and readable for a person:
//   BOOLEAN 0 or 1 · integers and intervals INTEGER · DOUBLE, FLOAT REAL (NaN as the text NaN: SQLite has none) · DECIMAL,
//   DATE, TIME, TIMESTAMP TEXT · TIMESTAMP_LTZ TEXT in UTC with Z · CHAR, VARCHAR TEXT · BYTES BLOB · nested ones JSON TEXT
import type { Scalar } from "../../columnar/scalar.ts";
import { scalarText, UTC_ZONE } from "../../columnar/text.ts";
import type { SqlType } from "../../common/types.ts";

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
