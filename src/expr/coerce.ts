// Which types turn into which by themselves, and the one type that several operands share.
//
// Implicit: a value keeps its meaning (TINYINT -> ... -> DECIMAL -> FLOAT -> DOUBLE, CHAR -> VARCHAR, DATE -> TIMESTAMP,
// NULL -> anything, and the same inside ARRAY, MAP, ROW). Texts never become numbers here; comparison, which does that,
// has its own rule (functions/operator/comparison.ts).
// Least restrictive type: as Calcite's leastRestrictive with Flink's type system: integers take the wider one, an
// integer beside a DECIMAL counts as DECIMAL(19, 0) and the like, an integer beside FLOAT is FLOAT, any other mix with
// FLOAT or DOUBLE is DOUBLE, CHARs of equal length stay CHAR, others become VARCHAR of the greater length. Used by CASE, COALESCE, IN, UNION, VALUES, ARRAY[...].
import {
  isApproximate,
  isBinary,
  isInteger,
  isNumeric,
  isString,
  NULL_TYPE,
  type SqlType,
  withNullable,
} from "../common/types.ts";

const INTEGER_DIGITS: Readonly<Record<string, number>> = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 };
const NUMERIC_RANK: Readonly<Record<string, number>> = {
  TINYINT: 1,
  SMALLINT: 2,
  INT: 3,
  BIGINT: 4,
  DECIMAL: 5,
  FLOAT: 6,
  DOUBLE: 7,
};

export const MAX_PRECISION = 38;

/** Precision and scale of an exact number: INT counts as DECIMAL(10, 0), BIGINT as DECIMAL(19, 0). */
export function exactDigits(type: SqlType): { readonly precision: number; readonly scale: number } {
  if (type.kind === "DECIMAL") return { precision: type.precision, scale: type.scale };
  return { precision: INTEGER_DIGITS[type.kind] ?? MAX_PRECISION, scale: 0 };
}

/** True when a value of `from` may stand where `to` is asked for, with a silent cast. */
export function canCastImplicitly(from: SqlType, to: SqlType): boolean {
  if (from.kind === "NULL") return true;
  if (isNumeric(from) && isNumeric(to)) return NUMERIC_RANK[from.kind] <= NUMERIC_RANK[to.kind];
  if (isString(from) && isString(to)) return true;
  if (isBinary(from) && isBinary(to)) return true;
  if (from.kind === "DATE" && to.kind === "TIMESTAMP") return true;
  if (from.kind !== to.kind) return false;
  switch (to.kind) {
    case "ARRAY":
    case "MULTISET":
      return canCastImplicitly((from as typeof to).element, to.element);
    case "MAP": {
      const map = from as typeof to;
      return canCastImplicitly(map.key, to.key) && canCastImplicitly(map.value, to.value);
    }
    case "ROW": {
      const row = from as typeof to;
      return (
        row.fields.length === to.fields.length &&
        row.fields.every((field, i) => canCastImplicitly(field.type, to.fields[i].type))
      );
    }
    default:
      return true;
  }
}

/** The type all of `types` turn into, nullable when one of them is; null when there is none. */
export function leastRestrictive(types: readonly SqlType[]): SqlType | null {
  let result: SqlType | null = NULL_TYPE;
  let isNullable = types.length === 0;
  for (const type of types) {
    isNullable ||= type.nullable;
    result = common(result, type);
    if (result === null) return null;
  }
  return withNullable(result, isNullable);
}

function common(a: SqlType, b: SqlType): SqlType | null {
  if (a.kind === "NULL") return b;
  if (b.kind === "NULL") return a;
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b);
  if (isString(a) && isString(b)) return commonText(a, b, "CHAR", "VARCHAR");
  if (isBinary(a) && isBinary(b)) return commonText(a, b, "BINARY", "VARBINARY");
  if (a.kind === "DATE" && b.kind === "TIMESTAMP") return b;
  if (a.kind === "TIMESTAMP" && b.kind === "DATE") return a;
  if (a.kind !== b.kind) return null;
  switch (a.kind) {
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return a.precision >= (b as typeof a).precision ? a : b;
    case "ARRAY":
    case "MULTISET": {
      const element = leastRestrictive([a.element, (b as typeof a).element]);
      return element === null ? null : { ...a, element };
    }
    case "MAP": {
      const key = leastRestrictive([a.key, (b as typeof a).key]);
      const value = leastRestrictive([a.value, (b as typeof a).value]);
      return key === null || value === null ? null : { ...a, key, value };
    }
    case "ROW":
      return commonRow(a, b as typeof a);
    default:
      return a;
  }
}

type RowType = Extract<SqlType, { kind: "ROW" }>;

function commonRow(a: RowType, b: RowType): SqlType | null {
  if (a.fields.length !== b.fields.length) return null;
  const fields = a.fields.map((field, i) => ({
    name: field.name,
    type: leastRestrictive([field.type, b.fields[i].type]),
  }));
  if (fields.some((field) => field.type === null)) return null;
  return { ...a, fields: fields.map((field) => ({ name: field.name, type: field.type as SqlType })) };
}

function commonText<F extends "CHAR" | "BINARY", V extends "VARCHAR" | "VARBINARY">(
  a: SqlType,
  b: SqlType,
  fixed: F,
  varying: V,
): SqlType {
  const left = a as { readonly kind: string; readonly length: number };
  const right = b as { readonly kind: string; readonly length: number };
  const length = Math.max(left.length, right.length);
  const isFixed = left.kind === fixed && right.kind === fixed && left.length === right.length;
  return { kind: isFixed ? fixed : varying, length, nullable: a.nullable || b.nullable } as SqlType;
}

function commonNumeric(a: SqlType, b: SqlType): SqlType {
  const nullable = a.nullable || b.nullable;
  if (isApproximate(a) || isApproximate(b)) {
    const isFloat = (t: SqlType): boolean => t.kind === "FLOAT" || isInteger(t);
    return { kind: isFloat(a) && isFloat(b) ? "FLOAT" : "DOUBLE", nullable };
  }
  if (isInteger(a) && isInteger(b)) return NUMERIC_RANK[a.kind] >= NUMERIC_RANK[b.kind] ? a : b;
  const left = exactDigits(a);
  const right = exactDigits(b);
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  const precision = Math.min(MAX_PRECISION, whole + scale);
  return { kind: "DECIMAL", precision, scale: Math.min(scale, precision), nullable };
}
