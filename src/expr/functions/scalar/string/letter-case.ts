// UPPER, LOWER, INITCAP. Full Unicode case mapping without a locale, as Java's Locale.ROOT; INITCAP knows only ASCII
// letters and digits as word characters, as Calcite.
import { scalar, first } from "../../define.ts";

export const upper = scalar({
  name: "UPPER",
  aliases: ["UCASE"],
  category: "string",
  syntax: ["UPPER(text)"],
  signatures: [["TEXT", "->", first]],
  summary: "The text in capital letters",
  examples: [
    ["UPPER('Hello')", "HELLO"],
    ["UPPER('héß')", "HÉSS"],
  ],
  evaluate: (text: string) => text.toUpperCase(),
});

export const lower = scalar({
  name: "LOWER",
  aliases: ["LCASE"],
  category: "string",
  syntax: ["LOWER(text)"],
  signatures: [["TEXT", "->", first]],
  summary: "The text in small letters",
  examples: [
    ["LOWER('Hello')", "hello"],
    ["LOWER('ΑΣ')", "ας"],
  ],
  evaluate: (text: string) => text.toLowerCase(),
});

export const initcap = scalar({
  name: "INITCAP",
  category: "string",
  syntax: ["INITCAP(text)"],
  signatures: [["TEXT", "->", first]],
  summary: "Each word with a capital first letter and small others; a word is a run of the letters A-Z and digits",
  examples: [
    ["INITCAP('hELLO wORLD')", "Hello World"],
    ["INITCAP('a-b_c d1e')", "A-B_C D1e"],
  ],
  evaluate: (text: string) =>
    text.replace(/[A-Za-z0-9]+/g, (word) => word[0].toUpperCase() + word.slice(1).toLowerCase()),
});
