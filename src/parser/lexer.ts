// SQL text -> lexemes, by hand: one pass, no regular expression on the hot path but sticky ones per token.
//
// Never throws: what is wrong becomes a `problem` of the lexeme (unclosed quote, smart quote, a character without a
// meaning), and the lexeme still has the kind that it was most likely meant to have, so that parsing can go on.
// Hints come out as the symbols `/*+` and `*/` with ordinary lexemes between them; other comments are left out unless
// asked for (highlighting).

export type LexemeKind = "word" | "quoted" | "string" | "binary" | "number" | "symbol" | "comment" | "unknown";

export type LexicalProblem =
  | "unclosed-string"
  | "unclosed-name"
  | "unclosed-comment"
  | "smart-quote"
  | "odd-binary"
  | "bad-unicode-escape"
  | "double-equals"
  | "digit-name"
  | "unknown-character";

export interface Lexeme {
  readonly kind: LexemeKind;
  readonly start: number;
  readonly end: number;
  /** Words and numbers as written, symbols in base form, quoted names and strings with their escapes undone, hex digits in upper case. */
  readonly value: string;
  readonly problem: LexicalProblem | null;
}

const WHITESPACE = /[\s\uFEFF\u200B]+/y;
const WORD = /[\p{L}_][\p{L}\p{N}\p{M}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SYMBOL = /->>|<>|!=|>=|<=|==|=>|->|\|\||::|[()[\],.;=<>+\-*/%:]/y;
/** Inside PATTERN (...) of MATCH_RECOGNIZE, where nothing else of SQL stands. */
const PATTERN_SYMBOL = /[()[\],.;{}?|+*-]/y;
const PLAIN_STRING = /'[^'\n]*'(?!')/y;
const DIGIT_NAME = /\d+[\p{L}_][\p{L}\p{N}_$]*/uy;
/** Introduces a text by its character set: _UTF8'..', N'..'. All text is Unicode here, so it changes nothing. */
const CHARACTER_SET = /(?:_[A-Za-z][A-Za-z0-9]*|[nN])(?=')/y;
/** The same character any number of times: && is one mistake. */
const UNKNOWN_RUN = /(.)\1*/suy;
const SMART_QUOTES = "‘’‚‛“”„‟";

interface Scan {
  readonly text: string;
  readonly lexemes: Lexeme[];
  readonly withComments: boolean;
  at: number;
  isInHint: boolean;
  /** MATCH_RECOGNIZE was met in this statement: PATTERN may follow. */
  isInMatch: boolean;
  /** Open parentheses of PATTERN (...); 0 outside of it. */
  patternDepth: number;
}

export function lex(text: string, options: { readonly withComments?: boolean } = {}): readonly Lexeme[] {
  const scan: Scan = {
    text,
    lexemes: [],
    withComments: options.withComments ?? false,
    at: 0,
    isInHint: false,
    isInMatch: false,
    patternDepth: 0,
  };
  while (scan.at < text.length) {
    const lexeme = nextLexeme(scan);
    if (lexeme === null) continue;
    followPattern(scan, lexeme);
    scan.lexemes.push(lexeme);
    scan.at = lexeme.end;
  }
  return scan.lexemes;
}

/** Knows by words and parentheses where PATTERN (...) of MATCH_RECOGNIZE begins and ends. */
function followPattern(scan: Scan, lexeme: Lexeme): void {
  const { kind, value } = lexeme;
  if (kind === "word") {
    if (value.length === 15 && value.toUpperCase() === "MATCH_RECOGNIZE") scan.isInMatch = true;
    return;
  }
  if (!scan.isInMatch || kind !== "symbol") return;
  if (value === ";") {
    scan.isInMatch = false;
    scan.patternDepth = 0;
  } else if (value === "(") {
    const before = scan.lexemes.at(-1);
    if (scan.patternDepth > 0 || (before?.kind === "word" && before.value.toUpperCase() === "PATTERN"))
      scan.patternDepth++;
  } else if (value === ")" && scan.patternDepth > 0) scan.patternDepth--;
}

/** The lexeme at the place of the scan; null when something was only passed over. */
function nextLexeme(scan: Scan): Lexeme | null {
  const { text, at } = scan;
  const char = text[at];
  const next = text[at + 1];
  if (char <= " " || char === "\u00A0" || char === "\uFEFF" || char === "\u200B" || char === "\u3000") {
    const space = match(WHITESPACE, text, at);
    scan.at += space === null ? 1 : space.length;
    return null;
  }
  if (char === "-" && next === "-") return lineComment(scan);
  if (char === "/" && next === "*") return blockComment(scan);
  if (scan.isInHint && char === "*" && next === "/") {
    scan.isInHint = false;
    return make(scan, "symbol", 2, "*/");
  }
  if (char === "'") return stringLiteral(scan, at);
  if (char === "`" || char === '"') return quotedName(scan, char);
  if (followsText(scan)) return wordOrSymbol(scan, char);
  if (next === "'" && (char === "x" || char === "X")) return binaryLiteral(scan);
  if ((char === "u" || char === "U") && next === "&" && text[at + 2] === "'") return unicodeString(scan);
  if (isDigit(char) || (char === "." && next !== undefined && isDigit(next) && !followsName(scan))) return number(scan);
  const characterSet = match(CHARACTER_SET, text, at);
  if (characterSet !== null) return stringLiteral(scan, at + characterSet.length);
  return wordOrSymbol(scan, char);
}

function wordOrSymbol(scan: Scan, char: string): Lexeme {
  const { text, at } = scan;
  const word = match(WORD, text, at);
  if (word !== null) return make(scan, "word", word.length, word);
  const symbol = match(scan.patternDepth > 0 ? PATTERN_SYMBOL : SYMBOL, text, at);
  if (symbol === "==") return make(scan, "symbol", 2, "=", "double-equals");
  if (symbol !== null) return make(scan, "symbol", symbol.length, symbol === "!=" ? "<>" : symbol);
  if (SMART_QUOTES.includes(char)) return smartQuoted(scan);
  const unknown = match(UNKNOWN_RUN, text, at) ?? char;
  return make(scan, "unknown", unknown.length, unknown, "unknown-character");
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? null : found[0];
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9";
}

/** `a.5`: a dot right behind a name is a path, not the start of a number. */
function followsName(scan: Scan): boolean {
  const last = scan.lexemes.at(-1);
  return last !== undefined && last.end === scan.at && (last.kind === "word" || last.kind === "quoted");
}

/** `'a'x'b'`: most likely a quote is missing, so that x introduces nothing. */
function followsText(scan: Scan): boolean {
  const last = scan.lexemes.at(-1);
  return last !== undefined && last.end === scan.at && last.kind === "string" && /[\p{L}_]/u.test(scan.text[scan.at]);
}

function make(
  scan: Scan,
  kind: LexemeKind,
  length: number,
  value: string,
  problem: LexicalProblem | null = null,
): Lexeme {
  return { kind, start: scan.at, end: scan.at + length, value, problem };
}

function number(scan: Scan): Lexeme {
  const digits = match(NUMBER, scan.text, scan.at) ?? scan.text[scan.at];
  const name = match(DIGIT_NAME, scan.text, scan.at);
  if (name !== null && name.length > digits.length) return make(scan, "quoted", name.length, name, "digit-name");
  return make(scan, "number", digits.length, digits);
}

function lineComment(scan: Scan): Lexeme | null {
  const lineEnd = scan.text.indexOf("\n", scan.at);
  return comment(scan, lineEnd === -1 ? scan.text.length : lineEnd);
}

function blockComment(scan: Scan): Lexeme | null {
  if (scan.text[scan.at + 2] === "+") {
    scan.isInHint = true;
    return make(scan, "symbol", 3, "/*+");
  }
  const close = scan.text.indexOf("*/", scan.at + 2);
  if (close !== -1) return comment(scan, close + 2);
  return make(scan, "comment", scan.text.length - scan.at, "", "unclosed-comment");
}

function comment(scan: Scan, end: number): Lexeme | null {
  if (scan.withComments) return make(scan, "comment", end - scan.at, "");
  scan.at = end;
  return null;
}

/** A quoted text from its opening quote on: its end and its value with doubled quotes undone; end -1 when it is not closed. */
function quotedText(text: string, open: number, quote: string): { readonly end: number; readonly value: string } {
  let from = open + 1;
  let value = "";
  for (;;) {
    const close = text.indexOf(quote, from);
    if (close === -1) return { end: -1, value: "" };
    value += text.slice(from, close);
    if (text[close + 1] !== quote) return { end: close + 1, value };
    value += quote;
    from = close + 2;
  }
}

function stringLiteral(scan: Scan, open: number): Lexeme {
  const plain = match(PLAIN_STRING, scan.text, open);
  if (plain !== null && plain.length > 2) {
    return make(scan, "string", open - scan.at + plain.length, plain.slice(1, -1));
  }
  const { end, value } = quotedText(scan.text, open, "'");
  if (end === -1) return unclosed(scan, "string", "unclosed-string");
  return make(scan, "string", end - scan.at, value);
}

function quotedName(scan: Scan, quote: string): Lexeme {
  const { end, value } = quotedText(scan.text, scan.at, quote);
  if (end === -1) return unclosed(scan, "quoted", "unclosed-name");
  return make(scan, "quoted", end - scan.at, value);
}

/** Reads an unclosed text up to the end of its line, without the closing punctuation there, so that what follows is seen. */
function unclosed(scan: Scan, kind: "string" | "quoted", problem: LexicalProblem): Lexeme {
  const lineEnd = scan.text.indexOf("\n", scan.at);
  const line = scan.text.slice(scan.at, lineEnd === -1 ? scan.text.length : lineEnd);
  // A name ends where a plain word would, a text before the closing punctuation of its line.
  const body =
    kind === "quoted" ? (/^[\p{L}\p{N}_$]*/u.exec(line.slice(1))?.[0] ?? "") : line.slice(1).replace(/[\s;,)]*$/, "");
  return make(scan, kind, body.length + 1, body, problem);
}

function binaryLiteral(scan: Scan): Lexeme {
  const { end, value } = quotedText(scan.text, scan.at + 1, "'");
  if (end === -1) return unclosed(scan, "string", "unclosed-string");
  const isHex = value.length % 2 === 0 && /^[0-9a-f]*$/i.test(value);
  return make(scan, "binary", end - scan.at, value.toUpperCase(), isHex ? null : "odd-binary");
}

/** U&'d\00e9j\00e0 vu' [UESCAPE '!']. */
function unicodeString(scan: Scan): Lexeme {
  const { end, value } = quotedText(scan.text, scan.at + 2, "'");
  if (end === -1) return unclosed(scan, "string", "unclosed-string");
  const custom = /\s*uescape\s*'([^'])'/iy;
  custom.lastIndex = end;
  const found = custom.exec(scan.text);
  const decoded = undoUnicodeEscapes(value, found === null ? "\\" : found[1]);
  const length = (found === null ? end : custom.lastIndex) - scan.at;
  return make(scan, "string", length, decoded ?? value, decoded === null ? "bad-unicode-escape" : null);
}

function undoUnicodeEscapes(text: string, escapeMark: string): string | null {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== escapeMark) {
      out += text[i];
    } else if (text[i + 1] === escapeMark) {
      out += escapeMark;
      i++;
    } else {
      const digits = text[i + 1] === "+" ? text.slice(i + 2, i + 8) : text.slice(i + 1, i + 5);
      const isLong = text[i + 1] === "+";
      if (digits.length !== (isLong ? 6 : 4) || !/^[0-9a-f]+$/i.test(digits)) return null;
      const code = Number.parseInt(digits, 16);
      if (code > 0x10ffff) return null;
      out += String.fromCodePoint(code);
      i += isLong ? 7 : 4;
    }
  }
  return out;
}

/** ‘text’ and “name” as word processors write them. */
function smartQuoted(scan: Scan): Lexeme {
  const isName = "“”„‟".includes(scan.text[scan.at]);
  const closing = isName ? /[“”„‟"\n]/g : /[‘’‚‛'\n]/g;
  closing.lastIndex = scan.at + 1;
  const close = closing.exec(scan.text);
  const end = close === null || close[0] === "\n" ? scan.at + 1 : close.index + 1;
  const value = scan.text.slice(scan.at + 1, Math.max(scan.at + 1, end - 1));
  return make(scan, isName ? "quoted" : "string", end - scan.at, value, "smart-quote");
}
