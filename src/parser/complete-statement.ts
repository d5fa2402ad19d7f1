// Is a text in the REPL ready to run? It is when it ends in `;` outside quotes, comments and statement sets.
import { type Lexeme, lex } from "./lexer.ts";

export function isCompleteStatement(text: string): boolean {
  const lexemes = lex(text);
  if (lexemes.some((lexeme) => isOpen(lexeme))) return false;
  const last = lexemes.at(-1);
  if (last === undefined || last.value !== ";" || last.kind !== "symbol") return false;
  return !isInsideSet(lexemes);
}

function isOpen(lexeme: Lexeme): boolean {
  const { problem } = lexeme;
  return problem === "unclosed-string" || problem === "unclosed-name" || problem === "unclosed-comment";
}

/** Is the last STATEMENT SET without its END? An END that closes a set stands right behind a `;` or behind BEGIN. */
function isInsideSet(lexemes: readonly Lexeme[]): boolean {
  let isInside = false;
  for (let i = 0; i < lexemes.length; i++) {
    const word = wordAt(lexemes, i);
    const before = wordAt(lexemes, i - 1);
    if (word === "STATEMENT" && wordAt(lexemes, i + 1) === "SET") isInside = true;
    else if (word === "END" && (before === ";" || before === "BEGIN")) isInside = false;
  }
  return isInside;
}

function wordAt(lexemes: readonly Lexeme[], index: number): string {
  const lexeme = lexemes[index];
  return lexeme === undefined || (lexeme.kind !== "word" && lexeme.kind !== "symbol") ? "" : lexeme.value.toUpperCase();
}
