// node test/servers/kafka/create-topic.ts ADDRESS TOPIC PARTITIONS: makes a topic on a broker; Millrace itself makes none.
import { loadKafkajs } from "../../../src/connectors/kafka/kafkajs/load-kafkajs.ts";

const [address, topic, partitions] = process.argv.slice(2);
const { Kafka, logLevel } = loadKafkajs();
const admin = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING }).admin();
await admin.connect();
const isNew = await admin.createTopics({
  waitForLeaders: false,
  topics: [{ topic, numPartitions: Number(partitions) }],
});
process.stdout.write(`${topic}: ${isNew ? `made with ${partitions} partitions` : "was there"}\n`);
await admin.disconnect();
