// What may come next in an unfinished statement: the completion of a prompt or an editor.
//
// The grammar itself is asked (expected.ts): everything before the word under the cursor is parsed, and each kind of token
// is tried behind it. Words that are not reserved may be names nearly everywhere; they are offered only where they can
// begin a clause, an operator or a statement. A statement that is wrong before the cursor has no next words.
import type { TokenType } from "chevrotain";
import { Expectations } from "./expected.ts";
import { isReservedWord, NEVER_BARE_ALIAS } from "./keywords.ts";
import { type Lexeme, lex } from "./lexer.ts";
import { Grammar } from "./run-grammar.ts";
import { K, NumberText, S, StringText, tokenOf, Word } from "./tokens.ts";

export interface Assist {
  /** "text": inside '...' that is not closed yet; "comment": nothing is to be offered. */
  readonly place: "word" | "text" | "comment";
  /** Where the word, quoted name or text under the cursor begins; of a text the place behind its quote. */
  readonly start: number;
  /** What of it is typed, without an opening quote. */
  readonly prefix: string;
  /** Keywords that may come next, in upper case, in alphabetical order. */
  readonly words: readonly string[];
  readonly takesName: boolean;
  readonly takesExpression: boolean;
  readonly takesText: boolean;
  /** Lexemes of the statement before the word under the cursor. */
  readonly before: readonly Lexeme[];
  /** All lexemes of the statement, also those behind the cursor. */
  readonly statement: readonly Lexeme[];
}

const EXPRESSION_WORDS: ReadonlySet<string> = new Set([
  "ARRAY", "CAST", "CURRENT", "DATE", "IF", "INTERVAL", "MAP", "ROW", "TIME", "TIMESTAMP", "TRY_CAST",
]); // biome-ignore format: a word list

const TIME_UNITS = ["DAY", "HOUR", "MINUTE", "MONTH", "QUARTER", "SECOND", "WEEK", "YEAR"];

export function assistAt(text: string, cursor: number): Assist {
  const head = lex(text.slice(0, cursor), { withComments: true });
  const last = head.at(-1);
  const isTouched = last !== undefined && last.end === cursor;
  const open = isTouched ? openPlace(last, text) : null;
  const before = statementOf(head, head.length)
    .slice(0, open === null ? undefined : -1)
    .filter((lexeme) => lexeme.kind !== "comment");
  const start = open?.start ?? cursor;
  const shared = { start, prefix: text.slice(start, cursor), before, statement: wholeStatement(text, cursor) };
  if (open !== null && open.place !== "word") return { ...shared, ...NOTHING, place: open.place };
  return { ...shared, ...nextOf(before, shared.prefix), place: "word" };
}

const NOTHING = { words: [], takesName: false, takesExpression: false, takesText: true } as const;

/** The place that the cursor is in when it stands at the end of `lexeme`; null: between lexemes. */
function openPlace(lexeme: Lexeme, text: string): Pick<Assist, "place" | "start"> | null {
  const { kind, problem, start } = lexeme;
  if (kind === "comment") return problem === null && text.startsWith("/*", start) ? null : { place: "comment", start };
  if (problem === "unclosed-string") return { place: "text", start: text.indexOf("'", start) + 1 };
  if (problem === "unclosed-name") return { place: "word", start: start + 1 };
  return kind === "word" || problem === "digit-name" ? { place: "word", start } : null;
}

function statementOf(lexemes: readonly Lexeme[], to: number): readonly Lexeme[] {
  const end = lexemes.findLastIndex((lexeme, i) => i < to && lexeme.kind === "symbol" && lexeme.value === ";");
  return lexemes.slice(end + 1, to);
}

/** Lexemes between the `;` before the cursor and the one behind it. */
function wholeStatement(text: string, cursor: number): readonly Lexeme[] {
  const lexemes = lex(text);
  const end = lexemes.findIndex((lexeme) => lexeme.start >= cursor && lexeme.kind === "symbol" && lexeme.value === ";");
  return statementOf(lexemes, end === -1 ? lexemes.length : end);
}

/** `prefix`: only words that begin so are tried. */
function nextOf(
  before: readonly Lexeme[],
  prefix: string,
): Omit<Assist, "place" | "start" | "prefix" | "before" | "statement"> {
  const tokens = before.map(tokenOf);
  const expectations = new Expectations(new Grammar({ name: "input", text: "" }), "statement");
  const accepts = (type: TokenType): boolean => expectations.accepts(tokens, tokens.length, type);
  const takesName = accepts(Word);
  const takesExpression = accepts(NumberText) && accepts(K.CASE);
  // Where the statement may also go on otherwise, a name would be an alias.
  const isAlias = takesName && !takesExpression && (accepts(K.AS) || accepts(K.WHERE) || accepts(S[","]));
  const isOffered = (word: string): boolean =>
    isReservedWord(word) ||
    !takesName ||
    (takesExpression && EXPRESSION_WORDS.has(word)) ||
    (isAlias && NEVER_BARE_ALIAS.has(word));
  const typed = prefix.toUpperCase();
  const words = Object.entries(K).flatMap(([word, type]) =>
    word.startsWith(typed) && isOffered(word) && accepts(type) ? [word] : [],
  );
  if (!takesName && expectations.acceptsWord(tokens, tokens.length, "SECOND")) words.push(...TIME_UNITS);
  return { words: words.sort(), takesName, takesExpression, takesText: accepts(StringText) };
}
