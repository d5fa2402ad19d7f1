// What INSERT puts into a column without a written cast, as Flink: numbers into wider ones, DECIMAL from any number, texts
// into VARCHAR, timestamps among each other (TIMESTAMP and TIMESTAMP_LTZ through the session zone). Ours: DATE into
// TIMESTAMP, and an integer literal into any integer column that it fits.
import { isApproximate, isInteger, isNumeric, type SqlType } from "../../../common/types.ts";
import { canCastImplicitly } from "../../../expr/coerce.ts";
import type { Expr } from "../../../expr/expr.ts";

const INTEGER_BITS: Readonly<Record<string, bigint>> = { TINYINT: 7n, SMALLINT: 15n, INT: 31n, BIGINT: 63n };

export function canStore(expr: Expr, to: SqlType): boolean {
  return canStoreType(expr.type, to) || isFittingLiteral(expr, to);
}

function canStoreType(from: SqlType, to: SqlType): boolean {
  if (from.kind === "NULL") return true;
  if (to.kind === "DECIMAL") return isNumeric(from);
  if (isNumeric(from) && isNumeric(to))
    return isApproximate(to) ? canCastImplicitly(from, to) : canStoreInteger(from, to);
  switch (to.kind) {
    case "CHAR":
      return from.kind === "CHAR";
    case "BINARY":
      return from.kind === "BINARY";
    case "DATE":
      return from.kind === "DATE" || from.kind === "TIMESTAMP";
    case "TIME":
      return from.kind === "TIME" || from.kind === "TIMESTAMP";
    case "TIMESTAMP":
      return from.kind === "TIMESTAMP" || from.kind === "TIMESTAMP_LTZ" || from.kind === "DATE";
    case "TIMESTAMP_LTZ":
      return from.kind === "TIMESTAMP" || from.kind === "TIMESTAMP_LTZ";
    case "ARRAY":
    case "MULTISET":
      return from.kind === to.kind && canStoreType(from.element, to.element);
    case "MAP":
      return from.kind === "MAP" && canStoreType(from.key, to.key) && canStoreType(from.value, to.value);
    case "ROW":
      return (
        from.kind === "ROW" &&
        from.fields.length === to.fields.length &&
        from.fields.every((field, i) => canStoreType(field.type, to.fields[i].type))
      );
    default:
      return canCastImplicitly(from, to);
  }
}

function canStoreInteger(from: SqlType, to: SqlType): boolean {
  return isInteger(from) && isInteger(to) && INTEGER_BITS[from.kind] <= INTEGER_BITS[to.kind];
}

function isFittingLiteral(expr: Expr, to: SqlType): boolean {
  if (expr.kind !== "literal" || !isInteger(expr.type) || !isInteger(to)) return false;
  if (typeof expr.value !== "number" && typeof expr.value !== "bigint") return false;
  const value = BigInt(expr.value);
  const limit = 1n << INTEGER_BITS[to.kind];
  return value < limit && value >= -limit;
}
