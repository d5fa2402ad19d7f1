// Kills a job at random moments until it has ended by itself, and counts what that showed. kill.test.ts does it to jobs over
// files and SQLite, test/integration/torture to those with Kafka.
import assert from "node:assert/strict";
import { runMillrace, startMillrace } from "../helpers/command-line.ts";
import { differenceOf, positionOf } from "./outcome.ts";

/** Of one job from its start to its end. */
const KILLS_PER_JOB_MAX = 6;
/** No run lasts so long, on a busy machine either. */
const RUN_MS_MAX = 180_000;

export interface Moments {
  /** From a process' start. */
  readonly fromMs: number;
  readonly spanMs: number;
}

export interface KillCounts {
  kills: number;
  beforeStart: number;
  batchesReplayed: number;
  rows: number;
  lost: number;
  doubled: number;
}

export class Killing {
  readonly counts: KillCounts = { kills: 0, beforeStart: 0, batchesReplayed: 0, rows: 0, lost: 0, doubled: 0 };

  /** One line; to the standard error output, so that it is seen among the runner's. */
  report(name: string): void {
    const { kills, beforeStart, batchesReplayed, rows, lost, doubled } = this.counts;
    process.stderr.write(
      `${name}: ${kills} kills (${beforeStart} before the first batch), ${batchesReplayed} batches replayed, ${rows} rows, lost ${lost}, doubled ${doubled}\n`,
    );
    // Kills that all came too early or between two batches would prove little.
    if (kills >= 20) assert.ok(batchesReplayed > 0, "some kill falls into a batch");
  }

  /** Runs a job in `folder` that nobody disturbs, then once more to see what starting costs: when it is worth killing. */
  async undisturbed(folder: string, args: readonly string[]): Promise<Moments> {
    const startMs = performance.now();
    const ended = await runMillrace(args, { cwd: folder, timeoutMs: RUN_MS_MAX });
    const runMs = performance.now() - startMs;
    assert.deepEqual([ended.code, ended.stderr], [0, ""]);
    const againMs = performance.now();
    assert.equal((await runMillrace(args, { cwd: folder, timeoutMs: RUN_MS_MAX })).code, 0);
    const startupMs = performance.now() - againMs;
    return { fromMs: startupMs * 0.7, spanMs: Math.max(runMs - startupMs, 20) / 3 };
  }

  /** Starts the job again and again, with `args` of each start; kills at most `killsMax` of the processes. Returns how many it killed. */
  async runToEnd(
    folder: string,
    killsMax: number,
    args: () => readonly string[],
    momentMs: () => number,
  ): Promise<number> {
    for (let kills = 0; ; ) {
      const started = startMillrace(args(), { cwd: folder, timeoutMs: RUN_MS_MAX });
      const isDoomed = kills < Math.min(killsMax, KILLS_PER_JOB_MAX);
      const timer = isDoomed ? setTimeout(() => started.process.kill("SIGKILL"), momentMs()) : null;
      const { code, signal, stderr } = await started.ended;
      if (timer !== null) clearTimeout(timer);
      if (signal === "SIGKILL") {
        kills++;
        this.counts.kills++;
        const { committed, logged } = positionOf(folder);
        if (logged > committed) this.counts.batchesReplayed++;
        if (logged === 0) this.counts.beforeStart++;
        continue;
      }
      assert.deepEqual([code, stderr], [0, ""]);
      return kills;
    }
  }

  /** Counts what differs between the records of an undisturbed run and those of one that was killed, and fails if any does. */
  compare(expected: readonly string[], actual: readonly string[], rowCount: number): void {
    const difference = differenceOf(expected, actual);
    this.counts.rows += rowCount;
    this.counts.lost += difference.lost;
    this.counts.doubled += difference.doubled;
    assert.deepEqual(difference, { lost: 0, doubled: 0 });
  }
}
