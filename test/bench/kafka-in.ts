// kafka-in: a topic of bids as JSON -> COUNT per window, beside kafkajs eachBatch + JSON.parse on the same topic in the same run.
// Starts the broker of test/servers when none answers; the topic stays, so that a second run need not fill it.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { missingFor, startServer } from "../servers/server.ts";
import { bidsFile } from "./inputs.ts";

interface Measured {
  readonly rowsOut: number;
  readonly windows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

const PORT = process.env["MILLRACE_KAFKA_PORT"] ?? "19092";

export async function kafkaIn(count: number, runs: number): Promise<void> {
  const missing = missingFor("kafka");
  if (missing.length > 0) {
    process.stdout.write(`\nkafka-in: NOT RUN, this machine lacks ${missing.join(", ")}\n`);
    return;
  }
  const [broker] = await startServer("kafka", { args: [PORT] });
  const task = { broker, topic: `bench-bids-${count}`, input: bidsFile(count), count };
  const child = (name: string): Measured =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [fileURLToPath(new URL("kafka.mjs", import.meta.url)), name, JSON.stringify(task)],
        {
          encoding: "utf8",
        },
      ),
    ) as Measured;
  child("fill");
  process.stdout.write(`\nkafka-in: ${count.toLocaleString("en")} records of JSON, one partition, median of ${runs}\n`);
  const measured: Record<string, Measured[]> = { ours: [], kafkajs: [] };
  for (let run = 0; run < runs; run++) for (const name of Object.keys(measured)) measured[name].push(child(name));
  const of = (name: string, what: (m: Measured) => number) => {
    const values = measured[name].map(what).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)];
  };
  for (const name of Object.keys(measured)) {
    const [seconds, cpuSeconds] = [of(name, (m) => m.seconds), of(name, (m) => m.cpuSeconds)];
    const { rowsOut, windows } = measured[name][0];
    if (rowsOut !== count || windows !== measured["ours"][0].windows) {
      process.stdout.write(`  NOT THE SAME RESULT: ${name} read ${rowsOut} records into ${windows} windows\n`);
    }
    const times = seconds / of("ours", (m) => m.seconds);
    const cpuTimes = cpuSeconds / of("ours", (m) => m.cpuSeconds);
    const ratio = name === "ours" ? "" : `, millrace is ${times.toFixed(2)}x, by CPU time ${cpuTimes.toFixed(2)}x`;
    const label = name === "ours" ? "millrace" : "kafkajs eachBatch, JSON.parse, Map";
    const rss = Math.max(...measured[name].map((m) => m.rssBytes));
    process.stdout.write(
      `  ${label.padEnd(36)} ${(count / seconds / 1e6).toFixed(3).padStart(6)} M rows/s  CPU ${cpuSeconds.toFixed(2).padStart(6)} s  RSS ${(rss / 1e6).toFixed(0).padStart(5)} MB${ratio}\n`,
    );
  }
}
