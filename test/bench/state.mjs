// State in a process of its own: `node state.mjs fill|restore KEYS PATH`: an updating COUNT and SUM over so many keys, each batch
// changes 100 000 of them. `fill` reports rows per second and the median checkpoint; `restore` what a restart takes, cold, to have
// all keys back.
import { rmSync } from "node:fs";
import { Session } from "../../dist/index.js";

const [, , mode, keysText, state] = process.argv;
const keys = Number(keysText);
const CHANGED = 100_000;
/** Enough batches for a median that is not the first, cold one. */
const filled = Math.max(keys, 8 * CHANGED);

const SQL = `
CREATE TABLE numbers (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '100000000', 'number-of-rows' = '${filled + CHANGED}',
  'fields.n.kind' = 'sequence', 'fields.n.start' = '0', 'fields.n.end' = '${filled + CHANGED - 1}');
CREATE TABLE counts (k BIGINT, n BIGINT, total BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'blackhole');
INSERT INTO counts SELECT MOD(n, ${keys}), COUNT(*), SUM(n) FROM numbers GROUP BY MOD(n, ${keys});`;

if (mode === "fill") for (const suffix of ["", "-wal", "-shm", "-lock"]) rmSync(`${state}${suffix}`, { force: true });
const steps = await new Session().compile([{ name: "state", text: SQL }]);
const job = steps.findLast((step) => step.kind === "job");
if (job?.kind !== "job") throw new Error("no job");
const batches = [];
const startMs = performance.now();
await job.job.run({
  statePath: state,
  batchRowsMax: CHANGED,
  batchesMax: mode === "fill" ? filled / CHANGED : null,
  onProgress: (progress) => batches.push(progress),
});
const checkpoints = batches.map((batch) => batch.checkpointMs).sort((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({
    rowsPerSecond: (batches.reduce((sum, batch) => sum + batch.batchRows, 0) * 1000) / (performance.now() - startMs),
    checkpointMs: checkpoints[Math.floor(checkpoints.length / 2)],
    restoreMs: batches[0].restoreMs,
    rssBytes: process.resourceUsage().maxRSS * 1024,
  })}\n`,
);
