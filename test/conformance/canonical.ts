// One text per value for comparing our answers with recorded ones: what is equal in SQL has the same text.
// Ours come as Scalars with their type; recorded ones as JSON of several dialects, read by the type of our column.
import type { Scalar, SqlMap } from "../../src/columnar/scalar.ts";
import { scalarText } from "../../src/columnar/text.ts";
import { isApproximate, isNumeric, type SqlType } from "../../src/common/types.ts";
import type { Zone } from "../../src/common/zone.ts";

const NULL_TEXT = "\u2400";

/** `digits`: significant digits to which approximate numbers are compared. */
export interface Comparison {
  readonly zone: Zone;
  readonly digits: number;
  /** The recording writes NULL as a word. */
  readonly readsNullWords?: boolean;
}

export function ourText(value: Scalar, type: SqlType, how: Comparison): string {
  if (value === null) return NULL_TEXT;
  switch (type.kind) {
    case "NULL":
      return NULL_TEXT;
    case "ARRAY":
      return `[${(value as readonly Scalar[]).map((item) => ourText(item, type.element, how)).join(",")}]`;
    case "ROW":
      return `(${(value as readonly Scalar[]).map((item, i) => ourText(item, type.fields[i].type, how)).join(",")})`;
    case "MAP":
      return mapText((value as SqlMap).entries.map(([k, v]) => [ourText(k, type.key, how), ourText(v, type.value, how)]));
    case "MULTISET":
      return mapText((value as SqlMap).entries.map(([k, v]) => [ourText(k, type.element, how), String(v)]));
    case "BINARY":
    case "VARBINARY":
      return Buffer.from(value as Uint8Array).toString("base64");
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return numberText(String(value));
    default:
      return plainText(scalarText(value, type, "csv", how.zone), type, how);
  }
}

export function recordedText(value: unknown, type: SqlType, how: Comparison): string {
  if (value === null || value === undefined) return NULL_TEXT;
  if (how.readsNullWords === true && (value === "(NULL)" || value === "NULL" || value === "null")) return NULL_TEXT;
  const typed = untag(value);
  switch (type.kind) {
    case "NULL":
      return String(typed);
    case "ARRAY":
      return Array.isArray(typed)
        ? `[${typed.map((item) => recordedText(item, type.element, how)).join(",")}]`
        : String(typed);
    case "ROW": {
      const items = Array.isArray(typed) ? typed : Object.values(typed as object);
      return `(${items.map((item, i) => recordedText(item, type.fields[i].type, how)).join(",")})`;
    }
    case "MAP":
    case "MULTISET": {
      const [keyType, valueType] = type.kind === "MAP" ? [type.key, type.value] : [type.element, INTEGER];
      const entries = Array.isArray(typed) ? typed : Object.entries(typed as object);
      return mapText(
        (entries as [unknown, unknown][]).map(([k, v]) => [recordedText(k, keyType, how), recordedText(v, valueType, how)]),
      );
    }
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return numberText(String(typed));
    default:
      return plainText(String(typed), type, how);
  }
}

const INTEGER: SqlType = { kind: "INT", nullable: true };

function mapText(entries: [string, string][]): string {
  return `{${entries.map(([k, v]) => `${k}=${v}`).sort().join(",")}}`;
}

function plainText(text: string, type: SqlType, how: Comparison): string {
  if (isApproximate(type)) return approximateText(Number(text.replaceAll('"', "").replace(/^\+?Infinity$/, "Infinity")), how.digits);
  if (isNumeric(type)) return numberText(text);
  switch (type.kind) {
    case "BOOLEAN":
      return text.toLowerCase();
    case "DATE":
      return text.slice(0, 10);
    case "TIME":
      return withoutZeros(text);
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return withoutZeros(withSeconds(text.replace("T", " ").replace(/Z$/, "")));
    default:
      return text;
  }
}

function approximateText(value: number, digits: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value === 0 ? 0 : value);
  return String(Number(value.toPrecision(digits)));
}

/** BigDecimal writes 9.9E-9 and 1E+3. */
function withoutExponent(text: string): string {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?E([+-]?\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign, whole, fraction = "", exponent] = match;
  const places = fraction.length - Number(exponent);
  const digits = (whole + fraction).padStart(places + 1, "0") + "0".repeat(Math.max(0, -places));
  return places <= 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function numberText(given: string): string {
  const text = withoutExponent(given);
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null) return text;
  const whole = match[2] === "" ? "0" : match[2];
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  const size = fraction === "" ? whole : `${whole}.${fraction}`;
  return size === "0" ? "0" : `${match[1] === "-" ? "-" : ""}${size}`;
}

function withSeconds(text: string): string {
  return /^\S+ \d\d:\d\d$/.test(text) ? `${text}:00` : /^\S+$/.test(text) ? `${text} 00:00:00` : text;
}

function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/** {"$BigDecimal": "1.0"} and friends stand for typed values. */
function untag(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  if (keys.length !== 1 || !keys[0].startsWith("$")) return value;
  const inner = (value as Record<string, unknown>)[keys[0]];
  return keys[0] === "$map" && !Array.isArray(inner) ? Object.entries(inner as object) : inner;
}
