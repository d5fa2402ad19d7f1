// SQL values as JSON text, as Flink's JSON_OBJECT, JSON_ARRAY and JSON_STRING write them: keys of objects in order, a DOUBLE
// as Java prints it (1.0, 1.0E-7) and as a string when it is no number, bytes in base64, timestamps with a T and without
// trailing zeros, instants in UTC with a Z.
import { castText, scalarText, UTC_ZONE } from "../../../../columnar/text.ts";
import type { Scalar, SqlMap } from "../../../../columnar/scalar.ts";
import { isString, type SqlType } from "../../../../common/types.ts";
import { bigDecimalText, jsonObjectText } from "./json-node.ts";

/** Why values of the type have no JSON text; null when they have. */
export function refuseJsonType(type: SqlType): string | null {
  switch (type.kind) {
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return "an INTERVAL has no JSON text: CAST it to STRING";
    case "ARRAY":
      return refuseJsonType(type.element);
    case "ROW":
      return type.fields.map((field) => refuseJsonType(field.type)).find((reason) => reason !== null) ?? null;
    case "MAP":
      return isString(type.key) ? refuseJsonType(type.value) : "the keys of a MAP in JSON are texts";
    case "MULTISET":
      return isString(type.element) ? null : "the elements of a MULTISET in JSON are texts";
    default:
      return null;
  }
}

export function jsonOf(value: Scalar, type: SqlType): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "FLOAT":
    case "DOUBLE": {
      const text = castText(value, type, UTC_ZONE);
      return Number.isFinite(value) ? bigDecimalText(text) : `"${text}"`;
    }
    case "ARRAY":
      return `[${(value as readonly Scalar[]).map((item) => jsonOf(item, type.element)).join(",")}]`;
    case "ROW": {
      const items = value as readonly Scalar[];
      const members = new Map(type.fields.map((field, i) => [field.name, jsonOf(items[i], field.type)]));
      return jsonObjectText(members, (text) => text);
    }
    case "MAP":
    case "MULTISET": {
      const members = (value as SqlMap).entries.map(([key, item]) => {
        return [String(key), type.kind === "MAP" ? jsonOf(item, type.value) : String(item)] as const;
      });
      return jsonObjectText(new Map(members), (text) => text);
    }
    default:
      return scalarText(value, type, "json", UTC_ZONE, { timestampSeparator: "T" });
  }
}
