// What readers of committed records see of a topic: keys and values by partition, in the order of the log.
import { BOUNDED, BROKER, run, withOptions } from "../kafka/kit.ts";

export interface TopicRecord {
  readonly partition: number;
  readonly key: string | null;
  readonly value: string | null;
}

export async function recordsOfTopic(topic: string, broker = BROKER): Promise<readonly TopicRecord[]> {
  const options = {
    ...BOUNDED,
    "properties.bootstrap.servers": broker,
    format: "",
    "key.format": "raw",
    "key.fields": "k",
    "value.format": "raw",
    "value.fields-include": "EXCEPT_KEY",
  };
  const { rows } = await run(`
    CREATE TABLE r (k STRING, v STRING, p INT METADATA FROM 'partition' VIRTUAL, o BIGINT METADATA FROM 'offset' VIRTUAL)
    ${withOptions(topic, options)};
    SELECT JSON_ARRAY(p, o, k, v NULL ON NULL) FROM r`);
  const records = rows.map((row) => JSON.parse(row) as [number, number, string | null, string | null]);
  records.sort(([p, o], [q, r]) => p - q || o - r);
  return records.map(([partition, , key, value]) => ({ partition, key, value }));
}

/** The rows that are there after all changes: the last value of a key, or events of Debezium (lines of files) taken in turn. */
export function foldedRecords(records: readonly (TopicRecord | string)[]): readonly string[] {
  const rows = new Map<string, string>();
  for (const record of records) {
    if (typeof record === "string") {
      const { before, after } = JSON.parse(record.slice(record.indexOf("{"))) as { before: unknown; after: unknown };
      if (before !== null) rows.delete(JSON.stringify(before));
      if (after !== null) rows.set(JSON.stringify(after), JSON.stringify(after));
    } else if (record.value === null) rows.delete(record.key!);
    else rows.set(record.key!, record.value);
  }
  return [...rows.values()];
}
