// The only way to read the time of day. Tests pass a manual clock; nothing outside the driver reads one.

export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  nowMs(): number;
  /** A stop-watch that nobody sets: milliseconds since some moment. */
  elapsedMs(): number;
  /** Resolves after `delayMs`, or at once when `signal` aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, delayMs);
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
      signal?.addEventListener("abort", done);
    }),
};

/** A clock that stands until moved. `sleep` moves it, so that loops that wait run through at once. */
export class ManualClock implements Clock {
  #nowMs: number;
  #elapsedMs = 0;

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Time passes. */
  advance(byMs: number): void {
    this.#nowMs += byMs;
    this.#elapsedMs += byMs;
  }

  /** Somebody sets the clock; no time passes. */
  jump(byMs: number): void {
    this.#nowMs += byMs;
  }

  async sleep(delayMs: number): Promise<void> {
    this.advance(delayMs);
  }
}
