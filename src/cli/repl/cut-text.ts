// Parts of texts by columns of the terminal, where a wide glyph takes two.
import { displayWidth } from "../table.ts";

/** The text if it fits; else its beginning with `…` at the end. */
export function cutTo(text: string, columns: number): string {
  return displayWidth(text) <= columns ? text : windowOf(text, 0, columns);
}

/** Columns [from, from + columns) of a line; `…` stands where something is cut away. */
export function windowOf(text: string, from: number, columns: number): string {
  const width = displayWidth(text);
  if (from === 0 && width <= columns) return text;
  const left = from > 0 ? 1 : 0;
  const right = width > from + columns ? 1 : 0;
  let at = 0;
  let out = "";
  let used = left;
  for (const glyph of text) {
    const wide = displayWidth(glyph);
    const isInside = at >= from + left && at + wide <= from + columns - right;
    // A wide glyph that is cut in the middle leaves a space.
    if (isInside && at - from > used) {
      out += " ".repeat(at - from - used);
      used = at - from;
    }
    if (isInside) {
      out += glyph;
      used += wide;
    }
    at += wide;
  }
  const gap = right === 1 ? " ".repeat(Math.max(0, columns - right - used)) : "";
  return `${left === 1 && width > from ? "…" : ""}${out}${gap}${right === 1 ? "…" : ""}`;
}
