// SPLIT_INDEX (from 0), SPLIT_PART (from 1, as PostgreSQL) and SPLIT (an array): texts cut at a delimiter.
import { INT, STRING, type SqlType } from "../../../../common/types.ts";
import { DataProblem } from "../../../function.ts";
import { nullable, scalar } from "../../define.ts";

const TEXTS: SqlType = { kind: "ARRAY", element: STRING, nullable: true };

export const splitIndex = scalar({
  name: "SPLIT_INDEX",
  category: "string",
  syntax: ["SPLIT_INDEX(text, delimiter, index)"],
  signatures: [
    ["TEXT", "TEXT", "INTEGER", "->", nullable(STRING)],
    ["TEXT", INT, "INTEGER", "->", nullable(STRING)],
  ],
  summary:
    "The part of a text between delimiters, counted from 0; NULL when there are not so many; a number is a delimiter's character code, an empty delimiter any white space",
  examples: [
    ["SPLIT_INDEX('a,b,c', ',', 1)", "b"],
    ["SPLIT_INDEX('a,b', ',', 5)", null],
  ],
  evaluate: (text: string, delimiter: string | number, index: number | bigint) => {
    if (text === "" || index < 0) return null;
    if (typeof delimiter === "number" && (delimiter < 1 || delimiter > 255)) return null;
    const cut = typeof delimiter === "number" ? String.fromCharCode(delimiter) : delimiter;
    return text.split(cut === "" ? /\s/ : cut)[Number(index)] ?? null;
  },
});

export const splitPart = scalar({
  name: "SPLIT_PART",
  category: "string",
  syntax: ["SPLIT_PART(text, delimiter, n)"],
  signatures: [["TEXT", "TEXT", "INTEGER", "->", STRING]],
  summary:
    "The n-th part of a text between delimiters, counted from 1, from the end when negative; empty when there are not so many",
  examples: [
    ["SPLIT_PART('a,b,c', ',', 2)", "b"],
    ["SPLIT_PART('a,b,c', ',', -1)", "c"],
    ["SPLIT_PART('a,b', ',', 9)", ""],
  ],
  canFail: true,
  evaluate: (text: string, delimiter: string, n: number | bigint) => {
    const wanted = Number(n);
    if (wanted === 0) throw new DataProblem("DATA_BAD_ARGUMENT", "parts of SPLIT_PART count from 1 or from -1, not 0");
    const parts = delimiter === "" ? [text] : text.split(delimiter);
    return parts[wanted > 0 ? wanted - 1 : parts.length + wanted] ?? "";
  },
});

export const split = scalar({
  name: "SPLIT",
  aliases: ["STRING_SPLIT", "STRING_TO_ARRAY"],
  category: "collection",
  syntax: ["SPLIT(text, delimiter)"],
  signatures: [["TEXT", "TEXT", "->", TEXTS]],
  summary: "The parts of a text between delimiters as an array; its characters when the delimiter is empty",
  examples: [
    ["SPLIT('a,b,,c', ',')", "[a, b, , c]"],
    ["SPLIT('abc', '')", "[a, b, c]"],
  ],
  evaluate: (text: string, delimiter: string) => {
    if (text === "") return [];
    return delimiter === "" ? [...text] : text.split(delimiter);
  },
});
