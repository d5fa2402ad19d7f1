// `npm run bench [-- NAME...]`: Millrace beside its rivals, each in a process of its own, the same work on the same file in the same run. Prints a table and
// ratios, of wall time and of CPU time (which other work on the machine disturbs less); asserts nothing about time, but says when
// the results differ. --rows N makes the inputs smaller, --runs N takes the median of N, --large adds 10 M keys.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bidsFile, CACHE, eventsFile, readingsFile } from "./inputs.ts";
import { kafkaIn } from "./kafka-in.ts";
import { kafkaOut } from "./kafka-out.ts";
import { differenceOf } from "./same-results.ts";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(name);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
};
const runs = option("--runs", 3);
const wanted = process.argv.slice(2).filter((arg, i, all) => !arg.startsWith("--") && !all[i - 1]?.startsWith("--"));

/** What the child processes print. */
interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rowsOut: number;
  readonly rssBytes: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

interface Rival {
  readonly label: string;
  readonly output: string;
  run(): Measured;
}

function child(script: string, ...args: string[]): Measured {
  return JSON.parse(
    execFileSync(process.execPath, [here(script), ...args], { encoding: "utf8", maxBuffer: 1 << 26 }),
  ) as Measured;
}

function rivalsOf(name: string, input: string, hand: string): Rival[] {
  const rival = (label: string, script: string, task: string, more: object = {}): Rival => {
    const output = join(CACHE, `out-${name}-${script}-${task.split("-")[0]}`);
    return { label, output, run: () => child(script, task, JSON.stringify({ input, output, ...more })) };
  };
  return [
    rival("millrace, JSON out and checkpoint", "ours.mjs", name, { state: join(CACHE, `${name}.db`) }),
    rival("duckdb, one thread", "rivals.mjs", `duckdb-${name}`),
    rival(hand, "rivals.mjs", `readline-${name}`),
  ];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function compare(name: string, input: string, rowCount: number, keyColumn: string, rivals: readonly Rival[]): void {
  const bytes = statSync(input).size;
  process.stdout.write(
    `\n${name}: ${rowCount.toLocaleString("en")} rows, ${(bytes / 1e6).toFixed(0)} MB, median of ${runs}\n`,
  );
  // Runs of the rivals alternate, so that what slows the machine slows all of them.
  const measured = rivals.map(() => [] as ReturnType<Rival["run"]>[]);
  for (let run = 0; run < runs; run++) for (const [i, rival] of rivals.entries()) measured[i].push(rival.run());
  for (const rival of rivals.slice(1)) {
    const difference = differenceOf(rivals[0].output, rival.output, keyColumn);
    if (difference !== null) process.stdout.write(`  NOT THE SAME RESULT as ${rival.label}: ${difference}\n`);
  }
  const of = (i: number, what: (m: Measured) => number) => median(measured[i].map(what));
  rivals.forEach((rival, i) => {
    const seconds = of(i, (m) => m.seconds);
    const cpuSeconds = of(i, (m) => m.cpuSeconds);
    const rss = Math.max(...measured[i].map((m) => m.rssBytes));
    const batches =
      measured[i][0].p50Ms === undefined
        ? ""
        : `, batch p50 ${of(i, (m) => m.p50Ms ?? 0).toFixed(1)} ms p99 ${of(i, (m) => m.p99Ms ?? 0).toFixed(1)} ms`;
    const times = seconds / of(0, (m) => m.seconds);
    const cpuTimes = cpuSeconds / of(0, (m) => m.cpuSeconds);
    const ratio = i === 0 ? "" : `, millrace is ${times.toFixed(2)}x, by CPU time ${cpuTimes.toFixed(2)}x`;
    process.stdout.write(
      `  ${rival.label.padEnd(36)} ${(rowCount / seconds / 1e6).toFixed(2).padStart(6)} M rows/s ${(bytes / seconds / 1e6).toFixed(0).padStart(6)} MB/s  CPU ${cpuSeconds.toFixed(2).padStart(6)} s  RSS ${(rss / 1e6).toFixed(0).padStart(5)} MB${batches}${ratio}\n`,
    );
  });
}

function state(): void {
  process.stdout.write("\nstate: updating COUNT and SUM, 100 000 changed keys a batch\n");
  for (const keys of [10_000, 100_000, 1_000_000, ...(process.argv.includes("--large") ? [10_000_000] : [])]) {
    const path = join(CACHE, "state.db");
    const measure = (mode: string) =>
      JSON.parse(
        execFileSync(process.execPath, [here("state.mjs"), mode, String(keys), path], { encoding: "utf8" }),
      ) as Record<string, number>;
    const fill = measure("fill");
    const fileBytes = statSync(path).size;
    const restore = measure("restore");
    process.stdout.write(
      `  ${String(keys).padStart(9)} keys ${(fill["rowsPerSecond"] / 1e6).toFixed(2)} M rows/s  checkpoint ${fill["checkpointMs"].toFixed(0)} ms  recovery ${restore["restoreMs"].toFixed(0)} ms  RSS ${(fill["rssBytes"] / 1e6).toFixed(0)} MB  file ${(fileBytes / 1e6).toFixed(0)} MB\n`,
    );
  }
}

/** What `operators.mjs` prints beside the times. */
interface OperatorMeasured extends Measured {
  readonly rowsIn: number;
  /** CPU time of the main thread: what the job takes where cores are free for the compiler and the garbage collector. */
  readonly threadSeconds: number;
  readonly checkpointMs: number;
  readonly stateBytes: number;
  readonly rssHalfBytes: number;
}

/** Wall and CPU time of the whole job; `alone` takes off the CPU time of reading as many rows. Names may be picked with --operator TEXT. */
function operators(): void {
  const count = option("--rows", 1_000_000);
  const inputs = {
    events: eventsFile("events", 3, count, 10_000),
    others: eventsFile("others", 4, count, 10_000),
    versions: eventsFile("versions", 5, count / 10, 1000),
  };
  process.stdout.write(
    `\noperators: ${count.toLocaleString("en")} rows of CSV a table (a tenth of it where rows are versions), 100 000 keys, a checkpoint every 65 536 rows, median of ${runs}\n`,
  );
  const at = process.argv.indexOf("--operator");
  const picked = at === -1 ? "" : process.argv[at + 1];
  const names = JSON.parse(
    execFileSync(process.execPath, [here("operators.mjs"), "--names"], { encoding: "utf8" }),
  ) as readonly string[];
  let passCpuSeconds = 0;
  for (const name of names.filter((one) => one === "pass" || one.includes(picked))) {
    const task = JSON.stringify({ state: join(CACHE, "operators.db"), inputs });
    const measured = Array.from({ length: runs }, () => child("operators.mjs", name, task) as OperatorMeasured);
    const of = (what: (m: OperatorMeasured) => number) => median(measured.map(what));
    const { rowsIn, rowsOut } = measured[0];
    const cpuSeconds = of((m) => m.cpuSeconds);
    if (name === "pass") passCpuSeconds = cpuSeconds / rowsIn;
    const alone = cpuSeconds - passCpuSeconds * rowsIn;
    const rate = (seconds: number) => (seconds <= 0 ? "-" : (rowsIn / seconds / 1e6).toFixed(2)).padStart(6);
    const megabytes = (what: (m: OperatorMeasured) => number) => (of(what) / 1e6).toFixed(0).padStart(4);
    process.stdout.write(
      `  ${name.padEnd(22)} ${rate(of((m) => m.seconds))} M rows/s, by CPU ${rate(cpuSeconds)}, of the main thread ${rate(of((m) => m.threadSeconds))}, alone ${rate(alone)}  out ${String(rowsOut).padStart(8)}  checkpoint ${of(
        (m) => m.checkpointMs,
      )
        .toFixed(0)
        .padStart(
          4,
        )} ms  state ${megabytes((m) => m.stateBytes)} MB  RSS ${megabytes((m) => m.rssBytes)} MB, halfway ${megabytes((m) => m.rssHalfBytes)} MB\n`,
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
  const file = time([
    "bin/millrace.js",
    "run",
    "-e",
    `CREATE TABLE r (s STRING, at STRING, t DOUBLE) WITH ('connector'='filesystem','path'='${readingsFile(1000)}','format'='csv'); SELECT * FROM r`,
  ]);
  process.stdout.write(
    `\nstart: bare node ${node.toFixed(0)} ms, SELECT 1 ${select.toFixed(0)} ms, a file of 1 000 rows ${file.toFixed(0)} ms (whole process)\n`,
  );
}

mkdirSync(CACHE, { recursive: true });
execFileSync(process.execPath, [join(root, "scripts/build.mjs"), "--if-stale"], { stdio: "inherit" });
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
if (isWanted("json-tumble")) {
  const count = option("--rows", 5_000_000);
  const input = bidsFile(count);
  compare("json-tumble", input, count, "auction", rivalsOf("json-tumble", input, "readline, JSON.parse, Map"));
}
if (isWanted("csv-temperature")) {
  const count = option("--rows", 10_000_000);
  const input = readingsFile(count);
  compare("csv-temperature", input, count, "sensor", rivalsOf("csv-temperature", input, "readline, split, Map"));
}
if (isWanted("state")) state();
if (isWanted("operators")) operators();
if (isWanted("start")) start();
if (isWanted("kafka-in")) await kafkaIn(option("--rows", 2_000_000), runs);
if (isWanted("kafka-out")) await kafkaOut(option("--rows", 180_000));
