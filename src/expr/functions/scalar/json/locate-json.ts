// Follows a definite path through a JSON text and builds only what it leads to. All of the text is still read, so that
// what is no JSON is found wherever it stands; the answer is that of followPath over parseJson.
import type { JsonNode } from "./json-node.ts";
import { followPath, type JsonPath, type PathStep } from "./json-path.ts";
import {
  endOfText,
  type JsonCursor,
  parseJson,
  readString,
  readValue,
  skipSpace,
  skipString,
  skipValue,
  take,
  wrong,
} from "./parse-json.ts";

/** @throws DataProblem DATA_JSON */
export function locateInJson(text: string, path: JsonPath): JsonNode | undefined {
  // An index from the end needs the whole array.
  if (!path.isDefinite || path.steps.some((step) => step.kind === "element" && step.index < 0)) {
    return followPath(path, parseJson(text));
  }
  const cursor: JsonCursor = { text, at: 0 };
  skipSpace(cursor);
  const first = text[cursor.at];
  const found = locate(cursor, path.steps, 0);
  endOfText(cursor, first);
  return found;
}

function locate(cursor: JsonCursor, steps: readonly PathStep[], depth: number): JsonNode | undefined {
  if (depth === steps.length) return readValue(cursor, depth);
  const step = steps[depth];
  const first = cursor.text[cursor.at];
  if (step.kind === "member" && first === "{") return inObject(cursor, step.name, steps, depth);
  if (step.kind === "element" && first === "[") return inArray(cursor, step.index, steps, depth);
  skipValue(cursor, depth);
  return undefined;
}

/** Of members with one name the last counts. */
function inObject(cursor: JsonCursor, name: string, steps: readonly PathStep[], depth: number): JsonNode | undefined {
  let found: JsonNode | undefined;
  cursor.at++;
  skipSpace(cursor);
  if (take(cursor, "}")) return found;
  for (;;) {
    const isWanted = isNameNext(cursor, name);
    skipSpace(cursor);
    if (!take(cursor, ":")) throw wrong(cursor);
    skipSpace(cursor);
    if (isWanted) found = locate(cursor, steps, depth + 1);
    else skipValue(cursor, depth + 1);
    skipSpace(cursor);
    if (take(cursor, "}")) return found;
    if (!take(cursor, ",")) throw wrong(cursor);
    skipSpace(cursor);
  }
}

function isNameNext(cursor: JsonCursor, name: string): boolean {
  const { text, at } = cursor;
  if (text[at] !== '"') throw wrong(cursor);
  const isPlain = skipString(cursor);
  if (isPlain) return cursor.at - at - 2 === name.length && text.startsWith(name, at + 1);
  cursor.at = at;
  return readString(cursor) === name;
}

function inArray(cursor: JsonCursor, index: number, steps: readonly PathStep[], depth: number): JsonNode | undefined {
  let found: JsonNode | undefined;
  cursor.at++;
  skipSpace(cursor);
  if (take(cursor, "]")) return found;
  for (let i = 0; ; i++) {
    if (i === index) found = locate(cursor, steps, depth + 1);
    else skipValue(cursor, depth + 1);
    skipSpace(cursor);
    if (take(cursor, "]")) return found;
    if (!take(cursor, ",")) throw wrong(cursor);
    skipSpace(cursor);
  }
}
