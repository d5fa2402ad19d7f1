// Values of test data (JSON with tags such as {"$BigDecimal": "1.5"}, or plain texts) as Scalars of a declared column type.

import { exact, type Scalar } from "../columnar/scalar.ts";
import { daysFromCivil, MS_PER_DAY } from "../common/civil.ts";
import type { SqlType } from "../common/types.ts";
import { parseDecimal } from "../expr/decimal.ts";

export function readValue(value: unknown, type: SqlType): Scalar {
  const plain = untagged(value);
  if (plain === null || plain === undefined) return null;
  switch (type.kind) {
    case "NULL":
      return null;
    case "BOOLEAN":
      return typeof plain === "boolean" ? plain : String(plain).toLowerCase() === "true";
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "FLOAT":
    case "DOUBLE":
      return type.kind === "FLOAT" ? Math.fround(Number(plain)) : Number(plain);
    case "BIGINT":
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return exact(BigInt(String(plain)));
    case "DECIMAL":
      return exact(parseDecimal(String(plain), type.scale) ?? 0n);
    case "CHAR":
    case "VARCHAR":
      return String(plain);
    case "BINARY":
    case "VARBINARY":
      return readBytes(String(plain));
    case "DATE":
      return dayOf(String(plain));
    case "TIME":
      return clockNanos(String(plain)) / 1_000_000;
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return readTimestamp(String(plain), type.precision);
    case "ARRAY":
      return (plain as unknown[]).map((item) => readValue(item, type.element));
    case "ROW":
      return (Array.isArray(plain) ? plain : Object.values(plain as object)).map((item, i) =>
        readValue(item, type.fields[i].type),
      );
    case "MAP":
    case "MULTISET": {
      const entries = (Array.isArray(plain) ? plain : Object.entries(plain as object)) as [unknown, unknown][];
      const [keyType, valueType] = type.kind === "MAP" ? [type.key, type.value] : [type.element, INT];
      return { entries: entries.map(([k, v]) => [readValue(k, keyType), readValue(v, valueType)] as const) };
    }
  }
}

const INT: SqlType = { kind: "INT", nullable: true };

function untagged(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0].startsWith("$") ? (value as Record<string, unknown>)[keys[0]] : value;
}

/** Base64, or a list of Java's signed bytes. */
function readBytes(text: string): Uint8Array {
  const list = /^\[([-\d, ]*)\]$/.exec(text);
  if (list === null) return new Uint8Array(Buffer.from(text, "base64"));
  return Uint8Array.from(list[1] === "" ? [] : list[1].split(","), (byte) => Number(byte) & 255);
}

function dayOf(text: string): number {
  const [year, month, day] = text.slice(0, 10).split("-").map(Number);
  return daysFromCivil(year, month, day);
}

/** Nanoseconds since midnight of HH:MM[:SS[.fraction]]. */
function clockNanos(text: string): number {
  const [hour, minute, seconds = "0"] = text.split(":");
  const [whole, fraction = ""] = seconds.split(".");
  return ((Number(hour) * 60 + Number(minute)) * 60 + Number(whole)) * 1e9 + Number(fraction.padEnd(9, "0"));
}

function readTimestamp(text: string, precision: number): Scalar {
  const [date, clock = "00:00"] = text.replace(/Z$/, "").split(/[T ]/);
  const nanos = BigInt(dayOf(date)) * BigInt(MS_PER_DAY) * 1_000_000n + BigInt(clockNanos(clock));
  const perUnit = 10n ** BigInt(9 - precision);
  return exact((nanos - (((nanos % perUnit) + perUnit) % perUnit)) / perUnit);
}
