// How values of a SQL type are held: the rep of its vectors, "exact" being f64, i64 or big by the values.
import { assertNever } from "../common/invariant.ts";
import type { SqlType } from "../common/types.ts";

export type Storage = "bool" | "i32" | "f64" | "exact" | "bytes" | "boxed";

export function storageOf(type: SqlType): Storage {
  switch (type.kind) {
    case "BOOLEAN":
      return "bool";
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "DATE":
    case "TIME":
      return "i32";
    case "FLOAT":
    case "DOUBLE":
      return "f64";
    case "BIGINT":
    case "DECIMAL":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return "exact";
    case "CHAR":
    case "VARCHAR":
    case "BINARY":
    case "VARBINARY":
      return "bytes";
    case "NULL":
    case "ARRAY":
    case "MULTISET":
    case "MAP":
    case "ROW":
      return "boxed";
    default:
      return assertNever(type, "type");
  }
}
