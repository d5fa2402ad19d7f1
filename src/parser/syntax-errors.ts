import type { IToken } from "chevrotain";
import { MillraceError } from "../common/errors.ts";
import type { SourceText } from "../common/span.ts";
import type { Statement } from "./ast.ts";
import type { Entry, Grammar } from "./run-grammar.ts";

export function explainErrors(
  grammar: Grammar,
  source: SourceText,
  tokens: readonly IToken[],
  entry: Entry = "statement",
): { readonly statements: readonly Statement[]; readonly errors: readonly MillraceError[] } {
  const { errors } = grammar.run(entry, tokens);
  return {
    statements: [],
    errors: errors.map((error) => {
      const token = tokens[error.index];
      const last = tokens[tokens.length - 1];
      const start = token?.startOffset ?? (last?.endOffset ?? -1) + 1;
      const end = token === undefined ? start + 1 : (token.endOffset ?? start) + 1;
      return new MillraceError(
        "PARSE_UNEXPECTED",
        token === undefined ? "the statement ends too soon" : `unexpected ${token.image}`,
        { span: { source, start, end } },
      );
    }),
  };
}
