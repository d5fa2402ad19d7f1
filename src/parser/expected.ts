// What may come next at a place, found by asking the grammar itself: each kind of token is tried there once. Exact, gates
// included, and only paid for when there is an error.
import { createToken, createTokenInstance, type IToken, type TokenType } from "chevrotain";
import type { Entry, Grammar } from "./run-grammar.ts";
import { Binary, K, NumberText, S, StringText, Word } from "./tokens.ts";

const SAMPLE_IMAGES: ReadonlyMap<TokenType, string> = new Map([
  [Word, "x"],
  [StringText, "x"],
  [NumberText, "1"],
]);

/** Stands in sets of expectations for the words of units, which are no token types of their own. */
export const TimeUnitWord = createToken({ name: "TimeUnitWord", pattern: /(?!)/ });

const PROBES: readonly TokenType[] = [Word, StringText, NumberText, ...Object.values(S), ...Object.values(K)];

/** Far into a long statement only these are tried: each try parses all that comes before. */
const BASIC_PROBES: readonly TokenType[] = [Word, StringText, NumberText, S[","], S[")"], S["("], K.CASE, K.FROM];
const PROBED_TOKENS_MAX = 200_000;

/** A token that is not in the text, standing before `offset`. */
export function madeToken(type: TokenType, offset: number, image = SAMPLE_IMAGES.get(type) ?? type.name): IToken {
  return createTokenInstance(type, image, offset, offset - 1, 0, 0, 0, 0);
}

export class Expectations {
  readonly #grammar: Grammar;
  readonly #entry: Entry;

  constructor(grammar: Grammar, entry: Entry) {
    this.#grammar = grammar;
    this.#entry = entry;
  }

  /** May `type` stand at `index`, with what comes before as it is? */
  accepts(tokens: readonly IToken[], index: number, type: TokenType): boolean {
    return this.#accepts(tokens, index, madeToken(type, 0));
  }

  /** The same for a word that is no keyword, as the units of time are. */
  acceptsWord(tokens: readonly IToken[], index: number, word: string): boolean {
    return this.#accepts(tokens, index, madeToken(Word, 0, word));
  }

  #accepts(tokens: readonly IToken[], index: number, token: IToken): boolean {
    const run = this.#grammar.run(this.#entry, [...tokens.slice(0, index), token]);
    return run.errors.length === 0 || run.errors[0].index > index;
  }

  /** Could the statement end before `index`? */
  isComplete(tokens: readonly IToken[], index: number): boolean {
    return this.#grammar.run(this.#entry, tokens.slice(0, index)).errors.length === 0;
  }

  all(tokens: readonly IToken[], index: number): ReadonlySet<TokenType> {
    const probes = index * PROBES.length > PROBED_TOKENS_MAX ? BASIC_PROBES : PROBES;
    const types = new Set(probes.filter((type) => this.accepts(tokens, index, type)));
    if (!types.has(Word) && this.acceptsWord(tokens, index, "SECOND")) types.add(TimeUnitWord);
    return types;
  }
}

const OPERATORS: readonly TokenType[] = [
  ...(["=", "<>", "<", "<=", ">", ">=", "||", "+", "-", "*", "/", "%", "->", "->>", "::", "["] as const).map(
    (s) => S[s],
  ),
  ...(["AND", "OR", "IS", "BETWEEN", "IN", "LIKE", "ILIKE", "SIMILAR", "NOT", "OVERLAPS"] as const).map(
    (word) => K[word],
  ),
];

/** Possible nearly everywhere: worth a mention only where little else is. */
const COMMON: readonly TokenType[] = [
  K.EXCEPT, K.INTERSECT, K.UNION, K.FETCH, K.OFFSET, K.LIMIT, K.QUALIFY, K.WINDOW, K.EMIT, K.NATURAL, K.FULL, K.RIGHT,
  K.CROSS, K.INNER, K.SEMI, K.ANTI, K.ASOF, K.OVERLAPS, K.MULTISET, K.ARRAY, S["/*+"], S["."],
]; // biome-ignore format: a list

const PHRASES_MAX = 6;

/** In a reader's words: "a name", "an expression", `FROM or ","`; at most six of them. */
export function describeExpected(expected: ReadonlySet<TokenType>): string {
  if (expected.has(K.CREATE) && expected.has(K.SELECT))
    return "a statement such as SELECT, INSERT INTO or CREATE TABLE";
  const phrases: string[] = [];
  let rest = [...expected].filter((type) => type !== S["."]);
  if (expected.has(NumberText) && expected.has(K.CASE)) {
    phrases.push("an expression");
    rest = rest.filter((type) => !isName(type) && !EXPRESSION_STARTS.includes(type));
  } else if (expected.has(Word)) {
    phrases.push("a name");
    rest = rest.filter((type) => !isName(type));
  }
  if (OPERATORS.filter((type) => expected.has(type)).length > 5) {
    // Without OR beside it, AND is no operator: it is that of BETWEEN.
    const isBetween = !expected.has(K.OR);
    rest = rest.filter((type) => !OPERATORS.includes(type) || (isBetween && type === K.AND));
  }
  const special = rest.filter((type) => !COMMON.includes(type));
  phrases.push(...(special.length > 0 || phrases.length > 0 ? special : rest).map(phraseOf));
  const shown = phrases.slice(0, PHRASES_MAX);
  if (shown.length < 2) return shown[0] ?? "nothing more";
  return `${shown.slice(0, -1).join(", ")} or ${shown[shown.length - 1]}`;
}

function phraseOf(type: TokenType): string {
  if (type === StringText) return "a text in '...'";
  if (type === NumberText) return "a number";
  if (type === TimeUnitWord) return "a unit of time such as SECOND";
  return /^[A-Z]/.test(type.name) ? type.name : `"${type.name}"`;
}

function isName(type: TokenType): boolean {
  return type === Word || (type.CATEGORIES?.some((category) => category.name === "Name") ?? false);
}

const EXPRESSION_STARTS: readonly TokenType[] = [
  NumberText, StringText, Binary, S["("], S["+"], S["-"], K.NOT, K.CASE, K.EXISTS, K.INTERVAL, K.NULL, K.TRUE, K.FALSE,
  K.LEFT, K.RIGHT,
]; // biome-ignore format: a list
