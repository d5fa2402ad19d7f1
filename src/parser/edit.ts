// One edit of a statement's text: how errors show the repaired statement.
import type { TextEdit } from "../common/errors.ts";
import type { SourceText } from "../common/span.ts";
import type { Lexeme } from "./lexer.ts";

/** Replace [start, end) of the source by `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function fixOf(source: SourceText, edits: readonly Edit[]): readonly TextEdit[] {
  return edits.map(({ start, end, text }) => ({ span: { source, start, end }, replacement: text }));
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** From the lexeme after the `;` before `at` to the one before the next `;`. */
export function statementAround(lexemes: readonly Lexeme[], at: number): Range {
  let start = -1;
  let end = at;
  for (const lexeme of lexemes) {
    const isEnd = lexeme.kind === "symbol" && lexeme.value === ";";
    if (isEnd && lexeme.start >= at) break;
    if (isEnd) start = -1;
    else if (start === -1) start = lexeme.start;
    end = lexeme.end;
  }
  return { start: start === -1 ? at : start, end };
}

export function withEdit(source: SourceText, statement: Range, edit: Edit): string {
  const { text } = source;
  return text.slice(statement.start, edit.start) + edit.text + text.slice(edit.end, statement.end);
}
