// What is wrong with single lexemes, in a reader's words.
import { MillraceError } from "../common/errors.ts";
import type { SourceText } from "../common/span.ts";
import { type Edit, fixOf, statementAround, withEdit } from "./edit.ts";
import type { Lexeme, LexicalProblem } from "./lexer.ts";
import { findUnclosed } from "./unclosed-text.ts";

/** `parses`: is this text a statement without errors? A repaired text is only shown when it is. */
export function lexicalErrors(
  source: SourceText,
  lexemes: readonly Lexeme[],
  parses: (text: string) => boolean,
): readonly MillraceError[] {
  const errors: MillraceError[] = [];
  lexemes.forEach((lexeme, index) => {
    if (lexeme.problem === "unclosed-string") errors.push(unclosedError(source, lexemes, index, parses));
    else if (lexeme.problem !== null) errors.push(lexicalError(source, lexemes, lexeme, lexeme.problem, parses));
  });
  return errors;
}

function unclosedError(
  source: SourceText,
  lexemes: readonly Lexeme[],
  index: number,
  parses: (text: string) => boolean,
): MillraceError {
  const { open, repaired, edit } = findUnclosed(source, lexemes, index, parses);
  return new MillraceError("PARSE_UNCLOSED_STRING", "this text is not closed", {
    span: { source, start: open, end: open + 1 },
    hint: "A text ends with '. A quote inside a text is written twice: 'it''s'.",
    repaired,
    fix: edit === null ? undefined : fixOf(source, [edit]),
  });
}

function lexicalError(
  source: SourceText,
  lexemes: readonly Lexeme[],
  lexeme: Lexeme,
  problem: Exclude<LexicalProblem, "unclosed-string">,
  parses: (text: string) => boolean,
): MillraceError {
  const { start, end } = lexeme;
  const written = source.text.slice(start, end);
  const error = (code: string, message: string, hint: string, replacement?: string, spanEnd = end) => {
    const span = { source, start, end: spanEnd };
    if (replacement === undefined) return new MillraceError(code, message, { span, hint });
    const edit: Edit = { start, end, text: replacement };
    const text = withEdit(source, statementAround(lexemes, start), edit);
    return new MillraceError(code, message, {
      span,
      hint,
      repaired: parses(text) ? text : undefined,
      fix: fixOf(source, [edit]),
    });
  };
  switch (problem) {
    case "unclosed-name": {
      const quote = written[0];
      const hint = `A quoted name ends with ${quote}.`;
      return error("PARSE_UNCLOSED_NAME", "this quoted name is not closed", hint, `${written}${quote}`, start + 1);
    }
    case "unclosed-comment":
      return error(
        "PARSE_UNCLOSED_COMMENT",
        "this comment is not closed",
        "A comment ends with */.",
        undefined,
        start + 2,
      );
    case "smart-quote": {
      const quote = lexeme.kind === "string" ? "'" : "`";
      const hint = "Texts stand between ' and ', names between backticks; word processors replace them.";
      return error("PARSE_SMART_QUOTE", `${written[0]} is no quote of SQL`, hint, `${quote}${lexeme.value}${quote}`);
    }
    case "odd-binary":
      return error(
        "PARSE_BINARY_LITERAL",
        `${written} is no binary literal`,
        "X'..' holds pairs of the hex digits 0-9 and A-F: X'CAFE'.",
      );
    case "bad-unicode-escape":
      return error(
        "PARSE_UNICODE_ESCAPE",
        `${written} has an escape that is no character`,
        "U&'..' takes \\XXXX with four hex digits or \\+XXXXXX with six; write \\\\ for a backslash.",
      );
    case "double-equals":
      return error("PARSE_DOUBLE_EQUALS", "== is not an operator of SQL", "Equality is written =.", "=");
    case "digit-name": {
      const hint = "A name that begins with a digit stands in backticks.";
      return error("PARSE_NAME_STARTS_WITH_DIGIT", `${written} is neither a number nor a name`, hint, `\`${written}\``);
    }
    case "unknown-character":
      return error(
        "PARSE_UNKNOWN_CHARACTER",
        `${written} has no meaning in SQL`,
        unknownHint(written),
        written === "&&" ? "AND" : written === "!" ? "NOT " : undefined,
      );
  }
}

function unknownHint(character: string): string {
  switch (character) {
    case "!":
      return "Negation is written NOT, inequality <>.";
    case "&":
    case "&&":
    case "|":
      return "Conditions are joined by AND and OR, texts by ||.";
    case "$":
    case "{":
    case "}":
      return "A variable is a dollar sign and a name in braces; --var NAME=VALUE fills it.";
    default:
      return "A name with other characters than letters, digits, _ and $ stands in backticks, a text between ' and '.";
  }
}
