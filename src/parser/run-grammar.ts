// Runs the grammar over tokens. The parser is made when first needed: its self-analysis takes some milliseconds.
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
  static #parser: SqlParser | null = null;

  constructor(source: SourceText) {
    this.#source = source;
  }

  run<E extends Entry>(entry: E, tokens: readonly IToken[]): GrammarRun<E> {
    Grammar.#parser ??= new SqlParser({ isValidated: false });
    const parser = Grammar.#parser;
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
