// Chevrotain's view of the lexemes: one token type per word of the grammar and per symbol.
// Categories: Name (may be a name: other words, quoted names, words that are not reserved) and AnyWord (reserved too).
import { createToken, createTokenInstance, type IToken, type TokenType } from "chevrotain";
import { RESERVED_WORDS, SOFT_WORDS } from "./keywords.ts";
import type { Lexeme } from "./lexer.ts";

const NEVER = /(?!)/;

export const AnyWord = createToken({ name: "AnyWord", pattern: NEVER });
export const Name = createToken({ name: "Name", pattern: NEVER, categories: [AnyWord] });
export const Word = createToken({ name: "Word", pattern: NEVER, categories: [Name] });
export const Quoted = createToken({ name: "Quoted", pattern: NEVER, categories: [Name] });
export const StringText = createToken({ name: "StringText", pattern: NEVER });
export const Binary = createToken({ name: "Binary", pattern: NEVER });
export const NumberText = createToken({ name: "NumberText", pattern: NEVER });
export const Unknown = createToken({ name: "Unknown", pattern: NEVER });
/** Operators whose two sides the expression rule joins by binding power. */
export const BinaryOperator = createToken({ name: "BinaryOperator", pattern: NEVER });

function wordTypes<W extends string>(words: readonly W[], category: TokenType): Record<W, TokenType> {
  const types: Partial<Record<W, TokenType>> = {};
  for (const word of words) {
    const categories = word === "AND" || word === "OR" ? [category, BinaryOperator] : [category];
    types[word] = createToken({ name: word, pattern: NEVER, categories });
  }
  return types as Record<W, TokenType>;
}

/** Token types of the grammar's words, by the word in upper case. */
export const K = { ...wordTypes(RESERVED_WORDS, AnyWord), ...wordTypes(SOFT_WORDS, Name) };

const BINARY_SYMBOLS = ["=", "<>", "<", "<=", ">", ">=", "||", "+", "-", "*", "/", "%", "->", "->>"] as const;
const OTHER_SYMBOLS = ["(", ")", "[", "]", ",", ".", ";", ":", "::", "=>", "/*+", "*/", "{", "}", "?", "|"] as const;
type SymbolText = (typeof BINARY_SYMBOLS)[number] | (typeof OTHER_SYMBOLS)[number];

function symbolTypes(): Record<SymbolText, TokenType> {
  const types: Partial<Record<SymbolText, TokenType>> = {};
  for (const symbol of BINARY_SYMBOLS) {
    types[symbol] = createToken({ name: symbol, pattern: NEVER, categories: [BinaryOperator] });
  }
  for (const symbol of OTHER_SYMBOLS) types[symbol] = createToken({ name: symbol, pattern: NEVER });
  return types as Record<SymbolText, TokenType>;
}

/** Token types of the symbols, by their text. */
export const S = symbolTypes();

export const ALL_TOKENS: readonly TokenType[] = [
  AnyWord,
  Name,
  BinaryOperator,
  Word,
  Quoted,
  StringText,
  Binary,
  NumberText,
  Unknown,
  ...Object.values(K),
  ...Object.values(S),
];

const TYPE_OF_WORD: ReadonlyMap<string, TokenType> = new Map(Object.entries(K));
const TYPE_OF_SYMBOL: ReadonlyMap<string, TokenType> = new Map(Object.entries(S));

export function typeOfLexeme(lexeme: Lexeme): TokenType {
  switch (lexeme.kind) {
    case "word":
      return TYPE_OF_WORD.get(lexeme.value.toUpperCase()) ?? Word;
    case "quoted":
      return Quoted;
    case "string":
      return StringText;
    case "binary":
      return Binary;
    case "number":
      return NumberText;
    case "symbol":
      return TYPE_OF_SYMBOL.get(lexeme.value) ?? Unknown;
    case "comment":
    case "unknown":
      return Unknown;
  }
}

/** `image` is the lexeme's value, offsets are those of the text. */
export function tokenOf(lexeme: Lexeme): IToken {
  const last = lexeme.end - 1;
  return createTokenInstance(typeOfLexeme(lexeme), lexeme.value, lexeme.start, last, 0, 0, 0, 0);
}
