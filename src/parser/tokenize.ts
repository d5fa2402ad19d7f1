// Tokens for highlighting: everything but white space, comments included.
import { isReservedWord, SOFT_WORDS, STATEMENT_WORDS } from "./keywords.ts";
import { type Lexeme, lex } from "./lexer.ts";

export type HighlightKind = "keyword" | "name" | "string" | "number" | "symbol" | "comment" | "error";

export interface HighlightToken {
  readonly kind: HighlightKind;
  readonly start: number;
  readonly end: number;
}

export function tokenize(text: string): readonly HighlightToken[] {
  const soft: ReadonlySet<string> = new Set(SOFT_WORDS);
  return lex(text, { withComments: true }).map((lexeme) => {
    return { kind: kindOf(lexeme, soft), start: lexeme.start, end: lexeme.end };
  });
}

function kindOf(lexeme: Lexeme, softWords: ReadonlySet<string>): HighlightKind {
  if (lexeme.problem !== null && lexeme.problem !== "unclosed-comment") return "error";
  switch (lexeme.kind) {
    case "word": {
      const word = lexeme.value.toUpperCase();
      return isReservedWord(word) || softWords.has(word) || STATEMENT_WORDS.has(word) ? "keyword" : "name";
    }
    case "quoted":
      return "name";
    case "string":
    case "binary":
      return "string";
    case "unknown":
      return "error";
    case "number":
    case "symbol":
    case "comment":
      return lexeme.kind;
  }
}
