// The parts of kafkajs's own Cluster that KafkajsClient uses. They are not in its public types.
import type { Kafka } from "kafkajs";
import { invariant } from "../../../common/invariant.ts";

type Topics<T> = { readonly topic: string; readonly partitions: readonly T[] }[];

export interface KafkajsCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  refreshMetadata(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  addMultipleTargetTopics(topics: string[]): Promise<void>;
  metadata(of: { readonly topics: string[] }): Promise<{
    readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
    readonly topicMetadata: readonly {
      readonly topic: string;
      readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
    }[];
  }>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  fetchTopicsOffset(
    topics: (Topics<{ partition: number }>[number] & ({ fromBeginning: boolean } | { fromTimestamp: number }))[],
  ): Promise<Topics<{ partition: number; offset: string }>>;
  findGroupCoordinator(of: { readonly groupId: string }): Promise<Coordinator>;
}

export interface Coordinator {
  offsetFetch(request: { readonly groupId: string; readonly topics: Topics<{ partition: number }> }): Promise<{
    readonly responses: Topics<{ partition: number; offset: string; metadata: string | null }>;
  }>;
  offsetCommit(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
    readonly topics: Topics<{ partition: number; offset: string; metadata: string }>;
  }): Promise<void>;
}

type CreateCluster = (options: {
  allowAutoTopicCreation: boolean;
  isolationLevel: number;
  metadataMaxAge: number;
}) => KafkajsCluster;

const METADATA_MAX_AGE_MS = 60_000;

export function clusterOf(kafka: Kafka, isolationLevel: number): KafkajsCluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((s) => s.description === "private:Kafka:createCluster");
  invariant(symbol !== undefined, "kafkajs is not the pinned version");
  const create = (kafka as unknown as Record<symbol, CreateCluster>)[symbol];
  return create({ allowAutoTopicCreation: false, isolationLevel, metadataMaxAge: METADATA_MAX_AGE_MS });
}
