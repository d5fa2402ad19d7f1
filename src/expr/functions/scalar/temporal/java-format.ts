// Writes a moment by a Java date pattern, with the texts of the root (English) locale and its weeks (from Sunday, the week with January 1st is the first).
import { civilFromDays, daysFromCivil, MS_PER_DAY } from "../../../../common/civil.ts";
import { offsetText, type Zone } from "../../../../common/zone.ts";
import { DataProblem } from "../../../function.ts";
import { MONTHS, type PatternDialect, type PatternToken, WEEKDAYS } from "./java-pattern.ts";
import { isoWeekday, type Moment } from "./moment.ts";

/** What zone letters print; null: a wall clock has no zone and such letters are an error. */
export interface ZoneInstant {
  readonly zone: Zone;
  readonly utcMs: number;
}

/** @throws DataProblem DATA_BAD_PATTERN for a letter that the value has no field for. */
export function formatByPattern(
  moment: Moment,
  tokens: readonly PatternToken[],
  dialect: PatternDialect,
  instant: ZoneInstant | null,
): string {
  let text = "";
  for (const token of tokens) {
    text += token.kind === "literal" ? token.text : fieldText(token.letter, token.count, moment, dialect, instant);
  }
  return text;
}

function fieldText(
  letter: string,
  count: number,
  moment: Moment,
  dialect: PatternDialect,
  instant: ZoneInstant | null,
): string {
  const days = Math.floor(moment.ms / MS_PER_DAY);
  const msOfDay = moment.ms - days * MS_PER_DAY;
  return (
    dateText(letter, count, days, dialect) ??
    clockText(letter, count, msOfDay, moment.nanos, dialect) ??
    zoneText(letter, count, instant)
  );
}

function dateText(letter: string, count: number, days: number, dialect: PatternDialect): string | null {
  const { year, month, day } = civilFromDays(days);
  switch (letter) {
    case "G":
      return year > 0 ? (count === 4 ? "Anno Domini" : "AD") : count === 4 ? "Before Christ" : "BC";
    case "u":
      return dialect === "simple" ? padded(isoWeekday(days), count) : yearText(year, count);
    case "y":
      return yearText(year > 0 ? year : 1 - year, count);
    case "Y":
      return yearText(weekOf(days).year, count);
    case "D":
      return padded(days - daysFromCivil(year, 1, 1) + 1, count);
    case "M":
    case "L":
      return count >= 3 ? named(MONTHS[month - 1], count) : padded(month, count);
    case "d":
      return padded(day, count);
    case "Q":
    case "q":
      return quarterText(Math.ceil(month / 3), count);
    case "w":
      return padded(weekOf(days).week, count);
    case "W":
      return padded(Math.floor((day - 1 + (isoWeekday(days - day + 1) % 7)) / 7) + 1, count);
    case "F":
      return padded(Math.floor((day - 1) / 7) + 1, count);
    case "E":
      return named(WEEKDAYS[isoWeekday(days) - 1], count);
    case "e":
    case "c":
      return count >= 3 ? named(WEEKDAYS[isoWeekday(days) - 1], count) : padded((isoWeekday(days) % 7) + 1, count);
    default:
      return null;
  }
}

function clockText(
  letter: string,
  count: number,
  msOfDay: number,
  nanos: number,
  dialect: PatternDialect,
): string | null {
  const hour = Math.floor(msOfDay / 3_600_000);
  switch (letter) {
    case "a":
      return hour < 12 ? "AM" : "PM";
    case "H":
      return padded(hour, count);
    case "k":
      return padded(hour === 0 ? 24 : hour, count);
    case "K":
      return padded(hour % 12, count);
    case "h":
      return padded(hour % 12 === 0 ? 12 : hour % 12, count);
    case "m":
      return padded(Math.floor(msOfDay / 60_000) % 60, count);
    case "s":
      return padded(Math.floor(msOfDay / 1000) % 60, count);
    case "S":
      return dialect === "simple"
        ? padded(msOfDay % 1000, count)
        : nineDigits(msOfDay, nanos).slice(0, count).padEnd(count, "0");
    case "A":
      return padded(msOfDay, count);
    case "n":
      return padded(Number(nineDigits(msOfDay, nanos)), count);
    case "N":
      return padded(Math.floor(msOfDay / 1000) * 1e9 + Number(nineDigits(msOfDay, nanos)), count);
    default:
      return null;
  }
}

function zoneText(letter: string, count: number, instant: ZoneInstant | null): string {
  if (instant === null)
    throw new DataProblem("DATA_BAD_PATTERN", `the pattern letter ${letter} needs a time zone, and the value has none`);
  const offsetMs = instant.zone.offsetMsAt(instant.utcMs);
  const offset = offsetText(offsetMs);
  switch (letter) {
    case "z":
    case "v":
      return instant.zone.shortNameAt(instant.utcMs);
    case "V":
      return instant.zone.name;
    case "O":
      return offsetMs === 0 ? "GMT" : `GMT${offset}`;
    case "Z":
      return count >= 5 ? offset : offset.replace(":", "");
    default: {
      if (letter === "X" && offsetMs === 0) return "Z";
      if (count === 1) return offset.endsWith(":00") ? offset.slice(0, 3) : offset.replace(":", "");
      return count === 2 ? offset.replace(":", "") : offset;
    }
  }
}

function padded(value: number, count: number): string {
  return String(value).padStart(count, "0");
}

function yearText(year: number, count: number): string {
  if (count === 2) return padded(((year % 100) + 100) % 100, 2);
  return year < 0 ? `-${padded(-year, count)}` : padded(year, count);
}

function named(name: string, count: number): string {
  return count === 4 ? name : count === 5 ? name[0] : name.slice(0, 3);
}

function quarterText(quarter: number, count: number): string {
  if (count < 3) return padded(quarter, count);
  return count === 4 ? `${["1st", "2nd", "3rd", "4th"][quarter - 1]} quarter` : `Q${quarter}`;
}

function nineDigits(msOfDay: number, nanos: number): string {
  return String((msOfDay % 1000) * 1_000_000 + nanos).padStart(9, "0");
}

/** Week of the year in the weeks of the root locale. */
function weekOf(days: number): { readonly year: number; readonly week: number } {
  const { year } = civilFromDays(days);
  const sunday = (day: number): number => day - (isoWeekday(day) % 7);
  const next = sunday(daysFromCivil(year + 1, 1, 1));
  if (days >= next) return { year: year + 1, week: 1 };
  return { year, week: Math.floor((days - sunday(daysFromCivil(year, 1, 1))) / 7) + 1 };
}
