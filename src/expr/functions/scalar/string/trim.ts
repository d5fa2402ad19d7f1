// TRIM, LTRIM, RTRIM, BTRIM: take characters of a set from the ends of a text; the set is a space unless given.
// TRIM(side characters FROM text) is the call TRIM(text, characters) with options.side.
import { STRING } from "../../../../common/types.ts";
import type { ScalarFunction } from "../../../function.ts";
import { firstVarying, optional, scalar } from "../../define.ts";

type Side = "LEADING" | "TRAILING" | "BOTH";

export const trim = scalar({
  name: "TRIM",
  category: "string",
  syntax: ["TRIM(text)", "TRIM([BOTH | LEADING | TRAILING] [characters] FROM text)"],
  signatures: [["TEXT", optional("TEXT"), "->", firstVarying]],
  summary: "The text without spaces, or any of the given characters, at its ends",
  examples: [
    ["TRIM('  a b  ')", "a b"],
    ["TRIM(BOTH 'xy' FROM 'xyxaxy')", "a"],
    ["TRIM(LEADING 'x' FROM 'xxax')", "ax"],
  ],
  evaluateCall: ([text, characters], call) =>
    trimSide(text as string, characters as string | undefined, sideOf(call.options["side"])),
});

export const ltrim = oneSided("LTRIM", "LEADING", "start", [
  ["LTRIM('  a ') || '|'", "a |"],
  ["LTRIM('xyxaxy', 'xy')", "axy"],
]);

export const rtrim = oneSided("RTRIM", "TRAILING", "end", [
  ["'|' || RTRIM(' a  ')", "| a"],
  ["RTRIM('xyxaxy', 'xy')", "xyxa"],
]);

export const btrim = scalar({
  name: "BTRIM",
  category: "string",
  syntax: ["BTRIM(text [, characters])"],
  signatures: [["TEXT", optional("TEXT"), "->", STRING]],
  summary: "The text without spaces, or any of the given characters, at its ends",
  examples: [
    ["BTRIM('  a  ')", "a"],
    ["BTRIM('xxaxbxx', 'x')", "axb"],
  ],
  evaluate: (text: string, characters?: string) => trimSide(text, characters, "BOTH"),
});

function oneSided(name: string, side: Side, where: string, examples: ScalarFunction["examples"]): ScalarFunction {
  return scalar({
    name,
    category: "string",
    syntax: [`${name}(text [, characters])`],
    signatures: [["TEXT", optional("TEXT"), "->", firstVarying]],
    summary: `The text without spaces, or any of the given characters, at its ${where}`,
    examples,
    evaluate: (text: string, characters?: string) => trimSide(text, characters, side),
  });
}

function sideOf(option: unknown): Side {
  return option === "LEADING" || option === "TRAILING" ? option : "BOTH";
}

function trimSide(text: string, characters: string | undefined, side: Side): string {
  const set = new Set(characters ?? " ");
  const letters = [...text];
  let start = 0;
  let end = letters.length;
  if (side !== "TRAILING") while (start < end && set.has(letters[start])) start++;
  if (side !== "LEADING") while (end > start && set.has(letters[end - 1])) end--;
  return start === 0 && end === letters.length ? text : letters.slice(start, end).join("");
}
