// A parsed JSON value as a scalar of a SQL type, as Flink's JSON format: texts that hold a number are taken as numbers,
// anything is taken as text where text is wanted (a number as it is written, an object as JSON).
import type { Scalar } from "../../../columnar/scalar.ts";
import { type SqlType, typeText } from "../../../common/types.ts";
import type { Zone } from "../../../common/zone.ts";
import { bad, FieldProblem, quoted, readText } from "../field-text.ts";

/** A number as it stands in the text, so that no digit is lost. */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type JsonValue =
  | null
  | boolean
  | string
  | number
  | JsonNumber
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;

/** A number that a double may not hold as it is written: 16 digits and more, or an exponent. */
const RISKY_NUMBER = /[\d.]{16}|\d[eE][-+\d]/;

/**
 * JSON.parse. Numbers are plain where a double keeps every digit of all of them, else JsonNumbers (ten times slower).
 * Of equal keys the last one counts. @throws SyntaxError
 */
export function parseJson(text: string): JsonValue {
  return RISKY_NUMBER.test(text) ? parseJsonExactly(text) : (JSON.parse(text) as JsonValue);
}

/** All numbers as JsonNumbers. */
export function parseJsonExactly(text: string): JsonValue {
  const keepDigits: Reviver = (_key, value, context) =>
    typeof value === "number" ? new JsonNumber(context.source ?? String(value)) : value;
  return JSON.parse(text, keepDigits as (this: unknown, key: string, value: unknown) => unknown) as JsonValue;
}

/** Thrown where a plain number is wanted as it was written (1.50): the line is to be parsed exactly. */
export class NeedsSource extends Error {}

export function isJsonObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

export function jsonText(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.source;
  if (typeof value === "number") throw new NeedsSource();
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (isJsonObject(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value);
}

export interface JsonReading {
  readonly zone: Zone;
  /** A missing key is an error instead of NULL. */
  readonly failOnMissing: boolean;
}

export function readJson(value: JsonValue, type: SqlType, reading: JsonReading): Scalar | FieldProblem {
  if (value === null) return type.nullable ? null : new FieldProblem("DATA_NULL", "NULL where the type is NOT NULL");
  switch (type.kind) {
    case "CHAR":
    case "VARCHAR":
      return typeof value === "string" ? value : jsonText(value);
    case "ARRAY":
      return Array.isArray(value) ? readArray(value, type.element, reading) : wrong(value, type);
    case "ROW":
      return isJsonObject(value) ? readRow(value, type, reading) : wrong(value, type);
    case "MAP":
      return isJsonObject(value) ? readMap(value, type.key, type.value, reading) : wrong(value, type);
    case "MULTISET":
      return isJsonObject(value)
        ? readMap(value, type.element, { kind: "INT", nullable: false }, reading)
        : wrong(value, type);
    case "BOOLEAN":
      if (typeof value === "boolean") return value;
      return typeof value === "string" ? readText(value, type, reading.zone) : wrong(value, type);
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
    case "DECIMAL":
    case "FLOAT":
    case "DOUBLE":
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      if (typeof value === "number") return readNumber(value, type, reading.zone);
      if (value instanceof JsonNumber) return readText(value.source, type, reading.zone);
      return typeof value === "string" ? readText(value, type, reading.zone) : wrong(value, type);
    default:
      return typeof value === "string" ? readText(value, type, reading.zone) : wrong(value, type);
  }
}

function wrong(value: JsonValue, type: SqlType): FieldProblem {
  return typeof value === "string"
    ? bad(value, type)
    : new FieldProblem(
        "DATA_BAD_VALUE",
        `${quoted(jsonText(value)).slice(1, -1)} is no ${typeText({ ...type, nullable: true })}`,
      );
}

/** A plain number: its shortest text has the same value as the text it was read from. */
function readNumber(value: number, type: SqlType, zone: Zone): Scalar | FieldProblem {
  const isWhole = Number.isInteger(value);
  if (type.kind === "DOUBLE" || (type.kind === "BIGINT" && isWhole)) return type.kind === "BIGINT" ? value + 0 : value;
  if (type.kind === "INT" && isWhole && value === (value | 0)) return value + 0;
  return readText(String(value), type, zone);
}

function readArray(values: readonly JsonValue[], element: SqlType, reading: JsonReading): Scalar | FieldProblem {
  const out: Scalar[] = [];
  for (const value of values) {
    const scalar = readJson(value, element, reading);
    if (scalar instanceof FieldProblem) return scalar;
    out.push(scalar);
  }
  return out;
}

function readRow(
  object: { readonly [key: string]: JsonValue },
  type: SqlType & { kind: "ROW" },
  reading: JsonReading,
): Scalar | FieldProblem {
  const out: Scalar[] = [];
  for (const field of type.fields) {
    const isMissing = !Object.hasOwn(object, field.name);
    if (isMissing && reading.failOnMissing)
      return new FieldProblem("DATA_BAD_VALUE", `field ${quoted(field.name)} is missing`);
    const scalar = readJson(isMissing ? null : object[field.name], field.type, reading);
    if (scalar instanceof FieldProblem)
      return new FieldProblem(scalar.code, `field ${quoted(field.name)}: ${scalar.reason}`);
    out.push(scalar);
  }
  return out;
}

function readMap(
  object: { readonly [key: string]: JsonValue },
  keyType: SqlType,
  valueType: SqlType,
  reading: JsonReading,
): Scalar | FieldProblem {
  const entries: [Scalar, Scalar][] = [];
  for (const [name, item] of Object.entries(object)) {
    const key = readText(name, keyType, reading.zone);
    if (key instanceof FieldProblem) return key;
    const value = readJson(item, valueType, reading);
    if (value instanceof FieldProblem) return new FieldProblem(value.code, `key ${quoted(name)}: ${value.reason}`);
    entries.push([key, value]);
  }
  return { entries };
}
