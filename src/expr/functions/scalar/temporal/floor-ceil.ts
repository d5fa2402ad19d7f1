// FLOOR(x TO unit), CEIL(x TO unit) and DATE_TRUNC(unit, x): a date or time brought down or up to a whole unit. WEEK starts on Sunday in FLOOR and CEIL
// (Flink), on Monday in DATE_TRUNC (PostgreSQL). TIMESTAMP_LTZ is cut on the session zone's clock.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { civilFromDays, daysFromCivil, MS_PER_DAY } from "../../../../common/civil.ts";
import { STRING, type SqlType, typeText, withNullable } from "../../../../common/types.ts";
import {
  type ArgumentInfo,
  type BoundSignature,
  type CallInfo,
  DataProblem,
  type EvalContext,
} from "../../../function.ts";
import { scalar } from "../../define.ts";
import { isoWeekday, type Moment, momentOf, valueFrom } from "./moment.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  DAY: MS_PER_DAY,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
  MILLISECOND: 1,
};
const CALENDAR_UNITS = ["MILLENNIUM", "CENTURY", "DECADE", "YEAR", "QUARTER", "MONTH", "WEEK"];
const YEARS_OF: Readonly<Record<string, number>> = { MILLENNIUM: 1000, CENTURY: 100, DECADE: 10, YEAR: 1 };
const MONTHS_OF: Readonly<Record<string, number>> = { QUARTER: 3, MONTH: 1 };

/** For FLOOR and CEIL with a unit: the types, or why not. */
export function bindToUnit(args: readonly ArgumentInfo[], unit: string): BoundSignature | string {
  if (args.length !== 1) return `it takes one date or time, not ${args.length} arguments`;
  const type: SqlType =
    args[0].type.kind === "NULL" ? { kind: "TIMESTAMP", precision: 3, nullable: true } : args[0].type;
  const isDated = type.kind === "DATE" || type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ";
  if (!isDated && type.kind !== "TIME")
    return `it takes a date, time or timestamp, not ${typeText(withNullable(type, true))}`;
  const units = isDated ? [...CALENDAR_UNITS, ...Object.keys(UNIT_MS)] : ["HOUR", "MINUTE", "SECOND", "MILLISECOND"];
  if (!units.includes(unit))
    return `${typeText(withNullable(type, true))} has no unit ${unit}; it has ${units.join(", ")}`;
  return { argTypes: [type], type };
}

export function floorToUnit(value: Scalar, call: CallInfo, context: EvalContext): Scalar {
  const [type] = call.argTypes;
  const moment = momentOf(value, type, context.timeZone);
  return valueFrom(floorMoment(moment, String(call.options["unit"]), 7), type, context.timeZone);
}

export function ceilToUnit(value: Scalar, call: CallInfo, context: EvalContext): Scalar {
  const [type] = call.argTypes;
  const unit = String(call.options["unit"]);
  // A DATE has no time of day: units below a day leave it.
  if (type.kind === "DATE" && unit in UNIT_MS && unit !== "DAY") return value;
  const moment = momentOf(value, type, context.timeZone);
  const floor = floorMoment(moment, unit, 7);
  const isWhole = floor.ms === moment.ms && moment.nanos === 0 && !(type.kind === "DATE" && unit === "DAY");
  const ceil = isWhole ? floor : nextUnit(floor, unit);
  if (type.kind === "TIME" && ceil.ms >= MS_PER_DAY) throw new DataProblem("DATA_OVERFLOW", "24:00 is no TIME");
  return valueFrom(ceil, type, context.timeZone);
}

export const dateTrunc = scalar({
  name: "DATE_TRUNC",
  category: "temporal",
  syntax: ["DATE_TRUNC(unit, date_or_time)"],
  bind: (args) => {
    if (args.length !== 2) return `it takes a unit and a date or time, not ${args.length} arguments`;
    const unit = args[0].constant;
    if (typeof unit !== "string") return "its unit is a text literal such as 'hour'";
    const bound = bindToUnit([args[1]], unit.toUpperCase());
    return typeof bound === "string"
      ? bound
      : { argTypes: [withNullable(STRING, false), ...bound.argTypes], type: bound.type };
  },
  summary: "A date or time cut to a whole unit; weeks start on Monday",
  examples: [
    ["DATE_TRUNC('hour', TIMESTAMP '2020-05-17 13:45:59')", "2020-05-17 13:00:00"],
    ["DATE_TRUNC('week', DATE '2020-05-17')", "2020-05-11"],
  ],
  evaluateCall: ([unit, value], call, context) => {
    const type = call.argTypes[1];
    return valueFrom(
      floorMoment(momentOf(value, type, context.timeZone), String(unit).toUpperCase(), 1),
      type,
      context.timeZone,
    );
  },
});

/** `weekStart`: ISO number of the day a week begins with (1 Monday, 7 Sunday). */
function floorMoment(moment: Moment, unit: string, weekStart: number): Moment {
  const unitMs = UNIT_MS[unit];
  if (unitMs !== undefined) return { ms: Math.floor(moment.ms / unitMs) * unitMs, nanos: 0 };
  const days = Math.floor(moment.ms / MS_PER_DAY);
  if (unit === "WEEK") return { ms: (days - ((isoWeekday(days) - weekStart + 7) % 7)) * MS_PER_DAY, nanos: 0 };
  const { year, month } = civilFromDays(days);
  const months = MONTHS_OF[unit];
  if (months !== undefined) return midnight(year, Math.floor((month - 1) / months) * months + 1);
  const years = YEARS_OF[unit];
  // Centuries and millennia begin with year 1 (2001), decades with year 0 (2020).
  return midnight(years > 10 ? Math.floor((year - 1) / years) * years + 1 : Math.floor(year / years) * years, 1);
}

function nextUnit(floor: Moment, unit: string): Moment {
  const unitMs = UNIT_MS[unit] ?? (unit === "WEEK" ? 7 * MS_PER_DAY : undefined);
  if (unitMs !== undefined) return { ms: floor.ms + unitMs, nanos: 0 };
  const { year, month } = civilFromDays(floor.ms / MS_PER_DAY);
  const months = MONTHS_OF[unit];
  return months === undefined ? midnight(year + YEARS_OF[unit], 1) : midnight(year, month + months);
}

function midnight(year: number, month: number): Moment {
  const isNextYear = month > 12;
  return { ms: daysFromCivil(isNextYear ? year + 1 : year, isNextYear ? month - 12 : month, 1) * MS_PER_DAY, nanos: 0 };
}
