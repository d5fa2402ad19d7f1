// The time of batches: that of the clock while it goes forward. Where it was put back, time goes on from the last batch at the pace
// of real time: it never goes back, and never stands still, so processing-time windows close, lanes become idle and state
// expires, whatever hands or daemons do to the clock.
import type { Clock } from "../../common/clock.ts";

export class BatchTime {
  readonly #clock: Clock;
  /** A time that was given, and what the clock's stop-watch showed then. */
  #anchorMs = Number.NEGATIVE_INFINITY;
  #anchorElapsedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Time goes on from `batchTimeMs`, the last batch's of an earlier run. */
  goOnFrom(batchTimeMs: number): void {
    this.#anchorMs = batchTimeMs;
    this.#anchorElapsedMs = this.#clock.elapsedMs();
  }

  nowMs(): number {
    const nowMs = this.#clock.nowMs();
    const elapsedMs = this.#clock.elapsedMs();
    const atLeastMs = Math.floor(this.#anchorMs + elapsedMs - this.#anchorElapsedMs);
    if (nowMs < atLeastMs) return atLeastMs;
    this.#anchorMs = nowMs;
    this.#anchorElapsedMs = elapsedMs;
    return nowMs;
  }
}
