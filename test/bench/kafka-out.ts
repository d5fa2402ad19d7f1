// kafka-out: what exactly-once costs. The same rows in batches of about a second into a topic, in one transaction a batch against
// at-least-once, in pairs that alternate, so that what else the machine does meets both. Starts the broker of test/servers when none answers.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { missingFor, startServer } from "../servers/server.ts";
import { bidsFile } from "./inputs.ts";

interface Measured {
  readonly rowsOut: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly batchMs: readonly number[];
}

const PORT = process.env["MILLRACE_KAFKA_PORT"] ?? "19092";
const BATCHES = 6;
const PAIRS = 7;

export async function kafkaOut(count: number): Promise<void> {
  const missing = missingFor("kafka");
  if (missing.length > 0) {
    process.stdout.write(`\nkafka-out: NOT RUN, this machine lacks ${missing.join(", ")}\n`);
    return;
  }
  const [broker] = await startServer("kafka", { args: [PORT] });
  const input = bidsFile(count);
  const child = (guarantee: string, run: number): Measured => {
    const topic = `bench-out-${process.pid}-${run}-${guarantee}`;
    const task = { broker, topic, input, guarantee, batchRows: Math.ceil(count / BATCHES) };
    return JSON.parse(
      execFileSync(process.execPath, [fileURLToPath(new URL("kafka-out.mjs", import.meta.url)), JSON.stringify(task)], {
        encoding: "utf8",
      }),
    ) as Measured;
  };
  process.stdout.write(
    `\nkafka-out: ${count.toLocaleString("en")} records of JSON in ${BATCHES} batches, 3 partitions, ${PAIRS} alternating pairs\n`,
  );
  const pairs: { readonly exactly: Measured; readonly atLeast: Measured }[] = [];
  for (let run = 0; run < PAIRS; run++) {
    const order = run % 2 === 0 ? ["exactly-once", "at-least-once"] : ["at-least-once", "exactly-once"];
    const measured = new Map(order.map((guarantee) => [guarantee, child(guarantee, run)]));
    pairs.push({ exactly: measured.get("exactly-once")!, atLeast: measured.get("at-least-once")! });
  }
  for (const [label, of] of [
    ["exactly-once", pairs.map(({ exactly }) => exactly)],
    ["at-least-once", pairs.map(({ atLeast }) => atLeast)],
  ] as const) {
    const seconds = median(of.map((m) => m.seconds));
    const batchMs = median(of.flatMap((m) => m.batchMs));
    const rows = of.every(({ rowsOut }) => rowsOut === count) ? "" : "  NOT ALL ROWS";
    process.stdout.write(
      `  ${label.padEnd(16)} ${(count / seconds / 1e3).toFixed(1).padStart(7)} k rows/s  CPU ${median(of.map((m) => m.cpuSeconds)).toFixed(2)} s  batch ${batchMs.toFixed(0)} ms${rows}\n`,
    );
  }
  const costs = (what: (m: Measured) => number) =>
    pairs.map(({ exactly, atLeast }) => 100 * (what(exactly) / what(atLeast) - 1)).sort((a, b) => a - b);
  for (const [label, values] of [
    ["time", costs((m) => m.seconds)],
    ["CPU time", costs((m) => m.cpuSeconds)],
  ] as const) {
    process.stdout.write(
      `  exactly-once costs ${median(values).toFixed(1)} % of ${label} (${values[0].toFixed(1)} to ${values.at(-1)!.toFixed(1)} %)\n`,
    );
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
