// Cuts the tokens of a file into statements at `;`. A statement set is one statement: it ends behind its END, or, when the
// END is missing, before the first statement that cannot be part of it.
import type { IToken } from "chevrotain";
import { K, S } from "./tokens.ts";

/** Half-open range of token indexes, without the `;` that ends it. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  /** A `;` follows. */
  readonly isEnded: boolean;
}

export function splitStatements(tokens: readonly IToken[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  while (from < tokens.length) {
    if (tokens[from].tokenType === S[";"]) {
      from++;
      continue;
    }
    const to = statementEnd(tokens, from);
    chunks.push({ from, to, isEnded: to < tokens.length });
    from = to + 1;
  }
  return chunks;
}

function statementEnd(tokens: readonly IToken[], from: number): number {
  let at = nextSemicolon(tokens, from);
  if (!isStatementSet(tokens, from)) return at;
  for (;;) {
    const next = tokens[at + 1]?.tokenType;
    if (next === K.END) return nextSemicolon(tokens, at + 1);
    // Empty statements and INSERTs belong to the set.
    if (next !== K.INSERT && next !== S[";"]) return at;
    at = nextSemicolon(tokens, at + 1);
  }
}

function nextSemicolon(tokens: readonly IToken[], from: number): number {
  let at = from;
  while (at < tokens.length && tokens[at].tokenType !== S[";"]) at++;
  return at;
}

function isStatementSet(tokens: readonly IToken[], from: number): boolean {
  let at = from;
  if (tokens[at]?.tokenType === K.EXPLAIN) {
    at++;
    while (at < tokens.length && ![K.STATEMENT, K.INSERT, K.SELECT, S[";"]].includes(tokens[at].tokenType)) at++;
  } else if (tokens[at]?.tokenType === K.EXECUTE || tokens[at]?.tokenType === K.BEGIN) {
    at++;
  }
  return tokens[at]?.tokenType === K.STATEMENT && tokens[at + 1]?.tokenType === K.SET;
}
