// Kafka benchmarks in a process of their own: `node kafka.mjs TASK JSON`. Prints one line of JSON. `fill` writes the bids into a
// topic; `ours` counts them per window with the built bundle; `kafkajs` does so by hand: eachBatch, JSON.parse, a Map.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import kafkajs from "kafkajs";
import { Session } from "../../dist/index.js";

const TASKS = { fill, ours, kafkajs: byKafkajs };

function clientOf(broker) {
  return new kafkajs.Kafka({ brokers: [broker], clientId: "bench", logLevel: kafkajs.logLevel.NOTHING });
}

/** Nothing when the topic holds them already. */
async function fill({ broker, topic, input, count }) {
  const client = clientOf(broker);
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  const [{ high }] = await admin.fetchTopicOffsets(topic);
  if (Number(high) !== count) {
    if (Number(high) !== 0) throw new Error(`${topic} holds ${high} records: delete it`);
    const producer = client.producer({ createPartitioner: () => () => 0 });
    await producer.connect();
    let messages = [];
    const send = async () => {
      await producer.send({ topic, messages });
      messages = [];
    };
    for await (const value of createInterface({ input: createReadStream(input) })) {
      if (messages.push({ value }) === 2000) await send();
    }
    if (messages.length > 0) await send();
    await producer.disconnect();
  }
  await admin.disconnect();
  return { rowsOut: count, batchMs: [] };
}

async function ours({ broker, topic }) {
  const sql = `
    SET 'table.local-time-zone' = 'UTC';
    CREATE TABLE bids (dateTime TIMESTAMP(3), WATERMARK FOR dateTime AS dateTime - INTERVAL '1' SECOND)
    WITH ('connector' = 'kafka', 'topic' = '${topic}', 'properties.bootstrap.servers' = '${broker}', 'format' = 'json',
          'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset');
    SELECT window_start, COUNT(*) FROM TUMBLE(TABLE bids, DESCRIPTOR(dateTime), INTERVAL '10' SECOND)
    GROUP BY window_start, window_end;`;
  const step = (await new Session().compile([{ name: "kafka-in", text: sql }])).findLast(({ kind }) => kind === "job");
  const batchMs = [];
  let windows = 0;
  const { totals } = await step.job.run({
    onRows: (batch) => {
      windows += batch.selection?.length ?? batch.rowCount;
    },
    onProgress: (progress) => batchMs.push(progress.batchMs),
  });
  return { rowsOut: totals.accounts[0].read, windows, batchMs };
}

async function byKafkajs({ broker, topic, count }) {
  const consumer = clientOf(broker).consumer({ groupId: `bench-${Date.now()}`, maxBytesPerPartition: 8 << 20 });
  const windows = new Map();
  let seen = 0;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          for (const { value } of batch.messages) {
            const bid = JSON.parse(value.toString("utf8"));
            const start = Math.floor(Date.parse(`${bid.dateTime.replace(" ", "T")}Z`) / 10_000);
            windows.set(start, (windows.get(start) ?? 0) + 1);
          }
          seen += batch.messages.length;
          if (seen >= count) resolve();
        },
      })
      .catch(reject);
  });
  const measured = { rowsOut: seen, windows: windows.size, batchMs: [] };
  // What it takes to leave is no part of the work.
  setTimeout(() => process.exit(0), 50);
  return measured;
}

const [, , task, text] = process.argv;
const startMs = performance.now();
const { batchMs, ...result } = await TASKS[task](JSON.parse(text));
const { user, system } = process.cpuUsage();
batchMs.sort((a, b) => a - b);
const measured = {
  ...result,
  seconds: (performance.now() - startMs) / 1000,
  cpuSeconds: (user + system) / 1e6,
  rssBytes: process.resourceUsage().maxRSS * 1024,
  p50Ms: batchMs[Math.floor(batchMs.length / 2)],
  p99Ms: batchMs[Math.floor(batchMs.length * 0.99)],
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
