// State in a process of its own: `node state.ts KEYS PATH`: an updating COUNT and SUM over so many keys, each changed once a batch.
// Reports the checkpoint of 1e5 changed keys and how long a restart takes to have all keys back.
import { rmSync } from "node:fs";
import type * as Library from "../../src/index.ts";

const { Session } = (await import(new URL("../../dist/index.js", import.meta.url).href)) as typeof Library;

const [, , keysText, state] = process.argv;
const keys = Number(keysText);
const CHANGED = 100_000;

const SQL = `
CREATE TABLE numbers (n BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '${keys + CHANGED}', 'fields.n.kind' = 'sequence', 'fields.n.start' = '0', 'fields.n.end' = '${keys + CHANGED - 1}');
CREATE TABLE counts (k BIGINT, n BIGINT, total BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'blackhole');
INSERT INTO counts SELECT MOD(n, ${keys}), COUNT(*), SUM(n) FROM numbers GROUP BY MOD(n, ${keys});`;

async function run(batchesMax: number | null): Promise<{ ms: number; batches: { ms: number; checkpointMs: number }[]; restoreMs: number }> {
  const steps = await new Session().compile([{ name: "state", text: SQL }]);
  const job = steps.findLast((step) => step.kind === "job");
  if (job?.kind !== "job") throw new Error("no job");
  const batches: { ms: number; checkpointMs: number }[] = [];
  const startMs = performance.now();
  let restoreMs = 0;
  await job.job.run({
    statePath: state,
    batchRowsMax: CHANGED,
    batchesMax,
    onProgress: (progress) => {
      if (batches.length === 0) restoreMs = progress.restoreMs;
      batches.push({ ms: progress.batchMs, checkpointMs: progress.checkpointMs });
    },
  });
  return { ms: performance.now() - startMs, batches, restoreMs };
}

for (const suffix of ["", "-wal", "-shm", "-lock"]) rmSync(`${state}${suffix}`, { force: true });
const first = await run(Math.ceil(keys / CHANGED));
const second = await run(null);
const checkpoints = first.batches.map((batch) => batch.checkpointMs).sort((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({
    keys,
    rowsPerSecond: keys / (first.ms / 1000),
    checkpointMs: checkpoints[Math.floor(checkpoints.length / 2)],
    restoreMs: second.restoreMs,
    rssBytes: process.resourceUsage().maxRSS * 1024,
  })}\n`,
);
