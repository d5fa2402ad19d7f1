// A terminal in memory: what a person sees after a program has sent these characters. Knows what the prompt and the view of
// rows use: cursor movements, erasing, the alternate screen, wide glyphs; anything else fails.
import { displayWidth } from "../../src/cli/table.ts";

export interface ScreenSize {
  readonly rows: number;
  readonly columns: number;
}

export const SCREEN: ScreenSize = { rows: 30, columns: 120 };

/** The lines of the screen without colours, blanks at their ends and empty lines below taken away. */
export function screenOf(sent: string, size: ScreenSize = SCREEN): readonly string[] {
  const screen = new Screen(size);
  screen.take(sent);
  return screen.lines();
}

class Screen {
  readonly #size: ScreenSize;
  #grid: string[][];
  #main: { grid: string[][]; row: number; column: number } | null = null;
  #row = 0;
  #column = 0;

  constructor(size: ScreenSize) {
    this.#size = size;
    this.#grid = this.#blank();
  }

  lines(): readonly string[] {
    const lines = this.#grid.map((cells) => cells.join("").trimEnd());
    return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
  }

  take(sent: string): void {
    const parts = /\x1b\[([?0-9;]*)([A-Za-z])|\r|\n|\x07|\x1b[78]|[^\x00-\x1f\x7f]/gu;
    let at = 0;
    for (const match of sent.matchAll(parts)) {
      if (match.index !== at) throw new Error(`not known: ${JSON.stringify(sent.slice(at, match.index))}`);
      at += match[0].length;
      if (match[2] !== undefined) this.#control(match[1], match[2]);
      else if (match[0] === "\r") this.#column = 0;
      else if (match[0] === "\n") this.#lineFeed();
      else this.#put(match[0]);
    }
  }

  #blank(): string[][] {
    return Array.from({ length: this.#size.rows }, () => this.#blankRow());
  }

  #blankRow(): string[] {
    return new Array<string>(this.#size.columns).fill(" ");
  }

  #lineFeed(): void {
    if (this.#row < this.#size.rows - 1) this.#row++;
    else {
      this.#grid.shift();
      this.#grid.push(this.#blankRow());
    }
  }

  #put(glyph: string): void {
    const wide = displayWidth(glyph);
    if (wide === 0) return;
    if (this.#column + wide > this.#size.columns) {
      this.#column = 0;
      this.#lineFeed();
    }
    this.#grid[this.#row][this.#column] = glyph;
    if (wide === 2) this.#grid[this.#row][this.#column + 1] = "";
    this.#column += wide;
  }

  #control(argument: string, letter: string): void {
    const [first, second] = argument.split(";").map((text) => Number(text) || 0);
    const by = Math.max(1, first);
    switch (letter) {
      case "A":
        this.#row = Math.max(0, this.#row - by);
        return;
      case "B":
        this.#row = Math.min(this.#size.rows - 1, this.#row + by);
        return;
      case "C":
        this.#column = Math.min(this.#size.columns - 1, this.#column + by);
        return;
      case "H":
        this.#row = Math.min(this.#size.rows, first || 1) - 1;
        this.#column = Math.min(this.#size.columns, second || 1) - 1;
        return;
      case "J":
        if (first === 2) this.#grid = this.#blank();
        else {
          this.#grid[this.#row].fill(" ", this.#column);
          for (let i = this.#row + 1; i < this.#size.rows; i++) this.#grid[i] = this.#blankRow();
        }
        return;
      case "K":
        this.#grid[this.#row].fill(" ", this.#column);
        return;
      case "h":
      case "l":
        if (argument === "?1049") this.#alternate(letter === "h");
        return;
      case "m":
        return;
      default:
        throw new Error(`not known: ESC [ ${argument} ${letter}`);
    }
  }

  #alternate(isOn: boolean): void {
    if (isOn) {
      this.#main = { grid: this.#grid, row: this.#row, column: this.#column };
      this.#grid = this.#blank();
    } else if (this.#main !== null) {
      this.#grid = this.#main.grid;
      this.#row = this.#main.row;
      this.#column = this.#main.column;
      this.#main = null;
    }
  }
}
