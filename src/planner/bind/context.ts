// What binding one statement carries along: the session, and every error and warning found so far. Binding goes on after
// an error with a poisoned expression (poison.ts), so that one run reports all that is wrong.
import { MillraceError, MillraceErrors, renderError } from "../../common/errors.ts";
import type { Span } from "../../common/span.ts";
import type { BindWarning, PlannerSession } from "../session.ts";

export interface ProblemDetails {
  readonly hint?: string | null;
  /** The one edit that mends it: `span` becomes `text`. */
  readonly edit?: Edit | null;
}

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

export class StatementContext {
  readonly session: PlannerSession;
  /** The statement that is bound: what `repaired` prints. */
  readonly statement: Span;
  readonly warnings: BindWarning[] = [];
  /** Views being expanded, outermost first: a view may not contain itself. */
  readonly viewPath: string[] = [];
  readonly #errors: MillraceError[] = [];

  constructor(session: PlannerSession, statement: Span) {
    this.session = session;
    this.statement = statement;
  }

  get hasErrors(): boolean {
    return this.#errors.length > 0;
  }

  report(code: string, message: string, span: Span, details: ProblemDetails = {}): void {
    this.add(this.#make(code, message, span, details));
  }

  /** Adds an error once: two ways to the same place and code are one error. */
  add(error: MillraceError): void {
    const isKnown = this.#errors.some(
      (known) =>
        known.code === error.code && known.message === error.message && known.span?.start === error.span?.start,
    );
    if (!isKnown) this.#errors.push(error);
  }

  warn(code: string, message: string, span: Span, details: ProblemDetails = {}): void {
    const text = renderError(this.#make(code, message, span, details));
    if (!this.warnings.some((known) => known.text === text)) this.warnings.push({ code, text });
  }

  /** Ends binding when there were errors, in order of their places. @throws MillraceErrors */
  finish(): void {
    if (this.#errors.length === 0) return;
    throw new MillraceErrors([...this.#errors].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)));
  }

  #make(code: string, message: string, span: Span, details: ProblemDetails): MillraceError {
    const repaired = details.edit == null ? null : repairedText(this.statement, details.edit);
    return new MillraceError(code, message, {
      span,
      hint: details.hint ?? undefined,
      repaired: repaired ?? undefined,
      fix:
        repaired === null || details.edit == null
          ? undefined
          : [{ span: details.edit.span, replacement: details.edit.text }],
    });
  }
}

/** The statement's text with the edit made; null when the edit lies outside of it (in the text of a view). */
export function repairedText(statement: Span, edit: Edit): string | null {
  const { span, text } = edit;
  if (span.source !== statement.source || span.start < statement.start || span.end > statement.end) return null;
  const source = statement.source.text;
  return (source.slice(statement.start, span.start) + text + source.slice(span.end, statement.end)).trim();
}

export function sourceText(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}
