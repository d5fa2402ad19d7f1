// Text counted in characters (code points), as Flink counts: a surrogate pair is one. JavaScript counts UTF-16 units.
import { DataProblem } from "../../../function.ts";

/** Most characters that a function may make of a short argument (REPEAT, LPAD): beyond it is a mistake, not a result. */
const MADE_LENGTH_MAX = 1 << 28;

export function characterCount(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if (isPairAt(text, i)) {
      count--;
      i++;
    }
  }
  return count;
}

/** The UTF-16 offset of the character with that index (0-based); the text's length when it has fewer. */
export function offsetOfCharacter(text: string, index: number): number {
  let offset = 0;
  for (let i = 0; i < index && offset < text.length; i++) offset += isPairAt(text, offset) ? 2 : 1;
  return offset;
}

/** Characters from (inclusive) to (exclusive), 0-based. */
export function sliceCharacters(text: string, from: number, to: number): string {
  const start = offsetOfCharacter(text, from);
  if (to >= text.length) return text.slice(start);
  return text.slice(start, start + offsetOfCharacter(text.slice(start), to - from));
}

/** @throws DataProblem DATA_TEXT_TOO_LONG */
export function checkMadeLength(length: number): void {
  if (length > MADE_LENGTH_MAX) {
    throw new DataProblem(
      "DATA_TEXT_TOO_LONG",
      `the text would have ${length} characters, more than ${MADE_LENGTH_MAX}`,
    );
  }
}

function isPairAt(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  if (unit < 0xd800 || unit > 0xdbff) return false;
  const next = text.charCodeAt(offset + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}
