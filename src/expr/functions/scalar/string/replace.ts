import { STRING } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";

export const replace = scalar({
  name: "REPLACE",
  category: "string",
  syntax: ["REPLACE(text, part, replacement)"],
  signatures: [["TEXT", "TEXT", "TEXT", "->", STRING]],
  summary:
    "The text with every occurrence of a part replaced; an empty part stands before, between and after all characters",
  examples: [
    ["REPLACE('abcabc', 'b', 'X')", "aXcaXc"],
    ["REPLACE('abc', '', '-')", "-a-b-c-"],
  ],
  evaluate: (text: string, part: string, replacement: string) =>
    part === "" ? ["", ...text, ""].join(replacement) : text.split(part).join(replacement),
});
