// TO_CHAR of PostgreSQL and RisingWave: a time as text by template words. Words for numbers are read in any case (`mm` is the month), words
// for names print in the case they are written in; anything else stands for itself, as does text in double quotes.
import { MS_PER_DAY } from "../../../../common/civil.ts";
import { DATE, STRING } from "../../../../common/types.ts";
import { nullable, scalar } from "../../define.ts";
import { formatByPattern } from "./java-format.ts";
import { isoWeek, isoWeekday, type Moment, momentOf } from "./moment.ts";

type Print = (moment: Moment) => string;

/** What a pattern letter of Java's prints. */
const field =
  (letter: string, count: number): Print =>
  (moment) =>
    formatByPattern(moment, [{ kind: "field", letter, count }], "formatter", null);
const iso =
  (print: (days: number) => number, digits: number): Print =>
  ({ ms }) =>
    String(print(Math.floor(ms / MS_PER_DAY))).padStart(digits, "0");

/** Longer words before those that begin them. */
const NUMBERS: readonly (readonly [word: string, print: Print])[] = [
  ["IYYY", iso((days) => isoWeek(days).year, 4)],
  ["YYYY", field("y", 4)],
  ["HH24", field("H", 2)],
  ["HH12", field("h", 2)],
  ["DDD", field("D", 3)],
  ["YY", field("y", 2)],
  ["MM", field("M", 2)],
  ["DD", field("d", 2)],
  ["HH", field("h", 2)],
  ["MI", field("m", 2)],
  ["SS", field("s", 2)],
  ["MS", field("S", 3)],
  ["US", field("S", 6)],
  ["NS", field("S", 9)],
  ["IW", iso((days) => isoWeek(days).week, 2)],
  ["ID", iso(isoWeekday, 1)],
  ["Q", field("Q", 1)],
];
const NAMES: readonly (readonly [word: string, print: Print])[] = [
  ["Month", field("M", 4)],
  ["Mon", field("M", 3)],
  ["Day", field("E", 4)],
  ["Dy", field("E", 3)],
  ["AM", field("a", 1)],
  ["PM", field("a", 1)],
];
const TEMPLATE = new RegExp(
  `"([^"]*)"|(${[...NAMES, ...NUMBERS].map(([word]) => word).sort((a, b) => b.length - a.length).join("|")})`,
  "gi",
);

export const toChar = scalar({
  name: "TO_CHAR",
  category: "temporal",
  syntax: ["TO_CHAR(timestamp, template)"],
  signatures: [
    ["TIMESTAMP", "TEXT", "->", nullable(STRING)],
    ["TIMESTAMP_LTZ", "TEXT", "->", nullable(STRING)],
    [DATE, "TEXT", "->", nullable(STRING)],
  ],
  summary:
    "A time as text by a template of PostgreSQL: YYYY, YY, MM, DD, DDD, HH24, HH12 or HH, MI, SS, MS, US, NS, AM or PM, Month, Mon, Day, Dy, Q, IYYY, IW, ID",
  examples: [
    ["TO_CHAR(TIMESTAMP '2020-12-31 13:05:09', 'YYYY-MM-DD HH24:MI')", "2020-12-31 13:05"],
    ["TO_CHAR(TIMESTAMP '2020-12-31 13:05:09', 'HH:MI am')", "01:05 pm"],
    ["TO_CHAR(DATE '2020-12-31', 'DD Mon, \"week\" IW')", "31 Dec, week 53"],
  ],
  evaluateCall: ([value, template], call, context) => {
    const moment = momentOf(value, call.argTypes[0], context.timeZone);
    return (template as string).replace(TEMPLATE, (match: string, quoted: string | undefined) => quoted ?? printed(match, moment));
  },
});

function printed(word: string, moment: Moment): string {
  const isWord = ([known]: readonly [string, Print]): boolean => known.toUpperCase() === word.toUpperCase();
  const number = NUMBERS.find(isWord);
  if (number !== undefined) return number[1](moment);
  const name = NAMES.find(isWord);
  const text = name?.[1](moment) ?? word;
  if (word === word.toUpperCase()) return text.toUpperCase();
  return word === word.toLowerCase() ? text.toLowerCase() : text;
}
