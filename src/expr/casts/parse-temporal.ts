// Texts as DATE, TIME and TIMESTAMP, as Flink's DateTimeUtils reads them in a CAST: a date may stop at the year or month
// and may have a time behind it, a timestamp is a date with or without a time. Ours: a day that is not in the calendar
// is refused also in a timestamp, where Flink takes the month's last day.
import { daysFromCivil, daysInMonth } from "../../common/civil.ts";
import { pow10 } from "../decimal.ts";

const DATE = /^(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const TIME = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?$/;
const TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{0,9}))?)?$/;

function daysOf(year: number, month: number, day: number): number | null {
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return isDay ? daysFromCivil(year, month, day) : null;
}

export function parseDate(text: string): number | null {
  const bare = text.trim();
  const space = bare.indexOf(" ");
  const match = DATE.exec(space === -1 ? bare : bare.slice(0, space));
  return match === null ? null : daysOf(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1));
}

/** Milliseconds, cut to the precision. */
export function parseTime(text: string, precision: number): number | null {
  const match = TIME.exec(text.trim());
  if (match === null) return null;
  const [, hour, minute = "0", second = "0", fraction = ""] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const ms = Number(fraction.slice(0, Math.min(3, precision)).padEnd(3, "0"));
  return (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000 + ms;
}

/** Counts of 10^-precision seconds, a finer fraction cut. 24:00:00 is the next midnight. */
export function parseTimestamp(text: string, precision: number): bigint | null {
  const match = TIMESTAMP.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = match;
  const days = daysOf(Number(year), Number(month), Number(day));
  if (days === null || Number(minute) > 59 || Number(second) > 59) return null;
  const isMidnight = Number(hour) === 24 && Number(minute) === 0 && Number(second) === 0 && /^0*$/.test(fraction);
  if (Number(hour) > 23 && !isMidnight) return null;
  const seconds = BigInt(days) * 86400n + BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
  return seconds * pow10(precision) + BigInt(fraction.slice(0, precision).padEnd(precision, "0") || "0");
}
