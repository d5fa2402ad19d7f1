// Time units as written: singular, plural, SQL_TSI_ names; and the short ones that only interval texts may use ('5 min').
import type { TimeUnit } from "./ast.ts";

const UNITS: readonly TimeUnit[] = [
  "MILLENNIUM", "CENTURY", "DECADE", "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND",
  "MILLISECOND", "MICROSECOND", "NANOSECOND", "EPOCH", "DOW", "ISODOW", "DOY", "ISOYEAR",
]; // biome-ignore format: a word list

const UNIT_OF_WORD: ReadonlyMap<string, TimeUnit> = new Map<string, TimeUnit>([
  ...UNITS.map((unit): [string, TimeUnit] => [unit, unit]),
  ...UNITS.slice(0, UNITS.indexOf("EPOCH")).map((unit): [string, TimeUnit] => [`${unit}S`, unit]),
  ...UNITS.slice(0, UNITS.indexOf("EPOCH")).map((unit): [string, TimeUnit] => [`SQL_TSI_${unit}`, unit]),
  ["CENTURIES", "CENTURY"],
  ["MILLENNIA", "MILLENNIUM"],
]);

const SHORT_UNITS: Readonly<Record<string, TimeUnit>> = {
  NS: "NANOSECOND",
  US: "MICROSECOND",
  MS: "MILLISECOND",
  S: "SECOND",
  SEC: "SECOND",
  SECS: "SECOND",
  M: "MINUTE",
  MIN: "MINUTE",
  MINS: "MINUTE",
  H: "HOUR",
  HR: "HOUR",
  HRS: "HOUR",
  D: "DAY",
  W: "WEEK",
  MON: "MONTH",
  MONS: "MONTH",
  Y: "YEAR",
};

export function timeUnitOf(word: string): TimeUnit | null {
  return UNIT_OF_WORD.get(word.toUpperCase()) ?? null;
}

/** Also `min`, `ms`, `h`. */
export function unitOfIntervalText(word: string): TimeUnit | null {
  return timeUnitOf(word) ?? SHORT_UNITS[word.toUpperCase()] ?? null;
}
