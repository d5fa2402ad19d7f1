// Texts of dates, times, timestamps and intervals. `digits` says how many digits of the fraction are shown; null: as many
// as needed, none when it is zero.
import { civilFromDays, MS_PER_DAY } from "../common/civil.ts";
import type { Zone } from "../common/zone.ts";

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** 2020-10-10; years beyond four digits as they are, before year 1 with a minus sign. */
export function dateText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const yearText = year < 0 ? `-${String(-year).padStart(4, "0")}` : String(year).padStart(4, "0");
  return `${yearText}-${two(month)}-${two(day)}`;
}

/** 12:34:56.789 of milliseconds since midnight. */
export function timeText(ms: number, digits: number | null): string {
  const seconds = Math.floor(ms / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return clock + fractionText(ms % 1000, 3, digits);
}

/** `2020-10-10 00:00:01` of a count of 10^-precision seconds; LTZ: give the zone in which to show the instant. */
export function timestampText(
  value: number | bigint,
  precision: number,
  digits: number | null,
  zone: Zone | null,
  separator: " " | "T" = " ",
): string {
  const { seconds, fraction } = splitTimestamp(value, precision);
  const local = zone === null ? seconds : seconds + localShiftSeconds(zone, seconds, fraction, precision);
  const days = Math.floor(local / 86400);
  const clock = timeText((local - days * 86400) * 1000, 0);
  return dateText(days) + separator + clock + fractionText(fraction, precision, digits);
}

/** Whole seconds (floored) and the rest in 10^-precision seconds. */
export function splitTimestamp(
  value: number | bigint,
  precision: number,
): { readonly seconds: number; readonly fraction: number } {
  if (typeof value === "bigint") {
    const unit = 10n ** BigInt(precision);
    const fraction = ((value % unit) + unit) % unit;
    return { seconds: Number((value - fraction) / unit), fraction: Number(fraction) };
  }
  const unit = 10 ** precision;
  const seconds = Math.floor(value / unit);
  return { seconds, fraction: value - seconds * unit };
}

function localShiftSeconds(zone: Zone, seconds: number, fraction: number, precision: number): number {
  const ms = seconds * 1000 + Math.floor((fraction / 10 ** precision) * 1000);
  return Math.trunc(zone.offsetMsAt(ms) / 1000);
}

function fractionText(fraction: number, precision: number, digits: number | null): string {
  if (digits === 0 || (digits === null && fraction === 0)) return "";
  const all = String(fraction).padStart(precision, "0");
  if (digits !== null) return `.${all.slice(0, digits).padEnd(digits, "0")}`;
  return `.${all.replace(/0+$/, "")}`;
}

/** `+1 02:03:04.567` */
export function dayIntervalText(ms: number | bigint): string {
  const value = Number(ms);
  const size = Math.abs(value);
  const days = Math.floor(size / MS_PER_DAY);
  return `${value < 0 ? "-" : "+"}${days} ${timeText(size % MS_PER_DAY, 3)}`;
}

/** `+1-06` */
export function monthIntervalText(months: number | bigint): string {
  const value = Number(months);
  const size = Math.abs(value);
  return `${value < 0 ? "-" : "+"}${Math.floor(size / 12)}-${two(size % 12)}`;
}
