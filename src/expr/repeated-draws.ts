// Random numbers that a second attempt over the same rows draws again. Whether a kernel needs a second attempt depends on
// what it met before, so the numbers a batch gets must not: a replay after a restart has to draw the same.
import type { EvalContext } from "./function.ts";

export class RepeatedDraws {
  /** The given context with numbers that rewind() brings back. */
  readonly context: EvalContext;
  readonly #drawn: number[] = [];
  #next = 0;

  constructor(base: EvalContext) {
    this.context = { ...base, random: () => this.#draw(base) };
  }

  rewind(): void {
    this.#next = 0;
  }

  #draw(base: EvalContext): number {
    if (this.#next === this.#drawn.length) this.#drawn.push(base.random());
    return this.#drawn[this.#next++];
  }
}
