// Casts of texts to BOOLEAN, numbers, DATE, TIME and timestamps, as Flink reads them.
import { exact } from "../../columnar/scalar.ts";
import { isString, type SqlType, typeText, withNullable } from "../../common/types.ts";
import { fitDecimal } from "../decimal.ts";
import { DataProblem } from "../function.ts";
import type { Cast, CastFamily, SliceCode } from "./cast-family.ts";
import { fitInteger } from "./numeric.ts";
import { parseBoolean, parseDecimalText, parseDouble, parseInteger } from "./parse-number.ts";
import { parseDate, parseTime, parseTimestamp } from "./parse-temporal.ts";
import { localToInstant } from "./temporal.ts";

const INTEGER_BITS: Readonly<Record<string, number>> = { TINYINT: 7, SMALLINT: 15, INT: 31 };
const MS_DIGITS = 3;

export const castFromText: CastFamily = (from, to) => {
  if (!isString(from)) return null;
  const parse = parser(to);
  if (parse === null) return null;
  return {
    canFail: true,
    isZoned: to.kind === "TIMESTAMP_LTZ",
    attempt: parse,
    evaluate: (value, context) => parse(value, context) ?? refused(value as string, to),
    emitSlice: (slice, isBig) => sliceCode(to, slice, isBig),
  };
};

function refused(text: string, to: SqlType): never {
  const type = typeText(withNullable(to, true));
  throw new DataProblem("DATA_BAD_CAST", `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}' is no ${type}`);
}

/** The value of a text; null when it is none of the type. @throws DataProblem DATA_OVERFLOW */
function parser(to: SqlType): Cast["evaluate"] | null {
  switch (to.kind) {
    case "BOOLEAN":
      return (value) => parseBoolean(value as string);
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
      return (value) => {
        const parsed = parseInteger(value as string);
        return parsed === null ? null : fitInteger(parsed, to);
      };
    case "FLOAT":
      return (value) => {
        const parsed = parseDouble(value as string);
        return parsed === null ? null : Math.fround(parsed);
      };
    case "DOUBLE":
      return (value) => parseDouble(value as string);
    case "DECIMAL":
      return (value) => {
        const unscaled = parseDecimalText(value as string, to.scale);
        return unscaled === null ? null : exact(fitDecimal(unscaled, to.precision, to.scale));
      };
    case "DATE":
      return (value) => parseDate(value as string);
    case "TIME":
      return (value) => parseTime(value as string, to.precision);
    case "TIMESTAMP":
      return (value) => {
        const parsed = parseTimestamp(value as string, to.precision);
        return parsed === null ? null : exact(parsed);
      };
    case "TIMESTAMP_LTZ":
      return (value, context) => {
        const local = parseTimestamp(value as string, to.precision);
        return local === null ? null : exact(localToInstant(local, to.precision, context));
      };
    default:
      return null;
  }
}

const same = (local: string): string => local;

/** See plain-bytes.ts. */
function sliceCode(to: SqlType, slice: string, isBig: boolean): SliceCode | null {
  const wide = (local: string): string => (isBig ? `BigInt(${local})` : local);
  switch (to.kind) {
    case "TINYINT":
    case "SMALLINT":
    case "INT":
      return { code: `plainInteger(${slice}, ${2 ** INTEGER_BITS[to.kind]})`, convert: same };
    case "BIGINT":
      return { code: `plainInteger(${slice}, Infinity)`, convert: wide };
    case "FLOAT":
      return { code: `plainDouble(${slice})`, convert: (local) => `Math.fround(${local})` };
    case "DOUBLE":
      return { code: `plainDouble(${slice})`, convert: same };
    case "DECIMAL":
      return { code: `plainDecimal(${slice}, ${to.scale}, ${to.precision})`, convert: wide };
    case "DATE":
      return { code: `plainDate(${slice})`, convert: same };
    case "TIMESTAMP":
      return { code: `plainTimestampMs(${slice})`, convert: (local) => millisecondsAs(to.precision, local, isBig) };
    default:
      return null;
  }
}

function millisecondsAs(precision: number, local: string, isBig: boolean): string {
  const factor = 10 ** Math.abs(precision - MS_DIGITS);
  if (precision < MS_DIGITS) {
    const floored = `Math.floor(${local} / ${factor})`;
    return isBig ? `BigInt(${floored})` : floored;
  }
  return isBig ? `BigInt(${local}) * ${factor}n` : `mulSafe(${local}, ${factor})`;
}
