// Millrace in a process of its own: `node ours.ts NAME JSON`. Uses the built bundle, as a user does. Prints one line of JSON.
import { rmSync } from "node:fs";
import type * as Library from "../../src/index.ts";
import type { Measured } from "./rivals.ts";

const { Session } = (await import(new URL("../../dist/index.js", import.meta.url).href)) as typeof Library;

export interface OurTask {
  readonly input: string;
  readonly output: string;
  readonly state: string;
}

const TUMBLE = ({ input, output }: OurTask): string => `
SET 'table.local-time-zone' = 'UTC';
CREATE TABLE bids (
  auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, dateTime TIMESTAMP(3), extra STRING,
  WATERMARK FOR dateTime AS dateTime - INTERVAL '1' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${input}', 'format' = 'json');
CREATE TABLE result (window_start TIMESTAMP(3), auction BIGINT, bids BIGINT, total BIGINT, mean BIGINT, top BIGINT)
WITH ('connector' = 'filesystem', 'path' = '${output}', 'format' = 'json');
INSERT INTO result
SELECT window_start, auction, COUNT(*), SUM(price), AVG(price), MAX(price)
FROM TUMBLE(TABLE bids, DESCRIPTOR(dateTime), INTERVAL '10' SECOND)
WHERE price > 100
GROUP BY window_start, window_end, auction;`;

const TEMPERATURE = ({ input, output }: OurTask): string => `
SET 'table.local-time-zone' = 'UTC';
CREATE TABLE readings (
  sensor STRING, at TIMESTAMP(3), temperature DOUBLE,
  WATERMARK FOR at AS at - INTERVAL '1' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${input}', 'format' = 'csv');
CREATE TABLE result (window_start TIMESTAMP(3), sensor STRING, mean DOUBLE)
WITH ('connector' = 'filesystem', 'path' = '${output}', 'format' = 'json');
INSERT INTO result
SELECT window_start, sensor, AVG(temperature)
FROM TUMBLE(TABLE readings, DESCRIPTOR(at), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, sensor;`;

const TASKS: Readonly<Record<string, (task: OurTask) => string>> = { "json-tumble": TUMBLE, "csv-temperature": TEMPERATURE };

async function main(name: string, task: OurTask): Promise<void> {
  for (const suffix of ["", "-wal", "-shm", "-lock"]) rmSync(`${task.state}${suffix}`, { force: true });
  rmSync(task.output, { recursive: true, force: true });
  const startMs = performance.now();
  const steps = await new Session().compile([{ name, text: TASKS[name](task) }]);
  const job = steps.findLast((step) => step.kind === "job");
  if (job?.kind !== "job") throw new Error("no job");
  const batchMs: number[] = [];
  let lastMs = performance.now();
  const summary = await job.job.run({
    statePath: task.state,
    onProgress: () => {
      const nowMs = performance.now();
      batchMs.push(nowMs - lastMs);
      lastMs = nowMs;
    },
  });
  batchMs.sort((a, b) => a - b);
  const measured: Measured & { readonly p50Ms: number; readonly p99Ms: number } = {
    seconds: (performance.now() - startMs) / 1000,
    rowsOut: summary.written[0].rows,
    rssBytes: process.resourceUsage().maxRSS * 1024,
    p50Ms: batchMs[Math.floor(batchMs.length / 2)] ?? 0,
    p99Ms: batchMs[Math.floor(batchMs.length * 0.99)] ?? 0,
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

await main(process.argv[2], JSON.parse(process.argv[3]) as OurTask);
