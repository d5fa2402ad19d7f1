// Which library stands behind KafkaClient. It is loaded when a Kafka table is used, never before.
import type { KafkaClient } from "./client.ts";
import type { KafkaConnection } from "./connection.ts";

/** @throws CONNECTOR_KAFKA_CLIENT_MISSING */
export async function openClient(connection: KafkaConnection): Promise<KafkaClient> {
  switch (connection.client) {
    case "kafkajs": {
      const { KafkajsClient } = await import("./kafkajs/kafkajs-client.ts");
      return new KafkajsClient(connection);
    }
    case "platformatic": {
      const { loadPlatformatic } = await import("./platformatic/load-platformatic.ts");
      const { PlatformaticClient } = await import("./platformatic/platformatic-client.ts");
      return new PlatformaticClient(await loadPlatformatic(), connection);
    }
  }
}
