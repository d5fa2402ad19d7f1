// SQL text -> statements and all syntax errors.
//
// 1. Lex; what is wrong with a lexeme is an error of its own.
// 2. Cut into statements at `;`, so that a bad statement does not touch the next one.
// 3. Run the grammar on each. On an error, repair (repair.ts) looks for the one edit that mends the statement; with an
//    edit that carries the parse on, it is applied and the next error of the same statement is found behind it.
import type { IToken } from "chevrotain";
import { MillraceError } from "../common/errors.ts";
import type { SourceText } from "../common/span.ts";
import type { ExprNode, Statement, TypeNode } from "./ast.ts";
import { type Lexeme, type LexicalProblem, lex } from "./lexer.ts";
import { lexicalErrors } from "./lexical-errors.ts";
import { plainSetting } from "./plain-setting.ts";
import { Grammar } from "./run-grammar.ts";
import { splitStatements } from "./split-statements.ts";
import { type Explained, explainErrors } from "./syntax-errors.ts";
import { tokenOf } from "./tokens.ts";

export interface ParsedText {
  /** The statements without errors, in order. */
  readonly statements: readonly Statement[];
  /** In order of position. */
  readonly errors: readonly MillraceError[];
}

export function parseStatements(source: SourceText): ParsedText {
  const lexemes = lex(source.text);
  const tokens = lexemes.filter((lexeme) => lexeme.kind !== "comment").map(tokenOf);
  const grammar = new Grammar(source);
  const statements: Statement[] = [];
  const errors: MillraceError[] = [];
  const faulty = lexemes.filter((lexeme) => lexeme.problem !== null);
  for (const chunk of splitStatements(tokens)) {
    const part = tokens.slice(chunk.from, chunk.to);
    const problems = problemsIn(faulty, part);
    // What follows a quote that is not closed or a character without meaning would only be an echo.
    if (problems.some((problem) => BREAKING.has(problem))) continue;
    const parsed = parseChunk(grammar, source, part);
    if (problems.length === 0) statements.push(...parsed.statements);
    errors.push(...parsed.errors);
  }
  const lexical = lexicalErrors(source, lexemes, (text) => isStatement(text, source));
  return { statements, errors: inOrder([...lexical, ...errors]) };
}

function parseChunk(grammar: Grammar, source: SourceText, tokens: readonly IToken[]): Explained {
  const setting = plainSetting(source, tokens);
  if (setting !== null) return { statements: [setting], errors: [] };
  try {
    const run = grammar.run("statement", tokens);
    return run.node === null ? explainErrors(grammar, source, tokens) : { statements: [run.node], errors: [] };
  } catch (error) {
    if (error instanceof MillraceError) return { statements: [], errors: [error] };
    throw error;
  }
}

const BREAKING: ReadonlySet<LexicalProblem> = new Set([
  "unclosed-string",
  "unclosed-name",
  "unclosed-comment",
  "unknown-character",
]);

function problemsIn(faulty: readonly Lexeme[], tokens: readonly IToken[]): readonly LexicalProblem[] {
  const start = tokens[0].startOffset;
  const end = tokens[tokens.length - 1].startOffset;
  return faulty.flatMap(({ problem, start: at }) => (problem !== null && at >= start && at <= end ? [problem] : []));
}

/** @throws the first PARSE_ error */
export function parseExpression(source: SourceText): ExprNode {
  return parseWhole(source, "expression");
}

/** A type on its own, as in JSON_VALUE's RETURNING. @throws the first PARSE_ error */
export function parseType(source: SourceText): TypeNode {
  return parseWhole(source, "type");
}

function parseWhole<E extends "expression" | "type">(
  source: SourceText,
  entry: E,
): E extends "type" ? TypeNode : ExprNode;
function parseWhole(source: SourceText, entry: "expression" | "type"): TypeNode | ExprNode {
  const lexemes = lex(source.text);
  const tokens: IToken[] = lexemes.filter((lexeme) => lexeme.kind !== "comment").map(tokenOf);
  const grammar = new Grammar(source);
  const lexical = lexicalErrors(source, lexemes, (text) => isStatement(text, source));
  if (lexical.length > 0) throw lexical[0];
  const run = grammar.run(entry, tokens);
  if (run.node !== null) return run.node;
  throw explainErrors(grammar, source, tokens, entry).errors[0];
}

function isStatement(text: string, source: SourceText): boolean {
  const lexemes = lex(text);
  if (lexemes.some((lexeme) => lexeme.problem !== null)) return false;
  const tokens = lexemes.filter((lexeme) => lexeme.kind !== "comment").map(tokenOf);
  return new Grammar({ name: source.name, text }).run("statement", tokens).errors.length === 0;
}

function inOrder(errors: readonly MillraceError[]): readonly MillraceError[] {
  return [...errors].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}
