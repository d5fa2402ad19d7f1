// A broker of its own behind a proxy, and a job without end over it: windows into a topic, filtered rows into files. Input comes in
// bursts that the job works off in many small batches; while it does, a test harms the broker or the network. In the end the
// output must hold exactly what an undisturbed job makes of the topic.
//
// The job may end by itself only with an error of Kafka; then it is started again, as an operator would do.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomFrom, readingLines } from "../../crash/inputs.ts";
import { differenceOf, jobIdOf, positionOf } from "../../crash/outcome.ts";
import { type Started, startMillrace } from "../../helpers/command-line.ts";
import { startServer, stopServer } from "../../servers/server.ts";
import { BOUNDED, BROKER, Broker, brokersFolder, run, settled, withOptions } from "../kafka/kit.ts";
import { TcpProxy } from "./proxy.ts";
import { recordsOfTopic } from "./topic-records.ts";

/** Beside the broker of the run. */
const PORT = Number(BROKER.split(":")[1]) + 10;
const PROXIED_PORT = PORT + 3;
const PARTITIONS = 3;
const BATCH_ROWS = "10";
const COMPLETE_MS_MAX = 120_000;
const JOB_MS_MAX = 600_000;

/** Of Kafka, with its place before it or not. */
const ERROR = /^(?:\S+: )?(?:CONNECTOR|SINK)_KAFKA_[A-Z_]+: /m;

export class Chamber {
  readonly address = `127.0.0.1:${PORT}`;
  readonly proxy: TcpProxy;
  readonly #broker: Broker;

  private constructor(proxy: TcpProxy) {
    this.proxy = proxy;
    this.#broker = new Broker(this.address);
  }

  static async open(): Promise<Chamber> {
    const chamber = new Chamber(await TcpProxy.open(PROXIED_PORT));
    // One that an earlier run left would send its clients to a proxy that is gone.
    await chamber.stopBroker("KILL");
    rmSync(join(brokersFolder(), String(PORT)), { recursive: true, force: true });
    await chamber.startBroker();
    return chamber;
  }

  async startBroker(): Promise<void> {
    await startServer("kafka", { args: [String(PORT), String(this.proxy.port)] });
  }

  stopBroker(signal: "TERM" | "KILL"): Promise<void> {
    return stopServer("kafka", { args: [String(PORT), signal] });
  }

  async close(): Promise<void> {
    await this.#broker.close();
    await this.proxy.close();
    await this.stopBroker("KILL");
  }

  get broker(): Broker {
    return this.#broker;
  }

  /** A folder with a job, its topics, and a first burst of rows in them. */
  async job(folder: string, seed: number, options: Readonly<Record<string, string>> = {}): Promise<ChamberJob> {
    mkdirSync(folder, { recursive: true });
    const topics = { in: await this.#broker.topic(PARTITIONS), out: await this.#broker.topic(PARTITIONS) };
    const job = new ChamberJob(this, folder, topics, seed, options);
    await job.burst();
    return job;
  }
}

interface Topics {
  readonly in: string;
  readonly out: string;
}

export class ChamberJob {
  readonly #chamber: Chamber;
  readonly #folder: string;
  readonly topics: Topics;
  readonly #random: () => number;
  readonly groupId: string;
  #running: Started | null = null;
  #nextId = 0;
  #said = "";
  /** Ends with an error, after each of which the job was started again. */
  ends = 0;

  constructor(
    chamber: Chamber,
    folder: string,
    topics: Topics,
    seed: number,
    options: Readonly<Record<string, string>>,
  ) {
    this.#chamber = chamber;
    this.#folder = folder;
    this.topics = topics;
    this.#random = randomFrom(seed);
    this.groupId = `g-${topics.in}`;
    const proxied = { "properties.bootstrap.servers": `127.0.0.1:${chamber.proxy.port}`, ...options };
    writeFileSync(
      join(folder, "job.sql"),
      `${readings(topics.in, { ...proxied, "properties.group.id": this.groupId, "scan.startup.mode": "earliest-offset" })}
CREATE TABLE windows (sensor STRING, w TIMESTAMP(3), n BIGINT, mean DECIMAL(38, 6)) ${withOptions(topics.out, { ...proxied, "key.format": "raw", "key.fields": "sensor" })};
CREATE TABLE warm (id BIGINT, degrees DECIMAL(6, 2)) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
INSERT INTO windows ${WINDOWS};
INSERT INTO warm ${WARM};
`,
    );
  }

  /** All that the processes of the job wrote to their standard error output. */
  get said(): string {
    return this.#said + (this.#running?.stderr() ?? "");
  }

  start(): void {
    const args = ["run", "job.sql", "--state", "job.db", "--batch-rows", BATCH_ROWS, "--batch-interval", "20 ms"];
    const started = startMillrace(args, { cwd: this.#folder, timeoutMs: JOB_MS_MAX });
    this.#running = started;
    void started.ended.then(({ code, signal, stderr }) => {
      if (this.#running !== started) return;
      this.#said += stderr;
      this.#running = null;
      assert.deepEqual([code, signal], [3, null], stderr);
      assert.match(stderr, ERROR);
      assert.doesNotMatch(stderr, /^\s+at /m);
      this.ends++;
    });
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  async burst(rows = 300): Promise<void> {
    const lines = readingLines(this.#nextId, rows, this.#random, { lateShare: 0 });
    await this.#produce(lines.map((line, i) => ({ value: line.trimEnd(), partition: i % PARTITIONS })));
    this.#nextId += rows;
  }

  /** Waits until the job is in the middle of a burst: its output has grown. */
  async working(): Promise<void> {
    const before = this.#warmRows().length;
    await until(() => {
      if (this.#running === null) this.start();
      return this.#warmRows().length > before;
    }, "rows in the output");
  }

  /** Ends the input, waits until the output is there and longer, stops the job, compares. Returns how many rows there were. */
  async complete(): Promise<number> {
    const last = Array.from({ length: PARTITIONS }, (_, partition) => ({
      value: `-1,end,0,2027-01-01 00:00:00`,
      partition,
    }));
    await this.burst(30);
    await this.#produce(last);
    const expected = await this.#expected();
    let actual = await this.#actual();
    const beganMs = performance.now();
    while (actual.length < expected.length && performance.now() - beganMs < COMPLETE_MS_MAX) {
      if (this.#running === null) this.start();
      await pause(300);
      actual = await this.#actual();
    }
    // What is doubled may come a moment later.
    await pause(500);
    await this.stop();
    await settled(this.topics.out, this.#chamber.address);
    actual = await this.#actual();
    const difference = differenceOf(expected, actual);
    assert.deepEqual(
      difference,
      { lost: 0, doubled: 0 },
      `${this.said}\n${expected.find((record) => !actual.includes(record))}`,
    );
    return actual.length;
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    running.process.kill("SIGTERM");
    const { code, stderr } = await running.ended;
    this.#said += stderr;
    assert.equal(code, 0, stderr);
  }

  /** Kills the job in the middle of a batch, between its commit in Kafka and that in the state or before: both happen. */
  async killInBatch(): Promise<void> {
    for (;;) {
      await this.burst();
      await this.working();
      const running = this.#running!;
      this.#running = null;
      running.process.kill("SIGKILL");
      const { stderr } = await running.ended;
      this.#said += stderr;
      const { committed, logged } = positionOf(this.#folder);
      if (logged > committed) return;
    }
  }

  /** The group whose offset is the id of the last batch in the output topic. */
  get sinkGroupId(): string {
    return `millrace-${jobIdOf(this.#folder)}-windows`;
  }

  async #produce(messages: readonly { readonly value: string; readonly partition: number }[]): Promise<void> {
    // Partitions of a broker that has just begun get leaders one after the other: what is sent again must not come twice.
    const producer = this.#chamber.broker.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await producer.connect();
    await producer.send({ topic: this.topics.in, messages: [...messages] });
    await producer.disconnect();
  }

  /** What a job that nobody disturbs makes of all rows. */
  async #expected(): Promise<string[]> {
    const options = { "properties.bootstrap.servers": this.#chamber.address, ...BOUNDED };
    const windows = await run(
      `${readings(this.topics.in, options)} SELECT JSON_ARRAY('window', sensor, CAST(w AS STRING), n, CAST(mean AS DOUBLE)) FROM (${WINDOWS}) AS t (sensor, w, n, mean)`,
    );
    const warm = await run(
      `${readings(this.topics.in, options)} SELECT JSON_ARRAY('warm', id, CAST(degrees AS DOUBLE)) FROM (${WARM})`,
    );
    const closed = windows.rows.map(recordOf).filter((record) => !record.includes('"end"'));
    assert.ok(closed.length > 30 && warm.rows.length > 100, "rows to compare");
    return [...closed, ...warm.rows.map(recordOf)];
  }

  async #actual(): Promise<string[]> {
    const windows = (await recordsOfTopic(this.topics.out, this.#chamber.address)).map(({ value }) => {
      const { sensor, w, n, mean } = JSON.parse(value!) as { sensor: string; w: string; n: number; mean: number };
      return recordOf(JSON.stringify(["window", sensor, w, n, mean]));
    });
    return [...windows, ...this.#warmRows()];
  }

  #warmRows(): string[] {
    // Hidden files are not seen by readers yet, but a stop closes them; while the job runs they show that it works.
    return globSync("out/{.,}*", { cwd: this.#folder }).flatMap((file) =>
      readFileSync(join(this.#folder, file), "utf8")
        .split("\n")
        .filter((line) => line.endsWith("}"))
        .map((line) => {
          const { id, degrees } = JSON.parse(line) as { id: number; degrees: number };
          return recordOf(JSON.stringify(["warm", id, degrees]));
        }),
    );
  }
}

/** A JSON array in one spelling of its numbers and times. */
function recordOf(json: string): string {
  const values = (JSON.parse(json) as unknown[]).map((value) =>
    typeof value === "string" && /^\d{4}-/.test(value) ? new Date(`${value.replace(" ", "T")}Z`).toISOString() : value,
  );
  return JSON.stringify(values);
}

const WINDOWS = `SELECT sensor, window_start, COUNT(*), AVG(degrees)
FROM TUMBLE(TABLE readings, DESCRIPTOR(at), INTERVAL '10' SECOND) GROUP BY sensor, window_start, window_end`;
const WARM = "SELECT id, degrees FROM readings WHERE degrees > 5";

function readings(topic: string, options: Readonly<Record<string, string>>): string {
  return `CREATE TABLE readings (
  id BIGINT, sensor STRING, degrees DECIMAL(6, 2), at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '5' SECOND
) ${withOptions(topic, { format: "csv", "on-error": "skip", ...options })};`;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @throws when it never comes */
export async function until(isSo: () => boolean, what: string, msMax = 60_000): Promise<void> {
  const beganMs = performance.now();
  while (!isSo()) {
    if (performance.now() - beganMs > msMax) throw new Error(`this never came: ${what}`);
    await pause(20);
  }
}
