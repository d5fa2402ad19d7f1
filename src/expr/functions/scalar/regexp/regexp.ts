// The REGEXP family, as Flink: a pattern that is none gives NULL (REGEXP: FALSE), replacements are taken literally, positions count from 1.
import { BOOLEAN, INT, STRING, type SqlType } from "../../../../common/types.ts";
import { asGiven, nullable, optional, scalar } from "../../define.ts";
import { javaRegExp } from "./java-regexp.ts";

const TEXTS: SqlType = { kind: "ARRAY", element: STRING, nullable: true };

export const regexp = scalar({
  name: "REGEXP",
  aliases: ["REGEXP_LIKE"],
  category: "regular expression",
  syntax: ["REGEXP(text, pattern)"],
  signatures: [["TEXT", "TEXT", "->", BOOLEAN]],
  summary: "Whether a part of the text matches a regular expression; an empty text or pattern never does",
  examples: [
    ["REGEXP('abc', '^a.*c$')", "TRUE"],
    ["REGEXP('abc', '[')", "FALSE"],
  ],
  evaluateCall: ([text, pattern], call) => {
    if (text === "" || pattern === "") return false;
    return javaRegExp(pattern as string, call.memo)?.test(text as string) ?? false;
  },
});

export const regexpReplace = scalar({
  name: "REGEXP_REPLACE",
  category: "regular expression",
  syntax: ["REGEXP_REPLACE(text, pattern, replacement)"],
  signatures: [
    [
      "TEXT",
      "TEXT",
      "TEXT",
      "->",
      asGiven((types) => ({ ...STRING, nullable: types.some((type) => type.nullable) }) as SqlType),
    ],
  ],
  summary: "The text with every match of a regular expression replaced; the replacement is taken literally",
  examples: [
    ["REGEXP_REPLACE('foobar', 'oo|ar', 'X')", "fXbX"],
    ["REGEXP_REPLACE('abc', '(a)(b)', '$2$1')", "$2$1c"],
  ],
  evaluateCall: ([text, pattern, replacement], call) => {
    const compiled = javaRegExp(pattern as string, call.memo);
    return compiled === null ? null : (text as string).replace(compiled, () => replacement as string);
  },
});

export const regexpExtract = scalar({
  name: "REGEXP_EXTRACT",
  category: "regular expression",
  syntax: ["REGEXP_EXTRACT(text, pattern [, group])"],
  signatures: [["TEXT", "TEXT", optional("INTEGER"), "->", nullable(STRING)]],
  summary:
    "The first match of a regular expression, or one of its groups (0, the whole match, by default); NULL when there is none",
  examples: [
    ["REGEXP_EXTRACT('foothebar', 'foo(.*?)(bar)', 2)", "bar"],
    ["REGEXP_EXTRACT('abc', 'z')", null],
  ],
  evaluateCall: ([text, pattern, group], call) => {
    const match = javaRegExp(pattern as string, call.memo)?.exec(text as string);
    return match?.[group === undefined ? 0 : Number(group)] ?? null;
  },
});

export const regexpExtractAll = scalar({
  name: "REGEXP_EXTRACT_ALL",
  category: "regular expression",
  syntax: ["REGEXP_EXTRACT_ALL(text, pattern [, group])"],
  signatures: [["TEXT", "TEXT", optional("INTEGER"), "->", nullable(TEXTS)]],
  summary: "One group (1 by default) of every match of a regular expression; NULL when the pattern has no such group",
  examples: [
    ["REGEXP_EXTRACT_ALL('a1b22c333', '(\\d+)')", "[1, 22, 333]"],
    ["REGEXP_EXTRACT_ALL('a1b22', '\\d')", null],
  ],
  evaluateCall: ([text, pattern, group], call) => {
    const compiled = javaRegExp(pattern as string, call.memo);
    const wanted = group === undefined ? 1 : Number(group);
    if (compiled === null || wanted < 0 || wanted > groupCount(compiled)) return null;
    return [...(text as string).matchAll(compiled)].map((match) => match[wanted] ?? null);
  },
});

export const regexpCount = scalar({
  name: "REGEXP_COUNT",
  category: "regular expression",
  syntax: ["REGEXP_COUNT(text, pattern)"],
  signatures: [["TEXT", "TEXT", "->", nullable(INT)]],
  summary: "How often a regular expression matches; NULL when it is none",
  examples: [
    ["REGEXP_COUNT('abcabc', 'b')", "2"],
    ["REGEXP_COUNT('abc', '[')", null],
  ],
  evaluateCall: ([text, pattern], call) => {
    const compiled = javaRegExp(pattern as string, call.memo);
    return compiled === null ? null : [...(text as string).matchAll(compiled)].length;
  },
});

export const regexpInstr = scalar({
  name: "REGEXP_INSTR",
  category: "regular expression",
  syntax: ["REGEXP_INSTR(text, pattern)"],
  signatures: [["TEXT", "TEXT", "->", nullable(INT)]],
  summary:
    "Where a regular expression first matches, counted from 1 in UTF-16 units; 0 when it does not, NULL when it is none",
  examples: [
    ["REGEXP_INSTR('abcabc', 'c')", "3"],
    ["REGEXP_INSTR('abc', 'z')", "0"],
  ],
  evaluateCall: ([text, pattern], call) => {
    const compiled = javaRegExp(pattern as string, call.memo);
    return compiled === null ? null : (compiled.exec(text as string)?.index ?? -1) + 1;
  },
});

export const regexpSubstr = scalar({
  name: "REGEXP_SUBSTR",
  category: "regular expression",
  syntax: ["REGEXP_SUBSTR(text, pattern)"],
  signatures: [["TEXT", "TEXT", "->", nullable(STRING)]],
  summary: "The first match of a regular expression; NULL when there is none",
  examples: [
    ["REGEXP_SUBSTR('a1b22', '\\d+')", "1"],
    ["REGEXP_SUBSTR('abc', 'z')", null],
  ],
  evaluateCall: ([text, pattern], call) => javaRegExp(pattern as string, call.memo)?.exec(text as string)?.[0] ?? null,
});

export const regexpMatch = scalar({
  name: "REGEXP_MATCH",
  category: "regular expression",
  syntax: ["REGEXP_MATCH(text, pattern)"],
  signatures: [["TEXT", "TEXT", "->", nullable(TEXTS)]],
  summary:
    "The groups of the first match of a regular expression, or the whole match where the expression has none; NULL when there is no match",
  examples: [
    ["REGEXP_MATCH('a=1&b=2', '(\\w)=(\\d)')", "[a, 1]"],
    ["REGEXP_MATCH('a=1&b=2', '(\\w)=(\\d)')[2]", "1"],
    ["REGEXP_MATCH('a=1', '\\d')", "[1]"],
    ["REGEXP_MATCH('abc', 'z')", null],
  ],
  evaluateCall: ([text, pattern], call) => {
    const match = javaRegExp(pattern as string, call.memo)?.exec(text as string);
    if (match === null || match === undefined) return null;
    return match.length === 1 ? [match[0]] : match.slice(1).map((group) => group ?? null);
  },
});

function groupCount(compiled: RegExp): number {
  return (new RegExp(`${compiled.source}|`, compiled.flags).exec("")?.length ?? 1) - 1;
}
