import type { GroupOffset } from "../client.ts";

/** As requests that commit offsets take them. */
export function offsetsByTopic(offsets: readonly GroupOffset[]) {
  return [...Map.groupBy(offsets, ({ topic }) => topic)].map(([name, of]) => ({
    name,
    partitions: of.map(({ partition, offset, metadata }) => ({
      partitionIndex: partition,
      committedOffset: BigInt(offset),
      committedLeaderEpoch: -1,
      committedMetadata: metadata,
    })),
  }));
}
