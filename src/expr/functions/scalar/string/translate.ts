import { STRING, withNullable } from "../../../../common/types.ts";
import { asGiven, scalar } from "../../define.ts";

export const translate = scalar({
  name: "TRANSLATE",
  category: "string",
  syntax: ["TRANSLATE(text, from, to)"],
  signatures: [["TEXT", "TEXT", "TEXT", "->", asGiven(([text]) => withNullable(STRING, text.nullable))]],
  summary:
    "The text with each character of `from` replaced by the one at its place in `to`, or removed when `to` is shorter",
  examples: [
    ["TRANSLATE('translate', 'rnlt', '123')", "1a2s3ae"],
    ["TRANSLATE('abc', 'ab', 'xyz')", "xyc"],
  ],
  isStrict: false,
  evaluate: (text: string | null, from: string | null, to: string | null) => {
    if (text === null || from === null || from === "") return text;
    const targets = [...(to ?? "")];
    const map = new Map<string, string>();
    for (const [i, character] of [...from].entries()) if (!map.has(character)) map.set(character, targets[i] ?? "");
    return Array.from(text, (character) => map.get(character) ?? character).join("");
  },
});
