import { STRING } from "../../../../common/types.ts";
import { nullable, scalar } from "../../define.ts";

export const reverse = scalar({
  name: "REVERSE",
  category: "string",
  syntax: ["REVERSE(text)"],
  signatures: [["TEXT", "->", nullable(STRING)]],
  summary: "The characters of a text in reverse order",
  examples: [
    ["REVERSE('Hello')", "olleH"],
    ["REVERSE('a😀')", "😀a"],
  ],
  evaluate: (text: string) => [...text].reverse().join(""),
});
