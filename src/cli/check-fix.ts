// `millrace check --fix`: makes the edits that the errors of a file offer, checks it again, and goes on until no edit is left.
//
// A round makes every edit that lies in the file and apart from the others. A round that brings nothing new (the same errors at the same
// places, or a text that was there before) ends it, so two edits that undo each other cannot go on for ever. The file is written once,
// at the end. Variables (`${NAME}`) are not filled: their places in the file would be other ones.
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { type MillraceError, MillraceErrors, type SourceText, type TextEdit } from "../index.ts";

/** Rounds at most: each mends at least one place. */
const ROUNDS_MAX = 100;

export interface Mending {
  readonly text: string;
  /** Errors whose edits were made. */
  readonly mendedCount: number;
  /** What is left: the errors of the last round; empty when all is well. */
  readonly left: readonly MillraceError[];
}

/** `errorsOf`: all errors of a text, none when it is right. */
export async function mend(
  source: SourceText,
  errorsOf: (source: SourceText) => Promise<readonly MillraceError[]>,
): Promise<Mending> {
  const seen = new Set<string>();
  let text = source.text;
  let mendedCount = 0;
  let left: readonly MillraceError[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    seen.add(text);
    const current = { name: source.name, text };
    left = await errorsOf(current);
    const taken = chooseFixes(left, current);
    const next = applyEdits(
      text,
      taken.flatMap((error) => error.fix ?? []),
    );
    if (taken.length === 0 || seen.has(next)) break;
    text = next;
    mendedCount += taken.length;
  }
  return { text, mendedCount, left };
}

/** The errors with edits of this text, without those whose edits meet edits of an error before. */
function chooseFixes(errors: readonly MillraceError[], source: SourceText): readonly MillraceError[] {
  const taken: MillraceError[] = [];
  const edits: TextEdit[] = [];
  for (const error of errors) {
    const { fix } = error;
    if (fix === null || fix.some(({ span }) => span.source.text !== source.text || span.source.name !== source.name))
      continue;
    if (
      fix.some((edit) => edits.some((other) => edit.span.start <= other.span.end && other.span.start <= edit.span.end))
    )
      continue;
    taken.push(error);
    edits.push(...fix);
  }
  return taken;
}

/** The text with the edits made; they are apart from each other. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted((a, b) => b.span.start - a.span.start);
  return ordered.reduce(
    (shown, { span, replacement }) => shown.slice(0, span.start) + replacement + shown.slice(span.end),
    text,
  );
}

/** What changed, as a unified diff. */
export function lineDifference(name: string, before: string, after: string): string {
  return createTwoFilesPatch(name, `${name}, mended`, before, after, undefined, undefined, {
    context: 1,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** The errors that were thrown, one by one. @throws what is no error of Millrace */
export function errorList(error: MillraceError): readonly MillraceError[] {
  return error instanceof MillraceErrors ? error.errors : [error];
}
