// Millrace in a process of its own: `node ours.mjs NAME JSON`. Uses the built bundle, as a user does. Prints one line of JSON.
// Plain JavaScript, as the rivals are: stripping types takes 20 MB that are not the engine's.
import { rmSync } from "node:fs";

import { Session } from "../../dist/index.js";

const TUMBLE = ({ input, output }) => `
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

const TEMPERATURE = ({ input, output }) => `
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

const TASKS = { "json-tumble": TUMBLE, "csv-temperature": TEMPERATURE };

async function main(name, task) {
  for (const suffix of ["", "-wal", "-shm", "-lock"]) rmSync(`${task.state}${suffix}`, { force: true });
  rmSync(task.output, { recursive: true, force: true });
  const startMs = performance.now();
  const steps = await new Session().compile([{ name, text: TASKS[name](task) }]);
  const job = steps.findLast((step) => step.kind === "job");
  if (job?.kind !== "job") throw new Error("no job");
  const batchMs = [];
  const summary = await job.job.run({
    statePath: task.state,
    onProgress: (progress) => batchMs.push(progress.batchMs),
  });
  batchMs.sort((a, b) => a - b);
  const { user, system } = process.cpuUsage();
  const measured = {
    seconds: (performance.now() - startMs) / 1000,
    cpuSeconds: (user + system) / 1e6,
    rowsOut: summary.written[0].rows,
    rssBytes: process.resourceUsage().maxRSS * 1024,
    p50Ms: batchMs[Math.floor(batchMs.length / 2)] ?? 0,
    p99Ms: batchMs[Math.floor(batchMs.length * 0.99)] ?? 0,
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

await main(process.argv[2], JSON.parse(process.argv[3]));
