// One operator in a process of its own: `node operators.mjs NAME JSON` (`--names` lists them): CSV rows through it into a blackhole, a checkpoint per batch.
// Prints one line of JSON. "pass" is the same job without an operator: what reading costs.
import { rmSync } from "node:fs";
import { Session } from "../../dist/index.js";

const table = (name, path, more = "") => `
CREATE TABLE ${name} (k BIGINT, v BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND${more})
WITH ('connector' = 'filesystem', 'path' = '${path}', 'format' = 'csv');`;

const over = (call, frame = "") =>
  `SELECT k, v, ts, ${call} OVER (PARTITION BY k ORDER BY ts ${frame}) AS x FROM events`;
const firstRows = (partition, order, count, from) =>
  `SELECT k, v, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY ${partition} ORDER BY ${order}) AS place FROM ${from}) WHERE place <= ${count}`;
const windowed = (fn) => `SELECT window_start, k, COUNT(*), SUM(v) FROM ${fn} GROUP BY window_start, window_end, k`;
const tumble = (name) => `TUMBLE(TABLE ${name}, DESCRIPTOR(ts), INTERVAL '10' SECOND)`;

/** By name of the bench line: the query over events (k, v, ts) and, for joins, others or versions of the same columns. */
const QUERIES = {
  pass: "SELECT k, v, ts FROM events",
  "interval join":
    "SELECT e.k, e.v, o.v, e.ts FROM events e, others o WHERE e.k = o.k AND o.ts BETWEEN e.ts - INTERVAL '5' SECOND AND e.ts + INTERVAL '5' SECOND",
  "window join": `SELECT l.k, l.v, r.v, l.window_start FROM (SELECT * FROM ${tumble("events")}) l
    JOIN (SELECT * FROM ${tumble("others")}) r ON l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end`,
  "regular join": "SELECT e.k, e.v, o.v FROM events e JOIN versions o ON e.k = o.k",
  "temporal join":
    "SELECT e.k, e.v, r.v, e.ts FROM events e JOIN versions FOR SYSTEM_TIME AS OF e.ts AS r ON e.k = r.k",
  "window Top-3": firstRows(
    "window_start, window_end, k",
    "v DESC",
    3,
    "TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE)",
  ),
  "Top-3, updating": firstRows("k", "v DESC", 3, "events"),
  "first row of a key": firstRows("k", "ts", 1, "events"),
  "last row of a key": firstRows("k", "ts DESC", 1, "events"),
  "OVER running sum": over("SUM(v)"),
  "OVER 10 ROWS": over("SUM(v)", "ROWS BETWEEN 10 PRECEDING AND CURRENT ROW"),
  "OVER RANGE 10 s": over("SUM(v)", "RANGE BETWEEN INTERVAL '10' SECOND PRECEDING AND CURRENT ROW"),
  LAG: over("LAG(v)"),
  "TUMBLE 10 s": windowed(tumble("events")),
  "HOP 10 s, 1 min": windowed("HOP(TABLE events, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '1' MINUTE)"),
  "CUMULATE 10 s, 1 min": windowed("CUMULATE(TABLE events, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '1' MINUTE)"),
  "SESSION 5 s": windowed("SESSION(TABLE events PARTITION BY k, DESCRIPTOR(ts), INTERVAL '5' SECOND)"),
  "GROUP BY, updating": "SELECT k, COUNT(*), SUM(v), MAX(v) FROM events GROUP BY k",
  "COUNT DISTINCT": "SELECT k, COUNT(DISTINCT v) FROM events GROUP BY k",
  "SELECT DISTINCT": "SELECT DISTINCT k, MOD(v, 10) FROM events",
  MATCH_RECOGNIZE: `SELECT * FROM events MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts
    MEASURES FIRST(A.ts) AS from_ts, LAST(B.v) AS last_v AFTER MATCH SKIP PAST LAST ROW
    PATTERN (A B+ C) WITHIN INTERVAL '1' MINUTE DEFINE B AS B.v > LAST(A.v), C AS C.v < LAST(A.v))`,
  UNNEST: "SELECT k, x FROM events CROSS JOIN UNNEST(ARRAY[v, v + 1, v + 2]) AS t (x)",
  "ORDER BY time": "SELECT k, v, ts FROM events ORDER BY ts",
};

function script(name, { inputs }) {
  const versioned = name.includes("temporal") ? ", PRIMARY KEY (k) NOT ENFORCED" : "";
  return `
SET 'table.local-time-zone' = 'UTC';
${table("events", inputs.events)}
${table("others", inputs.others)}
${table("versions", inputs.versions, versioned)}
CREATE TABLE result (${SINKS[name] ?? "k BIGINT, v BIGINT, ts TIMESTAMP(3)"}) WITH ('connector' = 'blackhole');
INSERT INTO result ${QUERIES[name]};`;
}

/** Columns of the sink, where they are not k, v, ts. */
const WINDOW = "window_start TIMESTAMP(3), k BIGINT, n BIGINT, total BIGINT";
const OVER = "k BIGINT, v BIGINT, ts TIMESTAMP(3), x BIGINT";
const JOIN = "k BIGINT, v BIGINT, other BIGINT, ts TIMESTAMP(3)";
const SINKS = {
  "interval join": JOIN,
  "window join": JOIN,
  "regular join": "k BIGINT, v BIGINT, other BIGINT",
  "temporal join": JOIN,
  "OVER running sum": OVER,
  "OVER 10 ROWS": OVER,
  "OVER RANGE 10 s": OVER,
  LAG: OVER,
  "TUMBLE 10 s": WINDOW,
  "HOP 10 s, 1 min": WINDOW,
  "CUMULATE 10 s, 1 min": WINDOW,
  "SESSION 5 s": WINDOW,
  "GROUP BY, updating": "k BIGINT, n BIGINT, total BIGINT, most BIGINT",
  "COUNT DISTINCT": "k BIGINT, n BIGINT",
  "SELECT DISTINCT": "k BIGINT, v BIGINT",
  MATCH_RECOGNIZE: "k BIGINT, from_ts TIMESTAMP(3), last_v BIGINT",
  UNNEST: "k BIGINT, x BIGINT",
};

async function main(name, task) {
  for (const suffix of ["", "-wal", "-shm", "-lock"]) rmSync(`${task.state}${suffix}`, { force: true });
  const steps = await new Session().compile([{ name, text: script(name, task) }]);
  const job = steps.findLast((step) => step.kind === "job");
  if (job?.kind !== "job") throw new Error(`${name}: no job`);
  const batches = [];
  const cpuBefore = process.cpuUsage();
  const threadBefore = process.threadCpuUsage();
  const startMs = performance.now();
  const summary = await job.job.run({
    statePath: task.state,
    onProgress: ({ batchRows, checkpointMs, stateBytes, stateRows }) =>
      batches.push({ batchRows, checkpointMs, stateBytes, stateRows, rssBytes: process.memoryUsage.rss() }),
  });
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const thread = process.threadCpuUsage(threadBefore);
  const checkpoints = batches.map((batch) => batch.checkpointMs).sort((a, b) => a - b);
  process.stdout.write(
    `${JSON.stringify({
      seconds,
      cpuSeconds: (user + system) / 1e6,
      threadSeconds: (thread.user + thread.system) / 1e6,
      rowsIn: batches.reduce((sum, batch) => sum + batch.batchRows, 0),
      rowsOut: summary.written[0].rows,
      checkpointMs: checkpoints[Math.floor(checkpoints.length / 2)],
      stateBytes: Math.max(...batches.map((batch) => batch.stateBytes)),
      stateRows: Math.max(...batches.map((batch) => batch.stateRows)),
      rssHalfBytes: batches[Math.floor(batches.length / 2)].rssBytes,
      rssBytes: process.resourceUsage().maxRSS * 1024,
    })}\n`,
  );
}

if (process.argv[2] === "--names") process.stdout.write(JSON.stringify(Object.keys(QUERIES)));
else await main(process.argv[2], JSON.parse(process.argv[3]));
