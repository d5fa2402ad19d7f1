// JSON_QUOTE and JSON_UNQUOTE. Quoting escapes everything outside ASCII, and the slash, as Flink does.
import { STRING } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";

export const jsonQuote = scalar({
  name: "JSON_QUOTE",
  category: "json",
  syntax: ["JSON_QUOTE(text)"],
  signatures: [["TEXT", "->", STRING]],
  summary: "The text as a JSON string, with quotes and escapes",
  examples: [
    ["JSON_QUOTE('a\"b')", '"a\\"b"'],
    ["JSON_QUOTE('é')", '"\\u00e9"'],
  ],
  evaluate: (text: string) =>
    JSON.stringify(text)
      .replaceAll("/", "\\/")
      .replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
});

export const jsonUnquote = scalar({
  name: "JSON_UNQUOTE",
  category: "json",
  syntax: ["JSON_UNQUOTE(text)"],
  signatures: [["TEXT", "->", STRING]],
  summary: "The text that a JSON string stands for; anything else is left as it is",
  examples: [
    ["JSON_UNQUOTE('\"abc\"')", "abc"],
    ["JSON_UNQUOTE('[1]')", "[1]"],
  ],
  evaluate: (text: string) => {
    if (!/^"[\s\S]*"$/.test(text) || text.length < 2) return text;
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === "string" ? value : text;
    } catch {
      return text;
    }
  },
});
