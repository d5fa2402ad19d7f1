// Backpressure: how many records a batch of an interval may have, so that batches end within it. The formula is that of
// Spark's PIDRateEstimator, with its defaults; the rate holds for all sources together. It moves batch boundaries only.
import { booleanSetting, numberSetting } from "../../planner/settings.ts";

export interface RateSetup {
  readonly intervalMs: number;
  readonly proportional: number;
  readonly integral: number;
  readonly derived: number;
  readonly minRate: number;
  /** Records a second before there is a rate; 0: no limit. */
  readonly initialRate: number;
}

export interface MeasuredBatch {
  /** When it ended. */
  readonly endMs: number;
  readonly records: number;
  readonly processingMs: number;
  /** How much later than planned it began. */
  readonly schedulingDelayMs: number;
}

/** null: batches have no interval, or backpressure is off. */
export function rateSetupOf(settings: Readonly<Record<string, string>>, intervalMs: number | null): RateSetup | null {
  const map = new Map(Object.entries(settings));
  if (intervalMs === null || !booleanSetting(map, "execution.backpressure.enabled")) return null;
  return {
    intervalMs,
    proportional: numberSetting(map, "execution.backpressure.pid.proportional"),
    integral: numberSetting(map, "execution.backpressure.pid.integral"),
    derived: numberSetting(map, "execution.backpressure.pid.derived"),
    minRate: numberSetting(map, "execution.backpressure.pid.min-rate"),
    initialRate: numberSetting(map, "execution.backpressure.initial-rate"),
  };
}

export class RateController {
  readonly #setup: RateSetup;
  /** Records a second that are allowed; null: no limit yet. */
  rate: number | null;
  /** End of the last batch that counted; null: none did. */
  #latestMs: number | null = null;
  #latestRate = 0;
  #latestError = 0;

  constructor(setup: RateSetup) {
    this.#setup = setup;
    this.rate = setup.initialRate > 0 ? setup.initialRate : null;
  }

  /** Records of the next batch at most. */
  recordsMax(): number {
    if (this.rate === null) return Number.POSITIVE_INFINITY;
    return Math.max(1, Math.floor((this.rate * this.#setup.intervalMs) / 1000));
  }

  /** The first batch with records only gives the rate to start from, as in Spark; batches without records say nothing. */
  measured({ endMs, records, processingMs, schedulingDelayMs }: MeasuredBatch): void {
    if (records <= 0 || processingMs <= 0 || (this.#latestMs !== null && endMs <= this.#latestMs)) return;
    const processingRate = (records / processingMs) * 1000;
    if (this.#latestMs === null) {
      this.#latestRate = processingRate;
    } else {
      const { proportional, integral, derived, minRate, intervalMs } = this.#setup;
      const error = this.#latestRate - processingRate;
      const historicalError = (schedulingDelayMs * processingRate) / intervalMs;
      const errorChange = (error - this.#latestError) / ((endMs - this.#latestMs) / 1000);
      const corrected = this.#latestRate - proportional * error - integral * historicalError - derived * errorChange;
      this.#latestRate = Math.max(minRate, corrected);
      this.#latestError = error;
      this.rate = this.#latestRate;
    }
    this.#latestMs = endMs;
  }
}
