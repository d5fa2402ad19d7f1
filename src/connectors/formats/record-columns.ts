// Which columns of a table stand in its records: not metadata, and not what the path of a partitioned table says.
import type { TableSpec } from "../connector.ts";

/** Indexes into table.columns, in order. */
export function recordColumns(table: TableSpec): readonly number[] {
  const partitions = new Set(table.partitionedBy.map((name) => name.toLowerCase()));
  return table.columns.flatMap(({ name, metadataKey }, index) =>
    metadataKey !== undefined || partitions.has(name.toLowerCase()) ? [] : [index],
  );
}
