// Where the closing quote of a text is missing. The text that runs to the end is often not the culprit: in
// `a = 'x AND b = 'y'` the first quote lacks its partner and all later ones trade places. A text that ends right at a word
// gives that away. Each place is tried; the first one with which the statement parses is the repair.
import type { SourceText } from "../common/span.ts";
import { type Edit, statementAround, withEdit } from "./edit.ts";
import type { Lexeme } from "./lexer.ts";

export interface UnclosedText {
  /** Offset of the quote without a partner. */
  readonly open: number;
  readonly repaired: string | undefined;
  readonly edit: Edit | null;
}

/** `parses`: is this text a statement without errors? */
export function findUnclosed(
  source: SourceText,
  lexemes: readonly Lexeme[],
  index: number,
  parses: (text: string) => boolean,
): UnclosedText {
  const unclosed = lexemes[index];
  const statement = statementAround(lexemes, unclosed.start);
  for (const { open, places } of suspects(source, lexemes, index, statement.start)) {
    for (const place of places) {
      const edit: Edit = { start: place, end: place, text: "'" };
      const repaired = withEdit(source, statement, edit);
      if (parses(repaired)) return { open, repaired, edit };
    }
  }
  return { open: unclosed.start, repaired: undefined, edit: null };
}

function* suspects(source: SourceText, lexemes: readonly Lexeme[], index: number, from: number) {
  for (let i = 0; i < index; i++) {
    const [text, next] = [lexemes[i], lexemes[i + 1]];
    const isTraded =
      text.kind === "string" && text.end === next.start && (next.kind === "word" || next.kind === "number");
    if (isTraded && text.start >= from) yield { open: text.start, places: wordEnds(source, text.start + 1) };
  }
  const { start, end } = lexemes[index];
  // The text itself most likely goes to the end of its line.
  yield { open: start, places: [end, ...wordEnds(source, start + 1).reverse()] };
}

/** Ends of the words of a line, from `from` on. */
function wordEnds(source: SourceText, from: number): number[] {
  const lineEnd = source.text.indexOf("\n", from);
  const line = source.text.slice(from, lineEnd === -1 ? source.text.length : lineEnd);
  return [...line.matchAll(/[^\s,;()']+/g)].map((word) => from + word.index + word[0].length);
}
