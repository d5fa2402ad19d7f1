// Intervals as people write them -> the one base form, INTERVAL 'text' FROM [TO]: INTERVAL '1 minute', '1 hour 30 min',
// INTERVAL 90 MINUTE, INTERVAL '500' MILLISECOND. Units that the base form lacks become the next one that it has
// (milliseconds become a fraction of a second). Sums stay exact: text is moved by decimal places, never by floats.
import type { IntervalLiteral, TimeUnit } from "./ast.ts";
import { unitOfIntervalText } from "./time-unit.ts";

export type IntervalParts = Pick<IntervalLiteral, "text" | "from" | "to">;

const FRACTION_DIGITS: Partial<Record<TimeUnit, number>> = { MILLISECOND: 3, MICROSECOND: 6, NANOSECOND: 9 };
const SECONDS_OF: Partial<Record<TimeUnit, bigint>> = {
  WEEK: 604800n,
  DAY: 86400n,
  HOUR: 3600n,
  MINUTE: 60n,
  SECOND: 1n,
};
const MONTHS_OF: Partial<Record<TimeUnit, bigint>> = {
  MILLENNIUM: 12000n,
  CENTURY: 1200n,
  DECADE: 120n,
  YEAR: 12n,
  QUARTER: 3n,
  MONTH: 1n,
};
const NANOS = 1_000_000_000n;

/** One number and one unit: `90 MINUTE`, `'500' MILLISECOND`. */
export function intervalOfUnit(text: string, unit: TimeUnit): IntervalParts {
  const digits = FRACTION_DIGITS[unit];
  if (digits === undefined || !/^\s*[+-]?\d+\s*$/.test(text)) return { text, from: unit, to: null };
  const sign = text.trim().startsWith("-") ? "-" : "";
  const padded = text
    .trim()
    .replace(/^[+-]/, "")
    .padStart(digits + 1, "0");
  return { text: `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`, from: "SECOND", to: null };
}

/** A text that brings its units along: '1 minute', '1 hour 30 min', '-2 days'; null when it is none. */
export function intervalOfText(text: string): IntervalParts | null {
  const parts = [...text.trimEnd().matchAll(/\s*([+-]?)\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]+)\s*,?/gi)];
  if (parts.length === 0 || parts.map((p) => p[0]).join("") !== text.trimEnd()) {
    return null;
  }
  const terms: { readonly text: string; readonly unit: TimeUnit }[] = [];
  for (const [, sign, number, word] of parts) {
    const unit = unitOfIntervalText(word);
    if (unit === null) return null;
    terms.push({ text: `${sign === "-" ? "-" : ""}${number}`, unit });
  }
  if (terms.length === 1) return intervalOfUnit(terms[0].text, terms[0].unit);
  return sumOfMonths(terms) ?? sumOfTimes(terms);
}

function sumOfMonths(terms: readonly { readonly text: string; readonly unit: TimeUnit }[]): IntervalParts | null {
  let months = 0n;
  for (const { text, unit } of terms) {
    const factor = MONTHS_OF[unit];
    if (factor === undefined || !/^-?\d+$/.test(text)) return null;
    months += BigInt(text) * factor;
  }
  const size = months < 0n ? -months : months;
  return { text: `${months < 0n ? "-" : ""}${size / 12n}-${size % 12n}`, from: "YEAR", to: "MONTH" };
}

function sumOfTimes(terms: readonly { readonly text: string; readonly unit: TimeUnit }[]): IntervalParts | null {
  let nanos = 0n;
  for (const { text, unit } of terms) {
    const digits = FRACTION_DIGITS[unit];
    const factor = digits === undefined ? (SECONDS_OF[unit] ?? 0n) * NANOS : 10n ** BigInt(9 - digits);
    const [whole, fraction = ""] = text.replace("-", "").split(".");
    if (factor === 0n || fraction.length > 9) return null;
    const amount = (BigInt(whole || "0") * NANOS + BigInt(fraction.padEnd(9, "0"))) * factor;
    nanos += (text.startsWith("-") ? -amount : amount) / NANOS;
  }
  const size = nanos < 0n ? -nanos : nanos;
  const seconds = size / NANOS;
  const fraction = (size % NANOS).toString().padStart(9, "0").replace(/0+$/, "");
  const two = (n: bigint) => n.toString().padStart(2, "0");
  const time = `${two((seconds / 3600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const sign = nanos < 0n ? "-" : "";
  const tail = fraction === "" ? "" : `.${fraction}`;
  return { text: `${sign}${seconds / 86400n} ${time}${tail}`, from: "DAY", to: "SECOND" };
}
