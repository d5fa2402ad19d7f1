// JSON names are texts, so a MAP with a NULL key has no JSON form: json.map-null-key.mode says what becomes of it, as
// Flink: FAIL (default), DROP the entry, or write LITERAL for the key. Done before encoding, and only for columns whose
// type holds a map.
import { isSqlMap, type Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { MillraceError } from "../../../common/errors.ts";
import type { SqlType } from "../../../common/types.ts";
import type { FormatColumn } from "../format.ts";

export interface NullKeys {
  readonly mode: "FAIL" | "DROP" | "LITERAL";
  readonly literal: string;
}

export function nullKeysOf(options: Readonly<Record<string, string>>): NullKeys {
  const mode = options["json.map-null-key.mode"]?.toUpperCase();
  return {
    mode: mode === "DROP" || mode === "LITERAL" ? mode : "FAIL",
    literal: options["json.map-null-key.literal"] ?? "null",
  };
}

export function holdsMap(type: SqlType): boolean {
  switch (type.kind) {
    case "MAP":
    case "MULTISET":
      return true;
    case "ARRAY":
      return holdsMap(type.element);
    case "ROW":
      return type.fields.some((field) => holdsMap(field.type));
    default:
      return false;
  }
}

/** The column with NULL keys dealt with. @throws DATA_NULL_KEY */
export function withoutNullKeys(vector: Vector, column: FormatColumn, keys: NullKeys): Vector {
  if (vector.rep !== "boxed") return vector;
  return { ...vector, values: vector.values.map((value) => cleaned(value as Scalar, column, column.type, keys)) };
}

function cleaned(value: Scalar, column: FormatColumn, type: SqlType, keys: NullKeys): Scalar {
  if (value === null || !holdsMap(type)) return value;
  if (type.kind === "ARRAY" && Array.isArray(value)) {
    return value.map((item: Scalar) => cleaned(item, column, type.element, keys));
  }
  if (type.kind === "ROW" && Array.isArray(value)) {
    return value.map((item: Scalar, i) => cleaned(item, column, type.fields[i].type, keys));
  }
  if (!isSqlMap(value)) return value;
  const entries: [Scalar, Scalar][] = [];
  for (const [key, item] of value.entries) {
    if (key === null && keys.mode === "DROP") continue;
    if (key === null && keys.mode === "FAIL") throw nullKey(column);
    entries.push([key ?? keys.literal, type.kind === "MAP" ? cleaned(item, column, type.value, keys) : item]);
  }
  return { entries };
}

function nullKey(column: FormatColumn): MillraceError {
  return new MillraceError("DATA_NULL_KEY", `column ${column.name}: JSON cannot hold a map with a NULL key`, {
    hint: "Set 'json.map-null-key.mode' = 'DROP' or 'LITERAL' on the table.",
  });
}
