// JavaScript values that user functions answer, as SQL values: the inverse of values.ts. Texts are read as CAST reads
// them; a number that the type does not hold exactly is an error, never another number.
import { exact, type Scalar } from "../columnar/scalar.ts";
import { assertNever } from "../common/invariant.ts";
import { MAX_LENGTH, type SqlType, STRING, typeText, withNullable } from "../common/types.ts";
import { castKernel } from "../expr/cast-kernel.ts";
import { DataProblem, type EvalContext } from "../expr/function.ts";

const RANGES: Readonly<Record<"TINYINT" | "SMALLINT" | "INT" | "BIGINT", bigint>> = {
  TINYINT: 1n << 7n,
  SMALLINT: 1n << 15n,
  INT: 1n << 31n,
  BIGINT: 1n << 63n,
};

/** @throws DataProblem when `value` is none of the type */
export function scalarOf(value: unknown, type: SqlType, context: EvalContext): Scalar {
  if (value === null || value === undefined) {
    if (type.nullable) return null;
    throw wrongValue(value, type);
  }
  switch (type.kind) {
    case "NULL":
      throw wrongValue(value, type);
    case "BOOLEAN":
      if (typeof value === "boolean") return value;
      throw wrongValue(value, type);
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
      return integerOf(value, type, RANGES[type.kind]);
    case "FLOAT":
    case "DOUBLE":
      if (typeof value !== "number") throw wrongValue(value, type);
      return type.kind === "FLOAT" ? Math.fround(value) : value;
    case "DECIMAL":
      if (typeof value === "number" ? !Number.isFinite(value) : typeof value !== "bigint" && typeof value !== "string")
        throw wrongValue(value, type);
      return fromText(String(value), type, context);
    case "CHAR":
    case "VARCHAR":
      return textOf(value, type, context);
    case "BINARY":
    case "VARBINARY":
      if (!(value instanceof Uint8Array) || value.length > type.length) throw wrongValue(value, type);
      return value;
    case "DATE":
    case "TIME":
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      if (typeof value !== "string") throw wrongValue(value, type);
      return fromText(value, type, context);
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      if (value instanceof Date) return instantOf(value, type);
      if (typeof value !== "string") throw wrongValue(value, type);
      // As rows of the library write an instant; other texts are wall-clock times of the session zone.
      if (type.kind === "TIMESTAMP_LTZ" && value.endsWith("Z"))
        return fromText(value.slice(0, -1), { ...type, kind: "TIMESTAMP" }, context);
      return fromText(value, type, context);
    case "ARRAY":
    case "ROW":
    case "MAP":
    case "MULTISET":
      return nestedOf(value, type, context);
    default:
      return assertNever(type, "type");
  }
}

function nestedOf(
  value: unknown,
  type: Extract<SqlType, { kind: "ARRAY" | "ROW" | "MAP" | "MULTISET" }>,
  context: EvalContext,
): Scalar {
  if (type.kind === "ARRAY") {
    if (!Array.isArray(value)) throw wrongValue(value, type);
    return value.map((item) => scalarOf(item, type.element, context));
  }
  if (type.kind === "ROW") {
    if (Array.isArray(value) && value.length === type.fields.length)
      return type.fields.map((field, i) => scalarOf(value[i], field.type, context));
    if (!isPlainObject(value)) throw wrongValue(value, type);
    return type.fields.map((field) => scalarOf(value[field.name], field.type, context));
  }
  const [key, item] =
    type.kind === "MAP" ? [type.key, type.value] : [type.element, { kind: "INT", nullable: false } as const];
  const entries = value instanceof Map ? [...value] : isPlainObject(value) ? Object.entries(value) : null;
  if (entries === null) throw wrongValue(value, type);
  return { entries: entries.map(([k, v]) => [scalarOf(k, key, context), scalarOf(v, item, context)] as const) };
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

function integerOf(value: unknown, type: SqlType, bound: bigint): Scalar {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) throw wrongValue(value, type);
  const big = BigInt(value as number | bigint);
  if (big < -bound || big >= bound) throw wrongValue(value, type);
  return exact(big);
}

function textOf(value: unknown, type: Extract<SqlType, { kind: "CHAR" | "VARCHAR" }>, context: EvalContext): Scalar {
  if (typeof value !== "string") throw wrongValue(value, type);
  if (type.length >= MAX_LENGTH) return value;
  if (value.length > type.length && [...value].length > type.length) throw wrongValue(value, type);
  return fromText(value, type, context);
}

function instantOf(value: Date, type: Extract<SqlType, { kind: "TIMESTAMP" | "TIMESTAMP_LTZ" }>): Scalar {
  const ms = value.getTime();
  if (Number.isNaN(ms)) throw wrongValue(value, type);
  const { precision } = type;
  if (precision >= 3) return exact(BigInt(ms) * 10n ** BigInt(precision - 3));
  return Math.floor(ms / 10 ** (3 - precision));
}

function fromText(text: string, type: SqlType, context: EvalContext): Scalar {
  return castKernel(STRING, type).evaluate(text, context);
}

function wrongValue(value: unknown, type: SqlType): DataProblem {
  const shown = shortText(value);
  const hint =
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? " (give a bigint)" : "";
  return new DataProblem(
    "DATA_USER_FUNCTION",
    `it answered ${shown}, which is no ${typeText(withNullable(type, true))}${type.nullable ? "" : " NOT NULL"}${hint}`,
  );
}

const SHOWN_MAX = 60;

function shortText(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Promise) return "a promise";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (value instanceof Date || value instanceof Map) return `a ${value.constructor.name}`;
  let text: string;
  try {
    text = JSON.stringify(value) ?? typeof value;
  } catch {
    text = `an ${typeof value}`;
  }
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text;
}
