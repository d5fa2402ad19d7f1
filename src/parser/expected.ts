// What may come next at a place, found by asking the grammar itself: each kind of token is tried there once. Exact, gates
// included, and only paid for when there is an error.
import { createTokenInstance, type IToken, type TokenType } from "chevrotain";
import type { Entry, Grammar } from "./run-grammar.ts";
import { K, NumberText, S, StringText, Word } from "./tokens.ts";

const SAMPLE_IMAGES: ReadonlyMap<TokenType, string> = new Map([
  [Word, "x"],
  [StringText, "x"],
  [NumberText, "1"],
]);

const PROBES: readonly TokenType[] = [Word, StringText, NumberText, ...Object.values(S), ...Object.values(K)];

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
    const run = this.#grammar.run(this.#entry, [...tokens.slice(0, index), madeToken(type, 0)]);
    return run.errors.length === 0 || run.errors[0].index > index;
  }

  /** Could the statement end before `index`? */
  isComplete(tokens: readonly IToken[], index: number): boolean {
    return this.#grammar.run(this.#entry, tokens.slice(0, index)).errors.length === 0;
  }

  all(tokens: readonly IToken[], index: number): ReadonlySet<TokenType> {
    return new Set(PROBES.filter((type) => this.accepts(tokens, index, type)));
  }
}

const OPERATORS: readonly TokenType[] = [
  ...(["=", "<>", "<", "<=", ">", ">=", "||", "+", "-", "*", "/", "%", "->", "->>", "::", "["] as const).map((s) => S[s]),
  ...(["AND", "OR", "IS", "BETWEEN", "IN", "LIKE", "ILIKE", "SIMILAR", "NOT", "OVERLAPS"] as const).map((word) => K[word]),
];

/** In a reader's words: "a name", "an expression", "FROM or ,"; at most six of them. */
export function describeExpected(expected: ReadonlySet<TokenType>): string {
  const phrases: string[] = [];
  const rest = new Set(expected);
  const isExpression = rest.has(NumberText) && rest.has(K.CASE);
  if (isExpression) {
    phrases.push("an expression");
    for (const type of expected) if (isSoft(type) || isExpressionStart(type)) rest.delete(type);
  } else if (rest.has(Word)) {
    phrases.push("a name");
    for (const type of expected) if (isSoft(type)) rest.delete(type);
  }
  rest.delete(Word);
  const operators = OPERATORS.filter((type) => rest.has(type));
  if (operators.length > 5) for (const type of operators) rest.delete(type);
  if (rest.delete(StringText)) phrases.push("a text in '...'");
  if (rest.delete(NumberText)) phrases.push("a number");
  rest.delete(S["/*+"]);
  rest.delete(S["."]);
  phrases.push(...[...rest].map((type) => type.name));
  const shown = phrases.slice(0, 6);
  if (phrases.length > shown.length) shown.push("...");
  if (shown.length < 2) return shown[0] ?? "nothing more";
  return `${shown.slice(0, -1).join(", ")} or ${shown[shown.length - 1]}`;
}

function isSoft(type: TokenType): boolean {
  return type.CATEGORIES?.some((category) => category.name === "Name") ?? false;
}

function isExpressionStart(type: TokenType): boolean {
  const starts: readonly TokenType[] = [
    NumberText, StringText, S["("], S["+"], S["-"], K.NOT, K.CASE, K.EXISTS, K.INTERVAL, K.NULL, K.TRUE, K.FALSE, K.LEFT,
    K.RIGHT,
  ]; // biome-ignore format: a list
  return starts.includes(type);
}
