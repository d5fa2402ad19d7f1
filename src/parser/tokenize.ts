// Tokens for highlighting: everything but white space, comments included.
import { isReservedWord, SOFT_WORDS, STATEMENT_WORDS } from "./keywords.ts";
import { lex } from "./lexer.ts";

export type HighlightKind = "keyword" | "name" | "string" | "number" | "symbol" | "comment" | "error";

export interface HighlightToken {
  readonly kind: HighlightKind;
  readonly start: number;
  readonly end: number;
}

export function tokenize(text: string): readonly HighlightToken[] {
  const soft: ReadonlySet<string> = new Set(SOFT_WORDS);
  return lex(text, { withComments: true }).map((lexeme) => {
    const { start, end } = lexeme;
    if (lexeme.problem !== null && lexeme.problem !== "unclosed-comment") return { kind: "error", start, end };
    switch (lexeme.kind) {
      case "word": {
        const word = lexeme.value.toUpperCase();
        const isKeyword = isReservedWord(word) || soft.has(word) || STATEMENT_WORDS.has(word);
        return { kind: isKeyword ? "keyword" : "name", start, end };
      }
      case "quoted":
        return { kind: "name", start, end };
      case "string":
      case "binary":
        return { kind: "string", start, end };
      case "unknown":
        return { kind: "error", start, end };
      case "number":
      case "symbol":
      case "comment":
        return { kind: lexeme.kind, start, end };
    }
  });
}
