// SESSION windows: all rows of a key that lie no more than one gap apart. Rows are held until the watermark passes the last
// of them by the gap (and by the allowed lateness: until then late rows change what was shown). A row that the watermark has passed by the gap is late, unless it touches a session that is still open.
import type { LogicalWindow, WindowSpec } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import { type Change, isAddition, type Outlet } from "./stage.ts";
import { keyText, timeMs } from "./values.ts";

interface Held {
  readonly key: string;
  readonly ms: number;
  readonly change: Change;
}

interface Shown {
  readonly held: Held;
  readonly startMs: number;
  readonly endMs: number;
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
  const { showsOpen, delayMs, latenessMs } = node.emit ?? { showsOpen: false, delayMs: 0, latenessMs: 0 };
  const { type } = node.input.columns[node.timeColumn];
  const stage = new Sessions(gapMs, showsOpen, latenessMs, to);
  return {
    change(change) {
      const value = change.row[node.timeColumn];
      if (value === null) {
        evaluation.nullTime(node, change);
        return;
      }
      const one = { key: keyText(partitionKeys.map((key) => change.row[key])), ms: timeMs(value, type), change };
      const isTaken = stage.canTake(one);
      evaluation.judge(node, change, isTaken ? [] : [{ startMs: one.ms, endMs: one.ms + gapMs }], isTaken);
      if (isTaken) stage.take(one);
    },
    watermark: (ms) => stage.watermark(ms - delayMs),
    end: () => to.end(),
  };
}

class Sessions {
  readonly #gapMs: number;
  readonly #showsOpen: boolean;
  readonly #latenessMs: number;
  readonly #to: Outlet;
  #held: Held[] = [];
  /** What has come out and may be taken back. */
  #shown: readonly Shown[] = [];
  #nowMs = Number.NEGATIVE_INFINITY;

  constructor(gapMs: number, showsOpen: boolean, latenessMs: number, to: Outlet) {
    this.#gapMs = gapMs;
    this.#showsOpen = showsOpen;
    this.#latenessMs = latenessMs;
    this.#to = to;
  }

  canTake({ key, ms }: Held): boolean {
    const isTouching = sessionsOf(this.#held, this.#gapMs).some(
      ({ rows, startMs, endMs }) => rows[0].key === key && ms + this.#gapMs >= startMs && ms <= endMs,
    );
    return isTouching || ms + this.#gapMs - 1 + this.#latenessMs > this.#nowMs;
  }

  take(one: Held): void {
    this.#held.push(one);
    this.#show();
  }

  watermark(ms: number): void {
    if (ms <= this.#nowMs) return;
    this.#nowMs = ms;
    this.#show();
    const sessions = sessionsOf(this.#held, this.#gapMs);
    const gone = sessions.filter(({ endMs }) => endMs - 1 + this.#latenessMs <= ms).flatMap(({ rows }) => rows);
    this.#held = this.#held.filter((one) => !gone.includes(one));
    this.#shown = this.#shown.filter(({ held }) => !gone.includes(held));
    this.#to.watermark(ms);
  }

  /** Takes back what is no more so, and shows what is new: sessions that have closed, open ones too where they are asked for. */
  #show(): void {
    const first = ({ rows }: OpenSession): number => this.#held.indexOf(rows[0]);
    const sessions = sessionsOf(this.#held, this.#gapMs)
      .filter(({ endMs }) => this.#showsOpen || endMs - 1 <= this.#nowMs)
      .sort((a, b) => a.endMs - b.endMs || a.startMs - b.startMs || first(a) - first(b));
    const wanted = sessions.flatMap(({ rows, startMs, endMs }) => rows.map((held) => ({ held, startMs, endMs })));
    for (const old of this.#shown) if (!wanted.some((one) => isSame(one, old))) this.#emit(old, true);
    for (const one of wanted) if (!this.#shown.some((old) => isSame(one, old))) this.#emit(one, false);
    this.#shown = wanted;
  }

  /** A retraction that came is held like a row: taken back it is a row again. */
  #emit({ held: { change }, startMs, endMs }: Shown, isTakenBack: boolean): void {
    const kind = isAddition(change) === isTakenBack ? "-D" : "+I";
    this.#to.change({ kind, row: [...change.row, startMs, endMs, endMs - 1], origin: null });
  }
}

function isSame(a: Shown, b: Shown): boolean {
  return a.held === b.held && a.startMs === b.startMs && a.endMs === b.endMs;
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
