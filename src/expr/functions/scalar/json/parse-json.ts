// Reads JSON texts into nodes that keep every digit. RFC 8259, with two things as in Flink: of members with one name the
// last counts, and what follows a complete first value is not looked at ('{"a":1}x'), unless it could belong to it ('1x').
import { DataProblem } from "../../../function.ts";
import { bigDecimalText, type JsonNode } from "./json-node.ts";

export interface JsonCursor {
  readonly text: string;
  at: number;
}

const DEPTH_MAX = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 34;
const BACKSLASH = 92;
const BRACKET = 91;
const BRACE = 123;

/** @throws DataProblem DATA_JSON with the place of the first character that is wrong */
export function parseJson(text: string): JsonNode {
  const cursor: JsonCursor = { text, at: 0 };
  skipSpace(cursor);
  const first = text[cursor.at];
  const node = readValue(cursor, 0);
  endOfText(cursor, first);
  return node;
}

/** A number, true, false or null ends before a space; what follows other values is not looked at. */
export function endOfText(cursor: JsonCursor, first: string): void {
  if (first === "{" || first === "[" || first === '"') return;
  if (cursor.at < cursor.text.length && !isSpace(cursor.text.charCodeAt(cursor.at))) throw wrong(cursor);
}

export function readValue(cursor: JsonCursor, depth: number): JsonNode {
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

function readObject(cursor: JsonCursor, depth: number): JsonNode {
  if (depth >= DEPTH_MAX) throw tooDeep();
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

function readArray(cursor: JsonCursor, depth: number): JsonNode {
  if (depth >= DEPTH_MAX) throw tooDeep();
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

export function readString(cursor: JsonCursor): string {
  const start = cursor.at;
  return skipString(cursor) ? cursor.text.slice(start + 1, cursor.at - 1) : unescaped(cursor, start);
}

/** True when the string has no escapes; those that it has are not yet checked. */
export function skipString(cursor: JsonCursor): boolean {
  const { text } = cursor;
  let isPlain = true;
  for (let i = cursor.at + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) {
      cursor.at = i + 1;
      return isPlain;
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

function unescaped(cursor: JsonCursor, start: number): string {
  try {
    return JSON.parse(cursor.text.slice(start, cursor.at)) as string;
  } catch {
    throw new DataProblem("DATA_JSON", `no JSON: there is a wrong escape in the text at character ${start + 1}`);
  }
}

function readWord<T extends JsonNode>(cursor: JsonCursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.at)) throw wrong(cursor);
  cursor.at += word.length;
  return value;
}

function readNumber(cursor: JsonCursor): JsonNode {
  NUMBER.lastIndex = cursor.at;
  const match = NUMBER.exec(cursor.text);
  if (match === null) throw wrong(cursor);
  cursor.at += match[0].length;
  return { number: bigDecimalText(match[0]) };
}

/** Reads a value without building it. */
export function skipValue(cursor: JsonCursor, depth: number): void {
  const start = cursor.at;
  switch (cursor.text.charCodeAt(start)) {
    case BRACE:
      skipMembers(cursor, depth, "}", true);
      return;
    case BRACKET:
      skipMembers(cursor, depth, "]", false);
      return;
    case QUOTE:
      if (!skipString(cursor)) unescaped(cursor, start);
      return;
    default:
      NUMBER.lastIndex = start;
      if (NUMBER.test(cursor.text)) cursor.at = NUMBER.lastIndex;
      else readValue(cursor, depth);
  }
}

function skipMembers(cursor: JsonCursor, depth: number, end: "}" | "]", hasNames: boolean): void {
  if (depth >= DEPTH_MAX) throw tooDeep();
  cursor.at++;
  skipSpace(cursor);
  if (take(cursor, end)) return;
  for (;;) {
    if (hasNames) {
      if (cursor.text.charCodeAt(cursor.at) !== QUOTE) throw wrong(cursor);
      skipValue(cursor, depth);
      skipSpace(cursor);
      if (!take(cursor, ":")) throw wrong(cursor);
      skipSpace(cursor);
    }
    skipValue(cursor, depth + 1);
    skipSpace(cursor);
    if (take(cursor, end)) return;
    if (!take(cursor, ",")) throw wrong(cursor);
    skipSpace(cursor);
  }
}

function tooDeep(): DataProblem {
  return new DataProblem("DATA_JSON", `the JSON text is nested more than ${DEPTH_MAX} deep`);
}

export function take(cursor: JsonCursor, char: string): boolean {
  if (cursor.text[cursor.at] !== char) return false;
  cursor.at++;
  return true;
}

export function skipSpace(cursor: JsonCursor): void {
  while (isSpace(cursor.text.charCodeAt(cursor.at))) cursor.at++;
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 13 || unit === 9;
}

export function wrong(cursor: JsonCursor): DataProblem {
  const { text, at } = cursor;
  const what = at >= text.length ? "the text ends too early" : `'${text[at]}' at character ${at + 1} is not expected`;
  return new DataProblem("DATA_JSON", `no JSON: ${what}`);
}
