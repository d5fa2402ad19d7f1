// The expected rates are computed by hand from the formula of Spark's PIDRateEstimator:
//   own = records / processing * 1000, error = latest - own, waiting = schedulingDelay * own / interval,
//   change = (error - latestError) / seconds, new = max(minRate, latest - P * error - I * waiting - D * change).
import assert from "node:assert/strict";
import { test } from "node:test";
import { type MeasuredBatch, RateController, type RateSetup, rateSetupOf } from "./rate-controller.ts";

const SPARK: RateSetup = { intervalMs: 1000, proportional: 1, integral: 0.2, derived: 0, minRate: 100, initialRate: 0 };

type Line = readonly [endMs: number, records: number, processingMs: number, schedulingDelayMs: number];

function ratesOf(setup: RateSetup, lines: readonly Line[]): (number | null)[] {
  const controller = new RateController(setup);
  return lines.map(([endMs, records, processingMs, schedulingDelayMs]) => {
    controller.measured({ endMs, records, processingMs, schedulingDelayMs } satisfies MeasuredBatch);
    return controller.rate;
  });
}

test("Spark's defaults: the rate follows the job, late batches take off of it, the least rate holds", () => {
  const rates = ratesOf(SPARK, [
    [1000, 1000, 500, 0], // starts from 2000
    [2000, 2000, 1000, 0], // own 2000
    [3500, 2000, 2000, 0], // own 1000, error 1000
    [5000, 1000, 1000, 1000], // own 1000, waiting 1000 * 0.2
    [6000, 800, 400, 0], // own 2000, error -1200
    [7000, 0, 10, 0], // no records
    [6000, 500, 500, 0], // no time has passed
    [8000, 500, 0, 0], // took no time
    [9000, 10, 1000, 0], // own 10
  ]);
  assert.deepEqual(rates, [null, 2000, 1000, 800, 2000, 2000, 2000, 2000, 100]);
});

test("all three parts", () => {
  const setup = { ...SPARK, intervalMs: 2000, proportional: 0.5, integral: 0.1, derived: 0.2, minRate: 10 };
  const rates = ratesOf(setup, [
    [2000, 100, 100, 0], // starts from 1000
    [4000, 1000, 2000, 400], // own 500: 1000 - 0.5 * 500 - 0.1 * 100 - 0.2 * 250
    [5000, 690, 1000, 0], // own 690: 690 - 0.2 * -500
    [7000, 790, 500, 0], // own 1580: 790 + 0.5 * 790 + 0.2 * 395
  ]);
  assert.deepEqual(rates, [null, 690, 790, 1264]);
});

test("without waiting records the rate is the job's own, rising and falling (PIDRateEstimatorSuite)", () => {
  const setup = { ...SPARK, intervalMs: 20, integral: 1, minRate: 10 };
  for (const recordsAt of [(i: number) => i * 20, (i: number) => (51 - i) * 20]) {
    const lines = Array.from({ length: 50 }, (_, i): Line => [(i + 1) * 20, recordsAt(i + 1), 20, 0]);
    const rates = ratesOf(setup, lines);
    assert.equal(rates[0], null);
    assert.deepEqual(
      rates.slice(1),
      lines.slice(1).map(([, records]) => (records / 20) * 1000),
    );
  }
});

test("the rate becomes records of a batch; one at least; the initial rate holds until there is another", () => {
  const controller = new RateController({ ...SPARK, intervalMs: 250, initialRate: 1002, minRate: 1 });
  assert.equal(controller.recordsMax(), 250);
  controller.measured({ endMs: 250, records: 250, processingMs: 100, schedulingDelayMs: 0 });
  assert.equal(controller.recordsMax(), 250);
  controller.measured({ endMs: 500, records: 1, processingMs: 4000, schedulingDelayMs: 0 });
  assert.equal(controller.recordsMax(), 1);
  assert.equal(new RateController(SPARK).recordsMax(), Number.POSITIVE_INFINITY);
});

test("it needs the setting and an interval; the defaults are Spark's", () => {
  const on = { "execution.backpressure.enabled": "true" };
  assert.equal(rateSetupOf({}, 1000), null);
  assert.equal(rateSetupOf(on, null), null);
  assert.deepEqual(rateSetupOf(on, 1000), SPARK);
  assert.equal(rateSetupOf({ ...on, "execution.backpressure.pid.min-rate": "2.5" }, 1000)?.minRate, 2.5);
});
