// LIKE, ILIKE and SIMILAR TO patterns as regular expressions, as Calcite's Like class: `_` is one character but no line
// break, `%` any text. Without ESCAPE there is no escape character. SIMILAR TO has | * + ? {} () [] of SQL's regular
// expressions and [:ALPHA:] classes.
import { DataProblem } from "../../function.ts";

/** What a LIKE pattern asks for when it needs no regular expression. */
export type LikeShape =
  | { readonly kind: "equals" | "prefix" | "suffix" | "contains"; readonly text: string }
  | { readonly kind: "pattern"; readonly regex: RegExp };

type Token = { readonly kind: "text"; readonly text: string } | { readonly kind: "one" | "any" };

const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

function badEscape(pattern: string, at: number): never {
  throw new DataProblem("DATA_BAD_PATTERN", `invalid escape sequence '${pattern}', ${at}`);
}

function checkEscape(escapeCharacter: string | null): void {
  if (escapeCharacter !== null && [...escapeCharacter].length !== 1) {
    throw new DataProblem("DATA_BAD_PATTERN", `invalid escape character '${escapeCharacter}': it is one character`);
  }
}

function tokens(pattern: string, escapeCharacter: string | null): readonly Token[] {
  checkEscape(escapeCharacter);
  const result: Token[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") result.push({ kind: "text", text });
    text = "";
  };
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === escapeCharacter) {
      const next = characters[++i];
      if (next !== "_" && next !== "%" && next !== escapeCharacter) badEscape(pattern, i - 1);
      text += next;
    } else if (character === "_" || character === "%") {
      flush();
      result.push({ kind: character === "_" ? "one" : "any" });
    } else {
      text += character;
    }
  }
  flush();
  return result;
}

/** @throws DataProblem DATA_BAD_PATTERN */
export function likeShape(pattern: string, escapeCharacter: string | null, isCaseInsensitive: boolean): LikeShape {
  const parts = tokens(pattern, escapeCharacter);
  if (!isCaseInsensitive) {
    const [a, b] = parts.map((part) => (part.kind === "text" ? part.text : part.kind));
    const kinds = parts.map((part) => part.kind).join(" ");
    if (kinds === "") return { kind: "equals", text: "" };
    if (kinds === "text") return { kind: "equals", text: a };
    if (kinds === "text any") return { kind: "prefix", text: a };
    if (kinds === "any text") return { kind: "suffix", text: b };
    if (kinds === "any text any") return { kind: "contains", text: b };
  }
  const source = parts
    .map((part) => (part.kind === "text" ? part.text.replace(SPECIAL, "\\$&") : part.kind === "one" ? "." : "[^]*"))
    .join("");
  return { kind: "pattern", regex: new RegExp(`^(?:${source})$`, isCaseInsensitive ? "iu" : "u") };
}

export function matchesShape(shape: LikeShape, text: string): boolean {
  switch (shape.kind) {
    case "equals":
      return text === shape.text;
    case "prefix":
      return text.startsWith(shape.text);
    case "suffix":
      return text.endsWith(shape.text);
    case "contains":
      return text.includes(shape.text);
    case "pattern":
      return shape.regex.test(text);
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  ALPHA: "\\p{Alphabetic}",
  UPPER: "\\p{Lu}",
  LOWER: "\\p{Ll}",
  DIGIT: "\\d",
  SPACE: " ",
  WHITESPACE: "\\s",
  ALNUM: "\\p{Alphabetic}\\d",
};

/** @throws DataProblem DATA_BAD_PATTERN */
export function similarRegex(pattern: string, escapeCharacter: string | null): RegExp {
  checkEscape(escapeCharacter);
  const characters = [...pattern];
  let source = "";
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === escapeCharacter) {
      const next = characters[++i];
      if (next === undefined) badEscape(pattern, i - 1);
      source += next.replace(SPECIAL, "\\$&");
    } else if (character === "[") {
      const end = bracketEnd(characters, i, pattern);
      source += bracketSource(characters.slice(i + 1, end));
      i = end;
    } else if (character === "_") {
      source += ".";
    } else if (character === "%") {
      source += "[^]*";
    } else if ("|*+?{}()".includes(character)) {
      source += character;
    } else {
      // As Calcite: a dot stays the dot of a regular expression.
      source += character === "." ? "." : character.replace(SPECIAL, "\\$&");
    }
  }
  try {
    return new RegExp(`^(?:${source})$`, "u");
  } catch {
    throw new DataProblem("DATA_BAD_PATTERN", `invalid regular expression '${pattern}'`);
  }
}

function bracketEnd(characters: readonly string[], start: number, pattern: string): number {
  for (let i = start + 1; i < characters.length; i++) {
    if (characters[i] === "[" && characters[i + 1] === ":") {
      const close = characters.indexOf("]", i);
      if (close === -1) break;
      i = close;
    } else if (characters[i] === "]" && i > start + 1) {
      return i;
    }
  }
  throw new DataProblem("DATA_BAD_PATTERN", `invalid regular expression '${pattern}'`);
}

function bracketSource(inside: readonly string[]): string {
  const text = inside.join("");
  const isNegated = text.startsWith("^");
  const body = (isNegated ? text.slice(1) : text).replace(
    /\[:(\w+):\]|[\\[\]/&~]/gu,
    (match, name: string | undefined) =>
      name === undefined ? `\\${match}` : (CLASSES[name.toUpperCase()] ?? `\\${match}`),
  );
  return `[${isNegated ? "^" : ""}${body}]`;
}
