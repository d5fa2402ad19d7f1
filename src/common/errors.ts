// The one error class of Millrace and how it is rendered.
// A code is stable and public; its prefix tells its kind. docs/errors lists the codes, and a test holds it to them.
import { lineColumnAt, type Span } from "./span.ts";

export type ErrorKind = "parse" | "bind" | "plan" | "data" | "connector" | "state" | "internal";

const KIND_OF_PREFIX: Readonly<Record<string, ErrorKind>> = {
  PARSE: "parse",
  BIND: "bind",
  PLAN: "plan",
  DATA: "data",
  CONNECTOR: "connector",
  SOURCE: "connector",
  SINK: "connector",
  STATE: "state",
  INTERNAL: "internal",
};

/** One edit of a source text: what lies in `span` becomes `replacement`. */
export interface TextEdit {
  readonly span: Span;
  readonly replacement: string;
}

export interface ErrorDetails {
  readonly span?: Span;
  /** Where the trouble is when it is not in SQL text: "data/a.csv:12, column temp". */
  readonly location?: string;
  /** One or two sentences: the way out. */
  readonly hint?: string;
  /** The whole statement or line with the one edit that mends it. */
  readonly repaired?: string;
  /** The edits that mend this error (others of the statement may be left), in the order of their places. */
  readonly fix?: readonly TextEdit[];
  readonly cause?: unknown;
}

/** Every error that Millrace throws on purpose. `code` is stable, e.g. BIND_UNKNOWN_COLUMN; `kind` follows from it. */
export class MillraceError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly span: Span | null;
  readonly location: string | null;
  readonly hint: string | null;
  readonly repaired: string | null;
  /** Edits that mend the error, in the order of their places and apart from each other; null where none is known. */
  readonly fix: readonly TextEdit[] | null;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "MillraceError";
    this.code = code;
    this.kind = KIND_OF_PREFIX[code.slice(0, code.indexOf("_"))] ?? "internal";
    this.span = details.span ?? null;
    this.location = details.location ?? null;
    this.hint = details.hint ?? null;
    this.repaired = details.repaired ?? null;
    this.fix = details.fix ?? null;
  }
}

/** Several errors of one run: what parse and bind throw. Always at least one; code, place and hint are those of the first. */
export class MillraceErrors extends MillraceError {
  readonly errors: readonly MillraceError[];

  constructor(errors: readonly MillraceError[]) {
    const { code, span, location, hint, repaired, fix } = errors[0];
    super(code, errors.map((e) => e.message).join("; "), {
      ...(span === null ? {} : { span }),
      ...(location === null ? {} : { location }),
      ...(hint === null ? {} : { hint }),
      ...(repaired === null ? {} : { repaired }),
      ...(fix === null ? {} : { fix }),
    });
    this.name = "MillraceErrors";
    this.errors = errors;
  }
}

/** Characters of a source line that are shown at most. */
const EXCERPT_MAX = 160;

/** The text a person reads: place, code, message, source line with caret, hint, repaired SQL. No trailing newline. */
export function renderError(error: MillraceError): string {
  const lines: string[] = [];
  if (error.span === null) {
    lines.push(`${error.location === null ? "" : `${error.location}: `}${error.code}: ${error.message}`);
  } else {
    const { source, start, end } = error.span;
    const at = lineColumnAt(source, start);
    lines.push(`${source.name}:${at.line}:${at.column} ${error.code}: ${error.message}`);
    const lineStart = start - at.column + 1;
    const nextBreak = source.text.indexOf("\n", lineStart);
    const lineEnd = nextBreak === -1 ? source.text.length : nextBreak;
    const text = source.text.slice(lineStart, lineEnd).replace(/\r$/, "").replaceAll("\t", " ");
    const width = Math.max(1, Math.min(end, lineStart + text.length) - start);
    const gutter = String(at.line);
    const shown = excerpt(text, at.column - 1, width);
    lines.push(`  ${gutter} | ${shown.text}`);
    lines.push(`  ${" ".repeat(gutter.length)} | ${" ".repeat(shown.at)}${"^".repeat(shown.width)}`);
  }
  if (error.hint !== null) lines.push(...error.hint.split("\n").map((l) => `  ${l}`));
  if (error.repaired !== null) lines.push(...`Repaired: ${error.repaired}`.split("\n").map((l) => `  ${l}`));
  return lines.join("\n");
}

/** The part of a long line around the marked place, at most EXCERPT_MAX characters. */
function excerpt(text: string, at: number, width: number): { text: string; at: number; width: number } {
  if (text.length <= EXCERPT_MAX) return { text, at, width };
  const from = Math.max(0, Math.min(at - EXCERPT_MAX / 4, text.length - EXCERPT_MAX));
  const to = from + EXCERPT_MAX;
  const head = from > 0 ? "... " : "";
  return {
    text: `${head}${text.slice(from, to)}${to < text.length ? " ..." : ""}`,
    at: head.length + at - from,
    width: Math.min(width, to - at),
  };
}
