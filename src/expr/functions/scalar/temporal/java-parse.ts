// Reads a text by a Java date pattern. A text that does not fit, or that names a date or time that does not exist (30 February, 25:00), is null: Java would
// move the one to 29 February and roll the other over.
//
// "formatter" takes as many digits as a letter is repeated (one letter: one or more) and the whole text; "simple" takes what digits there are
// (unless another number follows at once) and ignores what comes after.
import { daysFromCivil, daysInMonth, isLeapYear, MS_PER_DAY } from "../../../../common/civil.ts";
import { findZone, type Overlap, type Zone } from "../../../../common/zone.ts";
import { MONTHS, type PatternDialect, type PatternToken, WEEKDAYS } from "./java-pattern.ts";
import { isoWeekday, type Moment } from "./moment.ts";

export interface ParsedTime {
  readonly moment: Moment;
  /** Minutes and name as written: an offset in ms or a zone; null when the pattern has none. */
  readonly offsetMs: number | null;
  readonly zone: Zone | null;
}

type Fields = Map<string, number>;

export function parseByPattern(
  text: string,
  tokens: readonly PatternToken[],
  dialect: PatternDialect,
): ParsedTime | null {
  const fields: Fields = new Map();
  let at = 0;
  let zone: Zone | null = null;
  let offsetMs: number | null = null;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token.kind === "literal") {
      if (!text.startsWith(token.text, at)) return null;
      at += token.text.length;
      continue;
    }
    const rest = text.slice(at);
    if ("zZXxOVv".includes(token.letter)) {
      const read = readZone(rest, token.letter);
      if (read === null) return null;
      at += read.length;
      zone = read.zone;
      offsetMs = read.offsetMs;
      continue;
    }
    const length = readField(rest, token, tokens[i + 1], dialect, fields);
    if (length === 0) return null;
    at += length;
  }
  if (dialect === "formatter" && at !== text.length) return null;
  const moment = resolve(fields, dialect);
  return moment === null ? null : { moment, offsetMs, zone };
}

/** Characters taken; 0: it does not fit. */
function readField(
  text: string,
  token: { readonly letter: string; readonly count: number },
  next: PatternToken | undefined,
  dialect: PatternDialect,
  fields: Fields,
): number {
  const { letter, count } = token;
  if (letter === "a") return readName(text, ["AM", "PM"], letter, fields, 0);
  if (letter === "G") return readName(text, ["BC", "AD"], letter, fields, 0);
  if ((letter === "M" || letter === "L") && count >= 3)
    return readName(text, names(MONTHS, count, dialect), "M", fields, 1);
  if (letter === "E") return readName(text, names(WEEKDAYS, count, dialect), "E", fields, 1);
  const isFixed =
    next?.kind === "field" && !"aGEzZXxOVv".includes(next.letter) && !("ML".includes(next.letter) && next.count >= 3);
  const { least, most } = digitLimits(letter, count, dialect, isFixed);
  let length = text[0] === "-" && letter === "y" && dialect === "simple" ? 1 : 0;
  const start = length;
  while (length - start < most && text[length] >= "0" && text[length] <= "9") length++;
  if (length - start < least) return 0;
  const digits = text.slice(0, length);
  if (letter === "S" && dialect === "formatter") fields.set("S", Number(digits.padEnd(9, "0").slice(0, 9)));
  else if ((letter === "y" || letter === "u") && count === 2 && length === 2)
    fields.set("y", twoDigitYear(Number(digits), dialect));
  else fields.set(letter === "u" && dialect === "formatter" ? "y" : letter === "L" ? "M" : letter, Number(digits));
  return length;
}

function digitLimits(
  letter: string,
  count: number,
  dialect: PatternDialect,
  isFixed: boolean,
): { least: number; most: number } {
  if (isFixed) return { least: dialect === "formatter" ? count : 1, most: count };
  if (dialect === "simple") return { least: 1, most: 18 };
  if (letter === "S") return { least: count, most: count };
  if (letter === "y" || letter === "u") return { least: count, most: count === 2 ? 2 : 18 };
  return count === 1 ? { least: 1, most: 18 } : { least: count, most: count };
}

/** Java's pivots: the formatter knows 2000-2099; the simple one the century around today, of which 1970-2069 is the stable reading. */
function twoDigitYear(year: number, dialect: PatternDialect): number {
  return dialect === "simple" && year >= 70 ? 1900 + year : 2000 + year;
}

function names(all: readonly string[], count: number, dialect: PatternDialect): readonly string[] {
  const short = all.map((name) => name.slice(0, 3));
  if (dialect === "simple") return [...all, ...short];
  return count === 4 ? all : short;
}

function readName(text: string, candidates: readonly string[], field: string, fields: Fields, base: number): number {
  const lower = text.toLowerCase();
  const index = candidates.findIndex((name) => lower.startsWith(name.toLowerCase()));
  if (index === -1) return 0;
  fields.set(
    field,
    (index % (candidates.length > 12 || candidates.length === 14 ? candidates.length / 2 : candidates.length)) + base,
  );
  return candidates[index].length;
}

function readZone(text: string, letter: string): { length: number; zone: Zone | null; offsetMs: number | null } | null {
  const offset = /^(?:GMT)?([+-])(\d\d):?(\d\d)?/.exec(text);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? "0");
    return { length: offset[0].length, zone: null, offsetMs: (offset[1] === "-" ? -minutes : minutes) * 60_000 };
  }
  if (text.startsWith("Z") && "Xx".includes(letter)) return { length: 1, zone: null, offsetMs: 0 };
  const name = /^[A-Za-z]+(?:\/[A-Za-z_+-]+)*/.exec(text)?.[0];
  const zone = name === undefined ? null : findZone(name);
  return zone === null ? null : { length: (name as string).length, zone, offsetMs: null };
}

/** The fields as one moment; null when one is out of its range or the day does not exist. */
function resolve(fields: Fields, dialect: PatternDialect): Moment | null {
  const days = resolveDays(fields);
  const hour = resolveHour(fields);
  const minute = fields.get("m") ?? 0;
  const second = fields.get("s") ?? 0;
  const fraction = fields.get("S") ?? 0;
  const ms = dialect === "simple" ? fraction : Math.floor(fraction / 1_000_000);
  if (days === null || hour === null || minute > 59 || second > 59 || ms > 999) return null;
  const nanos = dialect === "simple" ? 0 : fraction % 1_000_000;
  return { ms: days * MS_PER_DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms, nanos };
}

function resolveDays(fields: Fields): number | null {
  const yearOfEra = fields.get("y") ?? fields.get("Y") ?? 1970;
  const year = fields.get("G") === 0 ? 1 - yearOfEra : yearOfEra;
  const dayOfYear = fields.get("D");
  if (dayOfYear !== undefined && !fields.has("M")) {
    return dayOfYear < 1 || dayOfYear > (isLeapYear(year) ? 366 : 365)
      ? null
      : daysFromCivil(year, 1, 1) + dayOfYear - 1;
  }
  const month = fields.get("M") ?? 1;
  const day = fields.get("d") ?? 1;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const days = daysFromCivil(year, month, day);
  const weekday = fields.get("E");
  return weekday !== undefined && fields.has("d") && weekday !== isoWeekday(days) ? null : days;
}

function resolveHour(fields: Fields): number | null {
  const half = fields.get("a");
  const ofHalf = fields.get("h") ?? fields.get("K");
  if (ofHalf !== undefined) {
    const isClock = fields.has("h");
    if (isClock ? ofHalf < 1 || ofHalf > 12 : ofHalf > 11) return null;
    return (ofHalf % 12) + (half === 1 ? 12 : 0);
  }
  const hour = fields.get("H") ?? (fields.get("k") === 24 ? 0 : fields.get("k")) ?? 0;
  return hour > 23 ? null : hour;
}

/** The instant of what was read: its own offset or zone, else the given zone. */
export function instantOf(parsed: ParsedTime, zone: Zone, overlap: Overlap): number {
  if (parsed.offsetMs !== null) return parsed.moment.ms - parsed.offsetMs;
  return (parsed.zone ?? zone).localToUtcMs(parsed.moment.ms, overlap);
}
