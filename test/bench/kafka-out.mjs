// One run of the benchmark kafka-out in a process of its own: `node kafka-out.mjs JSON`. Writes bids from a file into a new topic under a
// delivery guarantee, a fixed number of rows a batch. Prints one line of JSON.
import { loadKafkajs } from "../../src/connectors/kafka/kafkajs/load-kafkajs.ts";
import { Session } from "../../dist/index.js";

const { broker, topic, input, guarantee, batchRows } = JSON.parse(process.argv[2]);

const { Kafka, logLevel } = loadKafkajs();
const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] });

const columns = "auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, dateTime STRING";
const sql = `
  CREATE TABLE bids (${columns}) WITH ('connector' = 'filesystem', 'path' = '${input}', 'format' = 'json');
  CREATE TABLE o (${columns}) WITH ('connector' = 'kafka', 'topic' = '${topic}', 'properties.bootstrap.servers' = '${broker}',
    'format' = 'json', 'sink.delivery-guarantee' = '${guarantee}');
  INSERT INTO o SELECT * FROM bids;`;
const step = (await new Session().compile([{ name: "kafka-out", text: sql }])).findLast(({ kind }) => kind === "job");
const batchMs = [];
const cpu = process.cpuUsage();
const startMs = performance.now();
const { totals } = await step.job.run({
  batchRowsMax: batchRows,
  onProgress: (progress) => batchMs.push(progress.batchMs),
});
const seconds = (performance.now() - startMs) / 1000;
const { user, system } = process.cpuUsage(cpu);
await admin.deleteTopics({ topics: [topic] });
await admin.disconnect();
process.stdout.write(
  `${JSON.stringify({ rowsOut: totals.accounts[0].read, seconds, cpuSeconds: (user + system) / 1e6, batchMs })}\n`,
);
