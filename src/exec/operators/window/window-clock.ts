// Between the watermark's time line and the local one on which windows are laid out.
//
// TIMESTAMP: they are the same. TIMESTAMP_LTZ: windows run on the wall clock of the session zone, as in Flink, so both passes
// of an hour that comes twice are one window and a day of 23 hours is a day. `closingMs` is the last instant whose wall
// clock is before the window's end: the window fires when the watermark reaches it, and a row that comes then is late.
import type { Zone } from "../../../common/zone.ts";

export interface WindowClock {
  /** Wall clock of each row; the argument itself where nothing changes. */
  localTimes(timesMs: Float64Array, rowCount: number): Float64Array;
  /** Last instant (watermark time) that lies before the local time `endLocalMs`. */
  closingMs(endLocalMs: number): number;
  /** Wall clock at an instant. */
  localMs(instantMs: number): number;
}

export const WALL_CLOCK: WindowClock = {
  localTimes: (timesMs) => timesMs,
  closingMs: (endLocalMs) => endLocalMs - 1,
  localMs: (instantMs) => instantMs,
};

export function zoneClock(zone: Zone): WindowClock {
  const localMs = (instantMs: number) => instantMs + zone.offsetMsAt(instantMs);
  return {
    localTimes(timesMs, rowCount) {
      const local = new Float64Array(rowCount);
      for (let i = 0; i < rowCount; i++) local[i] = timesMs[i] + zone.offsetMsAt(timesMs[i]);
      return local;
    },
    closingMs(endLocalMs) {
      const instant = zone.localToUtcMs(endLocalMs - 1, "later");
      return localMs(instant) === endLocalMs - 1 ? instant : lastInstantBefore(endLocalMs, instant, localMs);
    },
    localMs,
  };
}

/** The wall clock skips `endLocalMs - 1`: the last instant before the clocks went forward. */
function lastInstantBefore(endLocalMs: number, afterMs: number, localMs: (ms: number) => number): number {
  let low = afterMs - (localMs(afterMs) - endLocalMs) - 1;
  while (localMs(low) >= endLocalMs) low -= 3_600_000;
  let high = afterMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (localMs(middle) < endLocalMs) low = middle;
    else high = middle;
  }
  return low;
}
