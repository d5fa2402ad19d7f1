// `npm run bench [-- NAME...]`: Millrace beside its rivals, each in a process of its own, the same work on the same file in the same run. Prints a table and
// ratios; asserts nothing about time, but the number of result rows has to agree. --rows N makes the inputs smaller, --runs N takes the median of N.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bidsFile, CACHE, readingsFile } from "./inputs.ts";
import type { Measured } from "./rivals.ts";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(name);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
};
const runs = option("--runs", 3);
const wanted = process.argv.slice(2).filter((arg, i, all) => !arg.startsWith("--") && !all[i - 1]?.startsWith("--"));

interface Rival {
  readonly label: string;
  run(): Measured & { readonly p50Ms?: number; readonly p99Ms?: number };
}

function child(script: string, ...args: string[]): Measured {
  return JSON.parse(execFileSync(process.execPath, [here(script), ...args], { encoding: "utf8", maxBuffer: 1 << 26 })) as Measured;
}

function rivalsOf(name: string, input: string, hand: string): Rival[] {
  const output = (label: string) => join(CACHE, `out-${name}-${label}`);
  const rival = (label: string) => JSON.stringify({ input, output: output(label) });
  return [
    { label: "millrace, JSON out and checkpoint", run: () => child("ours.ts", name, JSON.stringify({ input, output: output("millrace"), state: join(CACHE, `${name}.db`) })) },
    { label: "duckdb, one thread", run: () => child("rivals.ts", `duckdb-${name}`, rival("duckdb")) },
    { label: hand, run: () => child("rivals.ts", `readline-${name}`, rival("readline")) },
  ];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function compare(name: string, input: string, rowCount: number, rivals: readonly Rival[]): void {
  const bytes = statSync(input).size;
  process.stdout.write(`\n${name}: ${rowCount.toLocaleString("en")} rows, ${(bytes / 1e6).toFixed(0)} MB, median of ${runs}\n`);
  // Runs of the rivals alternate, so that what slows the machine slows all of them.
  const measured = rivals.map(() => [] as ReturnType<Rival["run"]>[]);
  for (let run = 0; run < runs; run++) rivals.forEach((rival, i) => measured[i].push(rival.run()));
  const rowsOut = new Set(measured.flat().map((m) => m.rowsOut));
  if (rowsOut.size !== 1) process.stdout.write(`  NOT THE SAME RESULT: ${[...rowsOut].join(", ")} rows\n`);
  const ours = median(measured[0].map((m) => m.seconds));
  rivals.forEach((rival, i) => {
    const seconds = median(measured[i].map((m) => m.seconds));
    const rss = Math.max(...measured[i].map((m) => m.rssBytes));
    const batches = measured[i][0].p50Ms === undefined ? "" : `, batch p50 ${measured[i][0].p50Ms?.toFixed(1)} ms p99 ${measured[i][0].p99Ms?.toFixed(1)} ms`;
    const ratio = i === 0 ? "" : `, millrace is ${(seconds / ours).toFixed(2)}x`;
    process.stdout.write(
      `  ${rival.label.padEnd(36)} ${(rowCount / seconds / 1e6).toFixed(2).padStart(6)} M rows/s ${(bytes / seconds / 1e6).toFixed(0).padStart(6)} MB/s  RSS ${(rss / 1e6).toFixed(0).padStart(5)} MB${batches}${ratio}\n`,
    );
  });
}

function state(): void {
  process.stdout.write("\nstate: updating COUNT and SUM, 100 000 changed keys a batch\n");
  for (const keys of [10_000, 100_000, 1_000_000, ...(process.argv.includes("--large") ? [10_000_000] : [])]) {
    const path = join(CACHE, "state.db");
    const result = JSON.parse(execFileSync(process.execPath, [here("state.ts"), String(keys), path], { encoding: "utf8" })) as Record<string, number>;
    process.stdout.write(
      `  ${String(keys).padStart(9)} keys ${(result["rowsPerSecond"] / 1e6).toFixed(2)} M rows/s  checkpoint ${result["checkpointMs"].toFixed(0)} ms  recovery ${result["restoreMs"].toFixed(0)} ms  RSS ${(result["rssBytes"] / 1e6).toFixed(0)} MB  file ${(statSync(path).size / 1e6).toFixed(0)} MB\n`,
    );
  }
}

function start(): void {
  const time = (args: readonly string[]): number =>
    median(
      Array.from({ length: 7 }, () => {
        const startMs = performance.now();
        execFileSync(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"], cwd: root });
        return performance.now() - startMs;
      }),
    );
  const node = time(["-e", "0"]);
  const select = time(["bin/millrace.js", "run", "-e", "SELECT 1"]);
  const file = time(["bin/millrace.js", "run", "-e", `CREATE TABLE r (s STRING, at STRING, t DOUBLE) WITH ('connector'='filesystem','path'='${readingsFile(1000)}','format'='csv'); SELECT * FROM r`]);
  process.stdout.write(`\nstart: bare node ${node.toFixed(0)} ms, SELECT 1 ${select.toFixed(0)} ms, a file of 1 000 rows ${file.toFixed(0)} ms (whole process)\n`);
}

mkdirSync(CACHE, { recursive: true });
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
if (isWanted("json-tumble")) {
  const count = option("--rows", 5_000_000);
  const input = bidsFile(count);
  compare("json-tumble", input, count, rivalsOf("json-tumble", input, "readline, JSON.parse, Map"));
}
if (isWanted("csv-temperature")) {
  const count = option("--rows", 10_000_000);
  const input = readingsFile(count);
  compare("csv-temperature", input, count, rivalsOf("csv-temperature", input, "readline, split, Map"));
}
if (isWanted("state")) state();
if (isWanted("start")) start();
