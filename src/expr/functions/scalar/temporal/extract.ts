// EXTRACT(unit FROM x) and its short forms YEAR(x), MONTH(x), ... The answer is BIGINT, as in Flink. WEEK and ISOYEAR are ISO 8601, DOW counts from Sunday = 1,
// ISODOW from Monday = 1. MILLISECOND and below are the part of the second. TIMESTAMP_LTZ is read on the session zone's clock.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { civilFromDays, daysFromCivil, MS_PER_DAY } from "../../../../common/civil.ts";
import { BIGINT, type SqlType, typeText, withNullable } from "../../../../common/types.ts";
import type { ArgumentInfo, BoundSignature, FunctionExample, ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";
import { isoWeek, isoWeekday, type Moment, momentOf, plainMs } from "./moment.ts";

const DATE_UNITS = [
  "MILLENNIUM",
  "CENTURY",
  "DECADE",
  "YEAR",
  "ISOYEAR",
  "QUARTER",
  "MONTH",
  "WEEK",
  "DAY",
  "DOW",
  "ISODOW",
  "DOY",
  "EPOCH",
];
const TIME_UNITS = ["HOUR", "MINUTE", "SECOND", "MILLISECOND"];
const FINE_UNITS = ["MICROSECOND", "NANOSECOND"];

const UNITS_OF: Readonly<Record<string, readonly string[]>> = {
  DATE: [...DATE_UNITS, ...TIME_UNITS],
  TIME: TIME_UNITS,
  TIMESTAMP: [...DATE_UNITS, ...TIME_UNITS, ...FINE_UNITS],
  TIMESTAMP_LTZ: [...DATE_UNITS, ...TIME_UNITS, ...FINE_UNITS],
  INTERVAL_DAY: ["DAY", ...TIME_UNITS],
  INTERVAL_MONTH: ["YEAR", "QUARTER", "MONTH"],
};

export const extract = scalar({
  name: "EXTRACT",
  category: "temporal",
  syntax: ["EXTRACT(unit FROM date_or_time)"],
  bind: (args, options) => bindUnit(args, String(options["unit"])),
  summary: "A field of a date, time, timestamp or interval as BIGINT",
  examples: [
    ["EXTRACT(DAY FROM DATE '2006-06-05')", "5"],
    ["EXTRACT(WEEK FROM DATE '2018-12-31')", "1"],
    ["EXTRACT(HOUR FROM INTERVAL '1 02:03:04' DAY TO SECOND)", "2"],
  ],
  evaluateCall: ([value], call, context) => {
    const [type] = call.argTypes;
    const unit = String(call.options["unit"]);
    if (unit === "EPOCH") return Math.floor(plainMs(value, type) / 1000);
    return fieldOf(unit, value, type, momentOf(value, type, context.timeZone));
  },
});

export const fieldFunctions: readonly ScalarFunction[] = [
  short("YEAR", "YEAR", "The year", [["YEAR(DATE '1994-09-27')", "1994"]]),
  short("QUARTER", "QUARTER", "The quarter of the year, 1 to 4", [["QUARTER(DATE '1994-09-27')", "3"]]),
  short("MONTH", "MONTH", "The month of the year, 1 to 12", [["MONTH(DATE '1994-09-27')", "9"]]),
  short("WEEK", "WEEK", "The ISO week of the year, 1 to 53", [["WEEK(DATE '1994-09-27')", "39"]]),
  short("DAYOFYEAR", "DOY", "The day of the year, 1 to 366", [["DAYOFYEAR(DATE '1994-09-27')", "270"]]),
  short("DAYOFMONTH", "DAY", "The day of the month, 1 to 31", [["DAYOFMONTH(DATE '1994-09-27')", "27"]]),
  short("DAYOFWEEK", "DOW", "The day of the week, 1 (Sunday) to 7", [["DAYOFWEEK(DATE '1994-09-27')", "3"]]),
  short("HOUR", "HOUR", "The hour, 0 to 23", [["HOUR(TIMESTAMP '1994-09-27 13:14:15')", "13"]]),
  short("MINUTE", "MINUTE", "The minute, 0 to 59", [["MINUTE(TIMESTAMP '1994-09-27 13:14:15')", "14"]]),
  short("SECOND", "SECOND", "The second, 0 to 59", [["SECOND(TIMESTAMP '1994-09-27 13:14:15')", "15"]]),
];

function short(name: string, unit: string, summary: string, examples: readonly FunctionExample[]): ScalarFunction {
  return scalar({
    name,
    category: "temporal",
    syntax: [`${name}(date_or_time)`],
    bind: (args) => bindUnit(args, unit),
    summary: `${summary} of a date or time; the same as EXTRACT(${unit} FROM ...)`,
    examples,
    evaluateCall: ([value], call, context) =>
      fieldOf(unit, value, call.argTypes[0], momentOf(value, call.argTypes[0], context.timeZone)),
  });
}

function bindUnit(args: readonly ArgumentInfo[], unit: string): BoundSignature | string {
  if (args.length !== 1) return `it takes one date or time, not ${args.length} arguments`;
  const [{ type }] = args;
  if (type.kind === "NULL") return { argTypes: [{ kind: "DATE", nullable: true }], type: BIGINT };
  const units = UNITS_OF[type.kind];
  if (units === undefined)
    return `it takes a date, time, timestamp or interval, not ${typeText(withNullable(type, true))}`;
  if (!units.includes(unit))
    return `${typeText(withNullable(type, true))} has no field ${unit}; it has ${units.join(", ")}`;
  return { argTypes: [type], type: withNullable(BIGINT, type.nullable) };
}

function fieldOf(unit: string, value: Scalar, type: SqlType, moment: Moment): number {
  if (type.kind === "INTERVAL_MONTH") return intervalMonthField(unit, Number(value));
  if (type.kind === "INTERVAL_DAY") return intervalDayField(unit, Number(value));
  const days = Math.floor(moment.ms / MS_PER_DAY);
  const msOfDay = moment.ms - days * MS_PER_DAY;
  switch (unit) {
    case "HOUR":
      return Math.floor(msOfDay / 3_600_000);
    case "MINUTE":
      return Math.floor(msOfDay / 60_000) % 60;
    case "SECOND":
      return Math.floor(msOfDay / 1000) % 60;
    case "MILLISECOND":
      return msOfDay % 1000;
    case "MICROSECOND":
      return (msOfDay % 1000) * 1000 + Math.floor(moment.nanos / 1000);
    case "NANOSECOND":
      return (msOfDay % 1000) * 1_000_000 + moment.nanos;
    default:
      return dateField(unit, days);
  }
}

function dateField(unit: string, days: number): number {
  const { year, month, day } = civilFromDays(days);
  switch (unit) {
    case "MILLENNIUM":
      return Math.ceil(year / 1000);
    case "CENTURY":
      return Math.ceil(year / 100);
    case "DECADE":
      return Math.floor(year / 10);
    case "YEAR":
      return year;
    case "ISOYEAR":
      return isoWeek(days).year;
    case "QUARTER":
      return Math.ceil(month / 3);
    case "MONTH":
      return month;
    case "WEEK":
      return isoWeek(days).week;
    case "DOW":
      return (isoWeekday(days) % 7) + 1;
    case "ISODOW":
      return isoWeekday(days);
    case "DOY":
      return days - daysFromCivil(year, 1, 1) + 1;
    default:
      return day;
  }
}

function intervalMonthField(unit: string, months: number): number {
  const ofYear = months % 12;
  return unit === "YEAR" ? Math.trunc(months / 12) : unit === "QUARTER" ? Math.trunc(ofYear / 3) + 1 : ofYear;
}

function intervalDayField(unit: string, ms: number): number {
  switch (unit) {
    case "DAY":
      return Math.trunc(ms / MS_PER_DAY);
    case "HOUR":
      return Math.trunc(ms / 3_600_000) % 24;
    case "MINUTE":
      return Math.trunc(ms / 60_000) % 60;
    case "SECOND":
      return Math.trunc(ms / 1000) % 60;
    default:
      return ms % 1000;
  }
}
