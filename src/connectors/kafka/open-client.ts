// Which library stands behind KafkaClient. It is loaded when a Kafka table is used, never before.
import type { KafkaClient } from "./client.ts";
import type { KafkaConnection } from "./connection.ts";

export async function openClient(connection: KafkaConnection): Promise<KafkaClient> {
  const { KafkajsClient } = await import("./kafkajs/kafkajs-client.ts");
  return new KafkajsClient(connection);
}
