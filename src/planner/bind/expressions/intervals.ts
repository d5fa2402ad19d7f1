// Interval literals -> milliseconds or months. `INTERVAL '1 02:03' DAY TO MINUTE`: the fields from the first unit to the
// last, the first of any size (within its precision, when one is written), the others within the next greater unit.
import type { IntervalLiteral, TimeUnit } from "../../../parser/ast.ts";
import { type LiteralResult, literal } from "./literals.ts";

const UNIT_MS: Partial<Record<TimeUnit, number>> = {
  WEEK: 604_800_000,
  DAY: 86_400_000,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
  MILLISECOND: 1,
};
const UNIT_MONTHS: Partial<Record<TimeUnit, number>> = {
  MILLENNIUM: 12_000,
  CENTURY: 1200,
  DECADE: 120,
  YEAR: 12,
  QUARTER: 3,
  MONTH: 1,
};
/** Units below one ms: how many make one. */
const UNITS_PER_MS: Partial<Record<TimeUnit, number>> = { MICROSECOND: 1000, NANOSECOND: 1_000_000 };

/** Texts of intervals over several units. Fields are in groups, the sign is the text's own. */
const RANGES: Readonly<Record<string, RegExp>> = {
  "YEAR TO MONTH": /^(\d+)-(\d{1,2})$/,
  "DAY TO HOUR": /^(\d+) (\d{1,2})$/,
  "DAY TO MINUTE": /^(\d+) (\d{1,2}):(\d{1,2})$/,
  "DAY TO SECOND": /^(\d+) (\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d*)?)$/,
  "HOUR TO MINUTE": /^(\d+):(\d{1,2})$/,
  "HOUR TO SECOND": /^(\d+):(\d{1,2}):(\d{1,2}(?:\.\d*)?)$/,
  "MINUTE TO SECOND": /^(\d+):(\d{1,2}(?:\.\d*)?)$/,
};
const FIELDS: readonly TimeUnit[] = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
/** Of fields behind the first: how many make one of the next greater unit. */
const FIELD_LIMIT: Partial<Record<TimeUnit, number>> = { MONTH: 12, HOUR: 24, MINUTE: 60, SECOND: 60 };

export function intervalLiteral(node: IntervalLiteral): LiteralResult {
  const signed = /^\s*([+-]?)(.*?)\s*$/.exec(node.text);
  if (signed === null) return `'${node.text}' is no interval`;
  const isNegative = node.isNegative !== (signed[1] === "-");
  const magnitude = node.to === null ? singleUnit(node, signed[2]) : rangeOf(node, signed[2]);
  if (typeof magnitude === "string") return magnitude;
  const isMonths = UNIT_MONTHS[node.from] !== undefined;
  const value = isNegative && magnitude !== 0 ? -magnitude : magnitude;
  return literal(value, { kind: isMonths ? "INTERVAL_MONTH" : "INTERVAL_DAY", nullable: false });
}

function singleUnit(node: IntervalLiteral, text: string): number | string {
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(text)) return `'${node.text}' is no number of ${node.from}S`;
  const tooLong = precisionProblem(node, text.split(".")[0]);
  if (tooLong !== null) return tooLong;
  const months = UNIT_MONTHS[node.from];
  if (months !== undefined) {
    return /^\d+$/.test(text) ? Number(text) * months : `an interval of ${node.from}S is a whole number`;
  }
  const ms = UNIT_MS[node.from];
  if (ms !== undefined) return Math.trunc(roundOff(Number(text) * ms));
  const perMs = UNITS_PER_MS[node.from];
  if (perMs === undefined) return `${node.from} is no unit of an interval`;
  const value = Number(text) / perMs;
  return Number.isInteger(value) ? value : "an interval counts whole milliseconds";
}

/** 0.29 * 1000 is 290.00000000000006 or 289.99999999999994 in binary: digits below a millionth of a ms are noise. */
function roundOff(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function precisionProblem(node: IntervalLiteral, whole: string): string | null {
  const digits = whole.replace(/^0+/, "").length;
  if (node.leadingPrecision === null || digits <= node.leadingPrecision) return null;
  return `'${node.text}' has more than the ${node.leadingPrecision} digits of ${node.from}(${node.leadingPrecision})`;
}

function rangeOf(node: IntervalLiteral, text: string): number | string {
  const name = `${node.from} TO ${node.to}`;
  const pattern = RANGES[name];
  if (pattern === undefined) return `an interval cannot be ${name}`;
  const match = pattern.exec(text);
  if (match === null) return `'${node.text}' is no interval ${name}`;
  const tooLong = precisionProblem(node, match[1]);
  if (tooLong !== null) return tooLong;
  let sum = 0;
  for (let i = 1; i < match.length; i++) {
    const unit = FIELDS[FIELDS.indexOf(node.from) + i - 1];
    const value = Number(match[i]);
    if (i > 1 && value >= (FIELD_LIMIT[unit] ?? 0))
      return `'${node.text}': ${match[i]} is too great for a ${unit} here`;
    sum += value * (UNIT_MS[unit] ?? UNIT_MONTHS[unit] ?? 0);
  }
  return Math.trunc(roundOff(sum));
}
