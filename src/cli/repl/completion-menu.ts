// The list of completions below the line: which one is chosen, and its rows.
import type { Completion, Completions } from "../../index.ts";
import { displayWidth } from "../table.ts";
import { cutTo } from "./cut-text.ts";
import type { Row } from "./layout.ts";

const SHOWN_MAX = 8;

export class CompletionMenu {
  readonly items: readonly Completion[];
  /** Where the word that is completed begins. */
  readonly start: number;
  /** -1: none is chosen yet. */
  #chosen = -1;

  constructor({ items, start }: Completions) {
    this.items = items;
    this.start = start;
  }

  get chosen(): Completion | null {
    return this.items[this.#chosen] ?? null;
  }

  /** The next (or the one before), around. */
  move(by: 1 | -1): Completion {
    const count = this.items.length;
    this.#chosen = this.#chosen === -1 && by === -1 ? count - 1 : (this.#chosen + by + count) % count;
    return this.items[this.#chosen];
  }

  rows(columns: number, hasColor: boolean): readonly Row[] {
    const first = Math.max(0, Math.min(this.#chosen - SHOWN_MAX + 2, this.items.length - SHOWN_MAX));
    const shown = this.items.slice(first, first + SHOWN_MAX);
    const width = Math.max(...shown.map((item) => displayWidth(labelOf(item))));
    const rows = shown.map((item, i): Row => {
      const isChosen = first + i === this.#chosen;
      const name = labelOf(item) + " ".repeat(width - displayWidth(labelOf(item)));
      const line = cutTo(`${isChosen ? ">" : " "} ${name}  ${item.kind.padEnd(8)} ${item.detail}`, columns - 1);
      if (!hasColor) return { head: "", body: line };
      return { head: "", body: isChosen ? `\x1b[7m${line}\x1b[0m` : `\x1b[2m${line}\x1b[0m` };
    });
    const more = this.items.length - first - shown.length;
    return more > 0 ? [...rows, { head: "", body: `  and ${more} more` }] : rows;
  }
}

/** Without the quotes and the = that come with it. */
function labelOf({ text }: Completion): string {
  return text.replace(/^'/, "").replace(/'(?: = ')?$/, "");
}

/** What all of them begin with, by the case of the first. */
export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? "";
  for (const text of texts) {
    let i = 0;
    while (i < prefix.length && prefix[i].toLowerCase() === text[i]?.toLowerCase()) i++;
    prefix = prefix.slice(0, i);
  }
  return prefix;
}
