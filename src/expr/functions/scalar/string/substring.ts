// SUBSTRING, LEFT, RIGHT. Positions count characters from 1; a negative start counts from the end; 0 is as 1 (Flink).
// SUBSTRING(text FROM start FOR length) is the call SUBSTRING(text, start, length).
import { firstVarying, nullable, optional, scalar } from "../../define.ts";
import { characterCount, sliceCharacters } from "./characters.ts";

export const substring = scalar({
  name: "SUBSTRING",
  aliases: ["SUBSTR"],
  category: "string",
  syntax: ["SUBSTRING(text FROM start [FOR length])", "SUBSTRING(text, start [, length])"],
  signatures: [["TEXT", "INTEGER", optional("INTEGER"), "->", nullable(firstVarying)]],
  summary: "The part of a text from a position (1 is the first, -1 the last character); NULL for a negative length",
  examples: [
    ["SUBSTRING('abcdef' FROM 2 FOR 3)", "bcd"],
    ["SUBSTRING('abcdef', -3, 2)", "de"],
    ["SUBSTR('abc', 2)", "bc"],
  ],
  evaluate: substringOf,
});

export const left = scalar({
  name: "LEFT",
  category: "string",
  syntax: ["LEFT(text, length)"],
  signatures: [["TEXT", "INTEGER", "->", nullable(firstVarying)]],
  summary: "The first characters of a text; empty for a negative length",
  examples: [
    ["LEFT('abc', 2)", "ab"],
    ["LEFT('abc', 10)", "abc"],
  ],
  evaluate: (text: string, length: number | bigint) => sliceCharacters(text, 0, Math.max(0, Number(length))),
});

export const right = scalar({
  name: "RIGHT",
  category: "string",
  syntax: ["RIGHT(text, length)"],
  signatures: [["TEXT", "INTEGER", "->", nullable(firstVarying)]],
  summary: "The last characters of a text; empty for a negative length",
  examples: [
    ["RIGHT('abc', 2)", "bc"],
    ["RIGHT('a😀', 1)", "😀"],
  ],
  evaluate: (text: string, length: number | bigint) =>
    length <= 0 ? "" : sliceCharacters(text, Math.max(0, characterCount(text) - Number(length)), text.length),
});

function substringOf(text: string, start: number | bigint, length?: number | bigint): string | null {
  if (length !== undefined && length < 0) return null;
  const position = Number(start);
  const from = position > 0 ? position - 1 : position === 0 ? 0 : characterCount(text) + position;
  if (from < 0 || from >= text.length) return "";
  return sliceCharacters(text, from, length === undefined ? text.length : from + Number(length));
}
