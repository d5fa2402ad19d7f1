// Texts of values. Two formatters: `scalarText` for output of rows (JSON, CSV, tables, the same everywhere but for what a
// style needs) and `castText` for CAST AS STRING, which prints as Flink does: TRUE, 1.0E10, declared precision.
import { assertNever } from "../common/invariant.ts";
import { isBinary, isString, type SqlType } from "../common/types.ts";
import { type Zone, zoneFor } from "../common/zone.ts";
import { dateText, dayIntervalText, monthIntervalText, timestampText, timeText } from "./datetime-text.ts";
import { doubleText, floatText, javaDoubleText, javaFloatText } from "./double-text.ts";
import type { Scalar, SqlMap } from "./scalar.ts";

export type TextStyle = "json" | "csv" | "table";

/** How writers differ from the default. */
export interface TextOptions {
  /** Between date and time; ISO-8601 wants T. */
  readonly timestampSeparator?: " " | "T";
}

/**
 * The value as rows show it. "json": a JSON token, quotes included. "csv": unquoted cell, NULL an empty text.
 * "table": as csv, NULL shown as NULL, bytes in hex.
 */
export function scalarText(
  value: Scalar,
  type: SqlType,
  style: TextStyle,
  zone: Zone,
  options: TextOptions = {},
): string {
  if (value === null) return style === "json" ? "null" : style === "csv" ? "" : "NULL";
  switch (type.kind) {
    case "NULL":
      return "null";
    case "BOOLEAN":
      return value === true ? "true" : "false";
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
      return String(value);
    case "DECIMAL":
      return decimalDigits(value as number | bigint, type.scale);
    case "FLOAT":
    case "DOUBLE": {
      const text = type.kind === "FLOAT" ? floatText(value as number) : doubleText(value as number);
      return style === "json" && !Number.isFinite(value) ? `"${text}"` : text;
    }
    case "CHAR":
    case "VARCHAR":
      return style === "json" ? JSON.stringify(value) : (value as string);
    case "BINARY":
    case "VARBINARY":
      return bytesText(value as Uint8Array, style);
    case "ARRAY":
    case "MAP":
    case "MULTISET":
    case "ROW":
      return nestedJson(value, type, zone, options);
    default: {
      const text = timeLikeText(value, type, style, zone, options.timestampSeparator ?? " ");
      return style === "json" ? `"${text}"` : text;
    }
  }
}

type TimeLike = Extract<
  SqlType,
  { kind: "DATE" | "TIME" | "TIMESTAMP" | "TIMESTAMP_LTZ" | "INTERVAL_DAY" | "INTERVAL_MONTH" }
>;

function timeLikeText(value: Scalar, type: TimeLike, style: TextStyle, zone: Zone, separator: " " | "T"): string {
  const count = value as number | bigint;
  switch (type.kind) {
    case "DATE":
      return dateText(count as number);
    case "TIME":
      return timeText(count as number, null);
    case "TIMESTAMP":
      return timestampText(count, type.precision, null, null, separator);
    case "TIMESTAMP_LTZ":
      return style === "json"
        ? `${timestampText(count, type.precision, null, null, separator)}Z`
        : timestampText(count, type.precision, null, zone, separator);
    case "INTERVAL_DAY":
      return dayIntervalText(count);
    case "INTERVAL_MONTH":
      return monthIntervalText(count);
    default:
      return assertNever(type, "type");
  }
}

/** An exact decimal from its unscaled integer: -1.50. */
export function decimalDigits(unscaled: number | bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const isNegative = unscaled < 0;
  const digits = String(isNegative ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${isNegative ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function bytesText(bytes: Uint8Array, style: TextStyle): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (style === "table") return buffer.toString("hex");
  return style === "json" ? `"${buffer.toString("base64")}"` : buffer.toString("base64");
}

function nestedJson(value: Scalar, type: SqlType, zone: Zone, options: TextOptions): string {
  const text = (item: Scalar, itemType: SqlType): string => scalarText(item, itemType, "json", zone, options);
  switch (type.kind) {
    case "ARRAY":
      return `[${(value as readonly Scalar[]).map((item) => text(item, type.element)).join(",")}]`;
    case "ROW": {
      const items = value as readonly Scalar[];
      return `{${type.fields.map((field, i) => `${JSON.stringify(field.name)}:${text(items[i], field.type)}`).join(",")}}`;
    }
    case "MAP":
    case "MULTISET": {
      const keyType = type.kind === "MAP" ? type.key : type.element;
      const entries = (value as SqlMap).entries.map(([key, item]) => {
        const itemText = type.kind === "MAP" ? text(item, type.value) : String(item);
        return `${nameJson(key, keyType, zone, options)}:${itemText}`;
      });
      return `{${entries.join(",")}}`;
    }
    default:
      return text(value, type);
  }
}

/** A map key as the name of a JSON object's member. */
function nameJson(key: Scalar, type: SqlType, zone: Zone, options: TextOptions): string {
  const text = scalarText(key, type, "json", zone, options);
  return text.startsWith('"') ? text : JSON.stringify(text);
}

/** What CAST(value AS STRING) gives; inside ARRAY, MAP and ROW a NULL is NULL. */
export function castText(value: Scalar, type: SqlType, zone: Zone): string {
  if (value === null) return "NULL";
  if (isString(type)) return value as string;
  if (isBinary(type)) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(value as Uint8Array);
  switch (type.kind) {
    case "BOOLEAN":
      return value === true ? "TRUE" : "FALSE";
    case "DOUBLE":
      return javaDoubleText(value as number);
    case "FLOAT":
      return javaFloatText(value as number);
    case "TIME":
      return timeText(value as number, type.precision);
    case "TIMESTAMP":
      return timestampText(value as number | bigint, type.precision, type.precision, null);
    case "TIMESTAMP_LTZ":
      return timestampText(value as number | bigint, type.precision, type.precision, zone);
    case "ARRAY":
      return `[${(value as readonly Scalar[]).map((item) => castText(item, type.element, zone)).join(", ")}]`;
    case "ROW":
      return `(${(value as readonly Scalar[]).map((item, i) => castText(item, type.fields[i].type, zone)).join(", ")})`;
    case "MAP":
    case "MULTISET":
      return castMapText(value as SqlMap, type, zone);
    default:
      return scalarText(value, type, "csv", zone);
  }
}

function castMapText(map: SqlMap, type: Extract<SqlType, { kind: "MAP" | "MULTISET" }>, zone: Zone): string {
  const keyType = type.kind === "MAP" ? type.key : type.element;
  const entries = map.entries.map(([key, item]) => {
    const itemText = type.kind === "MAP" ? castText(item, type.value, zone) : String(item);
    return `${castText(key, keyType, zone)}=${itemText}`;
  });
  return `{${entries.join(", ")}}`;
}

/** For values whose text does not depend on a zone. */
export const UTC_ZONE: Zone = zoneFor("UTC");
