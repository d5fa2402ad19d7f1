// What a batch becomes: records with keys and values, deterministic partitions, sends that brokers take.
import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf, tableOf } from "../../../../test/helpers/connectors.ts";
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import * as types from "../../../common/types.ts";
import { zoneFor } from "../../../common/zone.ts";
import { findFormat } from "../../formats/index.ts";
import type { OutgoingRecord } from "../client.ts";
import { OutgoingBatch, type OutgoingSetup } from "./outgoing-batch.ts";
import { RecordEncoder } from "./record-encoder.ts";

const COLUMNS = [
  { name: "k", type: types.STRING },
  { name: "v", type: types.STRING },
];
const PARTITIONS = 4;
const BYTES_MAX = 900_000;

function encoder(format: string, ...places: number[]): RecordEncoder {
  return new RecordEncoder({
    format: findFormat(format)!,
    columns: places.map((place) => COLUMNS[place]),
    places,
    options: {},
    zone: zoneFor("UTC"),
    workingDirectory: ".",
    place: { topic: "t", part: "value" },
  });
}

function outgoing(more: Partial<OutgoingSetup> = {}): OutgoingBatch {
  return new OutgoingBatch({
    table: tableOf(COLUMNS, {}),
    key: null,
    value: encoder("json", 0, 1),
    isUpsert: false,
    partitioner: "default",
    partitionCount: PARTITIONS,
    ...more,
  });
}

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString("utf8"));
const texts = (sends: Iterable<readonly OutgoingRecord[]>) =>
  [...sends].flatMap((send) => send.map(({ key, value }) => [text(key), text(value)]));

function encoded(format: string, rows: readonly (readonly Scalar[])[], selection: Int32Array | null = null) {
  return encoder(format, 1)
    .encode({ ...batchOf(COLUMNS, rows), selection })
    .map(text);
}

test("each row is one record, whatever its value holds", () => {
  const values = ["a", "two\nlines", "", "ends\n", "returns\r", "\r\n", "ü"];
  const rows = values.map((value) => ["k", value]);
  assert.deepEqual(encoded("raw", rows), values);
  assert.deepEqual(encoded("raw", rows.slice(4, 5)), ["returns\r"]);
  assert.deepEqual(
    encoded("csv", [
      ["k", "a\nb"],
      ["k", "c"],
    ]),
    ['"a\nb"', "c"],
  );
  assert.deepEqual(
    encoded("json", rows).map((record) => JSON.parse(record!).v),
    values,
  );
  assert.deepEqual(encoded("raw", rows, Int32Array.of(1, 6)), ["two\nlines", "ü"]);
  assert.deepEqual(
    encoded("raw", [
      ["k", "x"],
      ["k", null],
    ]),
    ["x", null],
  );
  assert.deepEqual(encoded("raw", []), []);
});

test("upserts: an update is its last row, a row that goes is a NULL value; else every change is a record", () => {
  const batch = batchOf(
    COLUMNS,
    [
      ["a", "1"],
      ["a", "1"],
      ["a", "2"],
      ["b", "3"],
    ],
    [INSERT, UPDATE_BEFORE, UPDATE_AFTER, DELETE],
  );
  const upsert = outgoing({ key: encoder("raw", 0), value: encoder("raw", 1), isUpsert: true });
  upsert.add(batch);
  assert.deepEqual(texts(upsert.sends(1, 0, BYTES_MAX)), [
    ["a", "1"],
    ["a", "2"],
    ["b", null],
  ]);
  const changes = outgoing({ value: encoder("debezium-json", 0, 1) });
  changes.add(batch);
  assert.equal(texts(changes.sends(1, 0, BYTES_MAX)).length, 4);
});

test("partitions depend on the key, or on the batch and the place in it, and on nothing else", () => {
  const rows = Array.from({ length: 10 }, (_, i) => [`key-${i % 3}`, String(i)]);
  const partitions = (batchId: number, more: Partial<OutgoingSetup>) => {
    const batch = outgoing(more);
    // In two pieces, as operators may give them.
    batch.add(batchOf(COLUMNS, rows.slice(0, 4)));
    batch.add(batchOf(COLUMNS, rows.slice(4)));
    return [...batch.sends(batchId, 0, BYTES_MAX)].flat().map(({ partition }) => partition);
  };
  assert.deepEqual(partitions(6, {}), Array(10).fill(2));
  assert.deepEqual(partitions(6, { partitioner: "fixed" }), Array(10).fill(0));
  assert.deepEqual(partitions(6, { partitioner: "round-robin" }), [2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
  const keyed = partitions(6, { key: encoder("raw", 0) });
  assert.deepEqual(keyed, partitions(7, { key: encoder("raw", 0) }));
  for (let i = 3; i < 10; i++) assert.equal(keyed[i], keyed[i % 3]);
});

test("sends are cut by the bytes of a partition's record batch, in order, and can be made again", () => {
  const batch = outgoing({ value: encoder("raw", 1), partitioner: "round-robin", partitionCount: 2 });
  const values = Array.from({ length: 25 }, (_, i) => `${i}-`.padEnd(1000, "x"));
  batch.add(
    batchOf(
      COLUMNS,
      values.map((value) => ["k", value]),
    ),
  );
  const sends = [...batch.sends(0, 0, 5000)];
  // 1 070 bytes a record at most, so four of each partition.
  assert.deepEqual(
    sends.map(({ length }) => length),
    [8, 8, 8, 1],
  );
  assert.deepEqual(
    texts(sends).map(([, value]) => value),
    values,
  );
  assert.deepEqual([...batch.sends(0, 0, 5000)], sends);
  batch.add(batchOf(COLUMNS, [["k", "y".repeat(9000)]]));
  // One that is too large by itself goes alone: the broker judges it.
  assert.equal([...batch.sends(0, 0, 5000)].at(-1)?.length, 1);
  batch.clear();
  assert.equal(batch.isEmpty, true);
  assert.deepEqual([...batch.sends(0, 0, 5000)], []);
});

test("a record's time is its column's, else the batch's", () => {
  const columns = [...COLUMNS, { name: "at", type: types.timestampLtz(3), metadataKey: "timestamp" }];
  const batch = outgoing({ table: tableOf(columns, {}) });
  batch.add(
    batchOf(columns, [
      ["k", "v", 1234n],
      ["k", "v", null],
    ]),
  );
  const [send] = [...batch.sends(1, 5678, BYTES_MAX)];
  assert.deepEqual(
    send.map(({ timestampMs }) => timestampMs),
    [1234, 5678],
  );
});
