// How far the watermark stays behind after an interval join: by the age that a pair, or a row that found no match, can have.
import type { JoinTime } from "./logical.ts";

export function heldBackMs({ lowerMs, upperMs }: Extract<JoinTime, { kind: "interval" }>): number {
  return Math.max(0, upperMs, -lowerMs) + 1;
}
