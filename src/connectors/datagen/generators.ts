// How values of a field are made, as Flink's datagen: random within min and max, or a sequence.
//
// Random texts are hexadecimal digits; timestamps lie within max-past before the batch's time (at it when there is none);
// DATE and TIME are those of the batch's time. Arrays and maps have `length` entries (3), their parts are set by
// fields.f.element.*, fields.f.key.*, fields.f.value.*, and those of rows by their own names: fields.f.sub.*.
import { exact, type Scalar } from "../../columnar/scalar.ts";
import { MS_PER_DAY } from "../../common/civil.ts";
import { assertNever } from "../../common/invariant.ts";
import { isInteger, type SqlType, typeText } from "../../common/types.ts";
import type { Zone } from "../../common/zone.ts";
import { atPrecision } from "../formats/field-text.ts";
import { parseDuration } from "../option-values.ts";
import type { RowRandom } from "./row-random.ts";

/** Makes the value of row `row` in a batch of that time. */
export type Generator = (random: RowRandom, row: number, batchTimeMs: number) => Scalar;

export interface FieldContext {
  /** Options of the table. */
  readonly options: Readonly<Record<string, string>>;
  readonly zone: Zone;
  /** Takes what is wrong with an option; generators of wrong options must not be used. */
  readonly problem: (key: string, message: string) => void;
  /** Keys that a field's type makes use of, for the check that no option is in vain. */
  readonly used: Set<string>;
}

const INT_BITS: Readonly<Record<string, bigint>> = { TINYINT: 7n, SMALLINT: 15n, INT: 31n, BIGINT: 63n };
const TEXT_LENGTH = 100;
const COLLECTION_LENGTH = 3;

/** `name`: the part between "fields." and the option. */
export function generatorOf(name: string, type: SqlType, context: FieldContext): Generator {
  const kind = textOption(name, "kind", context) ?? "random";
  if (kind !== "random" && kind !== "sequence") {
    context.problem(`fields.${name}.kind`, `'${kind}' is neither random nor sequence`);
  }
  const make = kind === "sequence" ? sequence(name, type, context) : randomOf(name, type, context);
  const nullRate = numberOption(name, "null-rate", 0, context);
  if (nullRate < 0 || nullRate > 1) context.problem(`fields.${name}.null-rate`, "a null rate lies between 0 and 1");
  if (nullRate > 0 && !type.nullable) context.problem(`fields.${name}.null-rate`, `column ${name} is NOT NULL`);
  return nullRate === 0 ? make : (random, row, ms) => (random.next() < nullRate ? null : make(random, row, ms));
}

/** Rows that a field's sequence has, Infinity when it is none. */
export function sequenceLength(name: string, options: Readonly<Record<string, string>>): number {
  if (options[`fields.${name}.kind`] !== "sequence") return Number.POSITIVE_INFINITY;
  return Number(options[`fields.${name}.end`]) - Number(options[`fields.${name}.start`]) + 1;
}

function sequence(name: string, type: SqlType, context: FieldContext): Generator {
  const start = wholeOption(name, "start", null, context);
  const end = wholeOption(name, "end", null, context);
  if (start === null || end === null) context.problem(`fields.${name}.kind`, "a sequence needs 'start' and 'end'");
  if (start === null || end === null) return () => null;
  if (end < start) context.problem(`fields.${name}.end`, "the end of the sequence lies before its start");
  const at = (row: number) => exact(start + BigInt(row));
  if (isInteger(type) || type.kind === "INTERVAL_DAY" || type.kind === "INTERVAL_MONTH") {
    checkRange(name, type, start, end, context);
    return (_, row) => at(row);
  }
  if (type.kind === "FLOAT" || type.kind === "DOUBLE") return (_, row) => Number(at(row));
  if (type.kind === "DECIMAL") return (_, row) => exact((start + BigInt(row)) * 10n ** BigInt(type.scale));
  if (type.kind === "CHAR" || type.kind === "VARCHAR") return (_, row) => String(at(row));
  context.problem(`fields.${name}.kind`, `${typeText(type)} cannot be a sequence`);
  return () => null;
}

function randomOf(name: string, type: SqlType, context: FieldContext): Generator {
  switch (type.kind) {
    case "NULL":
      return () => null;
    case "BOOLEAN":
      return (random) => random.next() < 0.5;
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT": {
      const limit = 1n << INT_BITS[type.kind];
      return randomWhole(name, type, -limit, limit - 1n, context);
    }
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return randomWhole(name, type, 0n, 2n ** 31n - 1n, context);
    case "FLOAT":
    case "DOUBLE": {
      const max = numberOption(name, "max", type.kind === "FLOAT" ? 3.4028234663852886e38 : Number.MAX_VALUE, context);
      const min = numberOption(name, "min", 0, context);
      if (min > max) context.problem(`fields.${name}.min`, "min is greater than max");
      const round = type.kind === "FLOAT" ? Math.fround : (x: number) => x;
      return (random) => round(min + random.next() * (max - min));
    }
    case "DECIMAL":
      return randomDecimal(name, type, context);
    case "CHAR":
    case "VARCHAR":
      return randomText(name, type, context);
    case "BINARY":
    case "VARBINARY": {
      const lengthOf = randomLength(name, type.length, context);
      return (random) => Uint8Array.from({ length: lengthOf(random) }, () => random.bits() & 255);
    }
    case "DATE":
      return (_random, _row, ms) => Math.floor((ms + context.zone.offsetMsAt(ms)) / MS_PER_DAY);
    case "TIME":
      return (_random, _row, ms) => (((ms + context.zone.offsetMsAt(ms)) % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return randomTime(name, type, context);
    case "ARRAY":
    case "MULTISET":
    case "MAP":
    case "ROW":
      return randomNested(name, type, context);
    default:
      return assertNever(type, "type");
  }
}

function randomWhole(name: string, type: SqlType, low: bigint, high: bigint, context: FieldContext): Generator {
  const min = wholeOption(name, "min", low, context) ?? low;
  const max = wholeOption(name, "max", high, context) ?? high;
  if (min > max) context.problem(`fields.${name}.min`, "min is greater than max");
  checkRange(name, type, min, max, context);
  const span = Number(max - min) + 1;
  if (span <= 4294967296) {
    const from = Number(min);
    if (Number.isSafeInteger(from)) return (random) => from + Math.floor((random.bits() / 4294967296) * span);
  }
  return (random) => exact(random.between(min, max));
}

function checkRange(name: string, type: SqlType, min: bigint, max: bigint, context: FieldContext): void {
  const limit = 1n << (INT_BITS[type.kind] ?? 63n);
  if (min < -limit || max >= limit) context.problem(`fields.${name}.min`, `the range does not fit ${typeText(type)}`);
}

function randomDecimal(name: string, type: SqlType & { kind: "DECIMAL" }, context: FieldContext): Generator {
  const scale = 10 ** type.scale;
  const limit = 10n ** BigInt(type.precision) - 1n;
  const minOption = numberOption(name, "min", Number.NaN, context);
  const maxOption = numberOption(name, "max", Number.NaN, context);
  const min = Number.isNaN(minOption) ? 0n : BigInt(Math.round(minOption * scale));
  const max = Number.isNaN(maxOption) ? limit : BigInt(Math.round(maxOption * scale));
  if (min > max) context.problem(`fields.${name}.min`, "min is greater than max");
  if (max > limit || min < -limit) context.problem(`fields.${name}.max`, `the range does not fit ${typeText(type)}`);
  const low64 = max - min < 2n ** 63n ? max : min + 2n ** 63n - 1n;
  return (random) => exact(random.between(min, low64));
}

function randomText(name: string, type: SqlType & { kind: "CHAR" | "VARCHAR" }, context: FieldContext): Generator {
  const lengthOf = randomLength(name, type.length, context);
  return (random) => {
    const length = lengthOf(random);
    let text = "";
    while (text.length < length) text += random.bits().toString(16).padStart(8, "0");
    return text.slice(0, length);
  };
}

function randomLength(name: string, typeLength: number, context: FieldContext): (random: RowRandom) => number {
  const length = wholeOption(name, "length", BigInt(Math.min(TEXT_LENGTH, typeLength)), context) ?? 0n;
  if (length < 0n || length > BigInt(typeLength))
    context.problem(`fields.${name}.length`, "the length does not fit the type");
  const varies = (textOption(name, "var-len", context) ?? "false").toLowerCase();
  if (varies !== "true" && varies !== "false") context.problem(`fields.${name}.var-len`, "it is 'true' or 'false'");
  const most = Number(length);
  return varies === "true" && most > 1 ? (random) => 1 + Math.floor(random.next() * most) : () => most;
}

function randomTime(
  name: string,
  type: SqlType & { kind: "TIMESTAMP" | "TIMESTAMP_LTZ" },
  context: FieldContext,
): Generator {
  const text = textOption(name, "max-past", context);
  const maxPastMs = text === null ? 0 : parseDuration(text);
  if (maxPastMs === null) context.problem(`fields.${name}.max-past`, `'${text}' is no duration`);
  const span = (maxPastMs ?? 0) + 1;
  return (random, _row, batchTimeMs) => {
    const ms = batchTimeMs - (span === 1 ? 0 : Math.floor(random.next() * span));
    return atPrecision(type.kind === "TIMESTAMP" ? ms + context.zone.offsetMsAt(ms) : ms, 0, type.precision);
  };
}

function randomNested(name: string, type: SqlType, context: FieldContext): Generator {
  if (type.kind === "ROW") {
    const fields = type.fields.map((field) => generatorOf(`${name}.${field.name}`, field.type, context));
    return (random, row, ms) => fields.map((make) => make(random, row, ms));
  }
  const length = Number(wholeOption(name, "length", BigInt(COLLECTION_LENGTH), context) ?? 0n);
  if (type.kind === "ARRAY") {
    const element = generatorOf(`${name}.element`, type.element, context);
    return (random, row, ms) => Array.from({ length }, () => element(random, row, ms));
  }
  if (type.kind !== "MAP" && type.kind !== "MULTISET") return () => null;
  const isMap = type.kind === "MAP";
  const key = generatorOf(`${name}.${isMap ? "key" : "element"}`, isMap ? type.key : type.element, context);
  const value: Generator = isMap ? generatorOf(`${name}.value`, type.value, context) : () => 1;
  return (random, row, ms) => {
    const entries = new Map<string, readonly [Scalar, Scalar]>();
    for (let i = 0; i < length; i++) {
      const entryKey = key(random, row, ms);
      entries.set(typeof entryKey === "object" ? JSON.stringify(entryKey) : String(entryKey), [
        entryKey,
        value(random, row, ms),
      ]);
    }
    return { entries: [...entries.values()] };
  };
}

function textOption(name: string, option: string, context: FieldContext): string | null {
  const key = `fields.${name}.${option}`;
  context.used.add(key);
  return context.options[key] ?? null;
}

function numberOption(name: string, option: string, otherwise: number, context: FieldContext): number {
  const text = textOption(name, option, context);
  if (text === null) return otherwise;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) context.problem(`fields.${name}.${option}`, `'${text}' is no number`);
  return value;
}

function wholeOption<T extends bigint | null>(
  name: string,
  option: string,
  otherwise: T,
  context: FieldContext,
): bigint | T {
  const text = textOption(name, option, context);
  if (text === null) return otherwise;
  if (/^[+-]?\d{1,20}$/.test(text.trim())) return BigInt(text.trim().replace("+", ""));
  context.problem(`fields.${name}.${option}`, `'${text}' is no whole number`);
  return otherwise;
}
