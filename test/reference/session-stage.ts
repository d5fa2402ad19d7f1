// SESSION windows: all rows of a key that lie no more than one gap apart. Rows are held until the watermark passes the last
// of them by the gap. A row that the watermark has passed by the gap is late, unless it touches a session that is still open.
import type { LogicalWindow, WindowSpec } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import { type Change, isAddition, type Outlet } from "./stage.ts";
import { keyText, timeMs } from "./values.ts";

interface Held {
  readonly key: string;
  readonly ms: number;
  readonly change: Change;
}

interface OpenSession {
  readonly startMs: number;
  readonly endMs: number;
  /** In order of arrival. */
  readonly rows: readonly Held[];
}

export function sessionStage(
  node: LogicalWindow,
  spec: Extract<WindowSpec, { kind: "session" }>,
  evaluation: Evaluation,
  to: Outlet,
): Outlet {
  const { gapMs, partitionKeys } = spec;
  const { type } = node.input.columns[node.timeColumn];
  let held: Held[] = [];
  let nowMs = Number.NEGATIVE_INFINITY;
  return {
    change(change) {
      const value = change.row[node.timeColumn];
      if (value === null) {
        evaluation.nullTime(node, change);
        return;
      }
      const one = { key: keyText(partitionKeys.map((key) => change.row[key])), ms: timeMs(value, type), change };
      const isTouching = sessionsOf(held, gapMs).some(
        ({ rows, startMs, endMs }) => rows[0].key === one.key && one.ms + gapMs >= startMs && one.ms <= endMs,
      );
      const isTaken = isTouching || one.ms + gapMs - 1 > nowMs;
      evaluation.judge(node, change, isTaken ? [] : [{ startMs: one.ms, endMs: one.ms + gapMs }], isTaken);
      if (isTaken) held.push(one);
    },
    watermark(ms) {
      nowMs = ms;
      const closed = sessionsOf(held, gapMs).filter(({ endMs }) => endMs - 1 <= ms);
      closed.sort(
        (a, b) => a.endMs - b.endMs || a.startMs - b.startMs || held.indexOf(a.rows[0]) - held.indexOf(b.rows[0]),
      );
      for (const { rows, startMs, endMs } of closed) {
        for (const { change } of rows) {
          const kind = isAddition(change) ? "+I" : "-D";
          to.change({ kind, row: [...change.row, startMs, endMs, endMs - 1], origin: null });
        }
      }
      held = held.filter((one) => !closed.some(({ rows }) => rows.includes(one)));
      to.watermark(ms);
    },
    end: () => to.end(),
  };
}

function sessionsOf(held: readonly Held[], gapMs: number): OpenSession[] {
  return [...Map.groupBy(held, (one) => one.key).values()].flatMap((rows) => {
    const byTime = rows.toSorted((a, b) => a.ms - b.ms);
    const chains: Held[][] = [];
    for (const one of byTime) {
      const last = chains.at(-1);
      if (last !== undefined && one.ms - last[last.length - 1].ms <= gapMs) last.push(one);
      else chains.push([one]);
    }
    return chains.map((chain) => ({
      startMs: chain[0].ms,
      endMs: chain[chain.length - 1].ms + gapMs,
      rows: rows.filter((one) => chain.includes(one)),
    }));
  });
}
