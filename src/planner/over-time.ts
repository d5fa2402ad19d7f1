// Which OVER windows can be answered once and for all as time goes by: ordered by a time attribute alone, ascending, and
// looking no further than the row and its peers, or a fixed way ahead. The others give results that change.
import type { OverCall, OverFrame, OverPartition } from "./over-calls.ts";

/** Rows come out when the watermark passes them: the time attribute stays one. */
export function isFinalInTime(partition: OverPartition, calls: readonly OverCall[]): boolean {
  return isByTime(partition) && calls.every((call) => isAnswered(call) && reachOf(call) === "now");
}

/** Each row is answered once, some of them later than the watermark passes them. */
export function isFinalLater(partition: OverPartition, calls: readonly OverCall[]): boolean {
  return isByTime(partition) && calls.every(isAnswered);
}

function isByTime({ order, isTimeOrder }: OverPartition): boolean {
  return isTimeOrder && order.length === 1 && !order[0].isDescending;
}

function isAnswered(call: OverCall): boolean {
  switch (call.kind) {
    case "aggregate":
      return isFrameAnswered(call.frame);
    case "nth":
      return call.frame.start !== null && isFrameAnswered(call.frame);
    case "rank":
      return call.fn !== "PERCENT_RANK" && call.fn !== "CUME_DIST";
    case "ntile":
      return false;
    case "offset":
      return true;
  }
}

/** An endless start is an accumulator that only ever goes on to the row; what lies ahead needs a beginning. */
function isFrameAnswered({ start, end }: OverFrame): boolean {
  return end !== null && (start !== null || end === 0);
}

export function reachOf(call: OverCall): "now" | "later" {
  if (call.kind === "offset") return call.offset > 0 ? "later" : "now";
  return (call.kind === "aggregate" || call.kind === "nth") && (call.frame.end ?? 1) > 0 ? "later" : "now";
}
