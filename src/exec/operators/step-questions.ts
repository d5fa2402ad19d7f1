// Questions to the watermark steps of a batch.
import { type ChangeBatch, lastMark, type WatermarkSteps } from "../../columnar/change-batch.ts";
import type { BatchContext } from "../operator.ts";

/** The watermark that holds just before physical row `row`; `initialMs` before the first step. */
export function watermarkBefore(steps: WatermarkSteps, row: number, initialMs: number): number {
  let low = 0;
  let high = steps.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps.rows[middle] <= row) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? initialMs : Math.max(initialMs, steps.marks[low - 1]);
}

/** Index of the first step from `from` on whose mark reaches `markMs`; `count` when there is none. */
export function firstStepReaching(steps: WatermarkSteps, from: number, markMs: number): number {
  let low = from;
  let high = steps.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps.marks[middle] >= markMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** True when nothing comes after this batch on this edge. */
export function isInputEnded(batch: ChangeBatch, context: BatchContext): boolean {
  return context.isEndOfInput || lastMark(batch.steps, Number.NEGATIVE_INFINITY) === Number.POSITIVE_INFINITY;
}
