import { STRING } from "../../../../common/types.ts";
import { arrayOf, optional, scalar } from "../../define.ts";

export const arrayJoin = scalar({
  name: "ARRAY_JOIN",
  aliases: ["ARRAY_TO_STRING"],
  category: "collection",
  syntax: ["ARRAY_JOIN(array, delimiter [, null_text])"],
  signatures: [[arrayOf(STRING), "TEXT", optional("TEXT"), "->", STRING]],
  summary: "The texts of an array with a delimiter between them; NULLs are left out or stand as a given text",
  examples: [
    ["ARRAY_JOIN(ARRAY['a', 'b'], ',')", "a,b"],
    ["ARRAY_JOIN(ARRAY['a', NULL], ',', '?')", "a,?"],
  ],
  evaluate: (array: readonly (string | null)[], delimiter: string, nullText: string | null = null) =>
    array
      .map((item) => item ?? nullText)
      .filter((item) => item !== null)
      .join(delimiter),
});
