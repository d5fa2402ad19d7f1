// The other engines, in a process of their own: `node rivals.mjs NAME JSON`. Prints one line of JSON: seconds, rows out, peak RSS.
// AVG of whole numbers is a whole number in Millrace, so the others divide the same way.
// DuckDB runs on one thread with its fastest reader (columns given, format given) and writes the same JSON lines.
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { DuckDBInstance } from "@duckdb/node-api";

const TASKS = {
  "duckdb-json-tumble": ({ input, output }) =>
    duckdb(
      `SELECT time_bucket(INTERVAL '10 seconds', dateTime) AS window_start, auction, count(*) AS bids, sum(price) AS total, sum(price) // count(*) AS mean, max(price) AS top
       FROM read_json('${input}', format = 'newline_delimited', columns = {auction: 'BIGINT', price: 'BIGINT', dateTime: 'TIMESTAMP'})
       WHERE price > 100 GROUP BY ALL`,
      output,
    ),
  "duckdb-csv-temperature": ({ input, output }) =>
    duckdb(
      `SELECT time_bucket(INTERVAL '1 minute', "at") AS window_start, sensor, avg(temperature) AS mean
       FROM read_csv('${input}', header = false, auto_detect = false, delim = ',', columns = {sensor: 'VARCHAR', "at": 'TIMESTAMP', temperature: 'DOUBLE'})
       GROUP BY ALL`,
      output,
    ),
  "readline-json-tumble": readlineTumble,
  "readline-csv-temperature": readlineTemperature,
};

async function duckdb(query, output) {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const result = await connection.run(`COPY (${query}) TO '${output}' (FORMAT json)`);
  return Number((await result.getRows())[0][0]);
}

/** What people write by hand: readline, JSON.parse, a Map. */
async function readlineTumble({ input, output }) {
  const groups = new Map();
  for await (const line of createInterface({ input: createReadStream(input) })) {
    const bid = JSON.parse(line);
    if (bid.price <= 100) continue;
    const start = Math.floor(Date.parse(`${bid.dateTime.replace(" ", "T")}Z`) / 10_000) * 10_000;
    const key = `${start}|${bid.auction}`;
    const group = groups.get(key);
    if (group === undefined)
      groups.set(key, { start, auction: bid.auction, bids: 1, total: bid.price, top: bid.price });
    else {
      group.bids++;
      group.total += bid.price;
      group.top = Math.max(group.top, bid.price);
    }
  }
  return writeRows(output, groups.values(), (g) => ({
    window_start: new Date(g.start).toISOString(),
    auction: g.auction,
    bids: g.bids,
    total: g.total,
    mean: Math.trunc(g.total / g.bids),
    top: g.top,
  }));
}

async function readlineTemperature({ input, output }) {
  const groups = new Map();
  for await (const line of createInterface({ input: createReadStream(input) })) {
    const [sensor, at, temperature] = line.split(",");
    const start = at.slice(0, 16);
    const key = `${start}|${sensor}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { start, sensor, count: 1, sum: Number(temperature) });
    else {
      group.count++;
      group.sum += Number(temperature);
    }
  }
  return writeRows(output, groups.values(), (g) => ({
    window_start: g.start,
    sensor: g.sensor,
    mean: g.sum / g.count,
  }));
}

function writeRows(output, rows, shape) {
  return new Promise((resolve, reject) => {
    const stream = createWriteStream(output);
    let count = 0;
    for (const row of rows) {
      stream.write(`${JSON.stringify(shape(row))}\n`);
      count++;
    }
    stream.on("error", reject);
    stream.end(() => resolve(count));
  });
}

const [, , name, text] = process.argv;
const startMs = performance.now();
const rowsOut = await TASKS[name](JSON.parse(text));
const { user, system } = process.cpuUsage();
const measured = {
  seconds: (performance.now() - startMs) / 1000,
  cpuSeconds: (user + system) / 1e6,
  rowsOut,
  rssBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
