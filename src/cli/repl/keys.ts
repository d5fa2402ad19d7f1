// The keys of the terminal, one at a time, in raw mode. Node's own decoder (readline) makes keys of bytes; what was typed
// ahead stays in order until somebody asks for it.
import { emitKeypressEvents } from "node:readline";

export interface Key {
  /** "a", "return", "up", "paste-start"; "" for text without a name. */
  readonly name: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  /** What it types; "" for keys that type nothing. */
  readonly text: string;
}

interface NodeKey {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly sequence?: string;
}

const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

export class Keys {
  readonly #input: NodeJS.ReadStream;
  readonly #output: { write(text: string): unknown };
  readonly #queue: (Key | null)[] = [];
  #wake: (() => void) | null = null;
  readonly #onKey = (text: string | undefined, key: NodeKey): void => this.#push(keyOf(text, key));
  readonly #onEnd = (): void => this.#push(null);
  #isOn = false;
  /** What ctrl-C does while nobody asks for keys; null: it waits as the others do. */
  onInterrupt: (() => void) | null = null;

  constructor(input: NodeJS.ReadStream, output: { write(text: string): unknown }) {
    this.#input = input;
    this.#output = output;
    emitKeypressEvents(input);
  }

  /** Raw mode: ctrl-C is a key, nothing is echoed. */
  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#input.setRawMode(true);
    this.#input.on("keypress", this.#onKey);
    this.#input.on("end", this.#onEnd);
    this.#input.resume();
    this.#output.write(PASTE_ON);
  }

  /** The terminal as other programs expect it. */
  stop(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#output.write(PASTE_OFF);
    this.#input.off("keypress", this.#onKey);
    this.#input.off("end", this.#onEnd);
    this.#input.pause();
    this.#input.setRawMode(false);
  }

  /** The next key; null at the end of input. */
  async next(): Promise<Key | null> {
    while (this.#queue.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#queue.shift() as Key | null;
  }

  /** Calls `take` for each key until the answer is called. What was typed ahead was meant for somebody else: it goes. */
  listen(take: (key: Key | null) => void): () => void {
    let isOver = false;
    this.#queue.length = 0;
    const pump = async (): Promise<void> => {
      for (;;) {
        while (this.#queue.length === 0) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          if (isOver) return;
        }
        take(this.#queue.shift() as Key | null);
        if (isOver) return;
      }
    };
    void pump();
    return () => {
      isOver = true;
      this.#wake?.();
    };
  }

  #push(key: Key | null): void {
    if (this.onInterrupt !== null && key?.ctrl === true && key.name === "c") {
      this.onInterrupt();
      return;
    }
    this.#queue.push(key);
    this.#wake?.();
  }
}

function keyOf(text: string | undefined, key: NodeKey): Key {
  const { name = "", ctrl = false, meta = false } = key;
  const typed = ctrl || meta || text === undefined || /[\x00-\x1f\x7f]/.test(text) ? "" : text;
  return { name, ctrl, meta, text: typed };
}
