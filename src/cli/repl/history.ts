// What was entered in this folder, newest first: one entry a line in .millrace/history, line breaks written as ␤.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const HISTORY_PATH = ".millrace/history";
const ENTRIES_MAX = 1000;
const BREAK = "␤";

export class History {
  readonly #path: string;
  readonly #entries: string[];

  constructor(path = HISTORY_PATH) {
    this.#path = path;
    this.#entries = load(path);
  }

  /** 0 is the newest; null: there is none. */
  at(index: number): string | null {
    return this.#entries[index] ?? null;
  }

  /** Index of the first entry from `index` on, going back (1) or forward (-1), that `fits`; -1: none. */
  find(fits: (entry: string) => boolean, index: number, step: 1 | -1 = 1): number {
    for (let i = index; i >= 0 && i < this.#entries.length; i += step) if (fits(this.#entries[i])) return i;
    return -1;
  }

  add(text: string): void {
    const entry = text.trim();
    if (entry === "" || this.#entries[0] === entry) return;
    this.#entries.unshift(entry);
    this.#entries.length = Math.min(this.#entries.length, ENTRIES_MAX);
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const lines = this.#entries.map((one) => one.replaceAll("\n", BREAK)).reverse();
      writeFileSync(this.#path, `${lines.join("\n")}\n`);
    } catch {
      // A folder that cannot be written has no history; the prompt works all the same.
    }
  }
}

function load(path: string): string[] {
  try {
    const lines = readFileSync(path, "utf8").split("\n");
    return lines.flatMap((line) => (line === "" ? [] : [line.replaceAll(BREAK, "\n")])).reverse();
  } catch {
    return [];
  }
}
