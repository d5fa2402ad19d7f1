// The text that is typed, with its cursor: what keys do to it, without a terminal. Moves go by glyphs, words and lines.

export class EditBuffer {
  text = "";
  /** UTF-16 index. */
  cursor = 0;
  #killed = "";

  set(text: string, cursor = text.length): void {
    this.text = text;
    this.cursor = cursor;
  }

  insert(text: string): void {
    this.replace(this.cursor, this.cursor, text);
  }

  /** Puts `text` in place of [start, end); the cursor stands behind it. */
  replace(start: number, end: number, text: string): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.cursor = start + text.length;
  }

  backspace(): void {
    this.replace(this.#before(this.cursor), this.cursor, "");
  }

  delete(): void {
    this.replace(this.cursor, this.#after(this.cursor), "");
  }

  left(): void {
    this.cursor = this.#before(this.cursor);
  }

  right(): void {
    this.cursor = this.#after(this.cursor);
  }

  wordLeft(): void {
    this.cursor = this.#wordBefore();
  }

  wordRight(): void {
    this.cursor = this.#wordAfter();
  }

  lineStart(): void {
    this.cursor = this.text.lastIndexOf("\n", this.cursor - 1) + 1;
  }

  lineEnd(): void {
    const end = this.text.indexOf("\n", this.cursor);
    this.cursor = end === -1 ? this.text.length : end;
  }

  /** False when there is no line above (below). */
  lineUp(): boolean {
    const start = this.text.lastIndexOf("\n", this.cursor - 1) + 1;
    if (start === 0) return false;
    const above = this.text.lastIndexOf("\n", start - 2) + 1;
    this.cursor = Math.min(above + this.cursor - start, start - 1);
    return true;
  }

  lineDown(): boolean {
    const end = this.text.indexOf("\n", this.cursor);
    if (end === -1) return false;
    const start = this.text.lastIndexOf("\n", this.cursor - 1) + 1;
    const next = this.text.indexOf("\n", end + 1);
    this.cursor = Math.min(end + 1 + this.cursor - start, next === -1 ? this.text.length : next);
    return true;
  }

  /** What is killed can be put back by yank. */
  killToLineEnd(): void {
    const end = this.text.indexOf("\n", this.cursor);
    const to = end === -1 ? this.text.length : end === this.cursor ? end + 1 : end;
    this.#kill(this.cursor, to);
  }

  killToLineStart(): void {
    this.#kill(this.text.lastIndexOf("\n", this.cursor - 1) + 1, this.cursor);
  }

  killWordLeft(): void {
    this.#kill(this.#wordBefore(), this.cursor);
  }

  killWordRight(): void {
    this.#kill(this.cursor, this.#wordAfter());
  }

  yank(): void {
    this.insert(this.#killed);
  }

  #kill(start: number, end: number): void {
    this.#killed = this.text.slice(start, end);
    this.replace(start, end, "");
  }

  #before(at: number): number {
    if (at === 0) return 0;
    const glyphs = [...segmenter().segment(this.text.slice(Math.max(0, at - GLYPH_MAX), at))];
    return at - (glyphs.at(-1)?.segment.length ?? 1);
  }

  #after(at: number): number {
    const [glyph] = segmenter().segment(this.text.slice(at, at + GLYPH_MAX));
    return at + (glyph?.segment.length ?? 0);
  }

  #wordBefore(): number {
    const before = this.text.slice(0, this.cursor);
    const trimmed = before.replace(/[^\p{L}\p{N}_]+$/u, "");
    return trimmed.replace(/[\p{L}\p{N}_]+$/u, "").length;
  }

  #wordAfter(): number {
    const [word] = /^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(this.text.slice(this.cursor)) ?? [""];
    return this.cursor + word.length;
  }
}

/** UTF-16 units of the longest glyph that is looked at as one. */
const GLYPH_MAX = 64;

function segmenter(): Intl.Segmenter {
  return new Intl.Segmenter();
}
