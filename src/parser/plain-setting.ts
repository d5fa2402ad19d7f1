// SET execution.batch = 10 s and RESET execution.batch without quotes, as the SQL clients of other engines take them: the
// key is a run of words, dots and hyphens, the value is the rest of the statement as written. All on one line: a value that
// went on to the next one would swallow the statement there when its `;` is missing.
import type { IToken } from "chevrotain";
import type { SourceText, Span } from "../common/span.ts";
import type { Statement } from "./ast.ts";
import { K, StringText } from "./tokens.ts";

const SETTING = /^(\s*)([\p{L}_][\p{L}\p{N}_.-]*)(?:(\s*=\s*)(\S.*))?$/u;

/** The statement, or null when it is no SET or RESET with a bare key. */
export function plainSetting(source: SourceText, tokens: readonly IToken[]): Statement | null {
  const [verb, key] = tokens;
  const isSet = verb.tokenType === K.SET;
  if (tokens.length < 2 || !(isSet || verb.tokenType === K.RESET) || key.tokenType === StringText) return null;
  const start = verb.startOffset;
  const end = endOf(tokens[tokens.length - 1]);
  const bodyStart = endOf(verb);
  const match = SETTING.exec(source.text.slice(bodyStart, end));
  if (match === null || isSet !== (match[4] !== undefined)) return null;
  const [, space, name, equals = "", written] = match;
  const keySpan: Span = spanAt(source, bodyStart + space.length, name.length);
  const span = { source, start, end };
  if (!isSet) return { kind: "reset", key: name, keySpan, span };
  const valueSpan = spanAt(source, keySpan.end + equals.length, written.length);
  const single = tokens.length > 3 && tokens[tokens.length - 1].startOffset === valueSpan.start;
  const last = tokens[tokens.length - 1];
  const value = single && last.tokenType === StringText ? last.image : written;
  return { kind: "set", key: name, value, keySpan, valueSpan, span };
}

function endOf(token: IToken): number {
  return (token.endOffset ?? token.startOffset) + 1;
}

function spanAt(source: SourceText, start: number, length: number): Span {
  return { source, start, end: start + length };
}
