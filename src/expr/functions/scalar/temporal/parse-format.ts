// DATE_FORMAT, TO_DATE, TO_TIMESTAMP, TO_TIMESTAMP_LTZ, FROM_UNIXTIME, UNIX_TIMESTAMP, CONVERT_TZ.
import { daysFromCivil, daysInMonth, MS_PER_DAY } from "../../../../common/civil.ts";
import {
  BIGINT,
  DATE,
  DOUBLE,
  INT,
  isApproximate,
  isInteger,
  isNumeric,
  isString,
  STRING,
  type SqlType,
  timestamp,
  timestampLtz,
  typeText,
  withNullable,
} from "../../../../common/types.ts";
import { exact } from "../../../../columnar/scalar.ts";
import { findZone, zoneFor } from "../../../../common/zone.ts";
import { type ArgumentInfo, type BoundSignature, DataProblem } from "../../../function.ts";
import { nullable, optional, scalar } from "../../define.ts";
import { formatByPattern } from "./java-format.ts";
import { instantOf, parseByPattern } from "./java-parse.ts";
import { patternOf } from "./java-pattern.ts";
import { countOf, isInRange, type Moment, momentOf } from "./moment.ts";

const DEFAULT_PATTERN = "yyyy-MM-dd HH:mm:ss";
/** What Flink's UNIX_TIMESTAMP answers for a text that is no time. */
const NO_TIME = -9223372036854775808n;

export const dateFormat = scalar({
  name: "DATE_FORMAT",
  category: "temporal",
  syntax: ["DATE_FORMAT(timestamp, pattern)", "DATE_FORMAT(text, pattern)"],
  signatures: [
    ["TIMESTAMP", "TEXT", "->", nullable(STRING)],
    ["TIMESTAMP_LTZ", "TEXT", "->", nullable(STRING)],
    [DATE, "TEXT", "->", nullable(STRING)],
    ["TEXT", "TEXT", "->", nullable(STRING)],
  ],
  summary: "A timestamp as text by a pattern of Java's DateTimeFormatter",
  examples: [
    ["DATE_FORMAT(TIMESTAMP '2020-12-31 13:05:09', 'yyyy/MM/dd HH:mm')", "2020/12/31 13:05"],
    ["DATE_FORMAT('2020-01-02 03:04:05', 'MMM d')", "Jan 2"],
  ],
  canFail: true,
  evaluateCall: ([value, pattern], call, context) => {
    const [type] = call.argTypes;
    const moment = isString(type) ? readTimestamp(value as string) : momentOf(value, type, context.timeZone);
    if (moment === null) return null;
    return formatByPattern(moment, patternOf(pattern as string, "formatter", call.memo), "formatter", null);
  },
});

export const toDate = scalar({
  name: "TO_DATE",
  category: "temporal",
  syntax: ["TO_DATE(text [, pattern])"],
  signatures: [["TEXT", optional("TEXT"), "->", nullable(DATE)]],
  summary:
    "The date that a text names by a pattern of Java's SimpleDateFormat (yyyy-MM-dd by default); NULL when it names none",
  examples: [
    ["TO_DATE('2020-02-29')", "2020-02-29"],
    ["TO_DATE('29/02/2020', 'dd/MM/yyyy')", "2020-02-29"],
    ["TO_DATE('2020-02-30')", null],
  ],
  canFail: true,
  evaluateCall: ([text, pattern], call) => {
    const tokens = patternOf((pattern as string | undefined) ?? "yyyy-MM-dd", "simple", call.memo);
    const parsed = parseByPattern(text as string, tokens, "simple");
    return parsed === null || !isInRange(parsed.moment.ms) ? null : Math.floor(parsed.moment.ms / MS_PER_DAY);
  },
});

export const toTimestamp = scalar({
  name: "TO_TIMESTAMP",
  category: "temporal",
  syntax: ["TO_TIMESTAMP(text [, pattern])"],
  signatures: [["TEXT", optional("TEXT"), "->", nullable(timestamp(3))]],
  summary:
    "The timestamp that a text names, as 2020-02-29 12:34:56[.fff] or by a pattern of Java's DateTimeFormatter; NULL when it names none",
  examples: [
    ["TO_TIMESTAMP('2020-02-29 12:34:56')", "2020-02-29 12:34:56.000"],
    ["TO_TIMESTAMP('29.02.2020 12:34', 'dd.MM.yyyy HH:mm')", "2020-02-29 12:34:00.000"],
    ["TO_TIMESTAMP('yesterday')", null],
  ],
  canFail: true,
  evaluateCall: ([text, pattern], call) => {
    const moment = readByOptionalPattern(text as string, pattern as string | undefined, call.memo);
    return moment === null || !isInRange(moment.ms) ? null : countOf(moment, 3);
  },
});

export const toTimestampLtz = scalar({
  name: "TO_TIMESTAMP_LTZ",
  category: "temporal",
  syntax: ["TO_TIMESTAMP_LTZ(epoch_count [, precision])", "TO_TIMESTAMP_LTZ(text [, pattern [, zone]])"],
  bind: bindToTimestampLtz,
  summary:
    "The instant of an epoch count (of seconds with precision 0, of milliseconds with 3, the default), or of a text read in UTC or the given zone; NULL outside the years 1 to 9999",
  examples: [
    ["TO_TIMESTAMP_LTZ(1583000000, 0)", "2020-02-29 18:13:20.000"],
    ["TO_TIMESTAMP_LTZ('2020-01-01 00:00:00', 'yyyy-MM-dd HH:mm:ss', 'Asia/Tokyo')", "2019-12-31 15:00:00.000"],
  ],
  canFail: true,
  evaluateCall: ([value, second, zoneName], call) => {
    const precision = (call.type as { readonly precision: number }).precision;
    if (isString(call.argTypes[0])) {
      const moment = readByOptionalPattern(value as string, second as string | undefined, call.memo);
      const zone = zoneName === undefined ? "UTC" : (zoneName as string);
      if (moment === null) return null;
      const utc = { ms: zoneFor(zone).localToUtcMs(moment.ms), nanos: moment.nanos };
      return isInRange(utc.ms) ? countOf(utc, precision) : null;
    }
    const digits = second === undefined ? 3 : Number(second);
    if (!isPrecision(digits))
      throw new DataProblem("DATA_BAD_ARGUMENT", `TO_TIMESTAMP_LTZ: ${WRONG_PRECISION}, not ${digits}`);
    const count = typeof value === "number" && !Number.isInteger(value) ? Math.trunc(value) : value;
    if (typeof count === "number" && !Number.isFinite(count)) return null;
    const whole = rescaled(BigInt(count as number), digits, precision);
    return isInRange(Number(whole) / 10 ** (precision - 3)) ? exact(whole) : null;
  },
});

const WRONG_PRECISION = "its precision is a whole number from 0 to 9";

function isPrecision(digits: number): boolean {
  return digits >= 0 && digits <= 9;
}

/** The count in units of 10^-to seconds, towards minus infinity. */
function rescaled(count: bigint, from: number, to: number): bigint {
  if (from <= to) return count * 10n ** BigInt(to - from);
  const unit = 10n ** BigInt(from - to);
  return (count - (((count % unit) + unit) % unit)) / unit;
}

function bindToTimestampLtz(args: readonly ArgumentInfo[]): BoundSignature | string {
  if (args.length === 0 || args.length > 3) return `it takes 1 to 3 arguments, not ${args.length}`;
  const [{ type }] = args;
  if (isString(type)) {
    const wrong = args.find((arg) => !isString(arg.type) && arg.type.kind !== "NULL");
    if (wrong !== undefined) return "with a text it takes texts: (text [, pattern [, zone]])";
    return { argTypes: args.map((arg) => (arg.type.kind === "NULL" ? STRING : arg.type)), type: timestampLtz(3) };
  }
  if (!isNumeric(type) && type.kind !== "NULL")
    return `it takes a number or a text, not ${typeText(withNullable(type, true))}`;
  if (args.length === 3) return "with a number it takes (epoch_count [, precision])";
  const unit = args.length === 2 ? args[1] : undefined;
  if (unit !== undefined && !isInteger(unit.type)) return WRONG_PRECISION;
  const precision = unit === undefined ? 3 : unit.constant;
  if (typeof precision === "number" && !isPrecision(precision)) return WRONG_PRECISION;
  const counted: SqlType = isApproximate(type) ? DOUBLE : BIGINT;
  const argTypes = [
    withNullable(counted, type.nullable),
    ...args.slice(1).map((arg) => withNullable(INT, arg.type.nullable)),
  ];
  // A precision that only the row knows leaves milliseconds.
  return { argTypes, type: timestampLtz(typeof precision === "number" ? Math.max(3, precision) : 3) };
}

export const fromUnixtime = scalar({
  name: "FROM_UNIXTIME",
  category: "temporal",
  syntax: ["FROM_UNIXTIME(seconds [, pattern])"],
  signatures: [[BIGINT, optional("TEXT"), "->", nullable(STRING)]],
  summary:
    "Seconds since 1970 as text in the session time zone, by a pattern of Java's SimpleDateFormat (yyyy-MM-dd HH:mm:ss by default)",
  examples: [
    ["FROM_UNIXTIME(1583000000, 'yyyy') = '2020'", "TRUE"],
    ["FROM_UNIXTIME(CAST(NULL AS BIGINT))", null],
  ],
  volatility: "stable",
  canFail: true,
  evaluateCall: ([seconds, pattern], call, context) => {
    const utcMs = Number(seconds) * 1000;
    const moment: Moment = { ms: utcMs + context.timeZone.offsetMsAt(utcMs), nanos: 0 };
    const tokens = patternOf((pattern as string | undefined) ?? DEFAULT_PATTERN, "simple", call.memo);
    return formatByPattern(moment, tokens, "simple", { zone: context.timeZone, utcMs });
  },
});

export const unixTimestamp = scalar({
  name: "UNIX_TIMESTAMP",
  category: "temporal",
  syntax: ["UNIX_TIMESTAMP()", "UNIX_TIMESTAMP(text [, pattern])"],
  bind: (args) => {
    if (args.length === 0) return { argTypes: [], type: withNullable(BIGINT, false) };
    if (args.length > 2 || args.some((arg) => !isString(arg.type) && arg.type.kind !== "NULL"))
      return "it takes nothing, or (text [, pattern])";
    return {
      argTypes: args.map((arg) => (arg.type.kind === "NULL" ? STRING : arg.type)),
      type: withNullable(
        BIGINT,
        args.some((arg) => arg.type.nullable),
      ),
    };
  },
  summary:
    "Seconds since 1970, of now or of a text read in the session time zone (-9223372036854775808 when it is no time, as Flink)",
  examples: [["UNIX_TIMESTAMP('1970-01-02 00:00:00', 'yyyy-MM-dd HH:mm:ss') > 0", "TRUE"]],
  volatility: "stable",
  canFail: true,
  evaluateCall: ([text, pattern], call, context) => {
    if (text === undefined) return Math.floor(context.batchTimeMs / 1000);
    const tokens = patternOf((pattern as string | undefined) ?? DEFAULT_PATTERN, "simple", call.memo);
    const parsed = parseByPattern(text as string, tokens, "simple");
    return parsed === null ? NO_TIME : Math.floor(instantOf(parsed, context.timeZone, "later") / 1000);
  },
});

export const convertTz = scalar({
  name: "CONVERT_TZ",
  category: "temporal",
  syntax: ["CONVERT_TZ(text, from_zone, to_zone)"],
  signatures: [["TEXT", "TEXT", "TEXT", "->", nullable(STRING)]],
  summary: "A time as text (yyyy-MM-dd HH:mm:ss) moved from one time zone to another; NULL when it is no time",
  examples: [
    ["CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'America/Los_Angeles')", "1969-12-31 16:00:00"],
    ["CONVERT_TZ('soon', 'UTC', 'UTC')", null],
  ],
  canFail: true,
  evaluateCall: ([text, from, to], call) => {
    const tokens = patternOf(DEFAULT_PATTERN, "simple", call.memo);
    const parsed = parseByPattern(text as string, tokens, "simple");
    if (parsed === null) return null;
    const utcMs = instantOf(parsed, knownZone(from as string), "later");
    const zone = knownZone(to as string);
    return formatByPattern({ ms: utcMs + zone.offsetMsAt(utcMs), nanos: 0 }, tokens, "simple", { zone, utcMs });
  },
});

function knownZone(name: string) {
  const zone = findZone(name);
  if (zone === null) throw new DataProblem("DATA_BAD_ARGUMENT", `there is no time zone '${name}'`);
  return zone;
}

function readByOptionalPattern(text: string, pattern: string | undefined, memo: Map<string, unknown>): Moment | null {
  if (pattern === undefined) return readTimestamp(text);
  return parseByPattern(text, patternOf(pattern, "formatter", memo), "formatter")?.moment ?? null;
}

/** 2020-02-29[ 12:34:56[.fraction]], single digits allowed; null when it is none. */
function readTimestamp(text: string): Moment | null {
  const match = /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9})\d*)?)?$/.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? "0"));
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
    return null;
  const nanos = Number((match[7] ?? "").padEnd(9, "0"));
  const ms = daysFromCivil(year, month, day) * MS_PER_DAY + hour * 3_600_000 + minute * 60_000 + second * 1000;
  return { ms: ms + Math.floor(nanos / 1_000_000), nanos: nanos % 1_000_000 };
}
