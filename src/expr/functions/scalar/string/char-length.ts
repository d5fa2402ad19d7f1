import { INT } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";
import { characterCount } from "./characters.ts";

export const charLength = scalar({
  name: "CHAR_LENGTH",
  aliases: ["CHARACTER_LENGTH", "LENGTH"],
  category: "string",
  syntax: ["CHAR_LENGTH(text)", "CHARACTER_LENGTH(text)"],
  signatures: [["TEXT", "->", INT]],
  summary: "The number of characters of a text; a character outside the basic plane counts as one",
  examples: [
    ["CHAR_LENGTH('Hello')", "5"],
    ["CHAR_LENGTH('a😀')", "2"],
  ],
  evaluate: characterCount,
});
