// All syntax errors of one statement: explain the first, mend it if an edit is found, parse on, until nothing is left.
// A missing `;` makes two statements of it, and the first may be good.
import type { IToken } from "chevrotain";
import { MillraceError } from "../common/errors.ts";
import type { SourceText, Span } from "../common/span.ts";
import type { Statement } from "./ast.ts";
import { fixOf } from "./edit.ts";
import { describeExpected, Expectations } from "./expected.ts";
import { STATEMENT_WORDS } from "./keywords.ts";
import { endOf, findRepair, type Mended, startOf, type Trouble, textOf } from "./repair.ts";
import type { Entry, Grammar } from "./run-grammar.ts";
import { Quoted } from "./tokens.ts";
import { unsupportedError } from "./unsupported.ts";

export interface Explained {
  readonly statements: readonly Statement[];
  readonly errors: readonly MillraceError[];
}

/** Errors reported per statement; whatever comes after is most likely their echo. */
const ERRORS_MAX = 20;
/** Tokens between two errors of chevrotain's recovery; nearer ones are echoes. */
const RECOVERED_DISTANCE = 4;

const CLAUSES: ReadonlySet<string> = new Set(["FROM", "WHERE", "GROUP", "HAVING", "QUALIFY", "ORDER", "LIMIT"]);
const CLAUSE_ORDER = "The clauses come in the order SELECT, FROM, WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY, LIMIT.";

export function explainErrors(
  grammar: Grammar,
  source: SourceText,
  written: readonly IToken[],
  entry: Entry = "statement",
): Explained {
  const expectations = new Expectations(grammar, entry);
  const errors: MillraceError[] = [];
  let tokens = written;
  while (errors.length < ERRORS_MAX) {
    const run = grammar.run(entry, tokens);
    if (run.errors.length === 0) break;
    const { index } = run.errors[0];
    const unsupported = unsupportedError(source, tokens, index);
    if (unsupported !== null) {
      errors.push(unsupported);
      break;
    }
    const trouble: Trouble = { grammar, entry, source, tokens, index, expectations };
    const split = entry === "statement" ? explainMissingSemicolon(trouble, errors.length === 0) : null;
    if (split !== null) return { statements: split.statements, errors: [...errors, ...split.errors] };
    const mended = findRepair(trouble);
    if (mended === null) {
      errors.push(
        ...unexpected(
          trouble,
          run.errors.map((error) => error.index),
        ),
      );
      break;
    }
    errors.push(repairError(source, written, tokens, mended, errors.length === 0));
    tokens = mended.tokens;
  }
  return { statements: [], errors };
}

function repairError(
  source: SourceText,
  written: readonly IToken[],
  tokens: readonly IToken[],
  mended: Mended,
  isFirst: boolean,
): MillraceError {
  const { repair } = mended;
  const span = spanAt(source, tokens, repair.culprit);
  // The repaired text is only shown when this one edit mends the whole statement.
  const repaired = mended.isWhole && isFirst ? editedText(source, written, mended) : undefined;
  return new MillraceError(repair.code, repair.message, {
    span,
    hint: repair.hint,
    repaired,
    // Those after the first were found in a text that is edited already: mend the first and parse again.
    fix: isFirst ? fixOf(source, repair.edits) : undefined,
  });
}

function editedText(source: SourceText, tokens: readonly IToken[], mended: Mended): string {
  let text = "";
  let at = startOf(tokens[0]);
  for (const edit of mended.repair.edits) {
    text += source.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + source.text.slice(at, endOf(tokens[tokens.length - 1]));
}

/** SELECT 1 SELECT 2: the first is whole, and the second begins a statement. `isFirst`: it is the statement's first error. */
function explainMissingSemicolon(trouble: Trouble, isFirst: boolean): Explained | null {
  const { grammar, source, tokens, index, expectations } = trouble;
  const next = tokens[index];
  if (index === 0 || next === undefined || next.tokenType === Quoted) return null;
  if (!STATEMENT_WORDS.has(next.image.toUpperCase()) || !expectations.isComplete(tokens, index)) return null;
  // `SELECT a FROM t WITH`: only what can go on as a statement is one.
  const rest = tokens.slice(index);
  const restRun = grammar.run("statement", rest);
  if (restRun.errors.length > 0 && restRun.errors[0].index < 2) return null;
  const { text } = source;
  const before = endOf(tokens[index - 1]);
  const error = new MillraceError("PARSE_MISSING_SEMICOLON", `a ; is missing before ${next.image}`, {
    span: spanAt(source, tokens, index),
    hint: "Statements are separated by ;",
    fix: isFirst ? fixOf(source, [{ start: before, end: before, text: ";" }]) : undefined,
    repaired:
      isFirst && restRun.node !== null
        ? `${text.slice(startOf(tokens[0]), before)};${text.slice(before, endOf(tokens[tokens.length - 1]))}`
        : undefined,
  });
  const first = isFirst ? grammar.run("statement", tokens.slice(0, index)).node : null;
  const others =
    restRun.node === null ? explainErrors(grammar, source, rest) : { statements: [restRun.node], errors: [] };
  return { statements: [...(first === null ? [] : [first]), ...others.statements], errors: [error, ...others.errors] };
}

/** No edit helps: say what was expected; then what chevrotain's recovery found further on. */
function unexpected(trouble: Trouble, indexes: readonly number[]): readonly MillraceError[] {
  const errors: MillraceError[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const index of indexes) {
    if (index - last < RECOVERED_DISTANCE) continue;
    // Only the first place has a left side that the grammar understood: what it expected is not known elsewhere.
    errors.push(unexpectedAt(trouble, index, errors.length === 0));
    last = index;
  }
  return errors;
}

function unexpectedAt(trouble: Trouble, index: number, isFirst: boolean): MillraceError {
  const { source, tokens, expectations } = trouble;
  const token = tokens[index];
  const found = token === undefined ? "the end of the statement" : textOf(source, token);
  const span = spanAt(source, tokens, index);
  if (!isFirst) return new MillraceError("PARSE_UNEXPECTED", `${found} has no place here`, { span });
  const expected = describeExpected(expectations.all(tokens, index));
  const place = index === 0 ? "" : ` after ${textOf(source, tokens[index - 1])}`;
  const isClause = token !== undefined && token.tokenType !== Quoted && CLAUSES.has(token.image.toUpperCase());
  const hint = isClause && index > 0 && expectations.isComplete(tokens, index) ? CLAUSE_ORDER : undefined;
  return new MillraceError("PARSE_UNEXPECTED", `expected ${expected}${place}, found ${found}`, { span, hint });
}

/** Of a token; behind the last one for the end. */
function spanAt(source: SourceText, tokens: readonly IToken[], index: number): Span {
  const token = tokens[index];
  if (token !== undefined) return { source, start: startOf(token), end: Math.max(endOf(token), startOf(token) + 1) };
  const end = tokens.length === 0 ? source.text.length : endOf(tokens[tokens.length - 1]);
  return { source, start: end, end: end + 1 };
}
