// A point on the wall clock, between the SQL types: whole milliseconds since 1970-01-01 00:00:00 and the nanoseconds beyond them, both
// rounded down, so that times before 1970 have right fields.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { exact } from "../../../../columnar/scalar.ts";
import { civilFromDays, daysFromCivil, MS_PER_DAY } from "../../../../common/civil.ts";
import type { SqlType } from "../../../../common/types.ts";
import type { Zone } from "../../../../common/zone.ts";
import { DataProblem } from "../../../function.ts";

export interface Moment {
  readonly ms: number;
  /** 0 .. 999 999. */
  readonly nanos: number;
}

/** First ms of year 1 and of year 10000: what a TIMESTAMP can hold. */
const FIRST_MS = daysFromCivil(1, 1, 1) * MS_PER_DAY;
const END_MS = daysFromCivil(10000, 1, 1) * MS_PER_DAY;

/** The wall clock of a DATE (midnight), TIME (of 1970-01-01), TIMESTAMP, or TIMESTAMP_LTZ (in the zone). */
export function momentOf(value: Scalar, type: SqlType, zone: Zone): Moment {
  if (type.kind === "DATE") return { ms: (value as number) * MS_PER_DAY, nanos: 0 };
  if (type.kind === "TIME") return { ms: value as number, nanos: 0 };
  const moment = countedMoment(
    value as number | bigint,
    type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ" ? type.precision : 3,
  );
  return type.kind === "TIMESTAMP_LTZ" ? { ms: moment.ms + zone.offsetMsAt(moment.ms), nanos: moment.nanos } : moment;
}

/** The UTC milliseconds of an instant, or the wall clock's of the other types. */
export function plainMs(value: Scalar, type: SqlType): number {
  if (type.kind === "DATE") return (value as number) * MS_PER_DAY;
  if (type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ")
    return countedMoment(value as number | bigint, type.precision).ms;
  return Number(value);
}

/** A count of 10^-precision seconds. */
export function countedMoment(value: number | bigint, precision: number): Moment {
  if (precision <= 3) return { ms: Number(value) * 10 ** (3 - precision), nanos: 0 };
  const perMs = 10n ** BigInt(precision - 3);
  const count = BigInt(value);
  let ms = count / perMs;
  let rest = count % perMs;
  if (rest < 0n) {
    rest += perMs;
    ms -= 1n;
  }
  return { ms: Number(ms), nanos: Number(rest) * 10 ** (9 - precision) };
}

/** The moment as a value of the type; digits beyond its precision are cut. LTZ: the instant at which the zone's clocks show it. @throws DataProblem DATA_OVERFLOW outside years 1 to 9999. */
export function valueFrom(moment: Moment, type: SqlType, zone: Zone): Scalar {
  switch (type.kind) {
    case "DATE":
      return checkedDays(Math.floor(moment.ms / MS_PER_DAY));
    case "TIME":
      return moment.ms;
    case "TIMESTAMP":
      return countOf(moment, type.precision);
    case "TIMESTAMP_LTZ":
      return countOf({ ms: zone.localToUtcMs(moment.ms), nanos: moment.nanos }, type.precision);
    default:
      throw new DataProblem("DATA_BAD_ARGUMENT", `${type.kind} is no date or time`);
  }
}

/** As a count of 10^-precision seconds. @throws DataProblem DATA_OVERFLOW */
export function countOf(moment: Moment, precision: number): number | bigint {
  if (moment.ms < FIRST_MS || moment.ms >= END_MS)
    throw new DataProblem("DATA_OVERFLOW", "the time is outside the years 1 to 9999");
  if (precision <= 3) return Math.floor(moment.ms / 10 ** (3 - precision));
  return exact(
    BigInt(moment.ms) * 10n ** BigInt(precision - 3) + BigInt(Math.floor(moment.nanos / 10 ** (9 - precision))),
  );
}

export function isInRange(ms: number): boolean {
  return ms >= FIRST_MS && ms < END_MS;
}

function checkedDays(days: number): number {
  if (!isInRange(days * MS_PER_DAY)) throw new DataProblem("DATA_OVERFLOW", "the date is outside the years 1 to 9999");
  return days;
}

/** ISO 8601 week: the week with the year's first Thursday is week 1. */
export function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const thursday = days - isoWeekday(days) + 4;
  const year = civilFromDays(thursday).year;
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

/** Monday is 1, Sunday is 7. */
export function isoWeekday(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}
