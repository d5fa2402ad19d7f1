import { BOOLEAN } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";

type TextOrBytes = string | Uint8Array;

export const startsWith = scalar({
  name: "STARTSWITH",
  aliases: ["STARTS_WITH"],
  category: "string",
  syntax: ["STARTSWITH(text, start)", "STARTSWITH(bytes, start)"],
  signatures: [
    ["TEXT", "TEXT", "->", BOOLEAN],
    ["BINARY", "BINARY", "->", BOOLEAN],
  ],
  summary: "Whether a text or byte string begins with another; everything begins with an empty one",
  examples: [
    ["STARTSWITH('abc', 'ab')", "TRUE"],
    ["STARTSWITH(x'0102', x'02')", "FALSE"],
  ],
  evaluate: (value: TextOrBytes, start: TextOrBytes) =>
    typeof value === "string" ? value.startsWith(start as string) : isAt(value, start as Uint8Array, 0),
});

export const endsWith = scalar({
  name: "ENDSWITH",
  aliases: ["ENDS_WITH"],
  category: "string",
  syntax: ["ENDSWITH(text, end)", "ENDSWITH(bytes, end)"],
  signatures: [
    ["TEXT", "TEXT", "->", BOOLEAN],
    ["BINARY", "BINARY", "->", BOOLEAN],
  ],
  summary: "Whether a text or byte string ends with another; everything ends with an empty one",
  examples: [
    ["ENDSWITH('abc', 'bc')", "TRUE"],
    ["ENDSWITH('abc', 'BC')", "FALSE"],
  ],
  evaluate: (value: TextOrBytes, end: TextOrBytes) =>
    typeof value === "string"
      ? value.endsWith(end as string)
      : isAt(value, end as Uint8Array, value.length - end.length),
});

function isAt(bytes: Uint8Array, part: Uint8Array, offset: number): boolean {
  return offset >= 0 && part.every((byte, i) => bytes[offset + i] === byte);
}
