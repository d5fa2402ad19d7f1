// Runs one job of SQL text in this process and tells what every batch said; and what memory is held.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type PreparedJob, Session, type SessionOptions } from "../../src/engine/index.ts";
import type { JobSummary, Progress, RunOptions } from "../../src/exec/driver/run-options.ts";

export interface Ran {
  readonly summary: JobSummary;
  readonly progress: readonly Progress[];
}

export async function jobOf(sql: string, options: SessionOptions = {}): Promise<PreparedJob> {
  const steps = await new Session(options).compile([{ name: "sql", text: sql }]);
  const jobs = steps.flatMap((step) => (step.kind === "job" ? [step.job] : []));
  if (jobs.length !== 1) throw new Error(`${jobs.length} jobs`);
  return jobs[0];
}

export async function runSql(sql: string, options: SessionOptions, run: RunOptions): Promise<Ran> {
  const progress: Progress[] = [];
  const job = await jobOf(sql, options);
  const onProgress = (p: Progress) => {
    progress.push(p);
    run.onProgress?.(p);
  };
  return { summary: await job.run({ ...run, onProgress }), progress };
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that are held after the rubbish is gone. */
export function heldBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
