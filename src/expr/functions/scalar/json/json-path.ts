// SQL/JSON paths: parsed once, then followed through a document.
//
//   [lax | strict] $ step...      steps: .name  ."name"  ['name']  .*  [*]  [0]  [-1]  [last]  [0,2]  [1:3]  ..name  ..*
//
// As in Flink: without a mode a path is strict, names may follow a dot and brackets ($.['a']), negative indexes count
// from the end, and lax does not unwrap arrays. A path with * or .. or several indexes answers the array of all it finds.
// In strict mode a step that leads nowhere is an error, in lax mode the result is empty; after the first * it is just
// not found. Filters and functions in paths are errors, at their place.
import type { JsonNode } from "./json-node.ts";
import { isJsonArray, isJsonObject } from "./json-node.ts";

export type PathStep =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "element"; readonly index: number }
  | { readonly kind: "elements"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly from: number | null; readonly to: number | null }
  | { readonly kind: "any" }
  /** All descendants and the value itself; the next step goes on from each. */
  | { readonly kind: "descendants" };

export interface JsonPath {
  readonly isLax: boolean;
  readonly steps: readonly PathStep[];
  /** It leads to one value at most. */
  readonly isDefinite: boolean;
}

interface Cursor {
  readonly text: string;
  at: number;
}

/** A text is what is wrong with the path, with the place. */
export function parseJsonPath(text: string): JsonPath | string {
  const mode = /^\s*(lax|strict)\s+/i.exec(text) ?? /^\s*()/.exec(text);
  const cursor: Cursor = { text, at: mode?.[0].length ?? 0 };
  if (text[cursor.at] !== "$") return `a JSON path starts with $, not with ${at(cursor)}`;
  cursor.at++;
  const steps: PathStep[] = [];
  while (cursor.at < text.trimEnd().length) {
    const error = readStep(cursor, steps);
    if (error !== null) return error;
  }
  const isDefinite = steps.every((step) => step.kind === "member" || step.kind === "element");
  return { isLax: mode?.[1].toLowerCase() === "lax", steps, isDefinite };
}

function readStep(cursor: Cursor, steps: PathStep[]): string | null {
  const { text } = cursor;
  if (text[cursor.at] === "[") return readBrackets(cursor, steps);
  if (text[cursor.at] !== ".") return `in the JSON path a step starts with . or [, not with ${at(cursor)}`;
  cursor.at++;
  if (text[cursor.at] === ".") {
    cursor.at++;
    steps.push({ kind: "descendants" });
  }
  if (text[cursor.at] === "[") return readBrackets(cursor, steps);
  if (text[cursor.at] === "*") {
    cursor.at++;
    steps.push({ kind: "any" });
    return null;
  }
  const name = text[cursor.at] === '"' ? readQuoted(cursor) : readName(cursor);
  if (name === null) return `in the JSON path a name is missing before ${at(cursor)}`;
  if (text[cursor.at] === "(") return `functions in JSON paths are not known: ${at(cursor)}`;
  steps.push({ kind: "member", name });
  return null;
}

function readName(cursor: Cursor): string | null {
  const name = /[^\s.[\](){}'",*?]*/y;
  name.lastIndex = cursor.at;
  const found = name.exec(cursor.text)?.[0] ?? "";
  cursor.at += found.length;
  return found === "" ? null : found;
}

/** A quoted name; a backslash keeps the next character. Null: it has no end. */
function readQuoted(cursor: Cursor): string | null {
  const quote = cursor.text[cursor.at];
  let name = "";
  for (let i = cursor.at + 1; i < cursor.text.length; i++) {
    const char = cursor.text[i];
    if (char === quote) {
      cursor.at = i + 1;
      return name;
    }
    name += char === "\\" ? (cursor.text[++i] ?? "") : char;
  }
  return null;
}

function readBrackets(cursor: Cursor, steps: PathStep[]): string | null {
  const { text } = cursor;
  cursor.at++;
  skipSpace(cursor);
  if (text[cursor.at] === "'" || text[cursor.at] === '"') {
    const name = readQuoted(cursor);
    if (name === null) return `in the JSON path the quote has no end: ${at(cursor)}`;
    steps.push({ kind: "member", name });
    skipSpace(cursor);
    if (text[cursor.at] === ",") return `several names in one [ ] of a JSON path are not known: ${at(cursor)}`;
    return closeBrackets(cursor);
  }
  if (text[cursor.at] === "?") return `filters in JSON paths are not known: ${at(cursor)}`;
  const inside = /[^\]]*/y;
  inside.lastIndex = cursor.at;
  const written = (inside.exec(text)?.[0] ?? "").trim();
  const step = subscript(
    written.replace(/\blast\s*-\s*(\d+)/gi, (_, n) => `-${Number(n) + 1}`).replace(/\blast\b/gi, "-1"),
  );
  if (step === null) return `in the JSON path an index, * or a quoted name is expected instead of ${at(cursor)}`;
  steps.push(step);
  cursor.at = inside.lastIndex;
  return closeBrackets(cursor);
}

function subscript(written: string): PathStep | null {
  if (written === "*") return { kind: "any" };
  if (/^-?\d+$/.test(written)) return { kind: "element", index: Number(written) };
  if (/^-?\d+(\s*,\s*-?\d+)+$/.test(written)) return { kind: "elements", indexes: written.split(",").map(Number) };
  const slice = /^(-?\d+)?\s*:\s*(-?\d+)?$/.exec(written);
  if (slice === null) return null;
  const bound = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
  return { kind: "slice", from: bound(slice[1]), to: bound(slice[2]) };
}

function closeBrackets(cursor: Cursor): string | null {
  if (cursor.text[cursor.at] !== "]") return `in the JSON path ] is missing before ${at(cursor)}`;
  cursor.at++;
  return null;
}

function skipSpace(cursor: Cursor): void {
  while (cursor.text[cursor.at] === " ") cursor.at++;
}

function at({ text, at: place }: Cursor): string {
  return place >= text.length ? "its end" : `'${text[place]}' (character ${place + 1} of '${text}')`;
}

/** What the path leads to: one value, or the array of all when it is not definite; undefined when a step leads nowhere. */
export function followPath(path: JsonPath, document: JsonNode): JsonNode | undefined {
  let found: readonly JsonNode[] = [document];
  let isOne = true;
  for (const step of path.steps) {
    if (isOne && (step.kind === "member" || step.kind === "element")) {
      const next = child(found[0], step);
      if (next === undefined) return undefined;
      found = [next];
      continue;
    }
    if (isOne && (step.kind === "elements" || step.kind === "slice") && !isJsonArray(found[0])) return undefined;
    isOne = false;
    found = found.flatMap((node) => children(node, step));
  }
  return path.isDefinite ? found[0] : found;
}

function child(node: JsonNode, step: Extract<PathStep, { kind: "member" | "element" }>): JsonNode | undefined {
  if (step.kind === "member") return isJsonObject(node) ? node.get(step.name) : undefined;
  return isJsonArray(node) ? node.at(step.index) : undefined;
}

function children(node: JsonNode, step: PathStep): readonly JsonNode[] {
  switch (step.kind) {
    case "member":
    case "element": {
      const found = child(node, step);
      return found === undefined ? [] : [found];
    }
    case "elements":
      return isJsonArray(node) ? step.indexes.flatMap((index) => children(node, { kind: "element", index })) : [];
    case "slice":
      return isJsonArray(node) ? node.slice(step.from ?? 0, step.to ?? node.length) : [];
    case "any":
      return isJsonArray(node) ? node : isJsonObject(node) ? [...node.values()] : [];
    case "descendants":
      return [node, ...children(node, { kind: "any" }).flatMap((inner) => children(inner, step))];
  }
}
