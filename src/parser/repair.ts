// The one edit that may mend a statement. Candidates are made from what is usually wrong, in order of plausibility; each is
// tried by parsing the edited tokens. One that makes the whole statement parse wins; else the one that carries the parse
// furthest, if that is far enough to be believed.
import type { IToken, TokenType } from "chevrotain";
import type { SourceText } from "../common/span.ts";
import { suggest } from "../common/suggest.ts";
import type { Edit } from "./edit.ts";
import { type Expectations, madeToken } from "./expected.ts";
import { STATEMENT_WORDS } from "./keywords.ts";
import type { Entry, Grammar } from "./run-grammar.ts";
import { AnyWord, K, NumberText, Quoted, S, StringText, Word } from "./tokens.ts";

/** Tokens that an edit must carry the parse on by to be taken although errors are left; fewer for mistakes that are plain. */
const FAR = 3;
const FAR_OF_CODE: Readonly<Record<string, number>> = {
  PARSE_TEXT_EXPECTED: 1,
  PARSE_DOUBLED: 2,
  PARSE_TRAILING_COMMA: 2,
  PARSE_RESERVED_WORD: 2,
};

export interface Repair {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Token that the error points at. */
  readonly culprit: number;
  /** Tokens [at, at + removed) are replaced by `inserted`; `closing` is put at the end of the statement. */
  readonly at: number;
  readonly removed: number;
  readonly inserted: readonly IToken[];
  readonly closing: IToken | null;
  readonly edits: readonly Edit[];
}

export interface Mended {
  readonly repair: Repair;
  readonly tokens: readonly IToken[];
  readonly isWhole: boolean;
}

export interface Trouble {
  readonly grammar: Grammar;
  readonly entry: Entry;
  readonly source: SourceText;
  readonly tokens: readonly IToken[];
  /** Where the grammar stopped. */
  readonly index: number;
  readonly expectations: Expectations;
}

export function findRepair(trouble: Trouble): Mended | null {
  if (trouble.tokens.length === 0) return null;
  let best: Mended | null = null;
  let bestReach = 0;
  for (const repair of candidates(trouble)) {
    const { tokens, index } = trouble;
    const edited = [...tokens.slice(0, repair.at), ...repair.inserted, ...tokens.slice(repair.at + repair.removed)];
    if (repair.closing !== null) edited.push(repair.closing);
    const { errors } = trouble.grammar.run(trouble.entry, edited);
    if (errors.length === 0) return { repair, tokens: edited, isWhole: true };
    const reach = errors[0].index - repair.inserted.length + repair.removed;
    const isFar = reach >= index + (FAR_OF_CODE[repair.code] ?? FAR);
    if (isFar && reach > bestReach && index < tokens.length) {
      best = { repair, tokens: edited, isWhole: false };
      bestReach = reach;
    }
  }
  return best;
}

function* candidates(trouble: Trouble): Generator<Repair> {
  yield* oddName(trouble);
  yield* misspelt(trouble);
  yield* doubled(trouble);
  yield* emptySelect(trouble);
  yield* trailingComma(trouble);
  yield* wrongQuotes(trouble);
  yield* optionsWithoutParentheses(trouble);
  yield* setWithoutEnd(trouble);
  yield* surplusClosing(trouble);
  yield* missing(trouble);
  yield* reserved(trouble);
  yield* surplus(trouble);
}

// ---- Making edits

export function startOf(token: IToken): number {
  return token.startOffset;
}

export function endOf(token: IToken): number {
  return (token.endOffset ?? token.startOffset) + 1;
}

export function textOf(source: SourceText, token: IToken): string {
  const text = source.text.slice(startOf(token), endOf(token));
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

type Words = Pick<Repair, "code" | "message" | "hint">;

function replace(trouble: Trouble, at: number, type: TokenType, text: string, words: Words, removed = 1): Repair {
  const start = startOf(trouble.tokens[at]);
  const end = endOf(trouble.tokens[at + removed - 1]);
  const inserted = [madeToken(type, start, text)];
  return { ...words, culprit: at, at, removed, inserted, closing: null, edits: [{ start, end, text }] };
}

function remove(trouble: Trouble, at: number, words: Words): Repair {
  const { tokens } = trouble;
  // The white space before it goes too.
  const start = at > 0 ? endOf(tokens[at - 1]) : startOf(tokens[at]);
  const edits = [{ start, end: endOf(tokens[at]), text: "" }];
  return { ...words, culprit: at, at, removed: 1, inserted: [], closing: null, edits };
}

function insert(trouble: Trouble, at: number, type: TokenType, words: Words): Repair {
  const { tokens } = trouble;
  const isTight = [S[","], S[")"], S[";"], S["]"]].includes(type);
  const offset = at > 0 ? endOf(tokens[at - 1]) : startOf(tokens[at]);
  const next = tokens[at];
  const isGlued = next !== undefined && offset === startOf(next);
  const text = `${isTight ? "" : " "}${type.name}${isGlued ? " " : ""}`;
  const inserted = [madeToken(type, offset)];
  return {
    ...words,
    culprit: at,
    at,
    removed: 0,
    inserted,
    closing: null,
    edits: [{ start: offset, end: offset, text }],
  };
}

// ---- What is usually wrong

function isUnquotedWord(token: IToken | undefined): token is IToken {
  if (token === undefined || token.tokenType === Quoted) return false;
  return token.tokenType === Word || isWordType(token.tokenType);
}

function isSoft(type: TokenType): boolean {
  return type.CATEGORIES?.some((category) => category.name === "Name") ?? false;
}

function isWordType(type: TokenType): boolean {
  return type.CATEGORIES?.some((category) => category === AnyWord || category.name === "Name") ?? false;
}

/** my-table: words, numbers and hyphens without a space between them are meant as one name. */
function* oddName(trouble: Trouble): Generator<Repair> {
  const { tokens, index, source } = trouble;
  const isPart = (at: number) => {
    const type = tokens[at]?.tokenType;
    return type === S["-"] || type === NumberText || isUnquotedWord(tokens[at]);
  };
  const isGlued = (at: number) => at > 0 && endOf(tokens[at - 1]) === startOf(tokens[at]);
  if (!isPart(index)) return;
  let from = index;
  let to = index;
  while (isGlued(from) && isPart(from - 1)) from--;
  while (to + 1 < tokens.length && isGlued(to + 1) && isPart(to + 1)) to++;
  const hasHyphen = tokens.slice(from, to + 1).some((token) => token.tokenType === S["-"]);
  if (!hasHyphen || !isUnquotedWord(tokens[from])) return;
  const written = source.text.slice(startOf(tokens[from]), endOf(tokens[to]));
  const words: Words = {
    code: "PARSE_ODD_NAME",
    message: `${written} is a name only in backticks`,
    hint: "A plain name has letters, digits, _ and $.",
  };
  yield replace(trouble, from, Quoted, `\`${written}\``, words, to - from + 1);
}

/** SELCT, FORM, GRUOP BY: the word where the grammar stopped, or one of the two before it, which passed for a name. */
function* misspelt(trouble: Trouble): Generator<Repair> {
  const { tokens, index, expectations } = trouble;
  for (const at of [index, index - 1, index - 2]) {
    const token = tokens[at];
    if (!isUnquotedWord(token) || token.image.length < 2) continue;
    const written = token.image.toUpperCase();
    const words = Object.values(K).filter((type) => type.name !== written && isNear(written, type.name));
    const possible = words.filter((type) => expectations.accepts(tokens, at, type)).map((type) => type.name);
    const word = suggest(written, possible);
    if (word === null) continue;
    yield replace(trouble, at, K[word as keyof typeof K], word, {
      code: "PARSE_MISSPELT_KEYWORD",
      message: `${token.image} is not a word of SQL`,
      hint: `Did you mean ${word}?`,
    });
  }
}

function isNear(written: string, word: string): boolean {
  return suggest(written, [word]) !== null;
}

function* doubled(trouble: Trouble): Generator<Repair> {
  const { tokens, index } = trouble;
  const [before, token] = [tokens[index - 1], tokens[index]];
  if (token === undefined || before === undefined || before.tokenType !== token.tokenType) return;
  if (token.image.toUpperCase() !== before.image.toUpperCase() || token.tokenType === StringText) return;
  yield remove(trouble, index, {
    code: "PARSE_DOUBLED",
    message: `${token.image} is written twice`,
    hint: `Leave one ${token.image} out.`,
  });
}

function* emptySelect(trouble: Trouble): Generator<Repair> {
  const { tokens, index } = trouble;
  if (tokens[index - 1]?.tokenType !== K.SELECT || tokens[index]?.tokenType !== K.FROM) return;
  yield insert(trouble, index, S["*"], {
    code: "PARSE_EMPTY_SELECT",
    message: "SELECT names no columns",
    hint: "List the columns, or write * for all of them.",
  });
}

function* trailingComma(trouble: Trouble): Generator<Repair> {
  const { tokens, index } = trouble;
  if (tokens[index - 1]?.tokenType !== S[","]) return;
  const follower = tokens[index] === undefined ? "the end" : tokens[index].image;
  yield remove(trouble, index - 1, {
    code: "PARSE_TRAILING_COMMA",
    message: `nothing follows this comma before ${follower}`,
    hint: "A list has no comma behind its last element.",
  });
}

/** "text" for 'text', 'name' for a name, option keys without quotes. */
function* wrongQuotes(trouble: Trouble): Generator<Repair> {
  const { tokens, index, source, expectations } = trouble;
  const token = tokens[index];
  if (token === undefined) return;
  const isText = token.tokenType === StringText;
  if (isText && expectations.accepts(tokens, index, Word)) {
    yield replace(trouble, index, Quoted, `\`${token.image.replaceAll("`", "``")}\``, {
      code: "PARSE_TEXT_AS_NAME",
      message: `${textOf(source, token)} is a text, not a name`,
      hint: "Names with unusual characters stand in backticks; '...' is a text.",
    });
  }
  if (isText || !isWordType(token.tokenType) || !expectations.accepts(tokens, index, StringText)) return;
  // Where an expression or a name can stand, a word is not a text without quotes.
  if (expectations.accepts(tokens, index, K.CASE) || expectations.accepts(tokens, index, Word)) return;
  let removed = 1;
  while (
    tokens[index + removed] !== undefined &&
    startOf(tokens[index + removed]) === endOf(tokens[index + removed - 1])
  ) {
    if (tokens[index + removed].tokenType === S["="]) break;
    removed++;
  }
  const last = tokens[index + removed - 1];
  const raw =
    token.tokenType === Quoted && removed === 1 ? token.image : source.text.slice(startOf(token), endOf(last));
  yield replace(
    trouble,
    index,
    StringText,
    `'${raw.replaceAll("'", "''")}'`,
    {
      code: "PARSE_TEXT_EXPECTED",
      message: `a text in '...' is expected here, not ${removed === 1 ? textOf(source, token) : raw}`,
      hint: "Texts, and the keys and values of options, stand between ' and '.",
    },
    removed,
  );
}

/** WITH 'a' = 'b', 'c' = 'd' */
function* optionsWithoutParentheses(trouble: Trouble): Generator<Repair> {
  const { tokens, index } = trouble;
  const before = tokens[index - 1]?.tokenType;
  if ((before !== K.WITH && before !== K.SET) || tokens[index]?.tokenType !== StringText) return;
  const open = startOf(tokens[index]);
  const close = endOf(tokens[tokens.length - 1]);
  yield {
    code: "PARSE_MISSING_PARENTHESIS",
    message: `the options behind ${before.name} stand in parentheses`,
    hint: "Write WITH ('key' = 'value', ...).",
    culprit: index,
    at: index,
    removed: 0,
    inserted: [madeToken(S["("], open)],
    closing: madeToken(S[")"], close),
    edits: [
      { start: open, end: open, text: "(" },
      { start: close, end: close, text: ")" },
    ],
  };
}

/** A comma, a parenthesis, or a word that always stands there. */
function* missing(trouble: Trouble): Generator<Repair> {
  const { tokens, index, expectations } = trouble;
  const words = [
    K.BY,
    K.AS,
    K.INTO,
    K.FROM,
    K.THEN,
    K.END,
    K.TABLE,
    K.ON,
    K.AND,
    K.KEY,
    K.SET,
    K.ENFORCED,
    K.JOIN,
    K.FOR,
  ];
  const isNamePossible = expectations.accepts(tokens, index, Word);
  for (const type of [S[")"], S["]"], S[","], S[";"], S["("], S["="], ...words]) {
    // Where a name is expected, a word that may be one would only be taken for it.
    if (isNamePossible && isSoft(type)) continue;
    if (type === S["="] && tokens[index]?.tokenType !== StringText) continue;
    if (!expectations.accepts(tokens, index, type)) continue;
    yield insert(trouble, index, type, missingWords(trouble, index, type));
  }
  // WATERMARK ts AS ...: the name before passed for something else.
  if (index < 2 || !isUnquotedWord(tokens[index - 1])) return;
  for (const type of [K.FROM, K.FOR]) {
    if (!expectations.accepts(tokens, index - 1, type)) continue;
    yield insert(trouble, index - 1, type, missingWords(trouble, index - 1, type));
  }
}

function missingWords(trouble: Trouble, at: number, type: TokenType): Words {
  const { tokens, source } = trouble;
  const before = at === 0 ? "at the start" : `after ${textOf(source, tokens[at - 1])}`;
  const isParenthesis = type === S[")"] || type === S["("];
  const name = type === S[","] ? "a comma" : type.name;
  return {
    code: isParenthesis ? "PARSE_MISSING_PARENTHESIS" : type === S[","] ? "PARSE_MISSING_COMMA" : "PARSE_MISSING_WORD",
    message: `${name} is missing ${before}`,
    hint: `Put ${name} ${at === 0 ? "first" : before}.`,
  };
}

function* reserved(trouble: Trouble): Generator<Repair> {
  const { tokens, index, expectations } = trouble;
  const token = tokens[index];
  if (!isUnquotedWord(token) || token.tokenType === Word || !expectations.accepts(tokens, index, Word)) return;
  const name = `\`${token.image}\``;
  yield replace(trouble, index, Quoted, name, {
    code: "PARSE_RESERVED_WORD",
    message: `${token.image} is a word of SQL; as a name it needs backticks`,
    hint: `Write ${name}.`,
  });
}

/** A closing parenthesis that closes nothing. */
function* surplusClosing(trouble: Trouble): Generator<Repair> {
  const { tokens, index } = trouble;
  const type = tokens[index]?.tokenType;
  if (type !== S[")"] && type !== S["]"]) return;
  yield remove(trouble, index, {
    code: "PARSE_UNEXPECTED",
    message: `this ${type.name} closes nothing`,
    hint: "Leave it out, or open it before.",
  });
}

/** BEGIN STATEMENT SET; ...; without END. */
function* setWithoutEnd(trouble: Trouble): Generator<Repair> {
  const { tokens, index } = trouble;
  if (index < tokens.length || !tokens.some((token) => token.tokenType === K.STATEMENT)) return;
  const end = endOf(tokens[tokens.length - 1]);
  const isEnded = tokens[tokens.length - 1].tokenType === S[";"];
  const inserted = isEnded ? [madeToken(K.END, end)] : [madeToken(S[";"], end), madeToken(K.END, end)];
  yield {
    code: "PARSE_MISSING_END",
    message: "END is missing behind the last INSERT of this statement set",
    hint: "A statement set ends with END;",
    culprit: index,
    at: index,
    removed: 0,
    inserted,
    closing: null,
    edits: [{ start: end, end, text: isEnded ? " END" : "; END" }],
  };
}

/** One token too many; a word only where a new statement cannot have begun. */
function* surplus(trouble: Trouble): Generator<Repair> {
  const { tokens, index, source } = trouble;
  const token = tokens[index];
  if (token === undefined || STATEMENT_WORDS.has(token.image.toUpperCase()) || isUnquotedWord(token)) return;
  yield remove(trouble, index, {
    code: "PARSE_UNEXPECTED",
    message: `${textOf(source, token)} has no place here`,
    hint: "Leave it out.",
  });
}
