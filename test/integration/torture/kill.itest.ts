// kill -9 at random moments of jobs that read a topic, into files and into a topic: five kinds of work each. The same command
// is run again until it ends by itself.
//
//   --batch-rows fixed   partitions of the output hold what an undisturbed run wrote, keys and values, in order; files byte for byte;
//                        accounts, watermarks, late and bad rows too
//   any batches          every start asks for another size: the same rows, those of changing results when they are folded
//
// MILLRACE_KILLS: kills over all jobs (default 20; `npm run test:torture` 1 000). MILLRACE_SEED repeats inputs and moments.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { randomFrom, readingLines } from "../../crash/inputs.ts";
import { Killing } from "../../crash/killing.ts";
import { changesRows, jobOf, type Place, WORKS, type Work } from "../../crash/matrix.ts";
import { hiddenFilesOf, outcomeOf, positionOf, recordsOf } from "../../crash/outcome.ts";
import { builtProgram, fastParent } from "../../helpers/command-line.ts";
import { BROKER, Broker, settled } from "../kafka/kit.ts";
import { foldedRecords, recordsOfTopic } from "./topic-records.ts";

const KILLS = Number(process.env["MILLRACE_KILLS"] ?? 20);
const SEED = Number(process.env["MILLRACE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const PARTITIONS = 3;
const ROWS = 1200;
const BATCH_ROWS = 25;

const broker = new Broker();
const killing = new Killing();
const base = mkdtempSync(join(fastParent(), "millrace-torture-"));
/** Topics of the input: with rows that are late, and without. */
const inputs = { some: "", none: "" };

before(async () => {
  process.stderr.write(`torture: MILLRACE_SEED=${SEED} MILLRACE_KILLS=${KILLS}\n`);
  builtProgram();
  for (const [late, lateShare] of [
    ["some", 0.03],
    ["none", 0],
  ] as const) {
    const topic = await broker.topic(PARTITIONS);
    const lines = readingLines(0, ROWS, randomFrom(SEED), { lateShare });
    await broker.produce(
      topic,
      lines.map((line, i) => ({ value: line.trimEnd(), partition: i % PARTITIONS })),
    );
    inputs[late] = topic;
  }
});

after(async () => {
  await broker.close();
  rmSync(base, { recursive: true, force: true });
  killing.report("torture with Kafka");
});

type Batches = "fixed" | "any";

interface Job {
  readonly work: Work;
  readonly to: "kafka" | "file";
  readonly batches: Batches;
}

const jobs: readonly Job[] = WORKS.flatMap(
  (work, i) =>
    [
      { work, to: "kafka", batches: "fixed" },
      { work, to: "file", batches: "fixed" },
      { work, to: i % 2 === 0 ? "kafka" : "file", batches: "any" },
    ] as const,
);

jobs.forEach((job, i) => {
  const { work, to, batches } = job;
  const kills = Math.floor((KILLS * (i + 1)) / jobs.length) - Math.floor((KILLS * i) / jobs.length);
  if (kills === 0) return;
  const name = `${work} to ${to}, ${batches} batches: ${kills} kills lose and double nothing`;
  test(name, { timeout: 300_000 + kills * 30_000 }, async () => {
    const random = randomFrom(SEED + i);
    const undisturbed = await begin(job, `${i}-undisturbed`);
    const { fromMs, spanMs } = await killing.undisturbed(undisturbed.folder, argsOf(BATCH_ROWS));
    const expected = await leftBy(job, undisturbed);
    assert.ok(positionOf(undisturbed.folder).committed >= ROWS / BATCH_ROWS);
    assert.ok(expected.records.length >= 15, `rows in the output: ${expected.records.length}`);

    for (let left = kills, round = 0; left > 0; round++) {
      const run = await begin(job, `${i}-${round}`);
      const args = () => argsOf(batches === "fixed" ? BATCH_ROWS : 5 + Math.floor(random() * 60));
      left -= await killing.runToEnd(run.folder, left, args, () => fromMs + random() * 1.5 * spanMs);
      const actual = await leftBy(job, run);
      killing.compare(expected.records, actual.records, ROWS);
      if (batches === "fixed") assert.deepEqual(actual, expected);
      assert.deepEqual(hiddenFilesOf(join(run.folder, "out")), []);
    }
  });
});

function argsOf(batchRows: number): readonly string[] {
  return ["run", "job.sql", "--state", "job.db", "--batch-rows", String(batchRows), "--quiet"];
}

interface Begun {
  readonly folder: string;
  /** Of the output; null: it goes to files. */
  readonly topic: string | null;
}

/** A folder with the job's SQL, and a topic of its own to write to. */
async function begin({ work, to, batches }: Job, name: string): Promise<Begun> {
  const folder = join(base, name);
  mkdirSync(folder);
  const topic = to === "kafka" ? await broker.topic(PARTITIONS) : null;
  const from: Place = { kind: "kafka", broker: BROKER, topic: batches === "fixed" ? inputs.some : inputs.none };
  const into: Place = topic === null ? { kind: "file" } : { kind: "kafka", broker: BROKER, topic };
  writeFileSync(join(folder, "job.sql"), jobOf(work, from, into));
  return { folder, topic };
}

/** What a run leaves behind; `records` are compared as a multiset. */
async function leftBy({ work, batches }: Job, { folder, topic }: Begun) {
  const outcome = outcomeOf(folder);
  if (topic !== null) await settled(topic);
  const inTopic = topic === null ? [] : await recordsOfTopic(topic);
  const written = topic === null ? recordsOf(outcome) : inTopic.map((record) => JSON.stringify(record));
  const isFolded = batches === "any" && changesRows(work);
  const isWithoutPlace = batches === "any" && topic !== null;
  const records = isFolded
    ? foldedRecords(topic === null ? written : inTopic)
    : isWithoutPlace
      ? inTopic.map(({ value }) => String(value))
      : written;
  return { outcome, inTopic, records };
}
