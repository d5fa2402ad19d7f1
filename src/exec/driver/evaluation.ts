// What expressions may know of one batch: session zone, batch time, random numbers by the batch's seed.
import type { Zone } from "../../common/zone.ts";
import type { EvalContext } from "../../expr/function.ts";
import { randomOf } from "./random.ts";

/** `timeZone` is kept by the job: making one is dear. */
export function evaluationOf(zone: string, timeZone: Zone, batchTimeMs: number, seed: Uint8Array): EvalContext {
  return { zone, timeZone, batchTimeMs, watermarkMs: Number.NEGATIVE_INFINITY, random: randomOf(seed) };
}
