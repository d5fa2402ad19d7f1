// How long rows of a join are of use, by kind of join.
//   interval   a left row until the watermark passes its time + upper, a right row until its time - lower. As in Flink a row as
//              old as the watermark may still come to match, but one whose last match would be that old is not kept.
//   window     until the watermark reaches the last instant of the window
import type { Vector } from "../../../columnar/vector.ts";
import type { Column, SqlType } from "../../../common/types.ts";
import type { PhysicalJoin } from "../../../planner/physical.ts";
import { zoneFor } from "../../../common/zone.ts";
import { heldBackMs } from "../../../planner/join-hold.ts";
import type { BatchContext } from "../../operator.ts";
import { timesMs } from "../event-time.ts";
import { WALL_CLOCK, type WindowClock, zoneClock } from "../window/window-clock.ts";
import type { SideTimes } from "./join-side.ts";

export interface JoinTimes {
  readonly left: SideTimes | null;
  readonly right: SideTimes | null;
  /** How far the watermark downstream stays behind: a pair may be as old as this. */
  readonly heldMs: number;
}

export function joinTimes({ time, left, right }: PhysicalJoin): JoinTimes {
  if (time?.kind === "interval") {
    return {
      left: columnTimes(left.columns, time.leftTime, time.upperMs, 1),
      right: columnTimes(right.columns, time.rightTime, -time.lowerMs, 1),
      heldMs: heldBackMs(time),
    };
  }
  if (time?.kind === "window") {
    return {
      left: new WindowTimes(left.columns, time.leftEnd, time.isLtz),
      right: new WindowTimes(right.columns, time.rightEnd, time.isLtz),
      heldMs: 0,
    };
  }
  return { left: null, right: null, heldMs: 0 };
}

function columnTimes(columns: readonly Column[], index: number, usefulMs: number, graceMs: number): SideTimes {
  const { type } = columns[index];
  return {
    follow: () => {},
    timesMs: (vectors: readonly Vector[], rowCount) => timesMs(vectors[index], type, rowCount),
    lateFromMs: (timeMs) => timeMs + usefulMs,
    keptUntilMs: (timeMs) => timeMs + usefulMs + graceMs,
  };
}

/** The times are ends of windows, as wall clocks where windows are. */
class WindowTimes implements SideTimes {
  readonly #type: SqlType;
  readonly #index: number;
  readonly #isLtz: boolean;
  #clock: WindowClock = WALL_CLOCK;
  /** Ends come in long runs. */
  #lastEndMs = Number.NaN;
  #lastClosingMs = 0;

  constructor(columns: readonly Column[], index: number, isLtz: boolean) {
    this.#type = columns[index].type;
    this.#index = index;
    this.#isLtz = isLtz;
  }

  follow(context: BatchContext): void {
    if (this.#isLtz) this.#clock = zoneClock(zoneFor(context.evaluation.zone));
  }

  timesMs(vectors: readonly Vector[], rowCount: number): Float64Array {
    return timesMs(vectors[this.#index], this.#type, rowCount);
  }

  lateFromMs(endMs: number): number {
    return this.keptUntilMs(endMs);
  }

  keptUntilMs(endMs: number): number {
    if (endMs !== this.#lastEndMs) {
      this.#lastEndMs = endMs;
      this.#lastClosingMs = this.#clock.closingMs(endMs);
    }
    return this.#lastClosingMs;
  }
}
