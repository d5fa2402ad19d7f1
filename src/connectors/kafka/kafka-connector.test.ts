import assert from "node:assert/strict";
import { test } from "node:test";
import { BIGINT, STRING } from "../../common/types.ts";
import type { TableSpec } from "../connector.ts";
import { checkOptions } from "../index.ts";
import { kafkaConnector } from "./kafka-connector.ts";
import { parseOffsets } from "./source-options.ts";

const GOOD = { topic: "t", "properties.bootstrap.servers": "a:1", format: "json" };

function tableOf(
  options: Readonly<Record<string, string | undefined>>,
  primaryKey: readonly string[] | null = null,
): TableSpec {
  const given = Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    name: "t",
    columns: [
      { name: "id", type: BIGINT },
      { name: "s", type: STRING },
    ],
    primaryKey,
    partitionedBy: [],
    options: Object.fromEntries(given),
  };
}

function problems(options: Readonly<Record<string, string | undefined>>, connector = "kafka"): readonly string[] {
  return checkOptions(tableOf({ ...GOOD, ...options }), connector).map(({ key, message }) => `${key}: ${message}`);
}

test("options of a topic that fit", () => {
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ topic: undefined, "topic-pattern": "a.*" }), []);
  assert.deepEqual(problems({ format: undefined, "value.format": "csv", "value.csv.field-delimiter": ";" }), []);
  assert.deepEqual(problems({ "key.format": "raw", "key.fields": "s", "value.fields-include": "EXCEPT_KEY" }), []);
});

test("options that contradict each other, or say nothing", () => {
  assert.deepEqual(problems({ format: undefined }), [
    "null: the kafka connector needs the option 'format' (or 'value.format')",
  ]);
  assert.deepEqual(problems({ topic: undefined }), ["topic: a Kafka table has either 'topic' or 'topic-pattern'"]);
  assert.deepEqual(problems({ topic: undefined, "topic-pattern": "a(" }), [
    "topic-pattern: 'a(' is no regular expression",
  ]);
  assert.deepEqual(problems({ "value.format": "csv" }), [
    "value.format: the table has both 'format' and 'value.format'",
  ]);
  assert.deepEqual(problems({ "scan.startup.mode": "group-offsets" }), [
    "scan.startup.mode: group-offsets needs a group",
  ]);
  assert.deepEqual(problems({ "scan.startup.mode": "timestamp" }), [
    "scan.startup.mode: timestamp needs 'scan.startup.timestamp-millis'",
  ]);
  assert.deepEqual(problems({ "scan.bounded.timestamp-millis": "1" }), [
    "scan.bounded.timestamp-millis: it says nothing unless 'scan.bounded.mode' is 'timestamp'",
  ]);
  assert.deepEqual(problems({ "key.fields": "id" }), ["key.fields: 'key.format' and 'key.fields' go together"]);
  assert.deepEqual(problems({ "key.format": "raw", "key.fields": "no" }), [
    "key.fields: there is no column 'no' that could stand in the key",
  ]);
  assert.deepEqual(problems({ format: "csv", "csv.header": "true" }), [
    "csv.header: records of Kafka have no header line",
  ]);
  assert.deepEqual(problems({ format: "raw" }), ["format: raw holds one column, this table has 2"]);
});

test("values that cannot be, and keys that are not known", () => {
  assert.deepEqual(problems({ "properties.fetch.max.bytes": "0" }), [
    "properties.fetch.max.bytes: 'properties.fetch.max.bytes' must be above 0, not '0'",
  ]);
  assert.deepEqual(problems({ "properties.fetch.min.byte": "1" }), [
    "properties.fetch.min.byte: the kafka connector has no option 'properties.fetch.min.byte'",
  ]);
  assert.deepEqual(problems({ "scan.startup.mode": "earliest" }), [
    "scan.startup.mode: 'scan.startup.mode' cannot be 'earliest'",
  ]);
});

test("an upsert table needs its key and both formats", () => {
  assert.deepEqual(problems({ format: undefined, "key.format": "json", "value.format": "json" }, "upsert-kafka"), [
    "connector: an upsert-kafka table needs a PRIMARY KEY",
  ]);
});

test("bounded or not, and what changes it brings", () => {
  const { source } = kafkaConnector;
  assert.equal(source?.isBounded(tableOf(GOOD)), false);
  assert.equal(source?.isBounded(tableOf({ ...GOOD, "scan.bounded.mode": "latest-offset" })), true);
  assert.equal(source?.changelogMode?.(tableOf(GOOD)), "append");
  assert.equal(source?.changelogMode?.(tableOf({ ...GOOD, format: "debezium-json" })), "retract");
});

test("lists of offsets", () => {
  assert.deepEqual(
    [...parseOffsets("partition:0,offset:42; partition:10,offset:300")!],
    [
      [0, 42],
      [10, 300],
    ],
  );
  for (const text of ["", "0:42", "partition:0", "partition:-1,offset:3", "partition:0,offset:1.5"])
    assert.equal(parseOffsets(text), null);
});
