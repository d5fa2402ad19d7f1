import { STRING } from "../../../../common/types.ts";
import { scalar, variadic } from "../../define.ts";

export const concat = scalar({
  name: "CONCAT",
  category: "string",
  syntax: ["CONCAT(text, ...)"],
  signatures: [["TEXT", variadic("TEXT"), "->", STRING]],
  summary: "The texts one after the other; NULL when one of them is",
  examples: [
    ["CONCAT('a', 'b', 'c')", "abc"],
    ["CONCAT('a', CAST(NULL AS STRING))", null],
  ],
  evaluate: (...texts: string[]) => texts.join(""),
});

export const concatWs = scalar({
  name: "CONCAT_WS",
  category: "string",
  syntax: ["CONCAT_WS(separator, text, ...)"],
  signatures: [["TEXT", "TEXT", variadic("TEXT"), "->", STRING]],
  summary: "The texts that are not NULL, with a separator between them; NULL when the separator is",
  examples: [
    ["CONCAT_WS(',', 'a', 'b')", "a,b"],
    ["CONCAT_WS('~', 'A', CAST(NULL AS STRING), '', 'C')", "A~~C"],
  ],
  isStrict: false,
  evaluate: (separator: string | null, ...texts: (string | null)[]) =>
    separator === null ? null : texts.filter((text) => text !== null).join(separator),
});
