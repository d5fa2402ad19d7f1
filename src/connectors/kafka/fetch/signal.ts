// Something happened: whoever waits goes on. What happens while nobody waits is not kept.

export class Signal {
  #waiting: (() => void)[] = [];

  /** Resolves with the next notify(), or after `timeoutMs`. */
  wait(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? null : setTimeout(resolve, timeoutMs);
      this.#waiting.push(() => {
        if (timer !== null) clearTimeout(timer);
        resolve();
      });
    });
  }

  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
