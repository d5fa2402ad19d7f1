// FOR SYSTEM_TIME AS OF: every left row waits until the watermark reaches its time, then meets the version of its key that
// held at that time. All versions are kept. A left row that the watermark has passed asks for the version that holds at the
// watermark, and gets it when that one was there at the row's time.
import type { JoinTime, LogicalJoin } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Outlet } from "./stage.ts";
import { JoinCondition, joinedRow, LEFT, RIGHT, twoInputs } from "./two-inputs.ts";
import { keyText, type Row, timeMs } from "./values.ts";

interface Version {
  readonly key: string;
  readonly timeMs: number;
  /** Null: from here on there is none. */
  readonly row: Row | null;
}

interface Waiting {
  readonly row: Row;
  readonly timeMs: number;
  readonly number: number;
}

export function temporalJoin(
  node: LogicalJoin,
  time: Extract<JoinTime, { kind: "temporal" }>,
  evaluation: Evaluation,
  to: Outlet,
): readonly [Outlet, Outlet] {
  const condition = new JoinCondition(node, evaluation);
  let versions: Version[] = [];
  let waiting: Waiting[] = [];
  const judges = [{}, {}];
  let nowMs = Number.NEGATIVE_INFINITY;
  let number = 0;
  /** Of equal times the last arrival. */
  const lastAt = (key: string, ms: number): Version | null =>
    versions
      .filter((version) => version.key === key && version.timeMs <= ms)
      .reduce<Version | null>((best, one) => (best === null || one.timeMs >= best.timeMs ? one : best), null);
  const answer = ({ row }: Waiting, version: Version | null): void => {
    const isFound = version !== null && version.row !== null && condition.isResidualTrue(row, version.row);
    if (isFound) to.change({ kind: "+I", row: joinedRow(node, row, version.row), origin: null });
    else if (node.type === "left") to.change({ kind: "+I", row: joinedRow(node, row, null), origin: null });
  };
  const versionFor = (one: Waiting, atMs: number): Version | null => {
    if (condition.hasNullKey(LEFT, one.row)) return null;
    return lastAt(keyText(condition.keysOf(LEFT, one.row)), atMs);
  };
  return twoInputs({
    change(side, change) {
      const input = side === LEFT ? node.left : node.right;
      const column = side === LEFT ? time.leftTime : time.rightTime;
      const value = change.row[column];
      if (value === null) {
        evaluation.nullTime(input, change, judges[side]);
        return;
      }
      const ms = timeMs(value, input.columns[column].type);
      if (side === LEFT) {
        const one = { row: change.row, timeMs: ms, number: number++ };
        if (ms > nowMs) waiting.push(one);
        else {
          const version = versionFor(one, nowMs);
          answer(one, version !== null && version.timeMs <= ms ? version : null);
        }
        return;
      }
      if (change.kind === "-U" || condition.hasNullKey(RIGHT, change.row)) return;
      const key = keyText(condition.keysOf(RIGHT, change.row));
      if (time.isLastOnly && (lastAt(key, Number.POSITIVE_INFINITY)?.timeMs ?? ms) > ms) return;
      versions = versions.filter((version) => version.key !== key || version.timeMs !== ms);
      versions.push({ key, timeMs: ms, row: change.kind === "-D" ? null : change.row });
    },
    watermark(ms) {
      nowMs = ms;
      const due = waiting.filter((one) => one.timeMs <= ms).sort((a, b) => a.timeMs - b.timeMs || a.number - b.number);
      waiting = waiting.filter((one) => one.timeMs > ms);
      for (const one of due) answer(one, versionFor(one, one.timeMs));
      to.watermark(ms);
    },
    end: () => to.end(),
  });
}
