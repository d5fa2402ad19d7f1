// The surroundings of what depends on none: casts of literals and constant folding.
import { zoneFor } from "../common/zone.ts";
import type { EvalContext } from "./function.ts";

export const NEUTRAL_CONTEXT: EvalContext = {
  zone: "UTC",
  timeZone: zoneFor("UTC"),
  batchTimeMs: 0,
  watermarkMs: Number.NEGATIVE_INFINITY,
  random: () => 0,
};
