// Time zones: UTC offset at an instant, and the instant of a wall clock, without an Intl call per row.
//
// Names: IANA names in any case, Java's old three-letter ids (PST, JST, ...), and fixed offsets (+05:30, -8, GMT+8,
// UTC+01:00, Z), up to 18 hours.
// A named zone learns its offset changes year by year when a year is first asked for: the offset is probed every three
// days (no zone ever went there and back in less than 3.98 days: Freetown, 1939) and a change is bisected to the
// millisecond. One year is an array of a few numbers. Years before 1800 have the offset of 1800 (local mean time); years
// from 2500 on repeat with the Gregorian cycle of 400 years, as zone rules do, so a zone holds at most 700 years.
// The cache lives in the Zone object: whoever runs expressions keeps one per session zone.
// A wall clock that comes twice takes the earlier offset, one that is skipped moves forward by the gap, as Java's
// ZonedDateTime.ofLocal; "later" is what java.util.Calendar takes, which UNIX_TIMESTAMP and CONVERT_TZ follow.
import { readlinkSync } from "node:fs";
import { civilFromDays, daysFromCivil, MS_PER_DAY } from "./civil.ts";
import { MillraceError } from "./errors.ts";
import { suggest } from "./suggest.ts";

/** Which offset a wall clock takes that comes twice. */
export type Overlap = "earlier" | "later";

export interface Zone {
  /** As it was asked for: an IANA name or an offset. */
  readonly name: string;
  /** Local time minus UTC, in ms, at an instant. */
  offsetMsAt(utcMs: number): number;
  /** The instant at which clocks of the zone show `localMs` (ms since 1970-01-01 00:00:00 of the wall clock). */
  localToUtcMs(localMs: number, overlap?: Overlap): number;
  /** The zone as clocks name it at an instant: EST, CEST, GMT+05:30. */
  shortNameAt(utcMs: number): string;
}

const FIRST_YEAR = 1800;
const CYCLE_START_YEAR = 2500;
const CYCLE_MS = 146097 * MS_PER_DAY;
const PROBE_MS = 3 * MS_PER_DAY;
const LAST_RULES_MS = daysFromCivil(CYCLE_START_YEAR, 1, 1) * MS_PER_DAY;
const FIRST_RULES_MS = daysFromCivil(FIRST_YEAR, 1, 1) * MS_PER_DAY;
const MAX_OFFSET_MS = 18 * 3_600_000;

/** Java's ZoneId.SHORT_IDS and the names of java.util.TimeZone that Intl does not know or takes otherwise. */
const SHORT_IDS: Readonly<Record<string, string>> = {
  ACT: "Australia/Darwin",
  AET: "Australia/Sydney",
  AGT: "America/Argentina/Buenos_Aires",
  ART: "Africa/Cairo",
  AST: "America/Anchorage",
  BET: "America/Sao_Paulo",
  BST: "Asia/Dhaka",
  CAT: "Africa/Harare",
  CNT: "America/St_Johns",
  CST: "America/Chicago",
  CTT: "Asia/Shanghai",
  EAT: "Africa/Addis_Ababa",
  ECT: "Europe/Paris",
  EST: "-05:00",
  HST: "-10:00",
  IET: "America/Indiana/Indianapolis",
  IST: "Asia/Kolkata",
  JST: "Asia/Tokyo",
  MIT: "Pacific/Apia",
  MST: "-07:00",
  NET: "Asia/Yerevan",
  NST: "Pacific/Auckland",
  PLT: "Asia/Karachi",
  PNT: "America/Phoenix",
  PRT: "America/Puerto_Rico",
  PST: "America/Los_Angeles",
  SST: "Pacific/Guadalcanal",
  VST: "Asia/Ho_Chi_Minh",
};

/** English-speaking regions: the first that has a name of its own for a zone names it (Kolkata: IST, Berlin: CET). */
const NAMING_LOCALES = ["en-US", "en-GB", "en-IN", "en-AU", "en-NZ", "en-ZA"];

/** The zone of that name. @throws BIND_UNKNOWN_ZONE */
export function zoneFor(name: string): Zone {
  const zone = findZone(name);
  if (zone !== null) return zone;
  const near = suggest(name, Intl.supportedValuesOf("timeZone"));
  throw new MillraceError("BIND_UNKNOWN_ZONE", `there is no time zone '${name}'`, {
    hint: `${near === null ? "" : `Did you mean '${near}'? `}A zone is an IANA name such as Europe/Berlin, UTC, or an offset such as +05:30.`,
  });
}

/** The zone of that name, or null when there is none. */
export function findZone(name: string): Zone | null {
  const fixedMs = fixedOffsetMs(name);
  if (fixedMs !== null) return new FixedZone(name, fixedMs);
  const alias = SHORT_IDS[name.toUpperCase()];
  if (alias !== undefined) return findZone(alias);
  return /^[A-Za-z]/.test(name) && isIntlZone(name) ? new NamedZone(name) : null;
}

export function isKnownZone(name: string): boolean {
  return findZone(name) !== null;
}

/** The name of the zone this machine is set to. */
export function machineZone(): string {
  // The first use of Intl takes longer than all else that a start does, and most servers run in UTC.
  const { TZ: setZone } = process.env;
  if (isUtcSetting(setZone === undefined ? localtimeLink() : setZone)) return "UTC";
  const { timeZone }: { timeZone?: string } = Intl.DateTimeFormat().resolvedOptions();
  // Intl has none when TZ is empty or names no zone; the C library takes UTC then.
  return timeZone === undefined || timeZone === "Etc/Unknown" ? "UTC" : timeZone;
}

/** Whether TZ, or what /etc/localtime links to, surely means UTC. */
export function isUtcSetting(setting: string | null): boolean {
  return setting !== null && /^(?:.*\/zoneinfo\/)?(?:Etc\/)?(?:UTC|UCT|Zulu)$/.test(setting);
}

function localtimeLink(): string | null {
  try {
    return readlinkSync("/etc/localtime");
  } catch {
    return null;
  }
}

/** Offset as ISO 8601 writes it: +05:30, -04:56:02. */
export function offsetText(offsetMs: number): string {
  const seconds = Math.abs(Math.trunc(offsetMs / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const rest = seconds % 60 === 0 ? "" : `:${two(seconds % 60)}`;
  return `${offsetMs < 0 ? "-" : "+"}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest}`;
}

function isIntlZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function fixedOffsetMs(name: string): number | null {
  if (/^(?:z|utc|gmt|ut)$/i.test(name)) return 0;
  const match = /^(?:utc|gmt|ut)?([+-])(\d{1,2})(?::?(\d\d)(?::?(\d\d))?)?$/i.exec(name);
  if (match === null) return null;
  const [, sign, hours, minutes = "0", seconds = "0"] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return null;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return ms > MAX_OFFSET_MS ? null : sign === "-" ? -ms : ms;
}

class FixedZone implements Zone {
  readonly name: string;
  readonly #offsetMs: number;

  constructor(name: string, offsetMs: number) {
    this.name = name;
    this.#offsetMs = offsetMs;
  }

  offsetMsAt(): number {
    return this.#offsetMs;
  }

  localToUtcMs(localMs: number): number {
    return localMs - this.#offsetMs;
  }

  shortNameAt(): string {
    return this.#offsetMs === 0 ? "UTC" : `GMT${offsetText(this.#offsetMs)}`;
  }
}

class NamedZone implements Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** Year -> [from, offset, from, offset, ...]: the offset holds from that instant on; the first from is the year's start. */
  readonly #years = new Map<number, readonly number[]>();
  #namingFormats: readonly Intl.DateTimeFormat[] | null = null;
  #hitFromMs = Number.POSITIVE_INFINITY;
  #hitToMs = Number.NEGATIVE_INFINITY;
  #hitOffsetMs = 0;

  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset", year: "numeric" });
  }

  offsetMsAt(utcMs: number): number {
    if (utcMs >= this.#hitFromMs && utcMs < this.#hitToMs) return this.#hitOffsetMs;
    return this.#lookUp(utcMs);
  }

  localToUtcMs(localMs: number, overlap: Overlap = "earlier"): number {
    const before = this.offsetMsAt(localMs - MAX_OFFSET_MS);
    const after = this.offsetMsAt(localMs + MAX_OFFSET_MS);
    if (before === after) return localMs - before;
    const isBeforeValid = this.offsetMsAt(localMs - before) === before;
    const isAfterValid = this.offsetMsAt(localMs - after) === after;
    if (isBeforeValid && isAfterValid) return localMs - (overlap === "earlier" ? before : after);
    // Skipped: the clock reads on with the offset from before the gap.
    return localMs - (isAfterValid ? after : before);
  }

  shortNameAt(utcMs: number): string {
    this.#namingFormats ??= NAMING_LOCALES.map(
      (locale) => new Intl.DateTimeFormat(locale, { timeZone: this.name, timeZoneName: "short", year: "numeric" }),
    );
    for (const format of this.#namingFormats) {
      const name = format.formatToParts(rulesMs(utcMs)).find((part) => part.type === "timeZoneName")?.value;
      if (name !== undefined && !/^(?:GMT|UTC)[+-]/.test(name)) return name;
    }
    return `GMT${offsetText(this.offsetMsAt(utcMs))}`;
  }

  #lookUp(utcMs: number): number {
    const ruled = rulesMs(utcMs);
    const shiftMs = utcMs - ruled;
    const year = civilFromDays(Math.floor(ruled / MS_PER_DAY)).year;
    const changes = this.#changesOf(year);
    let i = changes.length - 2;
    while (i > 0 && changes[i] > ruled) i -= 2;
    this.#hitOffsetMs = changes[i + 1];
    this.#hitFromMs = changes[i] + shiftMs;
    this.#hitToMs = (i + 2 < changes.length ? changes[i + 2] : daysFromCivil(year + 1, 1, 1) * MS_PER_DAY) + shiftMs;
    return this.#hitOffsetMs;
  }

  #changesOf(year: number): readonly number[] {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    const startMs = daysFromCivil(year, 1, 1) * MS_PER_DAY;
    const endMs = daysFromCivil(year + 1, 1, 1) * MS_PER_DAY;
    let offset = this.#ask(startMs);
    const changes = [startMs, offset];
    for (let fromMs = startMs; fromMs < endMs; fromMs += PROBE_MS) {
      const toMs = Math.min(fromMs + PROBE_MS, endMs - 1);
      const next = this.#ask(toMs);
      if (next === offset) continue;
      changes.push(this.#bisect(fromMs, toMs, offset), next);
      offset = next;
    }
    this.#years.set(year, changes);
    return changes;
  }

  /** First millisecond after `fromMs` at which the offset is not `offset` any more. */
  #bisect(fromMs: number, toMs: number, offset: number): number {
    let low = fromMs;
    let high = toMs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  #ask(utcMs: number): number {
    const text = this.#format.format(utcMs);
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
    if (match === null) throw new MillraceError("INTERNAL_ZONE", `zone ${this.name} answers '${text}'`);
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
    const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === "-" ? -ms : ms;
  }
}

/** An instant within the years that have rules of their own, at which clocks behave as at `utcMs`. */
function rulesMs(utcMs: number): number {
  if (utcMs < FIRST_RULES_MS) return FIRST_RULES_MS;
  if (utcMs < LAST_RULES_MS) return utcMs;
  return LAST_RULES_MS - CYCLE_MS + ((utcMs - LAST_RULES_MS) % CYCLE_MS);
}
