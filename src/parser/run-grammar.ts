// Runs the grammar over tokens. A parser is made when first needed: its self-analysis takes some milliseconds, and more of
// them when it is to go on after an error, so that one is made for the first text that has one.
import { EOF, type IRecognitionException, type IToken } from "chevrotain";
import { MillraceError } from "../common/errors.ts";
import type { SourceText } from "../common/span.ts";
import type { ExprNode, Statement, TypeNode } from "./ast.ts";
import { SqlParser } from "./grammar/sql-parser.ts";

export interface EntryResults {
  readonly statement: Statement;
  readonly expression: ExprNode;
  readonly type: TypeNode;
}
export type Entry = keyof EntryResults;

export interface GrammarRun<E extends Entry> {
  /** Null when there are errors. */
  readonly node: EntryResults[E] | null;
  /** In order of position; the first is exact, later ones come from chevrotain's recovery. */
  readonly errors: readonly GrammarError[];
}

export interface GrammarError {
  /** Index of the offending token in the run's tokens; their number when the end came too soon. */
  readonly index: number;
}

export class Grammar {
  readonly #source: SourceText;
  static #strict: SqlParser | null = null;
  static #recovering: SqlParser | null = null;

  constructor(source: SourceText) {
    this.#source = source;
  }

  run<E extends Entry>(entry: E, tokens: readonly IToken[]): GrammarRun<E> {
    Grammar.#strict ??= new SqlParser({ isValidated: false, isRecovering: false });
    const run = this.#runWith(Grammar.#strict, entry, tokens);
    if (run.errors.length === 0) return run;
    Grammar.#recovering ??= new SqlParser({ isValidated: false, isRecovering: true });
    return this.#runWith(Grammar.#recovering, entry, tokens);
  }

  #runWith<E extends Entry>(parser: SqlParser, entry: E, tokens: readonly IToken[]): GrammarRun<E> {
    parser.source = this.#source;
    parser.input = [...tokens];
    let node: unknown = null;
    let failure: unknown = null;
    try {
      node = parser[entry]();
    } catch (error) {
      failure = error;
    }
    if (failure instanceof MillraceError) throw failure;
    if (failure instanceof RangeError) throw tooDeep(this.#source, tokens);
    if (parser.errors.length === 0) {
      if (failure !== null) throw failure;
      return { node: node as EntryResults[E], errors: [] };
    }
    // Actions may trip over what recovery left out; the syntax errors are what counts then.
    return { node: null, errors: parser.errors.map((error) => ({ index: indexOf(error, tokens) })) };
  }
}

/** The grammar descends once per nesting; a statement can be deeper than the stack. */
function tooDeep(source: SourceText, tokens: readonly IToken[]): MillraceError {
  const { startOffset: start } = tokens[0];
  return new MillraceError("PARSE_TOO_DEEP", "this statement is nested too deeply", {
    span: { source, start, end: start + tokens[0].image.length },
    hint: "Move inner queries into views, or leave superfluous parentheses out.",
  });
}

function indexOf(error: IRecognitionException, tokens: readonly IToken[]): number {
  if (error.token.tokenType === EOF) return tokens.length;
  const index = tokens.indexOf(error.token);
  return index === -1 ? tokens.length : index;
}
