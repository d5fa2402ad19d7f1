// Casts of texts to BOOLEAN, numbers, DATE, TIME and timestamps, as Flink reads them.
import { exact } from "../../columnar/scalar.ts";
import { isString, isTimestamp, type SqlType, typeText, withNullable } from "../../common/types.ts";
import { fitDecimal } from "../decimal.ts";
import { DataProblem } from "../function.ts";
import type { Cast, CastFamily } from "./cast-family.ts";
import { fitInteger } from "./numeric.ts";
import { parseBoolean, parseDecimalText, parseDouble, parseInteger } from "./parse-number.ts";
import { parseDate, parseTime, parseTimestamp } from "./parse-temporal.ts";
import { localToInstant } from "./temporal.ts";

export const castFromText: CastFamily = (from, to) => {
  if (!isString(from)) return null;
  const cast = parser(to);
  return cast === null ? null : { ...cast, canFail: true };
};

function refused(text: string, to: SqlType): never {
  const type = typeText(withNullable(to, true));
  throw new DataProblem("DATA_BAD_CAST", `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}' is no ${type}`);
}

function parser(to: SqlType): Cast | null {
  switch (to.kind) {
    case "BOOLEAN":
      return { evaluate: (value) => parseBoolean(value as string) ?? refused(value as string, to) };
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
      return { evaluate: (value) => fitInteger(parseInteger(value as string) ?? refused(value as string, to), to) };
    case "FLOAT":
      return { evaluate: (value) => Math.fround(parseDouble(value as string) ?? refused(value as string, to)) };
    case "DOUBLE":
      return { evaluate: (value) => parseDouble(value as string) ?? refused(value as string, to) };
    case "DECIMAL":
      return {
        evaluate: (value) => {
          const unscaled = parseDecimalText(value as string, to.scale) ?? refused(value as string, to);
          return exact(fitDecimal(unscaled, to.precision, to.scale));
        },
      };
    case "DATE":
      return { evaluate: (value) => parseDate(value as string) ?? refused(value as string, to) };
    case "TIME":
      return { evaluate: (value) => parseTime(value as string, to.precision) ?? refused(value as string, to) };
    default:
      return isTimestamp(to) ? timestampParser(to) : null;
  }
}

function timestampParser(to: SqlType): Cast {
  const { precision } = to as { readonly precision: number };
  if (to.kind === "TIMESTAMP") {
    return { evaluate: (value) => exact(parseTimestamp(value as string, precision) ?? refused(value as string, to)) };
  }
  return {
    isZoned: true,
    evaluate: (value, context) => {
      const local = parseTimestamp(value as string, precision) ?? refused(value as string, to);
      return exact(localToInstant(local, precision, context));
    },
  };
}
