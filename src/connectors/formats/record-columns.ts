// Which columns of a table stand in its records: not metadata but that of the format, and not what the path of a partitioned
// table says.
import type { TableSpec } from "../connector.ts";
import { isValueMetadata } from "./value-metadata.ts";

/** Indexes into table.columns, in order. */
export function recordColumns(table: TableSpec): readonly number[] {
  const partitions = new Set(table.partitionedBy.map((name) => name.toLowerCase()));
  return table.columns.flatMap(({ name, metadataKey }, index) =>
    isApart(metadataKey) || partitions.has(name.toLowerCase()) ? [] : [index],
  );
}

function isApart(metadataKey: string | undefined): boolean {
  return metadataKey !== undefined && !isValueMetadata(metadataKey);
}
