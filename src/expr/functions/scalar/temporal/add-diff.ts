// TIMESTAMPADD(unit, n, x) and TIMESTAMPDIFF(unit, from, to). Months and above move on the calendar (the last day where the month is shorter), days and
// below are elapsed time, also for TIMESTAMP_LTZ. A difference in months counts whole months, as Calcite's subtractMonths.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { exact } from "../../../../columnar/scalar.ts";
import { addMonths, MS_PER_DAY } from "../../../../common/civil.ts";
import { BIGINT, INT, type SqlType, timestamp, typeText, withNullable } from "../../../../common/types.ts";
import { DataProblem } from "../../../function.ts";
import { scalar } from "../../define.ts";
import { countedMoment, countOf, isInRange, plainMs } from "./moment.ts";

const MONTHS_OF: Readonly<Record<string, number>> = { YEAR: 12, QUARTER: 3, MONTH: 1 };
const NANOS_OF: Readonly<Record<string, bigint>> = {
  WEEK: 604_800_000_000_000n,
  DAY: 86_400_000_000_000n,
  HOUR: 3_600_000_000_000n,
  MINUTE: 60_000_000_000n,
  SECOND: 1_000_000_000n,
  MILLISECOND: 1_000_000n,
  MICROSECOND: 1000n,
};
const PRECISION_OF: Readonly<Record<string, number>> = { MILLISECOND: 3, MICROSECOND: 6 };

export const timestampAdd = scalar({
  name: "TIMESTAMPADD",
  category: "temporal",
  syntax: ["TIMESTAMPADD(unit, count, date_or_time)"],
  bind: (args, options) => {
    if (args.length !== 2) return "it takes a unit, a count and a date or timestamp";
    const unit = String(options["unit"]);
    const [count, { type }] = args;
    if (!(unit in MONTHS_OF) && !(unit in NANOS_OF)) return `it has no unit ${unit}`;
    if (!["TINYINT", "SMALLINT", "INT", "BIGINT", "NULL"].includes(count.type.kind)) return "its count is an integer";
    const result = addedType(type, unit);
    if (result === null) return `it takes a DATE or TIMESTAMP, not ${typeText(withNullable(type, true))}`;
    const nullable = count.type.nullable || type.nullable;
    const base = type.kind === "NULL" ? timestamp(3) : type;
    return { argTypes: [withNullable(BIGINT, count.type.nullable), base], type: withNullable(result, nullable) };
  },
  summary: "A date or timestamp moved by a number of units",
  examples: [
    ["TIMESTAMPADD(WEEK, 1, DATE '2003-01-02')", "2003-01-09"],
    ["TIMESTAMPADD(MONTH, 1, DATE '2020-01-31')", "2020-02-29"],
    ["TIMESTAMPADD(HOUR, -1, TIMESTAMP '2020-01-01 00:30:00')", "2019-12-31 23:30:00"],
  ],
  canFail: true,
  evaluateCall: ([count, value], call) =>
    added(BigInt(count as number), value, call.argTypes[1], call.type, String(call.options["unit"])),
});

function addedType(type: SqlType, unit: string): SqlType | null {
  const precision = PRECISION_OF[unit] ?? 0;
  switch (type.kind) {
    case "NULL":
      return timestamp(Math.max(3, precision));
    case "DATE":
      return unit in MONTHS_OF || unit === "WEEK" || unit === "DAY" ? type : timestamp(6);
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return { ...type, precision: Math.max(type.precision, precision) };
    default:
      return null;
  }
}

function added(count: bigint, value: Scalar, from: SqlType, to: SqlType, unit: string): Scalar {
  const months = MONTHS_OF[unit];
  const precision = from.kind === "TIMESTAMP" || from.kind === "TIMESTAMP_LTZ" ? from.precision : 3;
  const moment =
    from.kind === "DATE" ? { ms: plainMs(value, from), nanos: 0 } : countedMoment(value as number | bigint, precision);
  let { ms, nanos } = moment;
  if (months !== undefined) {
    const days = Math.floor(ms / MS_PER_DAY);
    ms = addMonths(days, Number(count) * months) * MS_PER_DAY + (ms - days * MS_PER_DAY);
  } else {
    const total = count * NANOS_OF[unit] + BigInt(nanos);
    const rest = ((total % 1_000_000n) + 1_000_000n) % 1_000_000n;
    ms += Number((total - rest) / 1_000_000n);
    nanos = Number(rest);
  }
  if (to.kind === "DATE") {
    if (!isInRange(ms)) throw new DataProblem("DATA_OVERFLOW", "the date is outside the years 1 to 9999");
    return Math.floor(ms / MS_PER_DAY);
  }
  return countOf({ ms, nanos }, (to as { readonly precision: number }).precision);
}

export const timestampDiff = scalar({
  name: "TIMESTAMPDIFF",
  category: "temporal",
  syntax: ["TIMESTAMPDIFF(unit, from, to)"],
  bind: (args, options) => {
    if (args.length !== 2) return "it takes a unit and two dates or timestamps";
    const unit = String(options["unit"]);
    if (!(unit in MONTHS_OF) && !(unit in NANOS_OF)) return `it has no unit ${unit}`;
    const argTypes = args.map(({ type }) => (type.kind === "NULL" ? timestamp(3) : type));
    const wrong = argTypes.find(
      (type) => type.kind !== "DATE" && type.kind !== "TIMESTAMP" && type.kind !== "TIMESTAMP_LTZ",
    );
    if (wrong !== undefined) return `it takes DATE and TIMESTAMP, not ${typeText(withNullable(wrong, true))}`;
    if ((argTypes[0].kind === "TIMESTAMP_LTZ") !== (argTypes[1].kind === "TIMESTAMP_LTZ")) {
      return "it cannot compare TIMESTAMP_LTZ, an instant, with a wall clock: CAST one of them";
    }
    return {
      argTypes,
      type: withNullable(
        INT,
        argTypes.some((type) => type.nullable),
      ),
    };
  },
  summary: "The whole units from one date or timestamp to another, negative when the second is earlier",
  examples: [
    ["TIMESTAMPDIFF(DAY, TIMESTAMP '2003-01-02 10:00:00', TIMESTAMP '2003-01-03 10:00:00')", "1"],
    ["TIMESTAMPDIFF(MONTH, DATE '2020-01-31', DATE '2020-02-29')", "1"],
    ["TIMESTAMPDIFF(HOUR, DATE '2020-01-02', DATE '2020-01-01')", "-24"],
  ],
  canFail: true,
  evaluateCall: ([from, to], call) => {
    const unit = String(call.options["unit"]);
    const fromMs = plainMs(from, call.argTypes[0]);
    const toMs = plainMs(to, call.argTypes[1]);
    const months = MONTHS_OF[unit];
    const difference =
      months === undefined
        ? ((BigInt(toMs) - BigInt(fromMs)) * 1_000_000n) / NANOS_OF[unit]
        : BigInt(Math.trunc(monthsBetween(fromMs, toMs) / months));
    if (difference > 2147483647n || difference < -2147483648n)
      throw new DataProblem("DATA_OVERFLOW", `${difference} is beyond INT`);
    return exact(difference);
  },
});

function monthsBetween(fromMs: number, toMs: number): number {
  const fromDay = Math.floor(fromMs / MS_PER_DAY);
  const toDay = Math.floor(toMs / MS_PER_DAY);
  const months = toDay < fromDay ? -wholeMonths(toDay, fromDay) : wholeMonths(fromDay, toDay);
  const isShort = addMonths(fromDay, months) === toDay && toMs - toDay * MS_PER_DAY < fromMs - fromDay * MS_PER_DAY;
  return isShort ? months - 1 : months;
}

/** Whole months from one day to a later one. */
function wholeMonths(from: number, to: number): number {
  let months = Math.floor((to - from) / 31);
  while (addMonths(from, months) < to && addMonths(from, months + 1) <= to) months++;
  return months;
}
