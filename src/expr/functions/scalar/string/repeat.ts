import { STRING } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";
import { checkMadeLength } from "./characters.ts";

export const repeat = scalar({
  name: "REPEAT",
  category: "string",
  syntax: ["REPEAT(text, count)"],
  signatures: [["TEXT", "INTEGER", "->", STRING]],
  summary: "The text `count` times; empty when the count is not positive",
  examples: [
    ["REPEAT('ab', 3)", "ababab"],
    ["REPEAT('ab', 0)", ""],
  ],
  canFail: true,
  evaluate: (text: string, count: number | bigint) => {
    if (count <= 0 || text === "") return "";
    checkMadeLength(text.length * Number(count));
    return text.repeat(Number(count));
  },
});
