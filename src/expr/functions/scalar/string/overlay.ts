// OVERLAY(text PLACING replacement FROM start [FOR length]) is the call OVERLAY(text, replacement, start [, length]).
// Flink's rules at the edges: a start outside the text leaves it alone; a length below 1 or beyond the end drops the rest.
import { isString, MAX_LENGTH, type SqlType, STRING } from "../../../../common/types.ts";
import { optional, scalar } from "../../define.ts";
import { characterCount, sliceCharacters } from "./characters.ts";

export const overlay = scalar({
  name: "OVERLAY",
  category: "string",
  syntax: ["OVERLAY(text PLACING replacement FROM start [FOR length])"],
  signatures: [["TEXT", "TEXT", "INTEGER", optional("INTEGER"), "->", ([text, placed]) => longerText(text, placed)]],
  summary:
    "The text with `length` characters from a start position (as many as the replacement has, by default) replaced",
  examples: [
    ["OVERLAY('abcdef' PLACING 'XY' FROM 2 FOR 3)", "aXYef"],
    ["OVERLAY('xxxxxtest' PLACING 'xxxx' FROM 6)", "xxxxxxxxx"],
  ],
  evaluate: (text: string, placed: string, start: number | bigint, length?: number | bigint) => {
    const from = Number(start);
    const size = characterCount(text);
    if (from <= 0 || from > size) return text;
    const count = length === undefined ? characterCount(placed) : Number(length);
    const rest = count > 0 && from + count <= size ? sliceCharacters(text, from - 1 + count, text.length) : "";
    return sliceCharacters(text, 0, from - 1) + placed + rest;
  },
});

function longerText(text: SqlType, placed: SqlType): SqlType {
  if (!isString(text) || !isString(placed)) return STRING;
  const length = (text as { readonly length: number }).length + (placed as { readonly length: number }).length;
  return { kind: "VARCHAR", length: Math.min(MAX_LENGTH, length), nullable: true };
}
