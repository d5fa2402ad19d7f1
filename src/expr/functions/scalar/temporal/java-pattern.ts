// Date patterns as Java writes them (yyyy-MM-dd HH:mm:ss), read once into tokens. Both of Java's dialects: "formatter" is
// java.time.format.DateTimeFormatter (DATE_FORMAT, TO_TIMESTAMP), "simple" is java.text.SimpleDateFormat (FROM_UNIXTIME, UNIX_TIMESTAMP, TO_DATE). They share most
// letters; S is a fraction in the first and a number of milliseconds in the second.
import { DataProblem } from "../../../function.ts";

export type PatternDialect = "formatter" | "simple";

export type PatternToken =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "field"; readonly letter: string; readonly count: number };

const LETTERS: Readonly<Record<PatternDialect, string>> = {
  formatter: "GuyYDMLdQqwEecaHhKkmsSAnNzZXxOVv",
  simple: "GyYMLwWDdFEuaHkKhmsSzZX",
};

/** @throws DataProblem DATA_BAD_PATTERN naming the letter. */
export function parsePattern(pattern: string, dialect: PatternDialect): readonly PatternToken[] {
  const tokens: PatternToken[] = [];
  let i = 0;
  while (i < pattern.length) {
    const c = pattern[i];
    if (c === "'") {
      const end = quoteEnd(pattern, i);
      tokens.push({ kind: "literal", text: end === i + 1 ? "'" : pattern.slice(i + 1, end).replaceAll("''", "'") });
      i = end + 1;
    } else if (/[A-Za-z]/.test(c)) {
      if (!LETTERS[dialect].includes(c))
        throw new DataProblem("DATA_BAD_PATTERN", `the date pattern '${pattern}' has the unknown letter ${c}`);
      let count = 1;
      while (pattern[i + count] === c) count++;
      tokens.push({ kind: "field", letter: c, count });
      i += count;
    } else {
      tokens.push({ kind: "literal", text: c });
      i++;
    }
  }
  return tokens;
}

/** Index of the closing quote; '' inside stands for one quote. */
function quoteEnd(pattern: string, start: number): number {
  for (let i = start + 1; i < pattern.length; i++) {
    if (pattern[i] !== "'") continue;
    if (pattern[i + 1] === "'") i++;
    else return i;
  }
  throw new DataProblem("DATA_BAD_PATTERN", `the date pattern '${pattern}' has an open quote`);
}

/** The tokens of a pattern, kept in the call's memo: a constant pattern is read once. */
export function patternOf(
  pattern: string,
  dialect: PatternDialect,
  memo: Map<string, unknown>,
): readonly PatternToken[] {
  const key = `${dialect} ${pattern}`;
  const known = memo.get(key) as readonly PatternToken[] | undefined;
  if (known !== undefined) return known;
  const tokens = parsePattern(pattern, dialect);
  if (memo.size >= MEMO_MAX) memo.clear();
  memo.set(key, tokens);
  return tokens;
}

/** Patterns that come from a column are many: the memo does not grow with them. */
const MEMO_MAX = 100;

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
