// One csv record, field by field: the meaning that the generated scanner must agree with, and what it leaves to the side.
//
// RFC 4180 with these answers: a quote opens a quoted field only as its first character; "" inside is one quote; quoted
// fields go over line breaks; after the closing quote only a delimiter or the record's end may come. An escape character,
// when there is one, takes the next character as it is. Records end at LF or CRLF (a lone CR is text) or at the end of
// the file. A quote that is never closed, or closed in the middle of a field, makes the record bad, and reading goes on
// after its first line.
import { RECORD_BYTES_MAX } from "../format.ts";
import type { CsvSyntax } from "./csv-syntax.ts";

export const QUOTED = 1;
export const ESCAPED = 2;

/** The fields of the record last split. Reused from record to record. */
export class CsvFields {
  count = 0;
  starts: number[] = [];
  ends: number[] = [];
  flags: number[] = [];
  /** Where the next record begins. */
  next = 0;
  /** Line breaks in the record; its end counts as one, also at the end of the file. */
  lineBreaks = 0;
  /** Why the record is bad by its framing. */
  problem: { code: string; reason: string } | null = null;

  add(start: number, end: number, flags: number): void {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.flags[this.count++] = flags;
  }
}

/** Splits the record at `at`. False: it may go on beyond `end`. */
export function splitRecord(
  b: Uint8Array,
  at: number,
  end: number,
  isFinal: boolean,
  syntax: CsvSyntax,
  fields: CsvFields,
): boolean {
  fields.count = 0;
  fields.lineBreaks = 0;
  fields.problem = null;
  let p = at;
  for (;;) {
    p =
      syntax.quote !== -1 && p < end && b[p] === syntax.quote
        ? quotedField(b, p, end, syntax, fields)
        : plainField(b, p, end, syntax, fields);
    if (p === -1) {
      if (!isFinal && end - at < RECORD_BYTES_MAX) return false;
      fields.problem = { code: "DATA_UNCLOSED_QUOTE", reason: "the quote of this field is never closed" };
      if (!endOfLine(b, at, end, fields) && !isFinal) return false;
      fields.lineBreaks = 1;
      return true;
    }
    if (p >= end) {
      if (!isFinal) return false;
      fields.next = end;
      fields.lineBreaks++;
      return true;
    }
    if (b[p] === syntax.delimiter) {
      p++;
      continue;
    }
    if (b[p] === 13 && p + 1 === end && !isFinal) return false;
    if (b[p] === 10 || (b[p] === 13 && (p + 1 === end || b[p + 1] === 10))) {
      endOfLine(b, p, end, fields);
      fields.lineBreaks++;
      return true;
    }
    if (!endOfLine(b, at, end, fields) && !isFinal) return false;
    fields.problem = { code: "DATA_BAD_QUOTE", reason: "there is text after the closing quote of a field" };
    fields.lineBreaks = 1;
    return true;
  }
}

/** Sets `next` behind the next LF, or to the end (false). */
function endOfLine(b: Uint8Array, p: number, end: number, fields: CsvFields): boolean {
  const lineFeed = b.indexOf(10, p);
  const isFound = lineFeed !== -1 && lineFeed < end;
  fields.next = isFound ? lineFeed + 1 : end;
  return isFound;
}

/** Returns the index of the delimiter or line break behind the field, or `end`. */
function plainField(b: Uint8Array, start: number, end: number, syntax: CsvSyntax, fields: CsvFields): number {
  let p = start;
  let flags = 0;
  for (; p < end && b[p] !== syntax.delimiter && b[p] !== 10; p++) {
    if (b[p] === syntax.escapeByte && p + 1 < end) {
      flags = ESCAPED;
      p++;
    }
  }
  const isCrLf = p > start && b[p - 1] === 13 && (p === end || b[p] === 10);
  fields.add(start, isCrLf ? p - 1 : p, flags);
  return p;
}

/** Returns the index behind the closing quote, or -1 when there is none before `end`. */
function quotedField(b: Uint8Array, start: number, end: number, syntax: CsvSyntax, fields: CsvFields): number {
  let flags = QUOTED;
  for (let p = start + 1; p < end; p++) {
    const c = b[p];
    if (c === 10) fields.lineBreaks++;
    if (c === syntax.escapeByte && c !== syntax.quote) {
      flags |= ESCAPED;
      p++;
    } else if (c === syntax.quote) {
      if (p + 1 < end && b[p + 1] === syntax.quote) {
        flags |= ESCAPED;
        p++;
      } else {
        fields.add(start + 1, p, flags);
        return p + 1;
      }
    }
  }
  return -1;
}

/** The bytes of a field without its quotes and escapes. A view of `b` when there is nothing to take out. */
export function fieldBytes(b: Uint8Array, fields: CsvFields, index: number, syntax: CsvSyntax): Uint8Array {
  const [start, end, flags] = [fields.starts[index], fields.ends[index], fields.flags[index]];
  if ((flags & ESCAPED) === 0) return b.subarray(start, end);
  const out = new Uint8Array(end - start);
  let length = 0;
  for (let p = start; p < end; p++) {
    const isPair = b[p] === syntax.escapeByte || ((flags & QUOTED) !== 0 && b[p] === syntax.quote);
    if (isPair && p + 1 < end) p++;
    out[length++] = b[p];
  }
  return out.subarray(0, length);
}
