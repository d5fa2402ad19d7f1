// Which rows of a sorted list a Top-N shows, and their ranks.
import type { RankFunction } from "../../../planner/over-calls.ts";
import type { SlotOrder } from "./slot-order.ts";

export interface RankRange {
  readonly fn: RankFunction;
  readonly from: number;
  readonly to: number;
}

export interface RankedRows {
  readonly slots: readonly number[];
  readonly ranks: readonly number[];
}

/** The rows with a rank in [from, to], in order. */
export function rankedRows(list: readonly number[], { fn, from, to }: RankRange, order: SlotOrder): RankedRows {
  if (fn === "ROW_NUMBER") {
    const slots = list.slice(from - 1, to);
    return { slots, ranks: slots.map((_, i) => from + i) };
  }
  const slots: number[] = [];
  const ranks: number[] = [];
  let rank = 0;
  for (let i = 0; i < list.length; i++) {
    const isPeer = i > 0 && order.compareKeys(list[i - 1], list[i]) === 0;
    if (!isPeer) rank = fn === "RANK" ? i + 1 : rank + 1;
    if (rank > to) break;
    if (rank < from) continue;
    slots.push(list[i]);
    ranks.push(rank);
  }
  return { slots, ranks };
}

/** How many of the first rows can ever be shown when rows only come: those of rank up to `to`. */
export function reachableCount(list: readonly number[], { fn, to }: RankRange, order: SlotOrder): number {
  if (list.length <= to) return list.length;
  if (fn === "ROW_NUMBER") return to;
  let rank = 0;
  for (let i = 0; i < list.length; i++) {
    const isPeer = i > 0 && order.compareKeys(list[i - 1], list[i]) === 0;
    if (!isPeer) rank = fn === "RANK" ? i + 1 : rank + 1;
    if (rank > to) return i;
  }
  return list.length;
}
