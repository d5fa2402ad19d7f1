// How long rows of a join are of use, by kind of join.
//   interval   a left row until the watermark passes its time + upper, a right row until its time - lower. As in Flink a row as
//              old as the watermark may still come to match, but one whose last match would be that old is not kept.
//   window     until the watermark reaches the last instant of the window
import type { Vector } from "../../../columnar/vector.ts";
import type { Column } from "../../../common/types.ts";
import type { PhysicalJoin } from "../../../planner/physical.ts";
import { heldBackMs } from "../../../planner/join-hold.ts";
import { timesMs } from "../event-time.ts";
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
      left: columnTimes(left.columns, time.leftEnd, -1, 0),
      right: columnTimes(right.columns, time.rightEnd, -1, 0),
      heldMs: 0,
    };
  }
  return { left: null, right: null, heldMs: 0 };
}

function columnTimes(columns: readonly Column[], index: number, usefulMs: number, graceMs: number): SideTimes {
  const { type } = columns[index];
  return {
    timesMs: (vectors: readonly Vector[], rowCount) => timesMs(vectors[index], type, rowCount),
    lateFromMs: (timeMs) => timeMs + usefulMs,
    keptUntilMs: (timeMs) => timeMs + usefulMs + graceMs,
  };
}
