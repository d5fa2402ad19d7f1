// What is written while somebody types or looks at a view: above the line, or held back until the view is closed.
import type { Output } from "../terminal.ts";

/** Characters that are held back at most; what comes beyond is counted. */
const HELD_MAX = 16 * 1024 * 1024;

export class Notices {
  readonly #above: (write: () => void) => void;
  #held: { readonly out: Output; readonly text: string }[] | null = null;
  #heldLength = 0;
  #lostLines = 0;

  /** `above` runs a write so that it does not run into what is typed. */
  constructor(above: (write: () => void) => void) {
    this.#above = above;
  }

  write(out: Output, written: string | Uint8Array): void {
    // Bytes may be overwritten once this call is over.
    const text = typeof written === "string" ? written : Buffer.from(written).toString();
    if (this.#held === null) {
      this.#above(() => out.write(text));
      return;
    }
    if (this.#heldLength + text.length > HELD_MAX) {
      this.#lostLines += text.split("\n").length - 1;
      return;
    }
    this.#heldLength += text.length;
    this.#held.push({ out, text });
  }

  hold(): void {
    this.#held ??= [];
  }

  release(out: Output): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const { out: to, text } of held) this.write(to, text);
    if (this.#lostLines > 0) this.write(out, `and ${this.#lostLines} more lines that were not kept\n`);
    this.#heldLength = 0;
    this.#lostLines = 0;
  }
}
