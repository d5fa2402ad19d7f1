// POSITION, LOCATE, INSTR: where a text stands in another, counted in characters from 1; 0: nowhere. An empty text stands
// at 1, wherever the search starts (Flink). POSITION(a IN b) is the call POSITION(a, b).
import { INT } from "../../../../common/types.ts";
import { DataProblem } from "../../../function.ts";
import { optional, scalar } from "../../define.ts";
import { characterCount, offsetOfCharacter } from "./characters.ts";

export const position = scalar({
  name: "POSITION",
  category: "string",
  syntax: ["POSITION(part IN text)"],
  signatures: [["TEXT", "TEXT", "->", INT]],
  summary: "The position of the first occurrence of a part in a text, from 1; 0 when there is none",
  examples: [
    ["POSITION('c' IN 'abc')", "3"],
    ["POSITION('B' IN 'abc')", "0"],
  ],
  evaluate: (part: string, text: string) => positionFrom(part, text, 1),
});

export const locate = scalar({
  name: "LOCATE",
  category: "string",
  syntax: ["LOCATE(part, text [, start])"],
  signatures: [["TEXT", "TEXT", optional("INTEGER"), "->", INT]],
  summary:
    "The position of the first occurrence of a part in a text at or after a start position; 0 when there is none",
  examples: [
    ["LOCATE('b', 'abcb')", "2"],
    ["LOCATE('b', 'abcb', 3)", "4"],
  ],
  evaluate: (part: string, text: string, start?: number | bigint) => positionFrom(part, text, Number(start ?? 1)),
});

export const instr = scalar({
  name: "INSTR",
  aliases: ["STRPOS"],
  category: "string",
  syntax: ["INSTR(text, part [, start [, occurrence]])"],
  signatures: [["TEXT", "TEXT", optional("INTEGER"), optional("INTEGER"), "->", INT]],
  summary: "The position of the n-th occurrence of a part in a text; a negative start searches backwards from the end",
  examples: [
    ["INSTR('abcb', 'b')", "2"],
    ["INSTR('abcb', 'b', 1, 2)", "4"],
    ["INSTR('abcb', 'b', -1)", "4"],
  ],
  canFail: true,
  evaluate: (text: string, part: string, start?: number | bigint, occurrence?: number | bigint) =>
    occurrencePosition(text, part, Number(start ?? 1), Number(occurrence ?? 1)),
});

function positionFrom(part: string, text: string, start: number): number {
  if (part === "") return 1;
  const found = text.indexOf(part, offsetOfCharacter(text, start - 1));
  return found === -1 ? 0 : characterCount(text.slice(0, found)) + 1;
}

function occurrencePosition(text: string, part: string, start: number, occurrence: number): number {
  if (occurrence < 1) throw new DataProblem("DATA_BAD_ARGUMENT", `occurrence ${occurrence} of INSTR is not positive`);
  if (part === "") return 1;
  if (start === 0) return 0;
  if (start > 0) {
    let found = text.indexOf(part, offsetOfCharacter(text, start - 1));
    for (let n = 1; n < occurrence && found !== -1; n++) found = text.indexOf(part, found + 1);
    return found === -1 ? 0 : characterCount(text.slice(0, found)) + 1;
  }
  // Backwards: the part has to end at or before the start position counted from the end.
  const end = offsetOfCharacter(text, Math.max(0, characterCount(text) + start + 1));
  let found = end < part.length ? -1 : text.lastIndexOf(part, end - part.length);
  for (let n = 1; n < occurrence && found !== -1; n++) found = found === 0 ? -1 : text.lastIndexOf(part, found - 1);
  return found === -1 ? 0 : characterCount(text.slice(0, found)) + 1;
}
