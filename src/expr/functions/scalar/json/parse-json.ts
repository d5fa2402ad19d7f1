// Reads JSON texts into nodes that keep every digit. RFC 8259, with two things as in Flink: of members with one name the
// last counts, and what follows a complete first value is not looked at ('{"a":1}x'), unless it could belong to it ('1x').
import { DataProblem } from "../../../function.ts";
import { bigDecimalText, type JsonNode } from "./json-node.ts";

interface Cursor {
  readonly text: string;
  at: number;
}

const DEPTH_MAX = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 34;
const BACKSLASH = 92;

/** @throws DataProblem DATA_JSON with the place of the first character that is wrong */
export function parseJson(text: string): JsonNode {
  const cursor: Cursor = { text, at: 0 };
  skipSpace(cursor);
  const node = readValue(cursor, 0);
  const next = text[cursor.at];
  const isBare = typeof node !== "object" || node === null || "number" in node;
  if (isBare && typeof node !== "string" && next !== undefined && !isSpace(next.charCodeAt(0))) throw wrong(cursor);
  return node;
}

function readValue(cursor: Cursor, depth: number): JsonNode {
  const { text } = cursor;
  switch (text[cursor.at]) {
    case "{":
      return readObject(cursor, depth);
    case "[":
      return readArray(cursor, depth);
    case '"':
      return readString(cursor);
    case "t":
      return readWord(cursor, "true", true);
    case "f":
      return readWord(cursor, "false", false);
    case "n":
      return readWord(cursor, "null", null);
    default:
      return readNumber(cursor);
  }
}

function readObject(cursor: Cursor, depth: number): JsonNode {
  if (depth >= DEPTH_MAX) throw new DataProblem("DATA_JSON", `the JSON text is nested more than ${DEPTH_MAX} deep`);
  const members = new Map<string, JsonNode>();
  cursor.at++;
  skipSpace(cursor);
  if (take(cursor, "}")) return members;
  for (;;) {
    if (cursor.text.charCodeAt(cursor.at) !== QUOTE) throw wrong(cursor);
    const name = readString(cursor);
    skipSpace(cursor);
    if (!take(cursor, ":")) throw wrong(cursor);
    skipSpace(cursor);
    members.set(name, readValue(cursor, depth + 1));
    skipSpace(cursor);
    if (take(cursor, "}")) return members;
    if (!take(cursor, ",")) throw wrong(cursor);
    skipSpace(cursor);
  }
}

function readArray(cursor: Cursor, depth: number): JsonNode {
  if (depth >= DEPTH_MAX) throw new DataProblem("DATA_JSON", `the JSON text is nested more than ${DEPTH_MAX} deep`);
  const items: JsonNode[] = [];
  cursor.at++;
  skipSpace(cursor);
  if (take(cursor, "]")) return items;
  for (;;) {
    items.push(readValue(cursor, depth + 1));
    skipSpace(cursor);
    if (take(cursor, "]")) return items;
    if (!take(cursor, ",")) throw wrong(cursor);
    skipSpace(cursor);
  }
}

function readString(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at;
  let isPlain = true;
  for (let i = start + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) {
      cursor.at = i + 1;
      return isPlain ? text.slice(start + 1, i) : unescaped(cursor, start);
    }
    if (unit < 32) {
      cursor.at = i;
      throw wrong(cursor);
    }
    if (unit === BACKSLASH) {
      isPlain = false;
      i++;
    }
  }
  cursor.at = text.length;
  throw wrong(cursor);
}

function unescaped(cursor: Cursor, start: number): string {
  try {
    return JSON.parse(cursor.text.slice(start, cursor.at)) as string;
  } catch {
    throw new DataProblem("DATA_JSON", `no JSON: there is a wrong escape in the text at character ${start + 1}`);
  }
}

function readWord<T extends JsonNode>(cursor: Cursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.at)) throw wrong(cursor);
  cursor.at += word.length;
  return value;
}

function readNumber(cursor: Cursor): JsonNode {
  NUMBER.lastIndex = cursor.at;
  const match = NUMBER.exec(cursor.text);
  if (match === null) throw wrong(cursor);
  cursor.at += match[0].length;
  return { number: bigDecimalText(match[0]) };
}

function take(cursor: Cursor, char: string): boolean {
  if (cursor.text[cursor.at] !== char) return false;
  cursor.at++;
  return true;
}

function skipSpace(cursor: Cursor): void {
  while (isSpace(cursor.text.charCodeAt(cursor.at))) cursor.at++;
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 13 || unit === 9;
}

function wrong(cursor: Cursor): DataProblem {
  const { text, at } = cursor;
  const what = at >= text.length ? "the text ends too early" : `'${text[at]}' at character ${at + 1} is not expected`;
  return new DataProblem("DATA_JSON", `no JSON: ${what}`);
}
