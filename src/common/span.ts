// Places in SQL text. Every AST node and every user error carries a Span.

/** A SQL text and the name it is reported under (a file path, or "-e", "-"). */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** Half-open range [start, end) of UTF-16 units in one source text. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** 1-based line and column (in UTF-16 units) of an offset. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

export function lineColumnAt(source: SourceText, offset: number): LineColumn {
  let line = 1;
  let lineStart = 0;
  for (let i = source.text.indexOf("\n"); i !== -1 && i < offset; i = source.text.indexOf("\n", i + 1)) {
    line++;
    lineStart = i + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** The smallest span that covers both. Both must be of one source. */
export function coverSpans(a: Span, b: Span): Span {
  return { source: a.source, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
