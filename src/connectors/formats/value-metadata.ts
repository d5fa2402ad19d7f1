// Metadata that the format of a record's value reads: its key with 'value.' in front, as Flink's Kafka connector names it.
import type { SqlType } from "../../common/types.ts";
import type { Format } from "./format.ts";

const PREFIX = "value.";

export function isValueMetadata(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** The format's own key. */
export function formatKey(key: string): string {
  return key.slice(PREFIX.length);
}

/** Keys as a table names them. */
export function valueMetadata(format: Format | null): Readonly<Record<string, SqlType>> {
  return Object.fromEntries(Object.entries(format?.metadata ?? {}).map(([key, type]) => [PREFIX + key, type]));
}
