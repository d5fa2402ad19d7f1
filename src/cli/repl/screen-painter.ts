// The whole screen, painted line by line on the terminal's second page: only lines that changed are written.
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J";
const LEAVE = "\x1b[?25h\x1b[?1049l";

export class ScreenPainter {
  readonly #out: { write(text: string): unknown };
  #lines: readonly string[] = [];
  #isOn = false;
  readonly #onExit = (): void => this.leave();

  constructor(out: { write(text: string): unknown }) {
    this.#out = out;
  }

  enter(): void {
    if (!this.#isOn) this.#out.write(ENTER);
    this.#isOn = true;
    process.on("exit", this.#onExit);
    this.#lines = [];
  }

  /** The first page comes back as it was. */
  leave(): void {
    if (this.#isOn) this.#out.write(LEAVE);
    this.#isOn = false;
    process.off("exit", this.#onExit);
  }

  /** What is on the screen is not known any more. */
  clear(): void {
    if (this.#isOn) this.#out.write("\x1b[2J");
    this.#lines = [];
  }

  /** One text a line, colours in it. */
  paint(lines: readonly string[]): void {
    let text = "";
    const count = Math.max(lines.length, this.#lines.length);
    for (let i = 0; i < count; i++) {
      const line = lines[i] ?? "";
      if (line !== (this.#lines[i] ?? "")) text += `\x1b[${i + 1};1H${line}\x1b[K`;
    }
    this.#lines = lines;
    if (text !== "") this.#out.write(text);
  }
}
